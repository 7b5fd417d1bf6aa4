"""A kind of record as a manifest's platform describes it today, in the form that checks understand."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from passerelle.configuration.manifest_file import FieldList, OptionPaths
from passerelle.core.schema import Field, FieldType, Option, RecordSchema
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.platforms.paging import Pages
from passerelle.platforms.requests import expression

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform

ALWAYS = (
    Field("id", "id", FieldType.TEXT, writable=False),
    Field("url", "url", FieldType.TEXT, writable=False),
)
"""What every record that we read has, whatever the platform lists."""


def record_schema(platform: "RestPlatform", kind: str, described: FieldList) -> RecordSchema:
    more = {name: Field(name, name, of_type) for name, of_type in described.more.items()}
    items = Pages(platform, described, platform.names(kind, {}))
    listed = {field.name: field for field in (_field(item, described) for item in items)}
    if not listed:
        raise InvalidPayload(_no_fields(platform.connection, kind), connection=platform.connection)
    return RecordSchema(kind, {**more, **listed, **{one.name: one for one in ALWAYS}})


def clock_of(headers: Mapping[str, str]) -> datetime | None:
    """What the header Date says, which is in whole seconds."""
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None


def _field(item: Any, described: FieldList) -> Field:
    name = str(expression(described.name).search(item))
    word = expression(described.type).search(item)
    read_only = expression(described.read_only).search(item) if described.read_only else None
    return Field(
        name=name,
        title=str(expression(described.title).search(item) or name),
        type=described.types.get(str(word), FieldType.ANY),
        writable=read_only is not True,
        options=tuple(_option(option, described.option) for option in expression(described.options).search(item) or []),
        id=name,
    )


def _option(item: Any, paths: OptionPaths) -> Option:
    value, label = (expression(path).search(item) for path in (paths.value, paths.label))
    archived = expression(paths.archived).search(item) if paths.archived else None
    return Option(str(value), (str(label),) if label is not None else (), archived is True)


def _no_fields(connection: str, kind: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » n'indique aucun champ pour « {kind} ». Corrigez « fields » dans le manifeste de la "
        "plateforme.",
        en=f'"{connection}" tells no field of "{kind}". Correct "fields" in the platform\'s manifest.',
    )
