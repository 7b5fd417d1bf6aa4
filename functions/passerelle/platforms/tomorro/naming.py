"""The name of a contract: the one asked for, with what we put around it (the test prefix, our mark)."""

import re
from typing import Final

from passerelle.core.automation import Stage
from passerelle.platforms.tomorro.settings import Settings

_MARK: Final = re.compile(r" \[psr-[0-9a-f]+\]$")


def new_name(asked: str | None, otherwise: str, mark: str | None, stage: Stage, settings: Settings) -> str | None:
    """None lets Tomorro make it from the template; `otherwise` serves when something has to be read in the name."""
    prefix = settings.test_prefix if stage is Stage.TEST else ""
    if asked is None and not prefix and mark is None:
        return None
    suffix = f" {mark}" if mark else ""
    return f"{prefix}{asked or otherwise}{suffix}"


def changed_name(asked: str, present: str, settings: Settings) -> str:
    """A contract keeps what was put around its name when it was created."""
    prefix = settings.test_prefix if settings.test_prefix and present.startswith(settings.test_prefix) else ""
    mark = _MARK.search(present)
    return f"{prefix}{asked}{mark[0] if mark else ''}"
