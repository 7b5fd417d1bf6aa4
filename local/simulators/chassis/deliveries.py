"""What a webhook delivery is, how a platform goes about sending it, and what can be made to go wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from local.simulators.chassis.calls import Json


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told of what. `host` replaces the Host header, `public_url` the URL that is signed."""

    id: str
    url: str
    secret: str
    topics: tuple[str, ...]
    name: str = ""
    host: str | None = None
    public_url: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def signed_url(self) -> str:
        return self.public_url or self.url

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "url": self.url,
            "secret": self.secret,
            "topics": list(self.topics),
            "host": self.host,
            "public_url": self.public_url,
            **self.details,
        }


Sign = Callable[[Subscription, bytes, datetime], dict[str, str]]
"""The headers that prove who sends these bytes at this moment."""

Body = Callable[[int], bytes]
"""The bytes of an attempt, counted from 1: some platforms write the attempt's number into the body."""


@dataclass(frozen=True, slots=True)
class Ban:
    """After so many first attempts that failed in a row, events are lost for a time."""

    after_failures: int
    lasts_s: float


@dataclass(frozen=True, slots=True)
class Manners:
    """The platform's documented way of sending: time allowed, waits between attempts, requests at a time.

    `retry_timeout_s` is the time allowed after the first attempt, where it is another one. An answer with one of the
    statuses `ended_by` ends the webhook at once, one of `given_up_on` this delivery. Some senders accept fewer statuses
    than all of 2xx (`accepted`), or want `acknowledged_by` in the body of the answer.
    """

    timeout_s: float
    retry_after_s: tuple[float, ...]
    at_a_time: int = 1
    ban: Ban | None = None
    retry_timeout_s: float | None = None
    ended_by: frozenset[int] = frozenset()
    accepted: frozenset[int] = frozenset(range(200, 300))
    given_up_on: frozenset[int] = frozenset()
    acknowledged_by: str = ""

    def allowed_s(self, attempt: int) -> float:
        return self.timeout_s if attempt == 1 else self.retry_timeout_s or self.timeout_s


class Mode(StrEnum):
    DELIVER = "deliver"
    HOLD = "hold"
    LOSE = "lose"


class Order(StrEnum):
    KEPT = "kept"
    REVERSED = "reversed"


class Options(BaseModel):
    """`hold` keeps events until they are released, in order or reversed; `lose` drops them, as an outage would."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode = Mode.DELIVER
    copies: int = Field(default=1, ge=1, le=20)
    wrong_secret: bool = False
    stale_s: float = 0.0
    timeout_s: float | None = Field(default=None, gt=0)


class State(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    DELIVERED = "delivered"
    ABANDONED = "abandoned"
    LOST = "lost"


@dataclass(slots=True)
class Delivery:
    """One event on its way to one subscriber, with every attempt made."""

    id: int
    subscription: Subscription
    topic: str
    body: Body
    state: State = State.WAITING
    attempts: list[Json] = field(default_factory=list)

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "subscription": self.subscription.id,
            "topic": self.topic,
            "state": self.state.value,
            "attempts": self.attempts,
            "body": self.body(max(1, len(self.attempts))).decode(),
        }
