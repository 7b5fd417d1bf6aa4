"""A file that goes in parts to an address of its own. It shows at its destination once the last part has arrived."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from passerelle import http_faults
from passerelle.configuration.upload_file import Session
from passerelle.core.sentences import Sentence
from passerelle.errors import Effect, PasserelleError
from passerelle.http import Answer, Caller
from passerelle.http_failures import ErrorRules, Meaning, Rule
from passerelle.streaming import Content, trusted_url

_KIBIBYTE: Final = 1024
_CONTINUE: Final = 308
_LOST: Final = Sentence(
    fr="« {connection} » a perdu l'envoi en cours d'un fichier ({detail}). Un nouvel essai aura lieu de lui-même.",
    en='"{connection}" lost a file that was being sent ({detail}). It will be tried again by itself.',
)
RULES: Final = ErrorRules(
    (
        Rule(Meaning.DONE, frozenset({_CONTINUE})),
        Rule(
            Meaning.UNAVAILABLE,
            frozenset({404, 410, 416}),
            code="upload_lost",
            sentence=_LOST,
            effect=Effect.UNKNOWN,
        ),
    )
)


def send_in_parts(caller: Caller, session: Session, address: Any, content: Content) -> Answer:
    """The answer to the last part. What was begun and fails is ended where the platform has a way to do so."""
    url = trusted_url(caller.connection, str(address), caller.base_url, tuple(session.below))
    without_keys = replace(caller, headers={}, sign=None, credentials=None)
    to_session = replace(without_keys, base_url=str(url), secret_address=True, rules=RULES)
    try:
        return _send(to_session, session.part_kb * _KIBIBYTE, content)
    except PasserelleError:
        if session.cancel:
            with suppress(PasserelleError):  # it ends by itself in the end
                to_session.request("DELETE", "/", expects="text")
        raise


def _send(to_session: Caller, part_bytes: int, content: Content) -> Answer:
    answer = None
    for start in range(0, content.length, part_bytes):
        size = min(part_bytes, content.length - start)
        headers = {
            "content-length": str(size),
            "content-range": f"bytes {start}-{start + size - 1}/{content.length}",
        }
        answer = to_session.request("PUT", "/", headers=headers, content=content.first(size))
    if answer is None or answer.status == _CONTINUE:
        raise http_faults.unreadable(to_session.connection, _CONTINUE, only_reads=False)
    return answer
