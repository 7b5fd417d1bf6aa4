"""Dotted names of values (`custom_fields.a1b2`) and the tree of a request's body."""

from collections.abc import Iterable, Iterator, Sequence

from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Value
from passerelle.errors import InvalidAutomation


def nested(values: Sequence[Value]) -> Json:
    """`custom_fields.a1b2` goes below `custom_fields`; a plain name stands by itself.

    Raises InvalidAutomation where one name stands below another.
    """
    for below, above in shadowed(value.to for value in values):
        raise InvalidAutomation(both_sent(below, above))
    tree: Json = {}
    for value in values:
        *parents, last = value.to.split(".")
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value.value
    return tree


def shadowed(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that stands below another one, with that one."""
    names = list(names)
    for name in names:
        for other in names:
            if name.startswith(f"{other}."):
                yield name, other


def both_sent(below: str, above: str) -> Sentence:
    return Sentence(
        fr=f"« {below} » est une partie de « {above} » : les deux ne peuvent pas être écrits. Gardez l'un des deux.",
        en=f'"{below}" is a part of "{above}": both cannot be written. Keep one of them.',
    )
