"""A request of the page, as its routes read it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from passerelle.console.access import Person
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import InvalidPayload

REST_OF_PATH: Final = "proxy"
"""What the route of API Gateway calls what follows /console/api/."""

LARGEST_BODY: Final = 1_000_000
LONGEST_TEXT: Final = 500
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Request:
    """`names` are the parts of the path that its route names."""

    method: str
    path: str
    person: Person
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What the body says under that name, in one line; empty when it says nothing. Raises InvalidPayload."""
        value = self.body.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise InvalidPayload(_no_text(name), code="bad_argument")
        return " ".join(value.split())

    def asked(self, name: str) -> str:
        """What the query says under that name. Raises InvalidPayload when it says nothing."""
        value = self.query.get(name)
        if not value:
            raise InvalidPayload(_not_asked(name), code="bad_argument")
        return value

    def flag(self, name: str) -> bool:
        return self.body.get(name) is True

    def limit(self, default: int = 50) -> int:
        given = self.query.get("limit", "")
        return min(int(given), MOST) if given.isdecimal() and int(given) else default

    def moment(self, name: str) -> datetime | None:
        """Raises InvalidPayload for a time without a zone, which would be read otherwise than it was meant."""
        given = self.query.get(name)
        if not given:
            return None
        try:
            at = datetime.fromisoformat(given)
        except ValueError as error:
            raise InvalidPayload(_no_moment(name), code="bad_argument") from error
        if at.tzinfo is None:
            raise InvalidPayload(_no_moment(name), code="bad_argument")
        return at


def request_of(event: Mapping[str, Any], person: Person) -> Request:
    """Raises InvalidPayload for a body that is no JSON object."""
    return Request(
        method=event["requestContext"]["http"]["method"],
        path=str((event.get("pathParameters") or {}).get(REST_OF_PATH, "")).strip("/"),
        person=person,
        query=event.get("queryStringParameters") or {},
        body=_body(event),
    )


def _body(event: Mapping[str, Any]) -> Json:
    text = event.get("body") or ""
    if not text:
        return {}
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
        if len(raw) > LARGEST_BODY:
            raise InvalidPayload(_TOO_LARGE, code="too_large")
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InvalidPayload(_NOT_JSON, code="malformed_body") from error
    if not isinstance(value, dict):
        raise InvalidPayload(_NOT_JSON, code="malformed_body")
    return cast("Json", value)


_NOT_JSON: Final = Sentence(
    fr="La demande n'est pas un objet JSON. Rechargez la page, puis réessayez.",
    en="The request is not a JSON object. Load the page again, then try again.",
)
_TOO_LARGE: Final = Sentence(
    fr="La demande est trop longue : collez moins de 1 Mo.", en="The request is too long: paste less than 1 MB."
)


def _no_text(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » doit être un texte d'au plus {LONGEST_TEXT} caractères.",
        en=f'"{name}" must be a text of at most {LONGEST_TEXT} characters.',
    )


def _not_asked(name: str) -> Sentence:
    return Sentence(fr=f"Il manque « {name} » dans l'adresse.", en=f'"{name}" is missing in the address.')


def _no_moment(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » doit être une date avec son fuseau, comme 2026-11-24T08:00:00Z.",
        en=f'"{name}" must be a time with its zone, such as 2026-11-24T08:00:00Z.',
    )
