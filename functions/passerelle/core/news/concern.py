"""One cause that needs a person, with all that has it now: a hundred like failures are one concern."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity

RANKS: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
"""The gravest first."""


@dataclass(frozen=True, slots=True)
class Affected:
    """A record, by its id and never by its name; `url` is the page where a person sees it."""

    kind: str
    id: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """`topic` is who looks at such things, and knows when they are over; `cause` tells one from another there.

    `reasons` are the sentences that the runs, the platform or the check gave. `command` is what to type after
    `passerelle`, `page` where the console shows it. `patience` is how long it must last before it is worth a message.
    """

    topic: str
    cause: str
    severity: Severity
    title: Sentence
    since: datetime
    means: Sentence
    todo: Sentence
    command: str
    page: str
    number: int = 1
    reasons: tuple[Sentence, ...] = ()
    records: tuple[Affected, ...] = ()
    patience: timedelta = timedelta(0)

    @property
    def key(self) -> str:
        return f"{self.topic}#{self.cause}"


def at_least(severity: Severity, wanted: Severity) -> bool:
    return RANKS[severity] <= RANKS[wanted]
