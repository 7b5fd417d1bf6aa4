"""A platform as its manifest describes it: reads, associations, former values and actions, over HTTP."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle import http_faults
from passerelle.configuration.call_file import Call
from passerelle.configuration.manifest_file import ManifestFile, Record
from passerelle.configuration.model import BothLanguages
from passerelle.core.events import Event, RecordRef
from passerelle.core.expressions import ALL_FIELDS
from passerelle.core.schema import RecordSchema, TargetSchema
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD, Json
from passerelle.errors import InvalidAutomation, InvalidPayload
from passerelle.http import Answer, Caller
from passerelle.platforms import clearing
from passerelle.platforms.links import address_of
from passerelle.platforms.platform import NamedAction, Platform, Polled, Undoing, Version
from passerelle.platforms.polling import Poller
from passerelle.platforms.requests import expression, fill_call, instant_of
from passerelle.platforms.rest_action import ESCAPES, RestAction
from passerelle.platforms.schemas import clock_of, record_schema
from passerelle.platforms.subscribing import Subscriber
from passerelle.platforms.taking import taken
from passerelle.platforms.telling_record import record_told
from passerelle.platforms.uploading import UploadAction
from passerelle.streaming import SourceFile


def _nobody(connection: str) -> Platform:
    raise InvalidAutomation(_no_files(connection, "-"), connection=connection)


@dataclass(frozen=True, slots=True)
class RestPlatform:
    """`settings` are the connection's, with the manifest's defaults filled in. `others` gives another connection's
    platform: files come from there.
    """

    connection: str
    manifest: ManifestFile
    settings: Mapping[str, Any]
    caller: Caller
    clock: Callable[[], datetime]
    others: Callable[[str], Platform] = _nobody

    def reads(self, kind: str) -> bool:
        return self.record(kind).read is not None

    def read(self, record: RecordRef, fields: frozenset[str]) -> dict[str, Any]:
        described = self.record(record.kind)
        if described.read is None:
            raise InvalidAutomation(_unreadable(self.connection, record.kind), connection=self.connection)
        wanted = sorted(fields - {ALL_FIELDS, "id", "url"})
        names = {"id": record.id, "fields": ",".join(wanted) or None}
        found = self.take(described.read, self.names(record.kind, names), only_reads=True)
        if found is None and described.read.where is not None:
            raise http_faults.not_found(self.connection)
        if not isinstance(found, dict):
            raise InvalidPayload(_unexpected(self.connection), connection=self.connection)
        return {**found, "id": record.id, "url": self.url(record)}

    def told_by(self, event: Event) -> Any:
        told = self.record(event.record.kind).told
        if told is None:
            return event.data
        return {**record_told(told, event.data), "id": event.record.id, "url": self.url(event.record)}

    def related(self, record: RecordRef, kind: str) -> Sequence[str]:
        call = self.record(record.kind).related.get(kind)
        if call is None:
            raise InvalidAutomation(_not_related(self.connection, record.kind, kind), connection=self.connection)
        found = self.take(call, self.names(record.kind, {"id": record.id}), only_reads=True)
        ids = found if isinstance(found, list) else [found]
        return [str(item) for item in ids if item is not None]

    def versions(self, record: RecordRef, field: str) -> Sequence[Version]:
        history = self.record(record.kind).history
        if history is None:
            return ()
        names = self.names(record.kind, {"id": record.id, "field": field, "fields": field})
        by_field = self.take(history.request, names, only_reads=True) or {}
        if not isinstance(by_field, dict):
            raise InvalidPayload(_unexpected(self.connection), connection=self.connection)
        versions = [
            Version(expression(history.value).search(item), instant_of(item, history.at))
            for item in by_field.get(field) or []
        ]
        return sorted(versions, key=lambda version: version.at, reverse=True)

    def url(self, record: RecordRef) -> str | None:
        return address_of(self.record(record.kind), self.settings, record.id)

    def files(self, record: RecordRef) -> Sequence[SourceFile]:
        raise InvalidAutomation(_no_files(self.connection, record.kind), connection=self.connection)

    def files_of(self, connection: str, kind: str, record_id: str) -> Sequence[SourceFile]:
        """Those of a record of another platform."""
        return self.others(connection).files(RecordRef(kind, record_id))

    def actions(self, name: str) -> Sequence[NamedAction]:
        action = self.manifest.actions.get(name)
        if action is None:
            raise InvalidAutomation(_no_action(self.connection, name), connection=self.connection, action=name)
        quote = ESCAPES[action.escape]
        rest = RestAction(self, action) if action.upload is None else UploadAction(self, action, action.upload)
        whole = action.request.method == "PUT"
        named = NamedAction(name, rest, makes=action.makes, writes=action.on_record, whole=whole, quote=quote)
        return (named,)

    def changes(
        self, kind: str, since: datetime, watched: frozenset[str], cursor: str | None = None
    ) -> Iterator[Polled]:
        poll = self.record(kind).poll
        if poll is None:
            raise InvalidAutomation(_not_polled(self.connection, kind), connection=self.connection, record=kind)
        return Poller(self, kind, poll, watched).changes(since, cursor)

    def probe(self) -> datetime | None:
        """Where a manifest has none, nothing is asked."""
        if self.manifest.probe is None:
            return None
        call = fill_call(self.manifest.probe, self.settings)
        return clock_of(self.answer(call, self.manifest.probe, only_reads=True).headers)

    def webhooks(self) -> Sequence[str] | None:
        if self.manifest.webhooks is None:
            return None
        found = self.take(self.manifest.webhooks, self.settings, only_reads=True)
        return [str(url) for url in found or []]

    def subscriptions(self) -> Mapping[str, Subscriber]:
        return {name: Subscriber(self, described) for name, described in self.manifest.subscriptions.items()}

    def record_schema(self, kind: str, wanted: frozenset[str]) -> RecordSchema | None:
        del wanted  # the list of fields comes with all options
        fields = self.record(kind).fields
        return record_schema(self, kind, fields) if fields is not None else None

    def target_schema(
        self, action: str, params: Mapping[str, Any], kind: str | None, wanted: frozenset[str]
    ) -> TargetSchema | None:
        del params
        described = self.manifest.actions.get(action)
        if described is None:
            return None
        kind = kind if described.on_record else described.makes
        schema = self.record_schema(kind, wanted) if kind is not None else None
        return TargetSchema(schema.fields, complete=schema.complete) if schema is not None else None

    def retiring(self, record: RecordRef, besides: frozenset[str]) -> Undoing:
        del besides
        return clearing.cannot_remove(record)

    def clearing(self, record: RecordRef, written: Mapping[str, str]) -> Undoing:
        return clearing.clearing(self, record, written)

    def undo(self, call: Json) -> None:
        action = RestAction(self, self.manifest.actions[UPDATE_RECORD])
        action.perform(action.prepare(clearing.request_of(call)))

    def record(self, kind: str) -> Record:
        found = self.manifest.records.get(kind)
        if found is None and self.manifest.any_record:
            title = BothLanguages(fr=kind, en=kind)
            return Record(title=title, names={"kind": kind}, read=self.manifest.any_read)
        if found is None:
            raise InvalidAutomation(_no_record(self.connection, kind), connection=self.connection, record=kind)
        return found

    def names(self, kind: str | None, names: Mapping[str, Any]) -> dict[str, Any]:
        """What the texts of a request may name: settings, the record's own names, and what the operation gives."""
        return {**self.settings, **(self.record(kind).names if kind else {}), **names}

    def take(self, call: Call, names: Mapping[str, Any], *, only_reads: bool) -> Any:
        return taken(call, self.send(fill_call(call, names), call, only_reads=only_reads), names)

    def send(self, filled: Json, call: Call, *, only_reads: bool) -> Any:
        """The body of the answer to a call that was filled in before."""
        return self.answer(filled, call, only_reads=only_reads).body

    def answer(self, filled: Json, call: Call, *, only_reads: bool) -> Answer:
        return self.caller.request(
            filled["method"],
            filled["path"],
            params=filled["query"],
            json=filled["body"],
            only_reads=only_reads or None,
            expects=call.answer,
            headers=filled.get("headers"),
            encoding=call.encoding,
            rows=[row.rule(self.settings) for row in call.errors],
        )


def _unreadable(connection: str, kind: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne permet pas de lire une fiche « {kind} ». Retirez cette lecture de l'automatisation.",
        en=f'"{connection}" has no way to read a "{kind}" record. Remove that read from the automation.',
    )


def _unexpected(connection: str) -> Sentence:
    return Sentence(
        fr=f"La réponse de « {connection} » n'a pas la forme attendue. Vérifiez la version d'API de la connexion.",
        en=f'The answer of "{connection}" does not have the expected form. Check the API version of the connection.',
    )


def _no_files(connection: str, kind: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne donne pas les fichiers d'une fiche « {kind} ». Partez d'un contrat de Tomorro.",
        en=f'"{connection}" does not give the files of a "{kind}" record. Start from a contract of Tomorro.',
    )


def _not_related(connection: str, kind: str, other: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne sait pas associer « {kind} » à « {other} ». Complétez « related » dans le "
        "manifeste de la plateforme.",
        en=f'"{connection}" cannot associate "{kind}" with "{other}". Complete "related" in the platform\'s manifest.',
    )


def _no_action(connection: str, name: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » n'a pas d'action « {name} ».",
        en=f'"{connection}" has no action "{name}".',
    )


def _no_record(connection: str, kind: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne connaît pas de fiche « {kind} ».",
        en=f'"{connection}" knows no "{kind}" record.',
    )


def _not_polled(connection: str, kind: str) -> Sentence:
    return Sentence(
        fr=f"Le manifeste de « {connection} » ne dit pas comment demander ce qui a changé pour « {kind} ».",
        en=f'The manifest of "{connection}" does not tell how to ask what changed for "{kind}".',
    )
