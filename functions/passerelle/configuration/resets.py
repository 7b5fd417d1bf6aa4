"""When a daily quota starts again, as a manifest writes it: a zone by its name, or by the setting that gives it."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from passerelle.configuration.model import FileModel, Filled
from passerelle.core.conversions.zones import zone_named
from passerelle.core.quotas import Reset
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation
from passerelle.platforms.strict import Mistake

_SETTING: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _is_a_time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise Mistake('écrivez une heure, telle que "00:00"', 'write a time, such as "00:00"')
    return text


class Resets(FileModel):
    """The moment at which a daily quota starts again: the connection is left alone until five minutes after it,
    whatever the answer announces."""

    at: Annotated[str, AfterValidator(_is_a_time)] = Field(description='The time of day, in quotes, such as "00:00".')
    zone: Filled = Field(description='The full name of a time zone, or the setting that gives it, such as "{zone}".')

    @property
    def setting(self) -> str | None:
        """The name of the setting that gives the zone."""
        found = _SETTING.fullmatch(self.zone)
        return found[1] if found else None

    def reset(self, settings: Mapping[str, Any]) -> Reset:
        """Raises InvalidAutomation when no zone is called so."""
        name = str(settings.get(self.setting, "")) if self.setting else self.zone
        zone = zone_named(name)
        if zone is None:
            raise InvalidAutomation(no_zone(name))
        return Reset(time.fromisoformat(self.at), zone)


def no_zone(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucun fuseau horaire ne s'appelle « {name} ». Écrivez `UTC` ou un nom complet, tel que `Europe/Paris`.",
        en=f'No time zone is called "{name}". Write `UTC` or a full name, such as `Europe/Paris`.',
    )
