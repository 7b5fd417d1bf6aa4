"""Answers are orders to the sender: what to do next, and never why a signature was refused."""

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, InvalidSignature, PasserelleError
from passerelle.inbound.connections import Reply
from passerelle.inbound.gateway import Answer, json_answer

RETRY_AFTER_S = 30

# 404 and 410 are never answered: some senders take them as the order to disable the webhook.
_REFUSED = Sentence(
    fr="La requête ne prouve pas son expéditeur. Vérifiez l'adresse du webhook et son secret dans Passerelle.",
    en="The request does not prove its sender. Check the webhook's address and its secret in Passerelle.",
)
_UNAVAILABLE = Sentence(
    fr="La requête n'a pas pu être enregistrée. Envoyez-la de nouveau un peu plus tard.",
    en="The request could not be stored. Send it again a little later.",
)


def accepted(reply: Reply, events: int) -> Answer:
    if reply.body is None:
        return json_answer(reply.status, {"accepted": events})
    return Answer(reply.status, reply.body, reply.content_type)


def refused_signature(reason: str) -> InvalidSignature:
    return InvalidSignature(_REFUSED, code=reason)


def refusal(error: PasserelleError) -> Answer:
    if isinstance(error, InvalidSignature):
        return _error(401, "refused", error.sentence)
    if isinstance(error, InvalidPayload):
        return _error(413 if error.code == "too_large" else 400, error.code, error.sentence)
    return unavailable()


def unavailable() -> Answer:
    """Our own trouble: its cause is in our log, and concerns nobody outside."""
    return _error(503, "unavailable", _UNAVAILABLE, {"retry-after": str(RETRY_AFTER_S)})


def _error(status: int, code: str, sentence: Sentence, headers: dict[str, str] | None = None) -> Answer:
    return json_answer(status, {"error": {"code": code, **sentence.to_json()}}, headers)
