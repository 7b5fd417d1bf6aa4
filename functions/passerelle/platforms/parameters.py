"""The parameters of an action: those a step gives, the defaults of the others, in the forms that the manifest wants."""

from collections.abc import Mapping
from typing import Any

from passerelle.configuration.manifest_file import Param
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import MappingFailed
from passerelle.platforms.message_parts import addresses, as_html, one_line


def parameters(described: Mapping[str, Param], given: Mapping[str, Any]) -> Json:
    """Raises MappingFailed where one that is needed has no value (what the platform makes of a hole is not always an
    error), or where one has not the form that it has to have.
    """
    known: Json = {**{name: param.default for name, param in described.items()}, **given}
    for name, param in described.items():
        known[name] = _formed(name, param, known[name])
        if param.default is None and known[name] in (None, "", []):
            raise MappingFailed(_empty(name), code="missing_value")
        if param.html is not None:
            known[param.html] = as_html(as_text(known[name]))
    return known


def _formed(name: str, param: Param, value: Any) -> Any:
    match param.form:
        case "line":
            return one_line(name, value)
        case "addresses":
            return addresses(name, value, param.most)
        case "any":
            return value


def _empty(name: str) -> Sentence:
    return Sentence(
        fr=f"Le paramètre « {name} » de l'action est vide : ce qu'il reprend manque. Complétez la fiche, puis rejouez "
        "l'exécution.",
        en=f'The parameter "{name}" of the action is empty: what it takes up is missing. Fill in the record, then '
        "replay the run.",
    )
