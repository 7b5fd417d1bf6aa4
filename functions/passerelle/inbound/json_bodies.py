"""JSON, strictly: what two readers could understand differently is refused."""

import json
import math
from typing import Any, Never

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload

MAX_DEPTH = 100


def read_json(body: bytes) -> Any:
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
    except UnicodeDecodeError as error:
        raise _malformed("is not valid UTF-8", "n'est pas en UTF-8 valide") from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise _malformed("is not valid JSON", "n'est pas du JSON valide") from error
    return _mended(value, 0)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _malformed("gives the same key twice in one object", "donne deux fois la même clé dans un objet")
    return value


def _constant(_: str) -> Never:
    raise _malformed("holds NaN or Infinity", "contient NaN ou Infinity")


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _malformed("holds a number that is too large", "contient un nombre trop grand")
    return value


def _mended(value: Any, depth: int) -> Any:
    """The same value, its depth checked. Half of a character, which senders make when they cut a text, becomes the
    replacement character: it can be neither stored nor sent on, and must not cost the event."""
    if isinstance(value, str):
        return value if value.isascii() else _whole_characters(value)
    if not isinstance(value, dict | list):
        return value
    if depth == MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, list):
        return [_mended(item, depth + 1) for item in value]
    return {_whole_characters(key): _mended(item, depth + 1) for key, item in value.items()}


def _whole_characters(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _too_deep() -> InvalidPayload:
    return _malformed(f"is nested more than {MAX_DEPTH} levels deep", f"dépasse {MAX_DEPTH} niveaux d'imbrication")


def _malformed(what_en: str, what_fr: str) -> InvalidPayload:
    return InvalidPayload(
        Sentence(
            fr=f"Le corps de la requête {what_fr}. Envoyez un document JSON en UTF-8, puis réessayez.",
            en=f"The body of the request {what_en}. Send a JSON document in UTF-8, then try again.",
        ),
        code="malformed_body",
    )
