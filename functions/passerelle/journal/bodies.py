"""The bodies of large events: in a bucket that forgets them, where a message or an item holds only a claim on them."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.events import Event
from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.inbound.stored import Message, claim, decode, encode, too_large
from passerelle.journal.failures import code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

QUEUED: Final = "queue"
"""Bodies of messages. The prefixes have each their own expiry and their own rights."""
JOURNALED: Final = "journal"
"""Bodies of items."""

# As for the queue: two short attempts rather than a patient one.
_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2, "mode": "standard"})


class Bodies:
    """`connect` is called at the first large event: the others, nearly all, pay nothing for them."""

    def __init__(self, connect: Callable[[], "S3Client"], bucket: str) -> None:
        self._connect = connect
        self._bucket = bucket

    @classmethod
    def of(cls, bucket: str) -> "Bodies":
        return cls(lambda: boto3.client("s3", config=_CONFIG), bucket)

    def fit(self, event: Event, limit: int, prefix: str, name: str) -> Message:
        """The event in at most `limit` bytes: itself, or a claim on its body, which is stored by then.

        Raises InvalidPayload (`too_large`) and Unavailable.
        """
        message = encode(event)
        if len(message.body) <= limit:
            return message
        key = f"{prefix}/{name}"
        claimed = claim(event, key, message.encoding)
        if len(claimed.body) > limit:
            raise too_large(event)
        self._put(key, message.body)
        return claimed

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

    def _put(self, key: str, body: str) -> None:
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body.encode("ascii"))
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(_NOT_STORED, code="bodies_unavailable", error_type=code_of(error)) from error

    @cached_property
    def _client(self) -> "S3Client":
        return self._connect()


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
