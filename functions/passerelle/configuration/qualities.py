"""The three qualities of a trigger: unique, easy to identify, and without a special case that nobody decided."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import Problem
from passerelle.configuration.natures import nature_of
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.automation import Automation
from passerelle.core.overlaps import overlap
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature


def shared_triggers(
    files: Mapping[str, AutomationFile], automations: Mapping[str, Automation]
) -> Iterator[tuple[str, Problem]]:
    """Two automations that one event would start, told at the second by name, unless one says that it is intended."""
    for one, other in combinations(sorted(automations), 2):
        intended = files[one].when.shared or files[other].when.shared
        if not intended and overlap(automations[one].trigger, automations[other].trigger):
            yield other, Problem(("when",), _shared(one, other))


def unclear(file: AutomationFile, around: Surroundings) -> Iterator[Problem]:
    """What nobody decided, each with the line that decides it."""
    yield from _hard_to_identify(file)
    yield from _undecided(file, around)


def _hard_to_identify(file: AutomationFile) -> Iterator[Problem]:
    change = file.when.change
    if change is not None and change.to is None and not file.when.where:
        yield Problem(("when", "change"), _any_value(change.field))


def _undecided(file: AutomationFile, around: Surroundings) -> Iterator[Problem]:
    when, change = file.when, file.when.change
    natures = {nature_of(action, around.manifest_of(connection)) for connection, action in _actions(file)}
    if when.again is None and natures & {Nature.CREATE, Nature.NOTIFY}:
        yield Problem(("when",), _AGAIN)
    if change is not None and change.former is not None and "unknown_former" not in change.model_fields_set:
        yield Problem(("when", "change"), _UNKNOWN_FORMER)
    for name, read in file.read.items():
        if read.of is not None and "several" not in read.model_fields_set:
            yield Problem(("read", name), _several(name))
    required = any(line.required and line.default is None for line in file.exchange)
    if required and "missing" not in file.model_fields_set:
        yield Problem(("exchange",), _MISSING)


def _actions(file: AutomationFile) -> Iterator[tuple[str, str]]:
    yield file.do.connection, file.do.action
    for then in file.then:
        if then.connection is not None and then.action is not None:
            yield then.connection, then.action


def _shared(one: str, other: str) -> Sentence:
    return Sentence(
        fr=f"Un même événement déclencherait « {one} » et « {other} ». Distinguez leurs déclencheurs par « to » ou par "
        "« where » ; si c'est voulu, ajoutez sous « when » de l'une d'elles : shared: true.",
        en=f'One event would start both "{one}" and "{other}". Tell their triggers apart by "to" or "where"; if it is '
        'intended, add below "when" of one of them: shared: true.',
    )


def _any_value(field: str) -> Sentence:
    return Sentence(
        fr=f"Tout changement de « {field} » déclenche : un tel déclencheur s'identifie mal. Ajoutez sous « change » la "
        "valeur attendue (to: VALEUR), ou une condition sous « where ».",
        en=f'Any change of "{field}" starts it: such a trigger is hard to identify. Add the value expected below '
        '"change" (to: VALUE), or a condition below "where".',
    )


def _several(name: str) -> Sentence:
    return Sentence(
        fr=f"Rien ne dit que faire si plusieurs fiches sont associées. Ajoutez à « {name} » : several: park "
        "(ou first).",
        en=f'Nothing tells what to do if several records are associated. Add to "{name}": several: park (or first).',
    )


_AGAIN = Sentence(
    fr="Rien ne dit que faire si cela se reproduit pour la même fiche. Ajoutez sous « when » : again: ignore (ou "
    "update, create).",
    en='Nothing tells what to do if it happens again for the same record. Add below "when": again: ignore (or update, '
    "create).",
)
_UNKNOWN_FORMER = Sentence(
    fr="Rien ne dit que faire si la valeur précédente est inconnue. Ajoutez sous « change » : unknown_former: park (ou "
    "match, ignore).",
    en='Nothing tells what to do if the former value is unknown. Add below "change": unknown_former: park (or match, '
    "ignore).",
)
_MISSING = Sentence(
    fr="Rien ne dit que faire s'il manque une information obligatoire. Ajoutez au fichier : missing: park (ou skip, "
    "default).",
    en="Nothing tells what to do if something required is missing. Add to the file: missing: park (or skip, default).",
)
