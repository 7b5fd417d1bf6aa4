"""What pydantic finds, told in plain words, in both languages, with the closest right word where there is one."""

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.places import inside, keys_at, named, place_in
from passerelle.core.sentences import Sentence


def problems_of(error: ValidationError, model: type[BaseModel], data: Any) -> list[Problem]:
    """One problem for one fault: pydantic reports each member of a union, and people need one sentence.

    `data` is what was validated.
    """
    by_place: dict[Place, list[ErrorDetails]] = {}
    for detail in error.errors():
        place = place_in(detail["loc"], data)
        if detail["type"] == "missing":
            place = (*place, detail["loc"][-1])
        elif detail["type"] == "union_tag_not_found":
            place = (*place, detail["ctx"]["discriminator"].strip("'"))
        by_place.setdefault(place, []).append(detail)
    problems = [
        _problem(details, place, model)
        for place, details in by_place.items()
        if not any(other[: len(place)] == place and other != place for other in by_place)
    ]
    renamed = {(*problem.place[:-1], problem.suggestion) for problem in problems if problem.suggestion}
    missing = {place for place, details in by_place.items() if details[0]["type"] in _MISSING}
    return [problem for problem in problems if problem.place not in missing & renamed]


def closest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def wrong_name(name: str, file: str) -> Sentence:
    return Sentence(
        fr=f"Le nom « {name} » n'est pas celui du fichier {file}. Écrivez le même.",
        en=f'The name "{name}" is not that of the file {file}. Write the same one.',
    )


def wrong_extension(stem: str) -> Sentence:
    return Sentence(
        fr=f"Seuls les fichiers en .yaml sont lus : celui-ci serait ignoré. Renommez-le {stem}.yaml.",
        en=f"Only files ending in .yaml are read: this one would be passed over. Rename it {stem}.yaml.",
    )


def _problem(details: list[ErrorDetails], place: Place, model: type[BaseModel]) -> Problem:
    """Of the members of a union, the one that says most speaks; otherwise all forms that are possible are told."""
    by_type = {detail["type"]: detail for detail in details}
    for kind in ("value_error", *_MISSING, "extra_forbidden", "string_pattern_mismatch"):
        if kind in by_type:
            return _told(by_type[kind], place, model)
    if len(by_type) == 1 and (words := _words(details[0])):
        written = details[0].get("ctx", {}).get("tag", details[0]["input"])
        return Problem(place, _not_allowed(place, words), closest(str(written), words))
    wanted = list(dict.fromkeys((kind.fr, kind.en) for kind in map(_kind, details)))
    return Problem(place, _wrong_kind(place, [Sentence(*both) for both in wanted]))


def _told(detail: ErrorDetails, place: Place, model: type[BaseModel]) -> Problem:
    match detail["type"]:
        case "missing" | "union_tag_not_found":
            return Problem(place, _missing(place))
        case "extra_forbidden":
            known = keys_at(model, place[:-1])
            return Problem(place, _unknown_key(place, known), closest(str(place[-1]), known))
        case "string_pattern_mismatch":
            return Problem(place, _bad_word(place, str(detail["ctx"]["pattern"])))
        case _:
            return Problem(place, _said(place, detail["ctx"]["error"]))


def _words(detail: ErrorDetails) -> list[str]:
    """The words that are allowed, where the fault is another one."""
    told = detail.get("ctx", {}).get("expected") or detail.get("ctx", {}).get("expected_tags") or ""
    words = [word.strip(" '") for word in str(told).replace(" or ", ", ").split(",")]
    return ["true" if word == "True" else word for word in words if word]


def _missing(place: Place) -> Sentence:
    where = inside(place[:-1])
    return Sentence(fr=f"Il manque « {place[-1]} »{where.fr}.", en=f'"{place[-1]}" is missing{where.en}.')


def _unknown_key(place: Place, known: list[str]) -> Sentence:
    where, words = inside(place[:-1]), ", ".join(known)
    return Sentence(
        fr=f"La clé « {place[-1]} » est inconnue{where.fr}. Clés possibles : {words}.",
        en=f'The key "{place[-1]}" is unknown{where.en}. Possible keys: {words}.',
    )


def _not_allowed(place: Place, words: list[str]) -> Sentence:
    name, allowed = named(place), ", ".join(words)
    return Sentence(
        fr=f"{name.fr} : cette valeur n'est pas admise. Valeurs possibles : {allowed}.",
        en=f"{name.en}: this value is not allowed. Possible values: {allowed}.",
    )


def _bad_word(place: Place, pattern: str) -> Sentence:
    name = named(place)
    if not pattern.startswith("^[a-z]"):
        return Sentence(
            fr=f"{name.fr} : un caractère n'est pas admis ici. Retirez les espaces, les accents et la ponctuation.",
            en=f"{name.en}: a character is not allowed here. Remove spaces, accents and punctuation.",
        )
    sign_fr, sign_en = ("traits d'union", "dashes") if "-]" in pattern else ("tirets bas", "underscores")
    return Sentence(
        fr=f"{name.fr} : écrivez des minuscules sans accent, des chiffres et des {sign_fr}, en commençant par une "
        "lettre.",
        en=f"{name.en}: write lower-case letters without accents, digits and {sign_en}, beginning with a letter.",
    )


def _said(place: Place, error: Exception) -> Sentence:
    """What a validator of ours says: a whole sentence, or one that goes on after the key."""
    said = getattr(error, "sentence", None) or _NOT_ADMITTED
    if said.en.endswith("."):
        return Sentence(fr=said.fr, en=said.en)
    name = named(place)
    return Sentence(fr=f"{name.fr} : {said.fr}.", en=f"{name.en}: {said.en}.")


def _wrong_kind(place: Place, wanted: list[Sentence]) -> Sentence:
    name = named(place)
    fr, en = " ou ".join(kind.fr for kind in wanted), " or ".join(kind.en for kind in wanted)
    return Sentence(fr=f"{name.fr} : écrivez {fr}.", en=f"{name.en}: write {en}.")


def _kind(detail: ErrorDetails) -> Sentence:
    bounds = detail.get("ctx", {})
    for bound, fr, en in _BOUNDS:
        if bound in bounds:
            return Sentence(fr=f"{fr} {bounds[bound]:g}", en=f"{en} {bounds[bound]:g}")
    return next((words for name, words in _KINDS.items() if detail["type"].startswith(name)), _ANOTHER)


_MISSING = ("missing", "union_tag_not_found")
_NOT_ADMITTED = Sentence(fr="cette valeur n'est pas admise", en="this value is not allowed")
_ANOTHER = Sentence(fr="une autre forme", en="another form")
_BOUNDS = (
    ("gt", "un nombre supérieur à", "a number above"),
    ("ge", "un nombre d'au moins", "a number of at least"),
    ("lt", "un nombre inférieur à", "a number below"),
    ("le", "un nombre d'au plus", "a number of at most"),
)
_MAPPING = Sentence(fr="des clés et des valeurs", en="keys and values")
_KINDS = {
    "string_too_short": Sentence(fr="un texte qui ne soit pas vide", en="a text that is not empty"),
    "string": Sentence(fr="un texte", en="a text"),
    "int": Sentence(fr="un nombre entier", en="a whole number"),
    "float": Sentence(fr="un nombre", en="a number"),
    "bool": Sentence(fr="true ou false", en="true or false"),
    "list": Sentence(fr="une liste", en="a list"),
    "tuple": Sentence(fr="une liste", en="a list"),
    "too_short": Sentence(fr="au moins un élément", en="at least one item"),
    "dict": _MAPPING,
    "model": _MAPPING,
}
