"""The week in words, to those who asked for it, once on Monday morning."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from passerelle import log
from passerelle.core.digest import text_of
from passerelle.core.news.judging import Told
from passerelle.core.news.letter import Desk, Letter
from passerelle.core.news.recipient import Recipient
from passerelle.core.sentences import Sentence
from passerelle.errors import PasserelleError
from passerelle.operations.digest import Digest
from passerelle.operations.news.telling import NewsPort, PostPort

WEEK: Final = 7
_MONDAY, _MORNING = 0, 8
_TITLE: Final = Sentence(fr="la semaine en bref", en="the week in words")


class DigestPort(Protocol):
    def of_the_last(self, days: int) -> Digest: ...


@dataclass(frozen=True, slots=True)
class Weekly:
    news: NewsPort
    post: PostPort
    digests: DigestPort
    desk: Desk
    clock: Callable[[], datetime]

    def tell(self) -> None:
        """What could not be sent is tried again at the next turn of that day."""
        now = self.clock().astimezone(self.desk.zone)
        if now.weekday() != _MONDAY or now.hour < _MORNING:
            return
        key = f"digest#{now.date().isoformat()}"
        recipients = [one for one in self.news.recipients() or [] if one.digest and key not in self.news.told(one.name)]
        if not recipients:
            return
        digest = self.digests.of_the_last(WEEK)
        for recipient in recipients:
            if self._send(recipient, digest):
                self.news.keep(recipient.name, Told(key, _TITLE, 1, now), now)

    def _send(self, recipient: Recipient, digest: Digest) -> bool:
        text = text_of(digest.lines, digest.changed, recipient.language)
        title = self.desk.headed(_TITLE.in_language(recipient.language))
        link = f"{self.desk.console}#/overview" if self.desk.console else ""
        with log.unit_of_work("people told") as line:
            line.add(connection=recipient.connection, outcome="told", events=len(digest.lines))
            try:
                self.post.send(recipient, Letter(title, text, link))
            except PasserelleError as error:
                line.explain("failed", error)
                return False
        return True
