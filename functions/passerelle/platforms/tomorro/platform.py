"""Tomorro as deliver and watch see it: the same face as a platform that a manifest describes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from passerelle.core.events import Change, Event, RecordRef, Source, event_id
from passerelle.core.schema import RecordSchema, TargetSchema
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD, Json
from passerelle.errors import InvalidAutomation
from passerelle.platforms.platform import Lock, NamedAction, Polled, Undoing, Version
from passerelle.platforms.schemas import clock_of
from passerelle.platforms.tomorro.actions import tomorro_actions
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.names import plain_id
from passerelle.platforms.tomorro.reader import TomorroReader
from passerelle.platforms.tomorro.results import contract_url
from passerelle.platforms.tomorro.retiring import Retiring
from passerelle.platforms.tomorro.schemas import TomorroSchemas

CONTRACT: Final = "contract"
COUNTERPARTY: Final = "counterparty"
ACTIONS: Final = ("create_contract", "update_contract", UPDATE_RECORD, "send_for_signature", "cancel_contract")


@dataclass(frozen=True, slots=True)
class TomorroPlatform:
    connection: str
    client: TomorroClient
    catalogue: Catalogue
    clock: Callable[[], datetime]
    lock: Lock

    def reads(self, kind: str) -> bool:
        return kind in {CONTRACT, COUNTERPARTY}

    def read(self, record: RecordRef, fields: frozenset[str]) -> dict[str, Any]:
        del fields  # Tomorro always gives a whole record
        return TomorroReader(self.client, self.catalogue).read(record.kind, record.id)

    def told_by(self, event: Event) -> Any:
        return event.data

    def related(self, record: RecordRef, kind: str) -> Sequence[str]:
        raise InvalidAutomation(_not_related(record.kind, kind), connection=self.connection)

    def versions(self, record: RecordRef, field: str) -> Sequence[Version]:
        del record, field  # nothing in the API tells what a contract was before
        return ()

    def url(self, record: RecordRef) -> str | None:
        return contract_url(record.id, self.client.settings) if record.kind == CONTRACT else None

    def actions(self, name: str) -> Sequence[NamedAction]:
        steps = tomorro_actions(self.client, self.catalogue, self.lock).get(name)
        if steps is None:
            raise InvalidAutomation(_no_action(name), connection=self.connection, action=name)
        creates = name == "create_contract"
        return tuple(
            NamedAction(
                step,
                action,
                makes=CONTRACT if creates and step == CONTRACT else None,
                may_make=COUNTERPARTY if step == COUNTERPARTY else None,
                updated_by="update_created_contract" if creates and step == CONTRACT else None,
                works_on=None if creates else CONTRACT,
            )
            for step, action in steps
        )

    def changes(self, kind: str, since: datetime, watched: frozenset[str]) -> Iterator[Polled]:
        """The present status of every contract of the last weeks: what a lost webhook would have told.

        Nothing in the list tells when a status began, so each is as of now; what was seen before is told apart later.
        """
        if kind != CONTRACT:
            raise InvalidAutomation(_not_polled(kind), connection=self.connection)
        now = self.clock()
        first_day = min(since, now - timedelta(days=self.client.settings.reconcile_days)).date()
        for contract in self.client.contracts(created_from=first_day) if "status" in watched else ():
            record = RecordRef(CONTRACT, plain_id(contract.id))
            yield Polled(now, (self._status(record, contract.status, now),))

    def probe(self) -> datetime | None:
        return clock_of(self.client.headers())

    def webhooks(self) -> Sequence[str] | None:
        return None  # Tomorro's API does not show them

    def record_schema(self, kind: str, wanted: frozenset[str]) -> RecordSchema | None:
        return TomorroSchemas(self.catalogue).record(kind, wanted)

    def target_schema(
        self, action: str, params: Mapping[str, Any], kind: str | None, wanted: frozenset[str]
    ) -> TargetSchema | None:
        del kind  # every action is on a contract
        return TomorroSchemas(self.catalogue).target(action, params, wanted)

    def retiring(self, record: RecordRef, besides: frozenset[str]) -> Undoing:
        return Retiring(self.client).of(record, besides)

    def clearing(self, record: RecordRef, written: Mapping[str, str]) -> Undoing:
        return Retiring(self.client).changed(record, written)

    def undo(self, call: Json) -> None:
        Retiring(self.client).undo(call)

    def _status(self, record: RecordRef, status: str, now: datetime) -> Event:
        return Event(
            id=event_id(self.connection, ("poll", record.id, status, now.isoformat())),
            connection=self.connection,
            platform="tomorro",
            kind="changed",
            record=record,
            occurred_at=now,
            received_at=now,
            changes=(Change("status", status),),
            source=Source.POLL,
        )


def _not_related(kind: str, other: str) -> Sentence:
    return Sentence(
        fr=f"Tomorro n'associe pas de fiche « {other} » à « {kind} ». Lisez-la par « linked » ou par « id ».",
        en=f'Tomorro does not associate "{other}" records with "{kind}". Read it by "linked" or by "id".',
    )


def _no_action(name: str) -> Sentence:
    known = ", ".join(ACTIONS)
    return Sentence(
        fr=f"Tomorro n'a pas d'action « {name} ». Actions connues : {known}.",
        en=f'Tomorro has no action "{name}". Known actions: {known}.',
    )


def _not_polled(kind: str) -> Sentence:
    return Sentence(
        fr=f"Tomorro ne dit pas ce qui a changé pour « {kind} » : seuls les contrats s'interrogent par « poll ».",
        en=f'Tomorro does not tell what changed for "{kind}": only contracts can be polled.',
    )
