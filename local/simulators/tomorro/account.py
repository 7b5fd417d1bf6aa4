"""One Tomorro account in memory, and what it tells to whoever subscribed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from local.simulators.chassis.calls import Clock, RefusedError
from local.simulators.tomorro import seed
from local.simulators.tomorro.model import (
    Clause,
    Contract,
    ContractType,
    Counterparty,
    CustomObject,
    File,
    Member,
    SmartField,
    bare,
)
from local.simulators.tomorro.switches import Switches

Thing = TypeVar("Thing")

Tell = Callable[[str, Contract], None]
"""Called with the event's type and the contract it is about."""


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass(slots=True)
class Account:
    clock: Clock
    subscriber: Tell
    muted: bool = False
    switches: Switches = field(default_factory=Switches)
    contracts: dict[str, Contract] = field(default_factory=dict)
    counterparties: dict[str, Counterparty] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    smart_fields: dict[str, SmartField] = field(default_factory=dict)
    contract_types: dict[str, ContractType] = field(default_factory=dict)
    custom_objects: dict[str, CustomObject] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    signed_file_reads: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Back to the seed."""
        self.switches = Switches()
        self.contracts = {}
        self.counterparties = {one.id: one for one in seed.counterparties()}
        self.members = {one.id: one for one in seed.members()}
        self.smart_fields = {one.id: one for one in seed.SMART_FIELDS}
        self.contract_types = {one.id: one for one in seed.CONTRACT_TYPES}
        self.custom_objects = {one.id: one for one in seed.CUSTOM_OBJECTS}
        self.clauses = {one.id: one for one in seed.CLAUSES}
        self.files = {}
        self.signed_file_reads = {}

    def tell(self, event_type: str, contract: Contract) -> None:
        if not self.muted:
            self.subscriber(event_type, contract)

    def now(self) -> datetime:
        return self.clock()

    def contract(self, identifier: str) -> Contract:
        return _found(self.contracts, identifier, "Contract")

    def counterparty(self, identifier: str) -> Counterparty:
        return _found(self.counterparties, identifier, "Counterparty")

    def member(self, identifier: str) -> Member:
        return _found(self.members, identifier, "Member")

    def smart_field(self, identifier: str) -> SmartField:
        return _found(self.smart_fields, identifier, "Smart field")

    def contract_type(self, identifier: str) -> ContractType:
        return _found(self.contract_types, identifier, "Contract type")

    def custom_object(self, identifier: str) -> CustomObject:
        return _found(self.custom_objects, identifier, "Custom object")

    def clause(self, identifier: str) -> Clause:
        return _found(self.clauses, identifier, "Clause")


def _found(things: dict[str, Thing], identifier: str, word: str) -> Thing:
    thing = things.get(bare(identifier))
    if thing is None:
        raise RefusedError(404, f"{word} not found")
    return thing
