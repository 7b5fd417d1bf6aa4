"""What a manifest says of an action: its requests, and how what it creates is found again."""

from collections.abc import Iterator

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestAction, ManifestFile
from passerelle.configuration.sentences import closest
from passerelle.configuration.surroundings import choose
from passerelle.configuration.text_checks import call_problems, names_of, text_problems
from passerelle.configuration.upload_file import Upload
from passerelle.core.expressions import InvalidExpression
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature

_GIVEN = frozenset({"id", "values", "mark"})
_STORED = frozenset({"path", "file_name", "content_type", "size", "mark", "new_id"})
_SEARCHED = frozenset({"mark", "since", "since_s", "since_ms", "since_date", "page"})


def action_problems(name: str, action: ManifestAction, manifest: ManifestFile) -> Iterator[Problem]:
    place: Place = ("actions", name)
    of_records = {key for record in manifest.records.values() for key in record.names}
    as_html = {param.html for param in action.params.values() if param.html is not None}
    known = {*manifest.settings, *of_records, *action.params, *as_html}
    given = known | _GIVEN
    if action.lookup is not None:
        yield from call_problems((*place, "lookup", "request"), action.lookup.request, given)
        given |= {*action.lookup.gives, *({"cells"} if action.lookup.request.table else ())}
    if action.upload is not None:
        given |= _STORED
        yield from _upload_problems(place, action, action.upload, known)
    yield from call_problems((*place, "request"), action.request, given)
    if action.otherwise is not None:
        yield from call_problems((*place, "otherwise"), action.otherwise, given)
    yield from _lookup_problems(place, action)
    if action.mark_as is not None:
        yield from text_problems((*place, "mark_as"), action.mark_as, set(manifest.settings))
    if action.find is not None:
        yield from call_problems((*place, "find", "request"), action.find.request, known | {"id"} | _SEARCHED)
    yield from _creation_problems(place, name, action)
    made = action.makes
    if made is not None:
        if made not in manifest.records:
            yield Problem((*place, "makes"), _no_record(made, manifest), closest(made, manifest.records))
        if "id" not in action.result:
            yield Problem((*place, "result"), _NO_ID)


def takes_values(action: ManifestAction) -> bool:
    """Whether its request has a place for the lines of an exchange."""
    return _uses(action, "values") or _uses(action, "cells")


def _upload_problems(place: Place, action: ManifestAction, upload: Upload, known: set[str]) -> Iterator[Problem]:
    if action.nature is not Nature.CREATE:
        yield Problem((*place, "nature"), _STORES, Nature.CREATE.value)
    for index, look in enumerate(upload.look):
        yield from call_problems((*place, "upload", "look", index, "request"), look.request, known | _STORED)
    if upload.ids is not None:
        yield from call_problems((*place, "upload", "ids"), upload.ids, known)
    for name in ("folder", "name"):
        if name not in action.params:
            yield Problem((*place, "params"), _no_place(name))


def _creation_problems(place: Place, name: str, action: ManifestAction) -> Iterator[Problem]:
    if action.nature is not Nature.CREATE:
        if action.find is not None:
            yield Problem((*place, "find"), _NOTHING_TO_FIND)
    elif action.upload is not None:
        if action.find is not None:
            yield Problem((*place, "find"), _LOOKED_FOR)
    elif action.find is None:
        yield Problem((*place, "nature"), _not_found_again(name), Nature.NOTIFY.value)
    elif action.mark_as is None and not _uses(action, "mark"):
        yield Problem((*place, "request"), _UNMARKED)


def _lookup_problems(place: Place, action: ManifestAction) -> Iterator[Problem]:
    if action.otherwise is not None and (action.lookup is None or action.lookup.request.where is None):
        yield Problem((*place, "otherwise"), _NOTHING_LOOKED_UP)


def _uses(action: ManifestAction, name: str) -> bool:
    """One that cannot be read is told elsewhere."""
    try:
        return name in names_of(action.request)
    except InvalidExpression:
        return True


def _not_found_again(name: str) -> Sentence:
    return Sentence(
        fr=f"Rien ne dit comment retrouver ce que « {name} » crée, si la réponse se perd : ce serait créé deux fois. "
        "Dites-le sous « find » ; si c'est impossible, écrivez nature: notify.",
        en=f'Nothing tells how to find again what "{name}" creates, if the answer is lost: it would be created twice. '
        'Tell it under "find"; if that is impossible, write nature: notify.',
    )


def _no_record(kind: str, manifest: ManifestFile) -> Sentence:
    choice = choose(manifest.records)
    return Sentence(
        fr=f"Aucune fiche de ce manifeste ne s'appelle « {kind} ».{choice.fr}",
        en=f'No record of this manifest is called "{kind}".{choice.en}',
    )


def _no_place(name: str) -> Sentence:
    return Sentence(
        fr=f"Une action qui dépose des fichiers a besoin du paramètre « {name} ». Décrivez-le sous « params ».",
        en=f'An action that stores files needs the parameter "{name}". Describe it under "params".',
    )


_STORES = Sentence(
    fr="Déposer un fichier (« upload ») crée quelque chose. Écrivez nature: create.",
    en='To store a file ("upload") creates something. Write nature: create.',
)
_LOOKED_FOR = Sentence(
    fr="Ce qui est déposé se retrouve par « look ». Retirez « find ».",
    en='What is stored is found again by "look". Remove "find".',
)
_NOTHING_LOOKED_UP = Sentence(
    fr="« otherwise » sert quand « lookup » ne trouve pas la fiche qu'il cherche. Donnez « lookup » avec « where ».",
    en='"otherwise" is of use where "lookup" does not find the record it looks for. Give "lookup" with "where".',
)
_NOTHING_TO_FIND = Sentence(
    fr="« find » ne sert qu'à une action qui crée. Retirez-le, ou écrivez nature: create.",
    en='"find" is of use to an action that creates only. Remove it, or write nature: create.',
)
_UNMARKED = Sentence(
    fr="La requête n'emporte pas notre repère, « find » ne retrouverait donc rien. Écrivez-y {mark}, ou donnez « "
    "mark_as ».",
    en='The request does not carry our mark, so "find" would find nothing. Write {mark} into it, or give "mark_as".',
)
_NO_ID = Sentence(
    fr="Une action qui crée une fiche (« makes ») doit donner son identifiant. Écrivez-le : id: CHEMIN.",
    en='An action that makes a record ("makes") must give its id. Write it: id: PATH.',
)
