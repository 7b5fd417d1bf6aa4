"""The counterparty that is meant, found, brought back or created: before a contract, or for itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.core.steps import Json, Nature, Request
from passerelle.errors import Effect, Rejected, Retryable
from passerelle.platforms.platform import Lock
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.counterparty_search import CounterpartySearch, Identity, identity_of
from passerelle.platforms.tomorro.names import key, plain_id
from passerelle.platforms.tomorro.targets import COUNTERPARTY_ID, COUNTERPARTY_STATUS, Wanted, wanted_of
from passerelle.platforms.tomorro.values import field_and_value


@dataclass(frozen=True, slots=True)
class EnsureCounterparty:
    """A known counterparty is taken as it is: its own data is changed by no contract."""

    client: TomorroClient
    catalogue: Catalogue
    lock: Lock
    nature: Nature = Nature.CREATE

    def prepare(self, request: Request) -> Json:
        wanted = wanted_of(request)
        given = wanted.text(COUNTERPARTY_ID)
        if given is not None:
            known = self.client.counterparty(given)
            return {"name": known.name, "adopt": plain_id(known.id)}
        return self.prepared(wanted, identity_of(wanted, None, self.catalogue), request.mark)

    def prepared(self, wanted: Wanted, who: Identity, mark: str) -> Json:
        chosen = CounterpartySearch(self.client).chosen(CounterpartySearch(self.client).known(who))
        if chosen is not None:
            return {"name": who.name, **chosen}
        status = wanted.text(COUNTERPARTY_STATUS)
        create = {"name": who.name, **({"status": status} if status else {}), **self._attributes(wanted)}
        return {"name": who.name, "create": create, "owner": mark, "who": who.to_json()}

    def perform(self, call: Json) -> Json:
        if "adopt" in call:
            return _result(call["adopt"], call["name"], created=False)
        if "reactivate" in call:
            self.client.update_counterparty(call["reactivate"], {"status": "active"})
            return {**_result(call["reactivate"], call["name"], created=False), "reactivated": True}
        return self._create_alone(call)

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - counterparties show no date in lists
        """There was none before this call: an active one that is meant by it is its effect, or serves as well."""
        if "adopt" in call:
            return self.perform(call)
        active = CounterpartySearch(self.client).active(_who(call))
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
            active = CounterpartySearch(self.client).active(_who(call))
            if active:
                self.lock.release(name, owner)
                return _result(active[0].id, call["name"], created=False)
            made = self.client.create_counterparty(call["create"])
        except (Retryable, Rejected) as error:
            if not isinstance(error, Retryable) or error.effect is Effect.NOT_DONE:
                self.lock.release(name, owner)
            raise
        return _result(made.id, call["name"], created=True)

    def _attributes(self, wanted: Wanted) -> dict[str, Any]:
        filled = [line for line in wanted.counterparty_fields if line.value is not None]
        pairs = [field_and_value(self.catalogue, line.to, line.value, "external_party") for line in filled]
        return (
            {"attributes": [{"attributeDefinitionId": one.id, "value": value} for one, value in pairs]} if pairs else {}
        )


def _who(call: Json) -> Identity:
    """A call that was noted by an earlier release knows the name alone."""
    return Identity(**call.get("who", {"name": call["name"]}))


def _result(counterparty_id: str, name: str, *, created: bool) -> Json:
    return {"id": counterparty_id, "name": name, "created": created}
