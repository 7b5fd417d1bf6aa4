"""An action that stores the files of the trigger's record: each of them once, and whole or not at all."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from passerelle import http_faults
from passerelle.configuration.manifest_file import ManifestAction
from passerelle.configuration.upload_file import Look, Upload
from passerelle.core import file_names
from passerelle.core.events import RecordRef
from passerelle.core.plans import Outgoing
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature, Request
from passerelle.errors import Busy, Effect, InvalidAutomation, InvalidPayload, Rejected, RemoteRefused, Retryable
from passerelle.http import Answer
from passerelle.platforms.finding import CLOCKS_DIFFER
from passerelle.platforms.parameters import parameters
from passerelle.platforms.parts import send_in_parts
from passerelle.platforms.requests import expression, fill_call, instant_of
from passerelle.streaming import Content, SourceFile

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform

NOT_YET_S: Final = 60.0
"""Files may be there some time after the event that announces them."""


@dataclass(frozen=True, slots=True)
class UploadAction:
    """Links to files are secrets that soon end: the intent names the record, and they are asked for as late as can be.

    To perform it again changes nothing: what an earlier attempt stored is known by its mark, or by its size and age.
    """

    platform: "RestPlatform"
    described: ManifestAction
    upload: Upload

    @property
    def nature(self) -> Nature:
        return self.described.nature

    def prepare(self, request: Request) -> Json:
        origin = request.origin
        if origin is None:
            raise InvalidAutomation(_NO_RECORD, connection=self.platform.connection)
        params = parameters(self.described.params, request.params)
        ids = self.upload.ids
        names = self.platform.names(None, params)
        new_ids = self.platform.take(ids, names, only_reads=True) if ids is not None else None
        return {
            "source": {"connection": origin.connection, "kind": origin.record.kind, "id": origin.record.id},
            "params": params,
            "mark": request.mark,
            "new_ids": [str(one) for one in new_ids or []],
            "at": self.platform.clock().isoformat(),
        }

    def perform(self, call: Json) -> Json:
        stored: list[Json] = []
        try:
            for names, file in self._files(call):
                stored.append(self._there(call, names, file) or self._store(call, names, file))
        except Retryable as error:
            if stored:
                error.effect = Effect.UNKNOWN
            raise
        return self._result(stored)

    def find(self, call: Json, since: datetime) -> Json | None:
        """All of them, or the rest is still to be stored: that skips those which are there."""
        del since  # the intent has its own time, which stands for one attempt more
        found = [self._there(call, names, file) for names, file in self._files(call)]
        there = [one for one in found if one is not None]
        return self._result(there) if len(there) == len(found) else None

    def _files(self, call: Json) -> list[tuple[Json, SourceFile]]:
        """Raises Busy while there is none."""
        source, params, new_ids = call["source"], call["params"], call["new_ids"]
        files = self.platform.files_of(source["connection"], source["kind"], source["id"])
        if not files:
            raise Busy(_not_yet(source["connection"]), code="no_file_yet", retry_after_s=NOT_YET_S)
        if self.upload.ids is not None and len(files) > len(new_ids):
            raise InvalidPayload(_too_few_ids(self.platform.connection), connection=self.platform.connection)
        folder = file_names.folder(str(params.get("folder") or ""))
        named = []
        for number, file in enumerate(files, 1):
            name = file_names.numbered(str(params.get("name") or ""), file.name, number)
            place = {
                "path": f"{folder}/{name}" if folder else name,
                "file_name": name,
                "content_type": file.content_type,
                "mark": f"{call['mark']}-{number}",
                "new_id": new_ids[number - 1] if new_ids else None,
            }
            named.append((self.platform.names(None, {**params, **place}), file))
        return named

    def _there(self, call: Json, names: Json, file: SourceFile) -> Json | None:
        """What an earlier attempt stored. Raises Rejected where something else stands at its place."""
        foreign = False
        for look in self.upload.look:
            found = self._looked(look, names)
            if found is None:
                continue
            if self._is_ours(look, found, call, names, file):
                return self._told(found, names)
            foreign = True
        if foreign:
            raise Rejected(
                _something_else(self.platform.connection), code="file_exists", connection=self.platform.connection
            )
        return None

    def _looked(self, look: Look, names: Json) -> Json | None:
        try:
            answer = self.platform.answer(fill_call(look.request, names, _in_path), look.request, only_reads=True)
        except RemoteRefused as error:
            if error.code != "not_found":
                raise
            return None
        taken = expression(look.request.take).search(answer.body)
        if look.request.method != "HEAD" and taken is None:
            return None
        return {"answer": taken, "headers": dict(answer.headers)}

    def _is_ours(self, look: Look, found: Json, call: Json, names: Json, file: SourceFile) -> bool:
        if look.mark_at is not None:
            return bool(expression(look.mark_at).search(found) == names["mark"])
        assert look.size_at is not None and look.created_at is not None  # noqa: PT018, S101 - the model says so
        since = datetime.fromisoformat(call["at"]) - CLOCKS_DIFFER
        if instant_of(found, look.created_at) < since:
            return False
        with file.opened(self._outgoing(names)) as content:
            return bool(expression(look.size_at).search(found) == content.length)

    def _store(self, call: Json, names: Json, file: SourceFile) -> Json:
        with file.opened(self._outgoing(names)) as content:
            try:
                answer = self._sent({**names, "size": content.length}, content)
            except RemoteRefused as error:
                if error.context.get("status") not in self.upload.taken:
                    raise
                answer = None
        if answer is not None:
            return self._told({"answer": answer.body, "headers": dict(answer.headers)}, names)
        there = self._there(call, names, file)
        if there is None:  # somebody took it away in between
            raise Busy(_settling(self.platform.connection), code="settling", retry_after_s=NOT_YET_S)
        return there

    def _sent(self, names: Json, content: Content) -> Answer:
        filled, session = fill_call(self.described.request, names, _in_path), self.upload.session
        if session is None:
            return self.platform.caller.request(
                filled["method"],
                filled["path"],
                filled["query"],
                rows=[row.rule(self.platform.settings) for row in self.described.request.errors],
                headers={**filled.get("headers", {}), "content-length": str(content.length)},
                content=content.first(content.length),
            )
        opened = self.platform.answer(filled, self.described.request, only_reads=False)
        told = {"answer": opened.body, "headers": dict(opened.headers)}
        return send_in_parts(self.platform.caller, session, expression(session.url).search(told), content)

    def _outgoing(self, names: Json) -> Outgoing:
        """What a dry run tells: it asks for no file."""
        filled = fill_call(self.described.request, {**names, "size": None}, _in_path)
        return Outgoing(filled["method"], filled["path"], {"file": names["path"]})

    def _told(self, found: Json, names: Json) -> Json:
        """Raises Unavailable for an answer without id: as if it could not be read."""
        known = {**found, "path": names["path"], "file_name": names["file_name"]}
        result = {name: expression(path).search(known) for name, path in self.described.result.items()}
        if result.get("id") in {None, ""}:
            raise http_faults.unreadable(self.platform.connection, HTTPStatus.OK, only_reads=False)
        file_id, makes = str(result["id"]), self.described.makes
        if makes is not None and not result.get("url"):
            result["url"] = self.platform.url(RecordRef(makes, file_id))
        return {**result, "id": file_id, "name": names["file_name"]}

    def _result(self, stored: list[Json]) -> Json:
        """The first file stands for all of them: later steps may name its url."""
        return {**stored[0], "files": stored}


def _in_path(text: str) -> str:
    """Its slashes are folders: what comes from data has none."""
    return quote(text, safe="/")


def _not_yet(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne donne encore aucun fichier pour cette fiche. Un nouvel essai aura lieu de lui-même.",
        en=f'"{connection}" gives no file for this record yet. It will be tried again by itself.',
    )


def _settling(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » dit que le fichier existe déjà, et ne le montre pas encore. Un nouvel essai aura lieu de "
        "lui-même.",
        en=f'"{connection}" says that the file exists already, and does not show it yet. It will be tried again by '
        "itself.",
    )


def _something_else(connection: str) -> Sentence:
    return Sentence(
        fr=f"Un autre fichier porte déjà ce nom dans « {connection} » : il n'a pas été remplacé. Renommez-le, ou "
        "changez « name » dans l'automatisation, puis rejouez l'exécution.",
        en=f'Another file already has this name in "{connection}": it was not replaced. Rename it, or change "name" in '
        "the automation, then replay the run.",
    )


def _too_few_ids(connection: str) -> Sentence:
    return Sentence(
        fr=f"La fiche a plus de fichiers que « {connection} » n'a réservé d'identifiants. Augmentez leur nombre sous "
        "« ids » dans le manifeste, puis rejouez l'exécution.",
        en=f'The record has more files than "{connection}" kept ids for. Raise their number under "ids" in the '
        "manifest, then replay the run.",
    )


_NO_RECORD = Sentence(
    fr="Aucune fiche ne dit quels fichiers déposer. Relancez depuis un événement.",
    en="No record tells which files to store. Start again from an event.",
)
