"""A manifest's requests and times, filled in."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from passerelle.configuration.call_file import Call, Instant
from passerelle.core.expressions import Expression, compile_expression
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.core.templates import compile_template
from passerelle.errors import InvalidPayload
from passerelle.http import segment

expression: Callable[[str], Expression] = cache(compile_expression)


def fill_call(call: Call, names: Mapping[str, Any], quote: Callable[[str], str] = segment) -> Json:
    """The exact request, as JSON that the journal can keep; what has no value is left out of all its parts. `quote`
    encodes what is put into the path.
    """
    query = compile_template(call.query).fill(names)
    headers = {key: as_text(value) for key, value in compile_template(call.headers).fill(names).items()}
    sent = {key: value for key, value in headers.items() if value}
    return {
        "method": call.method,
        "path": compile_template(call.path).fill(names, quote),
        "query": {key: value for key, value in query.items() if value is not None},
        "body": _without_nulls(compile_template(call.body).fill(names)),
        **({"headers": sent} if sent else {}),
    }


def fill_text(text: str, names: Mapping[str, Any]) -> str:
    return as_text(compile_template(text).fill(names))


def moments(at: datetime, name: str = "since") -> dict[str, Any]:
    """A time under the names by which requests ask for it."""
    seconds = at.timestamp()
    return {
        name: at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        f"{name}_date": f"{at:%Y-%m-%d}",
        f"{name}_s": int(seconds),
        f"{name}_ms": int(seconds * 1000),
    }


def instant_of(item: Any, instant: Instant) -> datetime:
    """Raises InvalidPayload when the time is not where and how the manifest says."""
    value = expression(instant.path).search(item)
    try:
        if instant.unit == "iso":
            at = datetime.fromisoformat(value)
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        return datetime.fromtimestamp(float(value) / (1000 if instant.unit == "ms" else 1), UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidPayload(_no_time(instant.path)) from error


def _without_nulls(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without_nulls(value) for key, value in tree.items() if value is not None}
    return [_without_nulls(item) for item in tree] if isinstance(tree, list) else tree


def _no_time(path: str) -> Sentence:
    return Sentence(
        fr=f"La réponse ne contient pas de date lisible dans « {path} ». Corrigez le manifeste de la plateforme.",
        en=f'The answer has no readable time at "{path}". Correct the platform\'s manifest.',
    )
