"""Each recipient is told what has changed since the last message; what could not be sent is tried at the next turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from passerelle import log
from passerelle.core.news.judging import Item, Told, bundled, judge
from passerelle.core.news.letter import Desk, Letter, letter
from passerelle.core.news.recipient import Recipient
from passerelle.errors import PasserelleError
from passerelle.operations.news.sightings import Sightings


class NewsPort(Protocol):
    def recipients(self) -> list[Recipient] | None: ...

    def told(self, recipient: str) -> dict[str, Told]: ...

    def keep(self, recipient: str, told: Told, now: datetime) -> None: ...

    def forget(self, recipient: str, key: str) -> None: ...


class PostPort(Protocol):
    def send(self, recipient: Recipient, letter: Letter) -> None: ...


@dataclass(frozen=True, slots=True)
class Telling:
    news: NewsPort
    post: PostPort
    desk: Desk
    clock: Callable[[], datetime]

    def tell(self, sightings: Sightings) -> None:
        """MessagesFailed rings an alarm: how many recipients could not be told all of it."""
        recipients = self.news.recipients() or []
        failed = [one for one in recipients if not self._tell(one, sightings)]
        log.measure({"MessagesFailed": len(failed)})

    def _tell(self, recipient: Recipient, sightings: Sightings) -> bool:
        told = self.news.told(recipient.name)
        items = judge(sightings.concerns, told, sightings.looked, recipient.threshold, self.clock())
        self._keep(recipient, [item for item in items if item.what is None])
        return all(self._send(recipient, bundle) for bundle in bundled(items))

    def _send(self, recipient: Recipient, items: Sequence[Item]) -> bool:
        """It is kept as told after it has left: twice is better than never."""
        with log.unit_of_work("people told") as line:
            line.add(connection=recipient.connection, outcome="told", events=len(items))
            try:
                self.post.send(recipient, letter(items, recipient.language, self.desk))
            except PasserelleError as error:
                line.explain("failed", error)
                return False
        self._keep(recipient, items)
        return True

    def _keep(self, recipient: Recipient, items: Sequence[Item]) -> None:
        for item in items:
            if item.after is None:
                self.news.forget(recipient.name, item.key)
            else:
                self.news.keep(recipient.name, item.after, self.clock())
