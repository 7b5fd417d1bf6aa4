"""Which counterparty is meant by a name, or by a field that identifies it. The list filters on a part of names."""

import re
from dataclasses import dataclass
from typing import Any, Final

from passerelle.core.steps import Json
from passerelle.platforms.tomorro import refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.models import CounterpartySummary
from passerelle.platforms.tomorro.names import key, same_id
from passerelle.platforms.tomorro.settings import Archived, Several
from passerelle.platforms.tomorro.targets import COUNTERPARTY_NAME, Wanted
from passerelle.platforms.tomorro.values import field_and_value

# A filter's value may start with an operator (`in:a,b`), and nothing says how to escape one.
_FILTER_SIGNS: Final = re.compile(r"[:,]")
_WORD: Final = re.compile(r"[^\W_]+")
MOST_READ: Final = 25
"""How many counterparties of a similar name are read, one call each, to look for the one that a field identifies."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is looked for. `field_id` and `value` are of the field that tells companies apart, where one is named."""

    name: str
    field_id: str | None = None
    value: Any = None

    def to_json(self) -> Json:
        return {"name": self.name, "field_id": self.field_id, "value": self.value}


def identity_of(wanted: Wanted, by: str | None, catalogue: Catalogue) -> Identity:
    """A field that is not filled identifies nobody: the name does then."""
    name = wanted.text(COUNTERPARTY_NAME)
    if name is None:
        raise refusals.missing_value(COUNTERPARTY_NAME)
    if by is None:
        return Identity(name)
    field = catalogue.smart_field(by, "external_party")
    pairs = [field_and_value(catalogue, one.to, one.value, "external_party") for one in wanted.counterparty_fields]
    value = next((value for one, value in pairs if same_id(one.id, field.id)), None)
    return Identity(name) if value is None else Identity(name, field.id, value)


@dataclass(frozen=True, slots=True)
class CounterpartySearch:
    client: TomorroClient

    def known(self, who: Identity) -> list[CounterpartySummary]:
        """Those that may be meant, archived ones included."""
        if who.field_id is None:
            return self._named(who.name)
        return self._identified(who.name, who.field_id, who.value)

    def active(self, who: Identity) -> list[CounterpartySummary]:
        return [one for one in self.known(who) if one.status != "archived"]

    def chosen(self, known: list[CounterpartySummary]) -> Json | None:
        """What to do with those that are known: adopt one, reactivate it, or None when there are none."""
        active = [one for one in known if one.status != "archived"]
        if active:
            return {"adopt": self._one_of(active).id}
        if not known:
            return None
        match self.client.settings.counterparty_archived:
            case Archived.PARK:
                raise refusals.archived_counterparty()
            case Archived.USE:
                return {"adopt": self._one_of(known).id}
            case Archived.REACTIVATE:
                return {"reactivate": self._one_of(known).id}

    def _one_of(self, known: list[CounterpartySummary]) -> CounterpartySummary:
        if len(known) > 1 and self.client.settings.counterparty_several is Several.PARK:
            raise refusals.several_counterparties(len(known))
        return known[0]

    def _named(self, name: str) -> list[CounterpartySummary]:
        """Any part of the name serves as a filter; we compare whole names."""
        part = max(_FILTER_SIGNS.split(name), key=len).strip()
        return [one for one in self.client.counterparties(part) if key(one.name) == key(name)]

    def _identified(self, name: str, field_id: str, value: Any) -> list[CounterpartySummary]:
        """Those whose field has that value, whatever their name; failing that, those of the name whose field is empty.

        The same name with another value is another company.
        """
        part = max(_WORD.findall(name), key=len, default=name)
        alike = sorted(self.client.counterparties(part), key=lambda one: key(one.name) != key(name))
        of_the_name = []
        for place, one in enumerate(alike):
            if place == MOST_READ:
                raise refusals.too_many_alike(MOST_READ)
            fields = self.client.counterparty(one.id).fields
            present = next((held for known, held in fields.items() if same_id(known, field_id)), None)
            if present not in (None, ""):
                if _letters(present) == _letters(value):
                    return [one]
            elif key(one.name) == key(name):
                of_the_name.append(one)
        return of_the_name


def _letters(value: Any) -> str:
    """A SIREN is the same with and without its spaces."""
    return "".join(str(value).split()).casefold()
