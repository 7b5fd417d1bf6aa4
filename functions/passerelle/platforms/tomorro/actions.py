"""The actions that an automation can name, and the steps that each of them becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from passerelle.core.steps import UPDATE_RECORD, Action, Json, Nature, Request
from passerelle.platforms.platform import Lock
from passerelle.platforms.tomorro import refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.changes import CancelContract, UpdateContract
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.counterparties import EnsureCounterparty
from passerelle.platforms.tomorro.counterparty_changes import SyncCounterparty, UpdateCounterparty
from passerelle.platforms.tomorro.creation import CreateContract
from passerelle.platforms.tomorro.members import EnsureMember, UpdateMember
from passerelle.platforms.tomorro.offers import CONTRACT, COUNTERPARTY, MEMBER
from passerelle.platforms.tomorro.signature import SendForSignature
from passerelle.platforms.tomorro.tables import SetTableRows
from passerelle.platforms.tomorro.targets import CONTRACT_STEP, COUNTERPARTY_STEP
from passerelle.platforms.tomorro.versions import AddVersion


@dataclass(frozen=True, slots=True)
class UpdateRecord:
    """The update of whichever kind of record the step works on: a contract where it names none."""

    updates: Mapping[str, Action]
    nature: Nature = Nature.SET

    def prepare(self, request: Request) -> Json:
        kind = str(request.params.get("record", CONTRACT))
        if kind not in self.updates:
            raise refusals.unknown_kind(kind, self.updates)
        return {"kind": kind, "call": self.updates[kind].prepare(request)}

    def perform(self, call: Json) -> Json:
        return self.updates[call["kind"]].perform(call["call"])

    def find(self, call: Json, since: datetime) -> Json | None:
        return self.updates[call["kind"]].find(call["call"], since)


Steps = tuple[tuple[str, Action], ...]


def tomorro_actions(client: TomorroClient, catalogue: Catalogue, lock: Lock) -> dict[str, Steps]:
    """By the action's name, its steps in order, each with the name under which later steps read its result.

    `update_created_contract` is what `create_contract` becomes when its trigger comes again, under `again: update`.
    """
    ensure = EnsureCounterparty(client, catalogue, lock)
    update = UpdateCounterparty(client, catalogue)
    updates: dict[str, Action] = {
        CONTRACT: UpdateContract(client, catalogue),
        COUNTERPARTY: update,
        MEMBER: UpdateMember(client, catalogue),
    }
    return {
        "create_contract": (
            (COUNTERPARTY_STEP, ensure),
            (CONTRACT_STEP, CreateContract(client, catalogue)),
        ),
        "update_contract": ((CONTRACT_STEP, updates[CONTRACT]),),
        UPDATE_RECORD: ((CONTRACT_STEP, UpdateRecord(updates)),),
        "update_created_contract": ((CONTRACT_STEP, UpdateContract(client, catalogue, of_creation=True)),),
        "send_for_signature": ((CONTRACT_STEP, SendForSignature(client)),),
        "cancel_contract": ((CONTRACT_STEP, CancelContract(client)),),
        "set_table_rows": (("table", SetTableRows(client, catalogue)),),
        "add_version": (("version", AddVersion(client)),),
        "create_counterparty": ((COUNTERPARTY_STEP, ensure),),
        "update_counterparty": ((COUNTERPARTY_STEP, update),),
        "sync_counterparty": ((COUNTERPARTY_STEP, SyncCounterparty(ensure, update)),),
        "ensure_member": ((MEMBER, EnsureMember(client, lock)),),
        "update_member": ((MEMBER, updates[MEMBER]),),
    }
