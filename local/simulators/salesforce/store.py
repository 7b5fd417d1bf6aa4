"""The records of the organisation, and the few questions in SOQL that are asked of them."""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from local.simulators.chassis.calls import Clock, Json, RefusedError
from local.simulators.salesforce import seed

PLURALS: Final = {"opportunities": "Opportunity", "accounts": "Account", "contacts": "Contact"}
_PREFIX: Final = {"Opportunity": "006", "Account": "001", "Contact": "003"}
_SINCE: Final = re.compile(r"FROM (\w+) WHERE SystemModstamp >= (\S+) ORDER BY SystemModstamp, Id$")
_ROLES: Final = re.compile(r"FROM OpportunityContactRole WHERE OpportunityId = '(\w+)'")

Publish = Callable[[str, Json], None]


@dataclass(slots=True)
class Store:
    """`publish` tells an outbound message of a record that changed, by its object."""

    clock: Clock
    publish: Publish
    records: dict[str, dict[str, Json]] = field(default_factory=dict)
    cursors: dict[str, list[Json]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(2))

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.cursors.clear()
        self.records.clear()
        for kind, records in copy.deepcopy(seed.RECORDS).items():
            self.records[kind] = {}
            for identifier, values in records.items():
                self._keep(kind, identifier, values)

    def find(self, kind: str, identifier: str) -> Json:
        found = self.records.get(kind, {}).get(identifier)
        if found is None or found["IsDeleted"]:
            raise RefusedError(404, "The requested resource does not exist", code="NOT_FOUND")
        return found

    def create(self, kind: str, values: Json) -> Json:
        made = self._keep(
            kind, f"{_PREFIX[kind]}{next(self.numbers):012d}AAA", {**dict.fromkeys(seed.TYPES[kind]), **values}
        )
        self.publish(kind, copy.deepcopy(made))
        return made

    def update(self, kind: str, identifier: str, values: Json) -> Json:
        record = self.find(kind, identifier)
        if unknown := values.keys() - seed.TYPES[kind].keys():
            raise RefusedError(400, f"No such column '{min(unknown)}' on sobject of type {kind}", code="INVALID_FIELD")
        if "StageName" in values and values["StageName"] != record["StageName"]:
            record["LastStageChangeDate"] = self._now()
        record |= {**values, "SystemModstamp": self._now()}
        self.publish(kind, copy.deepcopy(record))
        return record

    def delete(self, kind: str, identifier: str) -> None:
        self.find(kind, identifier).update(IsDeleted=True, SystemModstamp=self._now())

    def asked(self, soql: str) -> list[Json]:
        if roles := _ROLES.search(soql):
            return [{"ContactId": one} for one in seed.CONTACT_ROLES.get(roles[1], ())]
        since = _SINCE.search(soql)
        if since is None or since[1] not in self.records:
            raise RefusedError(400, f"unexpected token in: {soql}", code="MALFORMED_QUERY")
        moment = since[2].removesuffix("Z")
        found = [one for one in self.records[since[1]].values() if one["SystemModstamp"][:19] >= moment[:19]]
        return sorted(found, key=lambda one: (one["SystemModstamp"], one["Id"]))

    def _keep(self, kind: str, identifier: str, values: Json) -> Json:
        moments = {"CreatedDate": self._now(), "SystemModstamp": self._now()}
        if kind == "Opportunity":
            moments["LastStageChangeDate"] = self._now()
        record = {"attributes": {"type": kind}, "Id": identifier, **values, **moments, "IsDeleted": False}
        self.records[kind][identifier] = record
        return record

    def _now(self) -> str:
        return self.clock().strftime("%Y-%m-%dT%H:%M:%S.000+0000")
