"""What the API answers: JSON, and each failure with its sentence in both languages."""

from collections.abc import Mapping
from typing import Any, Final

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, PasserelleError, Rejected
from passerelle.inbound.gateway import Answer, json_answer

SECURE: Final = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def found(value: Mapping[str, Any]) -> Answer:
    return json_answer(200, value, SECURE)


def no_token() -> Answer:
    return _error(401, "unauthorized", _NO_TOKEN, {"www-authenticate": "Bearer"})


def no_right(role: str) -> Answer:
    return _error(403, "forbidden", _no_right(role))


def no_route() -> Answer:
    return _error(404, "not_found", _NO_ROUTE)


def refusal(error: PasserelleError) -> Answer:
    """A conflict says what stands in the way, where that is known."""
    if error.code.startswith("unknown_"):
        return _error(404, error.code, error.sentence)
    if isinstance(error, InvalidPayload):
        return _error(400, error.code, error.sentence)
    more = {"obstacles": error.context["obstacles"]} if "obstacles" in error.context else {}
    return _error(409 if isinstance(error, Rejected) else 503, error.code, error.sentence, more=more)


def broken() -> Answer:
    return _error(500, "bug", _BROKEN)


def _error(
    status: int,
    code: str,
    sentence: Sentence,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Answer:
    error = {"code": code, **sentence.to_json(), **(more or {})}
    return json_answer(status, {"error": error}, {**SECURE, **(headers or {})})


def _no_right(role: str) -> Sentence:
    return Sentence(
        fr=f"Il faut pour cela le rôle « {role} ». La personne qui administre les comptes peut vous l'accorder.",
        en=f'This takes the role "{role}". The person who administers the accounts can grant it to you.',
    )


_NO_TOKEN: Final = Sentence(fr="Connectez-vous d'abord.", en="Sign in first.")
_NO_ROUTE: Final = Sentence(
    fr="Rien ne se trouve à cette adresse. Revenez à la vue d'ensemble.",
    en="There is nothing at this address. Return to the overview.",
)
_BROKEN: Final = Sentence(
    fr="La console a rencontré une erreur de notre fait. Elle est dans le journal de la fonction console.",
    en="The console met an error of our making. It is in the log of the function console.",
)
