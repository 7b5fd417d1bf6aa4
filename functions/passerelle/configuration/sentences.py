"""What pydantic finds, told in plain words, in both languages, with the closest right word where there is one."""

import difflib
import types
from collections.abc import Iterable, Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from passerelle.configuration.compiling import Place, Problem
from passerelle.core.sentences import Sentence


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """One problem for each place: a union reports each of its members, and people need one sentence."""
    by_place: dict[Place, Problem] = {}
    for detail in error.errors():
        place = _place(detail["loc"])
        by_place.setdefault(place, _problem(detail, place, model))
    return list(by_place.values())


def closest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def wrong_name(name: str, file: str) -> Sentence:
    return Sentence(
        fr=f"Le nom « {name} » n'est pas celui du fichier {file}. Écrivez le même.",
        en=f'The name "{name}" is not that of the file {file}. Write the same one.',
    )


def _problem(detail: ErrorDetails, place: Place, model: type[BaseModel]) -> Problem:
    key = str(place[-1]) if place else ""
    match detail["type"]:
        case "missing":
            return Problem(place, _missing(key))
        case "extra_forbidden":
            known = _keys_at(model, place[:-1])
            return Problem(place, _unknown_key(key, known), closest(key, known))
        case "enum" | "literal_error":
            allowed = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
            words = [word.strip() for word in allowed.split(",")]
            return Problem(place, _not_allowed(key, words), closest(str(detail["input"]), words))
        case "string_pattern_mismatch":
            return Problem(place, _bad_word(key))
        case "value_error":
            return Problem(place, _said(key, str(detail["msg"]).removeprefix("Value error, ")))
        case _:
            return Problem(place, _wrong_kind(key, detail["type"]))


def _place(loc: tuple[int | str, ...]) -> Place:
    """Without pydantic's own marks of unions and validators, which are no keys of the file."""
    return tuple(
        part for part in loc if isinstance(part, int) or ((part.isidentifier() or "-" in part) and part not in _MARKS)
    )


_MARKS = frozenset({"str", "int", "float", "bool", "dict", "list", "is-instance"})


def _keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that the model knows at a place, through lists, mappings and unions."""
    models = [model]
    for part in place:
        if isinstance(part, int):
            continue
        models = [
            found
            for one in models
            for name, info in one.model_fields.items()
            if part in {name, info.alias}
            for found in _models_in(info.annotation)
        ] or [found for one in models for info in one.model_fields.values() for found in _models_in(info.annotation)]
    return sorted({info.alias or name for one in models for name, info in one.model_fields.items()})


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not get_args(annotation):
        if issubclass(annotation, BaseModel):
            yield annotation
    elif get_origin(annotation) in {Union, types.UnionType, list, dict, tuple} or get_args(annotation):
        for part in get_args(annotation):
            yield from _models_in(part)


def _missing(key: str) -> Sentence:
    return Sentence(
        fr=f"Il manque « {key} ».",
        en=f'"{key}" is missing.',
    )


def _unknown_key(key: str, known: list[str]) -> Sentence:
    words = ", ".join(known)
    return Sentence(
        fr=f"La clé « {key} » est inconnue ici. Clés possibles : {words}.",
        en=f'The key "{key}" is unknown here. Possible keys: {words}.',
    )


def _not_allowed(key: str, words: list[str]) -> Sentence:
    allowed = ", ".join(words)
    return Sentence(
        fr=f"La valeur de « {key} » n'est pas admise. Valeurs possibles : {allowed}.",
        en=f'The value of "{key}" is not allowed. Possible values: {allowed}.',
    )


def _bad_word(key: str) -> Sentence:
    return Sentence(
        fr=f"« {key} » n'a pas la bonne forme : des minuscules sans accent, des chiffres et des traits, une "
        "lettre d'abord.",
        en=f'"{key}" does not have the right form: lower-case letters without accents, digits and dashes, a '
        "letter first.",
    )


def _said(key: str, message: str) -> Sentence:
    """Our own validators speak English to engineers; the keys they name are the same in every language."""
    place_fr, place_en = (f"« {key} » : ", f'"{key}": ') if key else ("", "")
    translated = message.replace("give exactly one of", "donnez exactement un de").replace("give either", "donnez soit")
    return Sentence(fr=f"{place_fr}{translated}.", en=f"{place_en}{message}.")


def _wrong_kind(key: str, kind: str) -> Sentence:
    wanted = next((words for name, words in _KINDS.items() if kind.startswith(name)), _ANOTHER)
    return Sentence(
        fr=f"« {key} » n'est pas du bon type : il faut {wanted.fr}.",
        en=f'"{key}" is not of the right type: it must be {wanted.en}.',
    )


_ANOTHER = Sentence(fr="une autre forme (voir docs/automation.md)", en="another form (see docs/automation.md)")
_KINDS = {
    "string": Sentence(fr="un texte", en="a text"),
    "int": Sentence(fr="un nombre entier", en="a whole number"),
    "float": Sentence(fr="un nombre", en="a number"),
    "bool": Sentence(fr="true ou false", en="true or false"),
    "list": Sentence(fr="une liste", en="a list"),
    "tuple": Sentence(fr="une liste", en="a list"),
    "dict": Sentence(fr="des clés et des valeurs", en="keys and values"),
    "model": Sentence(fr="des clés et des valeurs", en="keys and values"),
    "greater": Sentence(fr="un nombre plus grand", en="a greater number"),
    "less": Sentence(fr="un nombre plus petit", en="a smaller number"),
    "too_short": Sentence(fr="au moins un élément", en="at least one item"),
    "union": Sentence(fr="une des formes décrites dans docs/manifest.md", en="one of the forms of docs/manifest.md"),
}
