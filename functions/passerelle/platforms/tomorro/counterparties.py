"""The step before a contract: the counterparty of that exact name, found, brought back or created."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from passerelle.core.steps import Json, Nature, Request
from passerelle.errors import Effect, Rejected, Retryable
from passerelle.platforms.platform import Lock
from passerelle.platforms.tomorro import models, refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.names import key
from passerelle.platforms.tomorro.settings import Archived, Several
from passerelle.platforms.tomorro.targets import COUNTERPARTY_NAME, Wanted, wanted_of
from passerelle.platforms.tomorro.values import field_and_value

# A filter's value may start with an operator (`in:a,b`), and nothing says how to escape one.
_FILTER_SIGNS: Final = re.compile(r"[:,]")


@dataclass(frozen=True, slots=True)
class EnsureCounterparty:
    """A known counterparty is taken as it is: its own data is changed by no contract."""

    client: TomorroClient
    catalogue: Catalogue
    lock: Lock
    nature: Nature = Nature.CREATE

    def prepare(self, request: Request) -> Json:
        wanted = wanted_of(request)
        name = wanted.text(COUNTERPARTY_NAME)
        if name is None:
            raise refusals.missing_value(COUNTERPARTY_NAME)
        known = self._named(name)
        active = [one for one in known if one.status != "archived"]
        if active:
            return {"name": name, "adopt": self._one_of(active).id}
        if known:
            return {"name": name, **self._archived(known)}
        return {"name": name, "create": {"name": name, **self._attributes(wanted)}, "owner": request.mark}

    def perform(self, call: Json) -> Json:
        if "adopt" in call:
            return _result(call["adopt"], call["name"], created=False)
        if "reactivate" in call:
            self.client.update_counterparty(call["reactivate"], {"status": "active"})
            return {**_result(call["reactivate"], call["name"], created=False), "reactivated": True}
        return self._create_alone(call)

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - counterparties show no date in lists
        """There was none before this call: an active one of that name is its effect, or serves as well."""
        if "adopt" in call:
            return self.perform(call)
        active = self._active(call["name"])
        if not active:
            return None
        result = _result(active[0].id, call["name"], created="create" in call)
        return {**result, "reactivated": True} if "reactivate" in call else result

    def _create_alone(self, call: Json) -> Json:
        """Of two records of the same new company, the second takes what the first has just created. After a creation
        the lock runs out by itself: until then, lists may not show it yet.
        """
        name, owner = key(call["name"]), call["owner"]
        self.lock.take(name, owner)
        try:
            active = self._active(call["name"])
            if active:
                self.lock.release(name, owner)
                return _result(active[0].id, call["name"], created=False)
            made = self.client.create_counterparty(call["create"])
        except (Retryable, Rejected) as error:
            if not isinstance(error, Retryable) or error.effect is Effect.NOT_DONE:
                self.lock.release(name, owner)
            raise
        return _result(made.id, call["name"], created=True)

    def _active(self, name: str) -> list[models.CounterpartySummary]:
        return [one for one in self._named(name) if one.status != "archived"]

    def _named(self, name: str) -> list[models.CounterpartySummary]:
        """Tomorro's filter is a partial match, so any part of the name serves; we compare whole names."""
        part = max(_FILTER_SIGNS.split(name), key=len).strip()
        return [one for one in self.client.counterparties(part) if key(one.name) == key(name)]

    def _one_of(self, active: list[models.CounterpartySummary]) -> models.CounterpartySummary:
        if len(active) > 1 and self.client.settings.counterparty_several is Several.PARK:
            raise refusals.several_counterparties(len(active))
        return active[0]

    def _archived(self, known: list[models.CounterpartySummary]) -> Json:
        match self.client.settings.counterparty_archived:
            case Archived.PARK:
                raise refusals.archived_counterparty()
            case Archived.USE:
                return {"adopt": self._one_of(known).id}
            case Archived.REACTIVATE:
                return {"reactivate": self._one_of(known).id}

    def _attributes(self, wanted: Wanted) -> dict[str, Any]:
        filled = [line for line in wanted.counterparty_fields if line.value is not None]
        pairs = [field_and_value(self.catalogue, line.to, line.value, "external_party") for line in filled]
        return (
            {"attributes": [{"attributeDefinitionId": one.id, "value": value} for one, value in pairs]} if pairs else {}
        )


def _result(counterparty_id: str, name: str, *, created: bool) -> Json:
    return {"id": counterparty_id, "name": name, "created": created}
