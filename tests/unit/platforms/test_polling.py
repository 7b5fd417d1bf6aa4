"""What the answer to a poll becomes: the events that a webhook would have brought."""

import json
from datetime import timedelta

import httpx
import pytest

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.events import UNKNOWN, Change
from passerelle.errors import InvalidPayload
from passerelle.http import Caller, new_client
from passerelle.platforms.polled_events import flat, former_in
from passerelle.platforms.rest import RestPlatform
from tests.fakes import NOW, Clock
from tests.unit.tomorro.fake import FreeBudget

SINCE = NOW - timedelta(minutes=1)
POLL = {
    "request": {"path": "/deals", "query": {"since": "{since}", "cursor": "{page}"}, "take": "data"},
    "changed_at": {"path": "updated"},
    "next_page": "next",
    "overlap_s": 60,
}
DEAL = {"id": 7, "updated": "2026-03-02T09:00:00Z", "status": "won", "custom_fields": {"ab": 5}}


def polled(*pages, watched=("status",), **poll):
    """The events of each record, and the queries that were sent."""
    found, queries = looked(*pages, watched=watched, **poll)
    return [list(one.events) for one in found], queries


def looked(*pages, watched=("status",), **poll):
    answers, queries = [httpx.Response(200, text=json.dumps(page)) for page in pages], []

    def handler(request):
        queries.append(dict(request.url.params))
        return answers.pop(0)

    manifest = ManifestFile.model_validate(
        {
            "platform": "crm",
            "title": "CRM",
            "family": "crm",
            "records": {"deal": {"title": {"fr": "affaire", "en": "deal"}, "poll": {**POLL, **poll}}},
        }
    )
    caller = Caller(
        "crm", "https://api.example", {}, new_client(httpx.MockTransport(handler)), FreeBudget(), Clock(), str
    )
    found = RestPlatform("crm", manifest, {}, caller, Clock()).changes("deal", SINCE, frozenset(watched))
    return list(found), queries


def test_every_page_is_read_from_the_cursor_on():
    found, queries = polled({"data": [DEAL], "next": "p2"}, {"data": [{**DEAL, "id": 8}]})

    assert queries == [{"since": "2026-03-02T08:59:00Z"}, {"since": "2026-03-02T08:59:00Z", "cursor": "p2"}]
    assert [event.record.id for events in found for event in events] == ["7", "8"]


def test_what_changed_in_the_last_moments_is_looked_at_again_and_what_is_older_is_not():
    times = ["2026-03-02T08:30:00Z", "2026-03-02T08:59:00Z", "2026-03-02T08:59:30Z"]

    found, _ = looked({"data": [{**DEAL, "updated": time} for time in times]})

    assert [f"{one.known_until:%H:%M:%S}" for one in found] == ["08:30:00", "08:59:00", "08:59:00"]


def test_no_more_pages_than_allowed_are_read():
    found, _ = polled({"data": [DEAL], "next": "p2"}, max_pages=1)

    assert len(found) == 1


def test_a_value_below_another_is_watched_by_the_name_that_writes_it():
    [[event]], _ = polled({"data": [DEAL]}, watched=("custom_fields.ab", "nothing"))

    assert event.changes == (Change("custom_fields.ab", 5, UNKNOWN),)


def test_a_value_that_was_taken_before_the_cursor_is_no_news():
    old = {**DEAL, "won": "2026-01-05T10:00:00Z"}
    new = {**DEAL, "won": "2026-03-02T08:59:30Z"}

    [before, after], _ = polled({"data": [old, new]}, taken_at={"status": {"path": "won"}})

    assert before == []
    assert [(event.occurred_at, event.changes) for event in after] == [
        (NOW - timedelta(seconds=30), (Change("status", "won", UNKNOWN),))
    ]


def test_a_value_taken_once_is_one_event_however_often_its_record_changes():
    deals = [{**DEAL, "won": "2026-03-02T09:00:00Z", "updated": f"2026-03-02T09:0{minute}:00Z"} for minute in (1, 2)]

    [[first], [second]], _ = polled({"data": deals}, taken_at={"status": {"path": "won"}})

    assert first.id == second.id


def test_a_record_without_id_is_refused_rather_than_mixed_up():
    with pytest.raises(InvalidPayload) as refused:
        polled({"data": [{**DEAL, "id": None}]})

    assert '"id"' in refused.value.sentence.en


@pytest.mark.parametrize("updated", [None, "hier", {}, ""])
def test_a_record_without_a_readable_time_is_refused(updated):
    with pytest.raises(InvalidPayload):
        polled({"data": [{**DEAL, "updated": updated}]})


@pytest.mark.parametrize("page", [{"data": []}, {"data": None}, {}])
def test_an_empty_answer_is_no_event(page):
    assert polled(page)[0] == []


def test_what_was_created_before_the_cursor_is_not_created_again():
    deals = [{**DEAL, "made": "2026-03-02T08:58:59Z"}, {**DEAL, "made": "2026-03-02T08:59:00Z"}]

    found, _ = polled({"data": deals}, watched=(), created_at={"path": "made"})

    assert [[event.kind for event in events] for events in found] == [[], ["created"]]


def test_maps_are_flattened_at_every_depth():
    assert flat({"a": {"b": {"c": 1}}, "d": 2}) == {"a": {"b": {"c": 1}}, "a.b": {"c": 1}, "a.b.c": 1, "d": 2}


def test_before_the_only_value_of_a_field_there_was_none_and_before_a_cut_history_it_is_unknown():
    class One:
        value = "x"

    assert former_in([One()], 0) is None
    assert former_in([One(), One()], 0) == "x"
    assert former_in([One(), One()], 1) is UNKNOWN
