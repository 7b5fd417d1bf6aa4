"""What an action reads just before its request: whether the thing is there, and what its columns are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from passerelle.configuration.manifest_file import Lookup
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import MappingFailed
from passerelle.platforms.requests import expression, fill_call
from passerelle.platforms.taking import cells_of, columns_of, taken

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


@dataclass(frozen=True, slots=True)
class Looked:
    """`names` are for the request that follows."""

    found: bool
    names: Json


def look_up(platform: "RestPlatform", lookup: Lookup, names: Mapping[str, Any], values: Mapping[str, Any]) -> Looked:
    """Raises MappingFailed for a value whose column the table does not have: it would be lost in silence."""
    call = lookup.request
    body = platform.send(fill_call(call, names), call, only_reads=True)
    found = taken(call, body, names)
    given = {name: expression(path).search(found) for name, path in lookup.gives.items()} if found is not None else {}
    if call.table is not None:
        columns = columns_of(call, body)
        strangers = [name for name in values if name not in columns]
        if strangers:
            raise MappingFailed(_no_column(strangers, platform.connection), code="no_column")
        given["cells"] = cells_of(values, columns)
    return Looked(found is not None, given)


def _no_column(names: Iterable[str], connection: str) -> Sentence:
    shown = ", ".join(names)
    return Sentence(
        fr=f"Aucune colonne de la feuille de « {connection} » ne s'appelle : {shown}. Ajoutez-la à la ligne "
        "d'en-tête, ou corrigez l'automatisation, puis rejouez l'exécution.",
        en=f'No column of the sheet of "{connection}" is called: {shown}. Add it to the header row, or correct the '
        "automation, then replay the run.",
    )
