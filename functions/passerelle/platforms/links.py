"""Where people see a record, from what is published of its connection: no secret is needed for it."""

from collections.abc import Mapping
from typing import Any

from passerelle.configuration.manifest_file import Record
from passerelle.configuration.published import PublishedConnection
from passerelle.core.events import RecordRef
from passerelle.core.templates import compile_template
from passerelle.http import segment


def page_of(connection: PublishedConnection, record: RecordRef) -> str | None:
    """None where the platform's records have no page, or its manifest does not tell."""
    if connection.manifest.native == "tomorro":
        from passerelle.platforms.tomorro.results import contract_url  # noqa: PLC0415 - only where Tomorro is meant
        from passerelle.platforms.tomorro.settings import read_settings  # noqa: PLC0415

        return contract_url(record.id, read_settings(connection.settings)) if record.kind == "contract" else None
    described = connection.manifest.records.get(record.kind)
    return address_of(described, connection.settings, record.id) if described is not None else None


def address_of(described: Record, settings: Mapping[str, Any], record_id: str) -> str | None:
    """As a manifest describes the page of a kind of record."""
    if described.url is None:
        return None
    names = {**settings, **described.names, "id": segment(record_id)}
    return str(compile_template(described.url).fill(names))
