"""What a step says of the platform it acts on: action, parameters, record, and where the data exchanged goes."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from passerelle.configuration.action_checks import takes_values
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sentences import closest
from passerelle.configuration.surroundings import PARAMETER, TARGET, choose, misspelt, named_problems, unknown
from passerelle.core.automation import Step
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature
from passerelle.platforms.nesting import both_sent, shadowed
from passerelle.platforms.tomorro import targets
from passerelle.platforms.tomorro.platform import ACTIONS as TOMORRO_ACTIONS
from passerelle.platforms.tomorro.platform import CONTRACT

CREATE: Final = "create_contract"
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {CREATE: ("contract_type", "template")}
OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {"send_for_signature": ("note", "reminders", "document")}
WITHOUT_EXCHANGE: Final = frozenset({"send_for_signature", "cancel_contract"})
_FIELDS: Final = ("field.", "field:", targets.COUNTERPARTY_FIELD)


def step_problems(step: Step, manifest: ManifestFile, kind: str | None) -> Iterator[Problem]:
    """`kind` is that of the record that the step works on, where it names one that is read."""
    known = TOMORRO_ACTIONS if manifest.native == "tomorro" else tuple(manifest.actions)
    if step.action not in known:
        sentence = _no_action(manifest.title, step.action, known)
        yield Problem((*step.place, "action"), sentence, closest(step.action, known))
    elif manifest.native == "tomorro":
        yield from _tomorro_problems(step, kind)
    else:
        yield from _manifest_problems(step, manifest)


def _manifest_problems(step: Step, manifest: ManifestFile) -> Iterator[Problem]:
    described = manifest.actions[step.action]
    needed = tuple(name for name, param in described.params.items() if param.default is None)
    yield from _param_problems(step, needed, tuple(described.params))
    if described.on_record and step.record is None:
        yield Problem(step.record_place, _needs(step.action, "record"))
    if not step.lines:
        if described.nature is not Nature.NOTIFY and not step.params.tree:
            yield _nothing_exchanged(step)
    elif not takes_values(described):
        yield _takes_nothing(step)
    else:
        yield from _shadowed(step)


def _tomorro_problems(step: Step, kind: str | None) -> Iterator[Problem]:
    if kind not in {None, CONTRACT}:
        yield Problem(step.record_place, _not_a_contract(step.record or ""))
    needed = NEEDED.get(step.action, ())
    yield from _param_problems(step, needed, (*needed, *OPTIONAL.get(step.action, ())))
    if step.action in WITHOUT_EXCHANGE:
        if step.lines:
            yield _takes_nothing(step)
        return
    faulty = [
        _unknown_target(step.line_place(index, "to"), line.to)
        for index, line in enumerate(step.lines)
        if line.to not in targets.PLAIN and not line.to.startswith(_FIELDS)
    ]
    yield from faulty
    given = {line.to for line in step.lines} | misspelt(faulty)
    if step.action == CREATE and targets.COUNTERPARTY_NAME not in given:
        yield Problem(step.lines_at, _needs(step.action, targets.COUNTERPARTY_NAME))
    elif not step.lines:
        yield _nothing_exchanged(step)


def _shadowed(step: Step) -> Iterator[Problem]:
    names = [line.to for line in step.lines]
    for below, above in shadowed(names):
        yield Problem(step.line_place(names.index(below), "to"), both_sent(below, above))


def _param_problems(step: Step, needed: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Problem]:
    params: Mapping[str, Any] = step.params.tree
    faulty = named_problems(step.place, PARAMETER, params, known)
    yield from faulty
    for name in needed:
        if not params.get(name) and name not in misspelt(faulty):
            yield Problem((*step.place, name), _needs(step.action, name))


def _unknown_target(place: Place, to: str) -> Problem:
    """A field of the contract type where nothing resembles it: fields are what is exchanged most."""
    known = unknown(place, TARGET, to, targets.PLAIN)
    sentence = Sentence(
        fr=f"{known.sentence.fr[:-1]}, ou un champ du type de contrat : field.NOM.",
        en=f"{known.sentence.en[:-1]}, or a field of the contract type: field.NAME.",
    )
    return Problem(place, sentence, known.suggestion or f"field.{to}")


def _no_action(platform: str, action: str, known: tuple[str, ...]) -> Sentence:
    choice = choose(known)
    return Sentence(
        fr=f"{platform} ne connaît pas l'action « {action} ».{choice.fr}",
        en=f'{platform} knows no action "{action}".{choice.en}',
    )


def _not_a_contract(record: str) -> Sentence:
    return Sentence(
        fr=f"« {record} » n'est pas un contrat : dans Tomorro, seul un contrat se modifie. Nommez-en un.",
        en=f'"{record}" is not a contract: in Tomorro, only a contract is changed. Name one.',
    )


def _needs(action: str, name: str) -> Sentence:
    return Sentence(
        fr=f"L'action « {action} » a besoin de « {name} ».",
        en=f'The action "{action}" needs "{name}".',
    )


def _nothing_exchanged(step: Step) -> Problem:
    action, key = step.action, step.lines_at[-1]
    sentence = Sentence(
        fr=f"L'action « {action} » n'a rien à transmettre. Écrivez au moins une information dans « {key} ».",
        en=f'The action "{action}" has nothing to pass on. Write at least one item under "{key}".',
    )
    return Problem(step.lines_at, sentence)


def _takes_nothing(step: Step) -> Problem:
    action, key = step.action, step.lines_at[-1]
    sentence = Sentence(
        fr=f"L'action « {action} » ne transmet aucune information : « {key} » serait sans effet. Retirez-le.",
        en=f'The action "{action}" passes nothing on: "{key}" would have no effect. Remove it.',
    )
    return Problem(step.lines_at, sentence)
