"""Tomorro as deliver and watch see it: the same face as a platform that a manifest describes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from passerelle.core.events import Event, RecordRef
from passerelle.core.schema import RecordSchema, TargetSchema
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Action, Json, Nature
from passerelle.errors import InvalidAutomation
from passerelle.platforms.platform import Lock, NamedAction, Polled, Undoing, Version
from passerelle.platforms.schemas import clock_of
from passerelle.platforms.subscribing import Subscriber
from passerelle.platforms.tomorro import targets
from passerelle.platforms.tomorro.actions import tomorro_actions
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.files import signed_files
from passerelle.platforms.tomorro.offers import ACTIONS, CONTRACT, COUNTERPARTY, OFFERS, POLLED, RECORDS
from passerelle.platforms.tomorro.polls import TomorroPolls
from passerelle.platforms.tomorro.reader import TomorroReader
from passerelle.platforms.tomorro.results import contract_url
from passerelle.platforms.tomorro.retiring import Retiring
from passerelle.platforms.tomorro.schemas import TomorroSchemas
from passerelle.streaming import SourceFile

_UPDATED_BY: Final = {
    "create_contract": "update_created_contract",
    "create_counterparty": "update_counterparty",
    "sync_counterparty": "sync_counterparty",
    "ensure_member": "update_member",
}
"""What the exchange of an action becomes when its trigger comes again, under `again: update`."""


@dataclass(frozen=True, slots=True)
class TomorroPlatform:
    connection: str
    client: TomorroClient
    catalogue: Catalogue
    clock: Callable[[], datetime]
    lock: Lock

    def reads(self, kind: str) -> bool:
        return kind in RECORDS

    def read(self, record: RecordRef, fields: frozenset[str]) -> dict[str, Any]:
        return self._reader().read(record.kind, record.id, fields)

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
        return tuple(
            self._named(name, step, action, last=place == len(steps)) for place, (step, action) in enumerate(steps, 1)
        )

    def changes(
        self, kind: str, since: datetime, watched: frozenset[str], cursor: str | None = None
    ) -> Iterator[Polled]:
        del cursor  # Tomorro gives none
        polls = TomorroPolls(self.connection, self.client, self._reader(), self.clock)
        match kind:
            case "contract":
                return polls.contracts(since, watched)
            case "counterparty":
                return polls.counterparties(since, watched)
            case _:
                raise InvalidAutomation(_not_polled(kind), connection=self.connection)

    def files(self, record: RecordRef) -> Sequence[SourceFile]:
        return signed_files(self.client, record.id) if record.kind == CONTRACT else ()

    def probe(self) -> datetime | None:
        return clock_of(self.client.headers())

    def webhooks(self) -> Sequence[str] | None:
        return None  # Tomorro's API does not show them

    def subscriptions(self) -> Mapping[str, Subscriber]:
        """Its webhooks do not end."""
        return {}

    def record_schema(self, kind: str, wanted: frozenset[str]) -> RecordSchema | None:
        return TomorroSchemas(self.catalogue).record(kind, wanted)

    def target_schema(
        self, action: str, params: Mapping[str, Any], kind: str | None, wanted: frozenset[str]
    ) -> TargetSchema | None:
        return TomorroSchemas(self.catalogue).target(action, params, kind, wanted)

    def retiring(self, record: RecordRef, besides: frozenset[str]) -> Undoing:
        return Retiring(self.client).of(record, besides)

    def clearing(self, record: RecordRef, written: Mapping[str, str]) -> Undoing:
        return Retiring(self.client).changed(record, written)

    def undo(self, call: Json) -> None:
        Retiring(self.client).undo(call)

    def _reader(self) -> TomorroReader:
        return TomorroReader(self.client, self.catalogue)

    def _named(self, name: str, step: str, action: Action, *, last: bool) -> NamedAction:
        """What comes before the last step may create a record on the way, which is not what the action is for."""
        offer = OFFERS.get(name, OFFERS["update_contract"])
        if not last:
            return NamedAction(step, action, may_make=step)
        return NamedAction(
            step,
            action,
            makes=offer.makes,
            updated_by=_UPDATED_BY.get(name),
            works_on=offer.works_on,
            writes=True,
            compares=action.nature is Nature.SET,
            field_of=_field_of,
        )


def _field_of(to: str) -> str:
    """`counterparty.field.SIREN` fills what a trigger calls `fields.SIREN`."""
    own = to.removeprefix(f"{COUNTERPARTY}.")
    return f"fields.{own.removeprefix(targets.FIELD_BY_NAME)}" if own.startswith(targets.FIELD_BY_NAME) else own


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
    known = ", ".join(POLLED)
    return Sentence(
        fr=f"Tomorro ne dit pas ce qui a changé pour « {kind} ». « poll » accepte : {known}.",
        en=f'Tomorro does not tell what changed for "{kind}". "poll" accepts: {known}.',
    )
