"""Taking back what a test wrote to the records of a platform with a manifest: only what still stands there."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.history import as_text, fingerprint
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD, Json, Request, Value
from passerelle.errors import RemoteRefused
from passerelle.platforms.platform import Rest, Undoing


class ReadablePlatform(Protocol):
    @property
    def manifest(self) -> ManifestFile: ...

    def reads(self, kind: str) -> bool: ...

    def read(self, record: RecordRef, fields: frozenset[str]) -> dict[str, Any]: ...


def clearing(platform: ReadablePlatform, record: RecordRef, written: Mapping[str, str]) -> Undoing:
    """A value that people have changed since is theirs, and stays."""
    action = platform.manifest.actions.get(UPDATE_RECORD)
    if not written or not platform.reads(record.kind):
        return Undoing(_unreadable(written), rest=Rest.TOLD)
    try:
        present = platform.read(record, frozenset(name.partition(".")[0] for name in written))
    except RemoteRefused as error:
        if error.code != "not_found":
            raise
        return Undoing(_GONE)
    values = {name: _at(present, name) for name in written}
    ours = sorted(name for name, value in values.items() if as_text(value) and fingerprint(value) == written[name])
    theirs = sorted(name for name, value in values.items() if as_text(value) and name not in ours)
    if not ours:
        return Undoing(_left(theirs) if theirs else _EMPTY, rest=Rest.TOLD if theirs else Rest.NOTHING)
    if action is None or action.clear is None:
        return Undoing(_by_hand(ours), rest=Rest.KEPT)
    call = {"record": {"kind": record.kind, "id": record.id}, "clear": dict.fromkeys(ours, action.clear)}
    told = _cleared(ours)
    if theirs:
        told = Sentence(fr=f"{told.fr} {_left(theirs).fr}", en=f"{told.en} {_left(theirs).en}")
    return Undoing(told, call, Rest.TOLD if theirs else Rest.NOTHING, leaves=call["clear"])


def request_of(call: Json) -> Request:
    """The request of the action that writes to a record, for a call that `clearing` gave."""
    record = call["record"]
    values = tuple(Value(name, value) for name, value in call["clear"].items())
    return Request({"record": record["kind"]}, values, mark="", stage=Stage.TEST, linked_id=record["id"])


def cannot_remove(record: RecordRef) -> Undoing:
    return Undoing(
        Sentence(
            fr=f"Un programme ne sait pas supprimer une fiche « {record.kind} » ici : supprimez-la à la main.",
            en=f'A program cannot remove a "{record.kind}" record here: remove it by hand.',
        ),
        rest=Rest.TOLD,
    )


def _at(record: Mapping[str, Any], name: str) -> Any:
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


def _cleared(names: list[str]) -> Sentence:
    return Sentence(
        fr=f"Champs à vider, où se trouve encore ce qu'a écrit le test : {_names(names)}.",
        en=f"Fields to empty, which still hold what the test wrote: {_names(names)}.",
    )


def _left(names: list[str]) -> Sentence:
    return Sentence(
        fr=f"Modifiés depuis par quelqu'un, laissés tels quels : {_names(names)}.",
        en=f"Changed by somebody since, left as they are: {_names(names)}.",
    )


def _by_hand(names: list[str]) -> Sentence:
    return Sentence(
        fr=f"À vider à la main sur la fiche, un programme ne le peut pas ici : {_names(names)}.",
        en=f"To empty by hand on the record, a program cannot do it here: {_names(names)}.",
    )


def _unreadable(names: Iterable[str]) -> Sentence:
    shown = _names(sorted(names)) or "-"
    return Sentence(
        fr=f"Cette fiche ne peut pas être relue : regardez-la vous-même (champs écrits : {shown}).",
        en=f"This record cannot be read back: look at it yourself (fields written: {shown}).",
    )


_GONE = Sentence(fr="La fiche n'existe plus.", en="The record no longer exists.")
_EMPTY = Sentence(fr="Les champs écrits par le test sont vides.", en="The fields that the test wrote are empty.")
