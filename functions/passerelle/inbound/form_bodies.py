"""Forms (application/x-www-form-urlencoded): fields by name, those that are repeated as lists."""

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qs

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.inbound.json_bodies import read_json

MAX_FIELDS = 1000


def read_form(body: bytes, documents: Collection[str]) -> dict[str, Any]:
    try:
        text = body.decode("utf-8")
        fields = parse_qs(
            text, keep_blank_values=True, strict_parsing=bool(text), errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError as error:
        raise InvalidPayload(_UNREADABLE, code="malformed_body") from error
    return {name: _value(values, name in documents) for name, values in fields.items()}


def _value(values: list[str], is_document: bool) -> Any:
    read = [read_json(text.encode()) for text in values] if is_document else values
    return read[0] if len(read) == 1 else read


_UNREADABLE = Sentence(
    fr=f"Le corps de la requête n'est pas un formulaire lisible, en UTF-8 et de {MAX_FIELDS} champs au plus. Vérifiez "
    "ce que l'expéditeur envoie, puis réessayez.",
    en=f"The body of the request is not a readable form, in UTF-8 and of {MAX_FIELDS} fields at most. Check what the "
    "sender sends, then try again.",
)
