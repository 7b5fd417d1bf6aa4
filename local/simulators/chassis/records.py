"""The records of a simulated account, by kind, and what is told of each change."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route


@dataclass(frozen=True, slots=True)
class Happening:
    """`record` is the record as it is now, `changed` its fields that took a value, `former` what these held before."""

    action: Literal["created", "updated", "deleted"]
    kind: str
    record: Json
    at: datetime
    changed: Mapping[str, Any] = field(default_factory=dict)
    former: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Records:
    """`seed` holds the first records by kind, each with its `id`. A new one is the first of its kind with a number of
    its own and the values given. `touch` gives what a record says of its own times, created at that moment or not.
    """

    clock: Clock
    seed: Mapping[str, Sequence[Json]]
    tell: Callable[[Happening], None]
    touch: Callable[[datetime, bool], Json]
    first_id: int = 9001
    by_kind: dict[str, dict[str, Json]] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._ids = count(self.first_id)
        times = self.touch(self.clock(), True)
        self.by_kind = {
            kind: {str(one["id"]): {**copy.deepcopy(one), **times} for one in records}
            for kind, records in self.seed.items()
        }

    def of(self, kind: str) -> dict[str, Json]:
        if kind not in self.by_kind:
            raise RefusedError(404, "Not found", code="not_found")
        return self.by_kind[kind]

    def find(self, kind: str, identifier: str) -> Json:
        found = self.of(kind).get(identifier)
        if found is None:
            raise RefusedError(404, "Not found", code="not_found")
        return found

    def create(self, kind: str, values: Mapping[str, Any]) -> Json:
        number, now = next(self._ids), self.clock()
        model = copy.deepcopy(self.seed[kind][0])
        identifier = number if isinstance(model["id"], int) else str(number)
        record = {**model, **values, "id": identifier, **self.touch(now, True)}
        self.of(kind)[str(identifier)] = record
        self.tell(Happening("created", kind, copy.deepcopy(record), now))
        return record

    def update(self, kind: str, identifier: str, values: Mapping[str, Any]) -> Json:
        """A change that changes nothing moves nothing and tells nothing."""
        record, now = self.find(kind, identifier), self.clock()
        changed = {name: value for name, value in values.items() if record.get(name) != value}
        if changed:
            former = {name: record.get(name) for name in changed}
            record |= {**changed, **self.touch(now, False)}
            self.tell(Happening("updated", kind, copy.deepcopy(record), now, changed, former))
        return record

    def delete(self, kind: str, identifier: str) -> None:
        record = self.find(kind, identifier)
        del self.by_kind[kind][identifier]
        self.tell(Happening("deleted", kind, record, self.clock()))

    def control(self) -> list[Route]:
        """What a person does in the platform's own screens."""
        return [
            Route("GET", "/state", lambda _call: Reply(body={k: list(v.values()) for k, v in self.by_kind.items()})),
            Route(
                "POST", "/records/{kind}", lambda call: Reply(201, self.create(call.params["kind"], call.json_object()))
            ),
            Route("GET", "/records/{kind}/{id}", lambda call: Reply(body=self.find(*_place(call)))),
            Route(
                "PATCH", "/records/{kind}/{id}", lambda call: Reply(body=self.update(*_place(call), call.json_object()))
            ),
            Route("DELETE", "/records/{kind}/{id}", self._delete),
        ]

    def _delete(self, call: Call) -> Reply:
        self.delete(*_place(call))
        return Reply(204)


def _place(call: Call) -> tuple[str, str]:
    return call.params["kind"], call.params["id"]
