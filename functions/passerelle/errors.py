"""The error tree: what failed, whether it may succeed later, and whether the effect may have happened.

PasserelleError             a sentence for people, a stable code, a context for logs
├─ Retryable                may succeed later: back to the queue, later
│  ├─ Unavailable           408, 5xx, time-outs, connections lost, a platform that is down
│  ├─ RateLimited           429, and each platform's disguise of it, and our own budget
│  └─ Busy                  another worker holds the run, or something is not settled yet
└─ Rejected                 never, as it stands: recorded with its reason, acknowledged, counted
   ├─ InvalidSignature      a request that does not prove who sent it
   ├─ InvalidPayload        a body that cannot be read
   ├─ InvalidAutomation     a file or a stored version that cannot be run
   ├─ MappingFailed         a value that is missing or cannot be converted
   ├─ CredentialsRefused    401, 403: a person must act
   └─ RemoteRefused         any other 4xx

A sentence never holds a secret, a body, or a URL with a token: it is shown on screens and written to logs.
"""

from enum import StrEnum
from typing import Any

from passerelle.core.sentences import Sentence


class Effect(StrEnum):
    """What a failed call may have done on the other side."""

    NOT_DONE = "not_done"
    DONE = "done"
    UNKNOWN = "unknown"


class PasserelleError(Exception):
    """`code` is stable and documented; `context` holds ids and numbers only, never personal data."""

    code = "error"

    def __init__(self, sentence: Sentence, *, code: str | None = None, **context: Any) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence
        self.code = code or type(self).code
        self.context = context


class Retryable(PasserelleError):
    code = "retryable"

    def __init__(
        self,
        sentence: Sentence,
        *,
        code: str | None = None,
        retry_after_s: float | None = None,
        effect: Effect = Effect.NOT_DONE,
        **context: Any,
    ) -> None:
        super().__init__(sentence, code=code, **context)
        self.retry_after_s = retry_after_s
        self.effect = effect


class Unavailable(Retryable):
    code = "unavailable"


class RateLimited(Retryable):
    code = "rate_limited"


class Busy(Retryable):
    code = "busy"


class Rejected(PasserelleError):
    code = "rejected"


class InvalidSignature(Rejected):
    code = "invalid_signature"


class InvalidPayload(Rejected):
    code = "invalid_payload"


class InvalidAutomation(Rejected):
    code = "invalid_automation"


class MappingFailed(Rejected):
    code = "mapping_failed"


class PerhapsMade(Rejected):
    """A person looks for the record: dismisses the run if it is there, else replays it."""

    code = "perhaps_made"


class CredentialsRefused(Rejected):
    code = "credentials_refused"


class RemoteRefused(Rejected):
    code = "remote_refused"
