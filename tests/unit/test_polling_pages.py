"""Successive polls over a manifest's pages: nothing is passed over where one poll may not read to the end."""

from datetime import datetime, timedelta

import httpx
import pytest

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import GENEROUS, PublishedConnection
from passerelle.http import Caller, new_client
from passerelle.platforms.rest import RestPlatform
from passerelle.polling import poll_connections
from tests.fakes import NOW, Clock, MemoryCursors, MemoryJournal, MemoryQueue
from tests.unit.tomorro.fake import FreeBudget

SINCE = NOW - timedelta(hours=1)
PAGE, MAX_PAGES = 2, 2
MANIFEST = ManifestFile.model_validate(
    {
        "platform": "crm",
        "title": "CRM",
        "family": "crm",
        "records": {
            "deal": {
                "title": {"fr": "affaire", "en": "deal"},
                "poll": {
                    "request": {"path": "/deals", "query": {"since": "{since}", "page": "{page}"}, "take": "data"},
                    "changed_at": {"path": "updated"},
                    "next_page": "next",
                    "overlap_s": 60,
                    "max_pages": MAX_PAGES,
                },
            }
        },
    }
)


class Crm:
    """Gives the deals that changed at or after `since`, oldest change first, a page at a time."""

    def __init__(self, *minutes):
        self.deals = [
            {"id": number, "updated": (SINCE + timedelta(minutes=after)).isoformat(), "status": "won"}
            for number, after in enumerate(minutes)
        ]
        self.pages_read = 0

    def answer(self, request):
        self.pages_read += 1
        since = datetime.fromisoformat(request.url.params["since"])
        start = int(request.url.params.get("page", 0))
        changed = [deal for deal in self.deals if datetime.fromisoformat(deal["updated"]) >= since]
        more = start + PAGE < len(changed)
        return httpx.Response(200, json={"data": changed[start : start + PAGE], "next": start + PAGE if more else None})


class World:
    """One connection, polled; what is in the queue is delivered before the next poll."""

    def __init__(self, *minutes):
        self.crm, self.clock = Crm(*minutes), Clock()
        caller = Caller(
            "crm",
            "https://api.example",
            {},
            new_client(httpx.MockTransport(self.crm.answer)),
            FreeBudget(),
            self.clock,
            str,
        )
        self.platform = RestPlatform("crm", MANIFEST, {}, caller, self.clock)
        self.cursors = MemoryCursors({("crm", "deal"): SINCE})
        self.journal, self.queue = MemoryJournal(), MemoryQueue()

    def connection_names(self):
        return ["crm"]

    def connection(self, name):
        return PublishedConnection(name=name, manifest=MANIFEST, settings={}, limits=GENEROUS, poll=["deal"])

    def watched(self, _connection, _record):
        return frozenset({"status"})

    def poll(self):
        """The deals that it brought."""
        poll_connections(
            self, lambda _name: self.platform, self.cursors, self.journal, self.queue, self.clock, lambda: 240_000
        )
        events, self.queue.put_events = self.queue.put_events, []
        self.journal.note(events)
        return [event.record.id for event in events]


@pytest.mark.usefixtures("printed")
def test_polls_that_may_not_read_to_the_end_bring_everything_once_and_in_order_between_them():
    world = World(*range(1, 11))

    polls = [world.poll() for _ in range(5)]

    assert polls == [["0", "1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], [], []]
    assert world.crm.pages_read <= 5 * MAX_PAGES


def test_more_changes_of_one_moment_than_a_poll_may_read_are_told_as_a_failure_and_not_passed_over(printed):
    world = World(*[5] * (PAGE * MAX_PAGES + 1), 6)

    brought = [world.poll() for _ in range(3)]

    assert brought == [["0", "1", "2", "3"], [], []]
    lines = [line for line in printed() if "message" in line]
    assert [(line["outcome"], line.get("code")) for line in lines] == [
        ("polled", None),
        ("failed", "too_many_changes"),
        ("failed", "too_many_changes"),
    ]
