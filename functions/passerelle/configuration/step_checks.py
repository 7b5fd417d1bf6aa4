"""What a step says of the platform it acts on: action, parameters, record, and where the data exchanged goes."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sentences import closest
from passerelle.configuration.surroundings import PARAMETER, TARGET, choose, misspelt, named_problems, unknown
from passerelle.core.automation import Step
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature
from passerelle.platforms.tomorro import targets
from passerelle.platforms.tomorro.platform import ACTIONS as TOMORRO_ACTIONS

CREATE: Final = "create_contract"
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {CREATE: ("contract_type", "template")}
_OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {"send_for_signature": ("note", "reminders", "document")}
_WITHOUT_EXCHANGE: Final = frozenset({"send_for_signature", "cancel_contract"})
_FIELDS: Final = ("field.", "field:", targets.COUNTERPARTY_FIELD)


def place_of_step(name: str) -> Place:
    return ("do",) if name == "do" else ("then", int(name.removeprefix("then")) - 1)


def step_problems(step: Step, manifest: ManifestFile) -> Iterator[Problem]:
    place = place_of_step(step.name)
    known = TOMORRO_ACTIONS if manifest.native == "tomorro" else tuple(manifest.actions)
    if step.action not in known:
        sentence = _no_action(manifest.title, step.action, known)
        yield Problem((*place, "action"), sentence, closest(step.action, known))
    elif manifest.native == "tomorro":
        yield from _tomorro_problems(step, place)
    else:
        yield from _manifest_problems(step, manifest, place)


def _manifest_problems(step: Step, manifest: ManifestFile, place: Place) -> Iterator[Problem]:
    described = manifest.actions[step.action]
    needed = tuple(name for name, param in described.params.items() if param.default is None)
    yield from _param_problems(step, place, needed, tuple(described.params))
    if described.on_record and step.record is None:
        yield Problem((*place, "record"), _needs(step.action, "record"))
    if described.nature is not Nature.NOTIFY and not step.lines and not step.params.tree:
        yield Problem(("exchange",) if step.name == "do" else place, _nothing_exchanged(step.action))


def _tomorro_problems(step: Step, place: Place) -> Iterator[Problem]:
    needed = _NEEDED.get(step.action, ())
    yield from _param_problems(step, place, needed, (*needed, *_OPTIONAL.get(step.action, ())))
    faulty = [
        _unknown_target(index, line.to)
        for index, line in enumerate(step.lines)
        if line.to not in targets.PLAIN and not line.to.startswith(_FIELDS)
    ]
    yield from faulty
    given = {line.to for line in step.lines} | misspelt(faulty)
    if step.action == CREATE and targets.COUNTERPARTY_NAME not in given:
        yield Problem(("exchange",), _needs(step.action, targets.COUNTERPARTY_NAME))
    elif step.action not in _WITHOUT_EXCHANGE and not step.lines:
        yield Problem(("exchange",), _nothing_exchanged(step.action))


def _param_problems(step: Step, place: Place, needed: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Problem]:
    params: Mapping[str, Any] = step.params.tree
    faulty = named_problems(place, PARAMETER, params, known)
    yield from faulty
    for name in needed:
        if not params.get(name) and name not in misspelt(faulty):
            yield Problem((*place, name), _needs(step.action, name))


def _unknown_target(index: int, to: str) -> Problem:
    """A field of the contract type where nothing resembles it: fields are what is exchanged most."""
    known = unknown(("exchange", index, "to"), TARGET, to, targets.PLAIN)
    sentence = Sentence(
        fr=f"{known.sentence.fr[:-1]}, ou un champ du type de contrat : field.NOM.",
        en=f"{known.sentence.en[:-1]}, or a field of the contract type: field.NAME.",
    )
    return Problem(known.place, sentence, known.suggestion or f"field.{to}")


def _no_action(platform: str, action: str, known: tuple[str, ...]) -> Sentence:
    choice = choose(known)
    return Sentence(
        fr=f"{platform} ne connaît pas l'action « {action} ».{choice.fr}",
        en=f'{platform} knows no action "{action}".{choice.en}',
    )


def _needs(action: str, name: str) -> Sentence:
    return Sentence(
        fr=f"L'action « {action} » a besoin de « {name} ».",
        en=f'The action "{action}" needs "{name}".',
    )


def _nothing_exchanged(action: str) -> Sentence:
    return Sentence(
        fr=f"L'action « {action} » n'a rien à transmettre. Écrivez au moins une information dans « exchange ».",
        en=f'The action "{action}" has nothing to pass on. Write at least one item under "exchange".',
    )
