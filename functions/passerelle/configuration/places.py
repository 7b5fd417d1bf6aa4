"""What stands at a place of a file: the keys that its model knows there, and how a place is told in a sentence."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from passerelle.configuration.compiling import Place
from passerelle.core.sentences import Sentence


def place_in(loc: tuple[int | str, ...], data: Any) -> Place:
    """Without pydantic's own marks of unions and validators: what the file does not hold is no key of it.

    The last part may be a key that is missing.
    """
    place: list[int | str] = []
    for part in loc:
        if _holds(data, part):
            data = data[part]
            place.append(part)
    return tuple(place)


def _holds(data: Any, part: int | str) -> bool:
    if isinstance(data, list):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, Mapping) and part in data


def keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that the model knows at a place, through lists, mappings and unions."""
    found: list[Any] = [model]
    for part in place:
        found = [below for annotation in found for below in _below(annotation, part)]
    models = [one for annotation in found for one in _models(annotation)]
    return sorted({info.alias or name for one in models for name, info in one.model_fields.items()})


def _below(annotation: Any, part: int | str) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is dict:
        yield get_args(annotation)[1]
    elif origin in {list, tuple}:
        yield get_args(annotation)[0]
    elif origin is not None:
        for member in get_args(annotation):
            yield from _below(member, part)
    elif _is_model(annotation):
        for name, info in annotation.model_fields.items():
            if part in {name, info.alias}:
                yield info.annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if get_origin(annotation) is not None:
        for member in get_args(annotation):
            yield from _models(member)
    elif _is_model(annotation):
        yield annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def named(place: Place) -> Sentence:
    """`exchange`, item 2 - as it begins a sentence."""
    match place:
        case ():
            return Sentence(fr="Le fichier", en="The file")
        case (*_, str() as key, int() as index):
            return Sentence(fr=f"« {key} », élément {index + 1}", en=f'"{key}", item {index + 1}')
        case _:
            return Sentence(fr=f"« {place[-1]} »", en=f'"{place[-1]}"')


def inside(place: Place) -> Sentence:
    """As it ends one: ` in "when"`. Nothing at the top of the file."""
    name = named(place)
    return Sentence(fr=f" dans {name.fr}", en=f" in {name.en}") if place else Sentence(fr="", en="")
