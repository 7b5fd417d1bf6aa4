"""What a step says of the platform it acts on: action, parameters, record, and where the data exchanged goes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from passerelle.configuration.action_checks import takes_values
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile, Record
from passerelle.configuration.sentences import closest
from passerelle.configuration.surroundings import PARAMETER, TARGET, choose, misspelt, named_problems, unknown
from passerelle.core.automation import Step
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD, Nature
from passerelle.platforms.nesting import both_sent, shadowed
from passerelle.platforms.tomorro import targets
from passerelle.platforms.tomorro.offers import CONTRACT, OFFERS, UPDATES, Offer, offer_of


def step_problems(step: Step, manifest: ManifestFile, kind: str | None) -> Iterator[Problem]:
    """`kind` is that of the record that the step works on, where it names one that is read."""
    known = tuple(OFFERS if manifest.native == "tomorro" else manifest.actions)
    if step.action not in known:
        sentence = _no_action(manifest.title, step.action, known)
        yield Problem((*step.place, "action"), sentence, closest(step.action, known))
    elif manifest.native == "tomorro":
        yield from _tomorro_problems(step, offer_of(step.action, kind) or OFFERS[step.action], manifest, kind)
    else:
        yield from _manifest_problems(step, manifest)


def _manifest_problems(step: Step, manifest: ManifestFile) -> Iterator[Problem]:
    described = manifest.actions[step.action]
    needed = tuple(name for name, param in described.params.items() if param.default is None)
    yield from _param_problems(step, needed, tuple(described.params))
    if described.on_record and step.record is None:
        yield Problem(step.record_place, _needs(step.action, "record"))
    if not step.lines:
        if described.nature is not Nature.NOTIFY and described.upload is None and not step.params.tree:
            yield _nothing_exchanged(step)
    elif not takes_values(described):
        yield _takes_nothing(step)
    else:
        yield from _shadowed(step)


def file_problems(step: Step, manifest: ManifestFile, trigger: ManifestFile, record: str) -> Iterator[Problem]:
    """What stores files stores those of the trigger's record: only Tomorro gives some."""
    described = manifest.actions.get(step.action)
    gives = trigger.native == "tomorro" and record == CONTRACT
    if described is not None and described.upload is not None and not gives:
        yield Problem((*step.place, "action"), _no_files(step.action))


def _tomorro_problems(step: Step, offer: Offer, manifest: ManifestFile, kind: str | None) -> Iterator[Problem]:
    works_on = offer.works_on or offer.makes
    if kind not in {None, works_on} and works_on is not None:
        changed = tuple(UPDATES) if step.action == UPDATE_RECORD else (works_on,)
        yield Problem(step.record_place, _other_kind(step, [manifest.records[one] for one in changed]))
    yield from _param_problems(step, offer.needs, (*offer.needs, *offer.takes))
    if not offer.exchanges():
        if step.lines:
            yield _takes_nothing(step)
        return
    faulty = [
        _unknown_target(step.line_place(index, "to"), line.to, offer)
        for index, line in enumerate(step.lines)
        if not offer.fills(line.to)
    ]
    yield from faulty
    given = {line.to for line in step.lines} | misspelt(faulty)
    if offer.required and not given & set(offer.required):
        yield Problem(step.lines_at, _needs(step.action, offer.required[0]))
    elif not step.lines:
        yield _nothing_exchanged(step)


_SMART_FIELDS: Final = {
    targets.FIELD_BY_NAME: ("du type de contrat", "contract type"),
    targets.COUNTERPARTY_FIELD: ("du cocontractant", "counterparty"),
}


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


def _unknown_target(place: Place, to: str, offer: Offer) -> Problem:
    """A smart field where nothing resembles it: fields are what is exchanged most."""
    known = unknown(place, TARGET, to, offer.plain)
    if not offer.fields:
        return known
    prefix, (fr, en) = offer.fields[0], _SMART_FIELDS[offer.fields[0]]
    sentence = Sentence(
        fr=f"{known.sentence.fr[:-1]}, ou un champ {fr} : {prefix}NOM.",
        en=f"{known.sentence.en[:-1]}, or a field of the {en}: {prefix}NAME.",
    )
    return Problem(place, sentence, known.suggestion or f"{prefix}{to}")


def _no_action(platform: str, action: str, known: tuple[str, ...]) -> Sentence:
    choice = choose(known)
    return Sentence(
        fr=f"{platform} ne connaît pas l'action « {action} ».{choice.fr}",
        en=f'{platform} knows no action "{action}".{choice.en}',
    )


def _other_kind(step: Step, changed: Sequence[Record]) -> Sentence:
    fr, en = ", ".join(one.title.fr for one in changed), ", ".join(one.title.en for one in changed)
    return Sentence(
        fr=f"« {step.record} » n'est pas une fiche que « {step.action} » modifie ({fr}). Nommez-en une autre.",
        en=f'"{step.record}" is not a record that "{step.action}" changes ({en}). Name another one.',
    )


def _needs(action: str, name: str) -> Sentence:
    return Sentence(
        fr=f"L'action « {action} » a besoin de « {name} ».",
        en=f'The action "{action}" needs "{name}".',
    )


def _no_files(action: str) -> Sentence:
    return Sentence(
        fr=f"« {action} » dépose les fichiers du contrat qui déclenche : le déclencheur doit être un contrat de "
        "Tomorro.",
        en=f'"{action}" stores the files of the contract that triggers: the trigger has to be a contract of Tomorro.',
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
