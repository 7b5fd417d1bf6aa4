"""The need of an automation's file, as the decision tree asks for it."""

from collections.abc import Iterable, Mapping

from passerelle.configuration.automation_file import AutomationFile, When
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.advice import Direction, Need, TomorroAction, TomorroEvent
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected

CONTRACT = "contract"


def need_of(file: AutomationFile, around: Surroundings) -> Need:
    """Raises Rejected when not exactly one side of the automation is Tomorro: the tree has no question for that."""
    source, target = around.manifest_of(file.when.connection), around.manifest_of(file.do.connection)
    if _is_tomorro(source) == _is_tomorro(target):
        raise Rejected(_not_between(file.name), code="not_between")
    if _is_tomorro(source):
        tool = target.title if target else file.do.connection
        return Need(Direction.FROM_TOMORRO, tool, event=_event(file.when))
    tool = source.title if source and not source.any_record else file.when.connection
    return Need(Direction.TO_TOMORRO, tool, action=_action(_tomorro_actions(file, around)))


def _is_tomorro(manifest: ManifestFile | None) -> bool:
    return manifest is not None and manifest.native == "tomorro"


def _event(when: When) -> TomorroEvent:
    if when.record != CONTRACT:
        return TomorroEvent.OTHER
    if when.created:
        return TomorroEvent.CREATED
    if when.deleted:
        return TomorroEvent.DELETED
    if when.event is not None:
        return TomorroEvent.REMINDER if when.event == "reminder" else TomorroEvent.OTHER
    if when.change is not None and when.change.field != "status":
        return TomorroEvent.OTHER
    wanted = when.status if when.change is None else when.change.to
    return TomorroEvent.SIGNED if wanted in ("signed", ["signed"]) else TomorroEvent.STATUS


def _tomorro_actions(file: AutomationFile, around: Surroundings) -> set[str]:
    """What is wanted in Tomorro, here and in what follows."""
    steps = [file.do, *(then for then in file.then if then.connection is not None)]
    return {step.action for step in steps if _is_tomorro(around.manifest_of(step.connection))}


def _action(names: Iterable[str]) -> TomorroAction:
    """One action that needs the API decides for all of them."""
    actions = {_READY.get(name, TomorroAction.OTHER) for name in names}
    return next(one for one in (TomorroAction.OTHER, *_READY.values()) if one in actions)


_READY: Mapping[str, TomorroAction] = {
    one.value: one for one in (TomorroAction.CREATE_CONTRACT, TomorroAction.SEND_FOR_SIGNATURE)
}


def _not_between(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » ne relie pas Tomorro à un autre logiciel : l'arbre de décision ne le concerne pas.",
        en=f'"{name}" does not connect Tomorro with another software: the decision tree is not about it.',
    )
