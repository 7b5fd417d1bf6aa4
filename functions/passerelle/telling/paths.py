"""A path of the file as the words for what it leads to: the field "amount" of the deal."""

from collections.abc import Sequence
from typing import Final

from passerelle.core.expressions import Expression, compile_expression
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence
from passerelle.telling.scene import EVENT, Scene
from passerelle.telling.words import AND, joined, quoted


def path_words(text: str, scene: Scene) -> Sentence:
    """A noun phrase with its article, that may stand as a subject or an object."""
    expression = compile_expression(text)
    if not expression.needs():
        return _fixed(as_text(expression.search({})))
    given = expression.gives()
    return _alternatives(given, scene) if given else _computed(expression, scene)


def is_fixed(text: str) -> bool:
    """Whether the value is in the file itself."""
    return not compile_expression(text).needs()


def _fixed(text: str) -> Sentence:
    value = quoted(text)
    return Sentence(fr=f"le texte fixe {value.fr}", en=f"the fixed text {value.en}")


def _alternatives(paths: Sequence[tuple[str, ...]], scene: Scene) -> Sentence:
    """The first one that is filled counts; the record is not named again for the ones that follow."""
    first, *others = paths
    words = _one(first, scene)
    for path in others:
        same = path[0] == first[0] and _is_plain(path, scene)
        other = _field_alone(path, scene) if same else _one(path, scene)
        words = Sentence(fr=f"{words.fr} ou, à défaut, {other.fr}", en=f"{words.en} or, failing that, {other.en}")
    return words


def _computed(expression: Expression, scene: Scene) -> Sentence:
    paths = sorted(expression.paths(), key=lambda path: (_place(path, expression.text), path))
    if len(paths) > 1 and len({path[0] for path in paths}) == 1 and all(_is_plain(path, scene) for path in paths):
        names = joined([scene.field(path[0], _name(path, scene)) for path in paths], AND)
        owner = scene.noun(paths[0][0]).of_the()
        parts = Sentence(fr=f"les champs {names.fr} {owner.fr}", en=f"the fields {names.en} {owner.en}")
    else:
        parts = joined([_one(path, scene) for path in paths], AND)
    return Sentence(
        fr=f"une valeur calculée d'après {parts.fr} (formule : {expression.text})",
        en=f"a value computed from {parts.en} (formula: {expression.text})",
    )


def _place(path: tuple[str, ...], text: str) -> int:
    """Where it stands, for the order of the words to be that of the file."""
    whole = text.find(".".join(path))
    return whole if whole >= 0 else text.find(path[-1])


def _one(path: tuple[str, ...], scene: Scene) -> Sentence:
    noun = scene.noun(path[0])
    if len(path) == 1:
        return noun.the()
    known = _known(path, scene)
    if known is not None:
        the, owner = noun.the(), noun.of_the()
        return Sentence(fr=known.fr.format(the=the.fr, of=owner.fr), en=known.en.format(the=the.en, of=owner.en))
    alone, owner = _field_alone(path, scene), noun.of_the()
    return Sentence(fr=f"{alone.fr} {owner.fr}", en=f"{alone.en} {owner.en}")


def _field_alone(path: tuple[str, ...], scene: Scene) -> Sentence:
    name = scene.field(path[0], _name(path, scene))
    return Sentence(fr=f"le champ {name.fr}", en=f"the field {name.en}")


def _name(path: tuple[str, ...], scene: Scene) -> str:
    """The record's own name for the field; Tomorro's custom fields stand below `fields`."""
    _, *names = path
    if names[0] == "fields" and names[1:] and _is_tomorros(path[0], scene):
        del names[0]
    return ".".join(names)


def _is_plain(path: tuple[str, ...], scene: Scene) -> bool:
    return len(path) > 1 and _known(path, scene) is None


def _known(path: tuple[str, ...], scene: Scene) -> Sentence | None:
    root, name = path[0], ".".join(path[1:])
    if root == EVENT:
        return _OF_EVENT.get(name)
    return _OF_ANY.get(name) or (_OF_TOMORRO.get(name) if _is_tomorros(root, scene) else None)


def _is_tomorros(root: str, scene: Scene) -> bool:
    """What a step made is Tomorro's as well."""
    return root not in scene.records or scene.is_tomorro(scene.records[root][0])


_OF_ANY: Final = {
    "id": Sentence(fr="l'identifiant {of}", en="the id {of}"),
    "url": Sentence(fr="le lien vers {the}", en="the link to {the}"),
}
_OF_TOMORRO: Final = {
    "name": Sentence(fr="le nom {of}", en="the name {of}"),
    "status": Sentence(fr="le statut {of}", en="the status {of}"),
    "counterparty.name": Sentence(fr="le nom du cocontractant {of}", en="the name of the counterparty {of}"),
    "contract_type.name": Sentence(fr="le type {of}", en="the type {of}"),
    "signature_date": Sentence(fr="la date de signature {of}", en="the signature date {of}"),
    "start_at": Sentence(fr="la date de début {of}", en="the start date {of}"),
    "end_at": Sentence(fr="la date de fin {of}", en="the end date {of}"),
    "created_at": Sentence(fr="la date de création {of}", en="the creation date {of}"),
    "updated_at": Sentence(fr="la date de modification {of}", en="the date of the last change {of}"),
}
_OF_EVENT: Final = {
    "id": Sentence(fr="l'identifiant {of}", en="the id {of}"),
    "occurred_at": Sentence(fr="la date {of}", en="the date {of}"),
}
