"""From what was told last and what is so now: what to tell one recipient. Told once, again when it has grown tenfold,
and when it is over.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from passerelle.core.news.concern import RANKS, Concern, at_least
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity

TENFOLD: Final = 10

QUIET: Final = timedelta(minutes=30)
"""What is gone is over once it has stayed away that long: what comes and goes is one matter, not ten messages."""

MOST: Final = 5
"""So many messages to one recipient at a time; the last one gathers what is left."""


class What(StrEnum):
    NEW = "new"
    GREW = "grew"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Told:
    """What a recipient knows of one concern. `number` is 0 as long as nothing was told: it has not lasted enough.

    `gone_since`: it was not there any more when somebody last looked.
    """

    key: str
    title: Sentence
    number: int
    since: datetime
    gone_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """`after` is what the recipient knows once the message is out, or at once where there is none (`what` is None);
    None when there is nothing to know any more.
    """

    key: str
    after: Told | None
    what: What | None = None
    concern: Concern | None = None
    title: Sentence | None = None


def judge(
    concerns: Sequence[Concern],
    told: Mapping[str, Told],
    looked: Collection[str],
    threshold: Severity,
    now: datetime,
) -> list[Item]:
    """What has changed for a recipient of this threshold, the gravest first. A topic that nobody looked at (`looked`)
    stays as it was: no look does not mean that all is well.
    """
    present = {concern.key: concern for concern in concerns}
    items = [item for concern in present.values() for item in _present(concern, told.get(concern.key), threshold, now)]
    items.sort(key=_rank)
    gone = [one for key, one in told.items() if key not in present and key.partition("#")[0] in looked]
    return items + [item for one in gone for item in _gone(one, now)]


def bundled(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """One bundle a message, never more than MOST of them: what is left shares the last one."""
    telling = [item for item in items if item.what is not None]
    if len(telling) <= MOST:
        return [(item,) for item in telling]
    return [*((item,) for item in telling[: MOST - 1]), tuple(telling[MOST - 1 :])]


def _present(concern: Concern, known: Told | None, threshold: Severity, now: datetime) -> Iterator[Item]:
    if known is None and not at_least(concern.severity, threshold):
        return
    since = min(known.since, concern.since) if known else concern.since
    told = Told(concern.key, concern.title, concern.number, since)
    if known is None or known.number == 0:
        first = known.since if known else now
        if now - first >= concern.patience:
            yield Item(concern.key, told, What.NEW, concern, concern.title)
        elif known is None:
            yield Item(concern.key, replace(told, number=0, since=now))
    elif concern.number >= TENFOLD * known.number:
        yield Item(concern.key, told, What.GREW, concern, concern.title)
    elif known.gone_since is not None:
        yield Item(concern.key, replace(known, gone_since=None))


def _gone(known: Told, now: datetime) -> Iterator[Item]:
    if known.number == 0:
        yield Item(known.key, None)
    elif known.gone_since is None:
        yield Item(known.key, replace(known, gone_since=now))
    elif now - known.gone_since >= QUIET:
        yield Item(known.key, None, What.OVER, title=known.title)


def _rank(item: Item) -> tuple[int, str]:
    return (RANKS[item.concern.severity] if item.concern else len(RANKS), item.key)
