"""Which messages an automation can bring about, told from its file."""

from collections.abc import Callable, Iterator
from typing import Final

from passerelle.configuration.automation_file import Do
from passerelle.configuration.compiling import compile_automation
from passerelle.configuration.natures import nature_of
from passerelle.core.authority import SOURCE
from passerelle.core.automation import Again, Missing, Several, Stage, UnknownFormer
from passerelle.core.conversions import ValueRefused, refusal_sentence
from passerelle.core.labels import label
from passerelle.core.mapping import Sources, missing_sentence
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD, Nature
from passerelle.telling import messages
from passerelle.telling.messages import Message
from passerelle.telling.scene import Scene


def possible_messages(scene: Scene) -> Iterator[Message]:
    """What needs a person first, then why nothing happened, then what any automation may meet."""
    for message, possible in _ROWS:
        if possible(scene):
            yield message
    yield from _of_platforms(scene)


def line_messages(scene: Scene) -> Iterator[Sentence]:
    """The very sentences that a line of the exchange parks a run with; "..." is what only the run knows."""
    automation = compile_automation(scene.file, 0, Stage.LIVE)
    sources = Sources({root: connection for root, (connection, _) in scene.records.items()})
    unknown = Sentence(fr="...", en="...")
    for line, written in zip(automation.steps[0].lines, scene.file.exchange, strict=True):
        if line.required and line.default is None and scene.file.missing is Missing.PARK:
            yield missing_sentence(line, sources)
        if written.conversion is not None:
            refused = ValueRefused(unknown, line.conversion.describe())
            yield refusal_sentence(label(line.to), sources.place(line.path), refused)


def _of_platforms(scene: Scene) -> Iterator[Message]:
    """What the manifest of a platform says of its own refusals."""
    for connection in dict.fromkeys(connection for connection, _ in _steps(scene)):
        manifest = scene.around.manifest_of(connection)
        for row in manifest.call.errors if manifest else ():
            if row.code is not None and row.sentence is not None:
                words = {"connection": connection, "detail": "..."}
                said = Sentence(fr=row.sentence.fr.format(**words), en=row.sentence.en.format(**words))
                yield Message(row.code, said, messages.AS_IT_SAYS)


def _steps(scene: Scene) -> Iterator[tuple[str, str]]:
    """The connection and the action of each step; a write-back is an update."""
    yield scene.file.do.connection, scene.file.do.action
    for then in scene.file.then:
        if then.write_back is not None:
            connection, _ = scene.records.get(then.write_back.record, (scene.file.when.connection, ""))
            yield connection, UPDATE_RECORD
        else:
            action: Do = then
            yield action.connection, action.action


_Possible = Callable[[Scene], bool]


def _on_tomorro(*actions: str) -> _Possible:
    return lambda scene: any(scene.is_tomorro(connection) and action in actions for connection, action in _steps(scene))


def _always(_scene: Scene) -> bool:
    return True


def _requires(missing: Missing) -> _Possible:
    return lambda scene: (
        scene.file.missing is missing and any(line.required and line.default is None for line in scene.file.exchange)
    )


def _exchanges(scene: Scene) -> bool:
    return bool(scene.file.exchange)


def _may_be_several(scene: Scene) -> bool:
    return any(read.of is not None and read.several is Several.PARK for read in scene.file.read.values())


def _former_decides(scene: Scene) -> bool:
    change = scene.file.when.change
    return change is not None and change.former is not None and change.unknown_former is UnknownFormer.PARK


def _may_conflict(scene: Scene) -> bool:
    """Where no tool has the last word for every line."""
    words = {line.authority or scene.file.authority for line in scene.file.exchange}
    return not words <= {SOURCE}


def _has_conditions(scene: Scene) -> bool:
    return bool(scene.file.when.where)


def _once_only(scene: Scene) -> bool:
    do = scene.file.do
    repeatable = nature_of(do.action, scene.around.manifest_of(do.connection)) is Nature.SET
    return scene.file.when.again is Again.IGNORE or (scene.file.when.again is None and not repeatable)


def _works_on_what_is_read(scene: Scene) -> bool:
    return scene.file.do.record in scene.file.read


_CONTRACT_CHANGES: Final = _on_tomorro("update_contract", UPDATE_RECORD, "send_for_signature", "cancel_contract")
_FINDS_COUNTERPARTY: Final = _on_tomorro("create_contract", "create_counterparty", "sync_counterparty")
_ROWS: Final[tuple[tuple[Message, _Possible], ...]] = (
    (messages.MISSING_VALUE, _requires(Missing.PARK)),
    (messages.VALUE_REFUSED, _exchanges),
    (messages.SEVERAL_RECORDS, _may_be_several),
    (messages.FORMER_UNKNOWN, _former_decides),
    (messages.CONFLICT, _may_conflict),
    (messages.COUNTERPARTY_ARCHIVED, _FINDS_COUNTERPARTY),
    (messages.COUNTERPARTY_AMBIGUOUS, _FINDS_COUNTERPARTY),
    (messages.FORM_INCOMPLETE, _on_tomorro("create_contract")),
    (messages.UNKNOWN_OPTION, _on_tomorro("create_contract", "update_contract", UPDATE_RECORD)),
    (messages.NO_LINKED_CONTRACT, _CONTRACT_CHANGES),
    (messages.NO_LINKED_RECORD, _on_tomorro("update_counterparty", "update_member")),
    (messages.MEMBER_DISABLED, _on_tomorro("ensure_member")),
    (messages.CONTRACT_SIGNED, _CONTRACT_CHANGES),
    (messages.MISSING_VALUE_SKIPPED, _requires(Missing.SKIP)),
    (messages.CONDITION, _has_conditions),
    (messages.ALREADY_DONE, _once_only),
    (messages.NOT_LINKED, _works_on_what_is_read),
    (messages.NOT_FOUND, _always),
    (messages.CREDENTIALS_REFUSED, _always),
    (messages.REMOTE_REFUSED, _always),
    (messages.GAVE_UP, _always),
    (messages.LOOP, _always),
)
