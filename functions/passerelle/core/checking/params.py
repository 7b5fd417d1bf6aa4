"""What a step names of its platform, a template or a contract type: it must exist and be in use."""

from collections.abc import Iterator, Sequence

from passerelle.core.automation import Step
from passerelle.core.checking.fault import Fault, listed, nearest_option
from passerelle.core.schema import Option, TargetSchema
from passerelle.core.sentences import Sentence


def param_faults(step: Step, target: TargetSchema) -> Iterator[Fault]:
    for name, options in target.params.items():
        given = step.params.tree.get(name)
        if not isinstance(given, str):
            continue
        place = (*step.place, name)
        found = next((one for one in options if one.value == given), None)
        if found is None:
            suggestion = nearest_option(given, [one for one in options if not one.archived], by_label=False)
            yield Fault("not_there", place, _not_there(name, given, options), suggestion)
        elif found.archived:
            yield Fault("not_published", place, _not_published(name, found))


def _not_there(name: str, given: str, options: Sequence[Option]) -> Sentence:
    usable = [one for one in options if not one.archived]
    if not usable:
        return Sentence(
            fr=f"« {name} » : « {given} » n'existe pas, et il n'y en a aucun de publié. Publiez-le d'abord.",
            en=f'"{name}": "{given}" does not exist, and none is published. Publish it first.',
        )
    known = listed(f"{one.value} ({one.label})" if one.labels else one.value for one in usable)
    return Sentence(
        fr=f"« {name} » : « {given} » n'existe pas, ou n'est plus publié. Choisissez parmi : {known.fr}.",
        en=f'"{name}": "{given}" does not exist, or is no longer published. Choose one of: {known.en}.',
    )


def _not_published(name: str, option: Option) -> Sentence:
    return Sentence(
        fr=f"« {name} » : « {option.label} » existe, mais n'est pas publié. Publiez-le, ou choisissez-en un autre.",
        en=f'"{name}": "{option.label}" exists, but is not published. Publish it, or choose another one.',
    )
