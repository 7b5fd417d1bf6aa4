"""The bodies of large events: in a bucket that forgets them, where a message or an item holds only a claim on them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.events import Event
from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.inbound.stored import Message, claim, claimed_key, decode, encode, too_large
from passerelle.journal.failures import code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

QUEUED: Final = "queue"
"""Bodies of messages. The prefixes have each their own expiry and their own rights."""
JOURNALED: Final = "journal"
"""Bodies of items."""

# As for the queue: two short attempts rather than a patient one.
_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2, "mode": "standard"})


EXPIRES: Final = "expires=true"
"""The tag, as S3 writes it, of the journal's bodies that no run keeps for a person."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """`body`, where there is one, must be stored under `key` before the message is used: it is what that claims."""

    message: Message
    key: str
    body: str | None = None


def fit(event: Event, limit: int, key: str) -> Fitted:
    """The event in a message of at most `limit` bytes: itself, or a claim. Raises InvalidPayload (`too_large`)."""
    message = encode(event)
    if len(message.body) <= limit:
        return Fitted(message, key)
    claimed = claim(event, key, message.encoding)
    if len(claimed.body) > limit:
        raise too_large(event)
    return Fitted(claimed, key, message.body)


class Bodies:
    """`connect` is called at the first large event: the others, nearly all, pay nothing for them."""

    def __init__(self, connect: Callable[[], "S3Client"], bucket: str) -> None:
        self._connect = connect
        self._bucket = bucket

    @classmethod
    def of(cls, bucket: str) -> "Bodies":
        return cls(lambda: boto3.client("s3", config=_CONFIG), bucket)

    def store(self, fitted: Fitted, *, expires: bool = False) -> None:
        """The body, if there is one. Raises Unavailable."""
        if fitted.body is None:
            return
        body = fitted.body.encode("ascii")
        try:
            self._client.put_object(Bucket=self._bucket, Key=fitted.key, Body=body, **_tagged(expires=expires))
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(_NOT_STORED, code="bodies_unavailable", error_type=code_of(error)) from error

    def mark(self, message: Message, *, expires: bool) -> None:
        """The body that a message claims, if it does, begins to expire today, or no longer does. One that is gone
        stays gone. Raises Unavailable.
        """
        key = claimed_key(message)
        if key is None:
            return
        try:
            self._client.copy_object(  # onto itself: the only way to give it a new age
                Bucket=self._bucket,
                Key=key,
                CopySource={"Bucket": self._bucket, "Key": key},
                MetadataDirective="REPLACE",
                TaggingDirective="REPLACE",
                **_tagged(expires=expires),
            )
        except (BotoCoreError, ClientError) as error:
            if code_of(error) != "NoSuchKey":
                raise Unavailable(_UNREADABLE, code="bodies_unavailable", error_type=code_of(error)) from error

    def read(self, message: Message) -> Event:
        """Raises BodyGone, InvalidPayload and Unavailable."""
        return decode(message, self.fetch)

    def fetch(self, key: str) -> str | None:
        """The body under a key, or None when it is gone. Raises Unavailable."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            return answer["Body"].read().decode("ascii", "replace")  # what is not ours is refused when it is decoded
        except (BotoCoreError, ClientError) as error:
            if code_of(error) == "NoSuchKey":
                return None
            raise Unavailable(_UNREADABLE, code="bodies_unavailable", error_type=code_of(error)) from error

    @cached_property
    def _client(self) -> "S3Client":
        return self._connect()


def _tagged(*, expires: bool) -> dict[str, Any]:
    """Without the tag, the request needs no right to tag."""
    return {"Tagging": EXPIRES} if expires else {}


_NOT_STORED = Sentence(
    fr="Le contenu d'un grand événement n'a pas pu être enregistré dans S3. Il le sera au prochain essai ; si cela "
    "dure, vérifiez les droits de la fonction et l'état d'AWS.",
    en="The body of a large event could not be stored in S3. It will be at the next attempt; if this lasts, check the "
    "function's permissions and the state of AWS.",
)
_UNREADABLE = Sentence(
    fr="S3 n'a pas donné le contenu d'un grand événement. Il sera demandé de nouveau ; si cela dure, vérifiez les "
    "droits de la fonction et l'état d'AWS.",
    en="S3 did not give the body of a large event. It will be asked for again; if this lasts, check the function's "
    "permissions and the state of AWS.",
)
