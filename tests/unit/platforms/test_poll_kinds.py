"""The ways of asking what changed, besides the time of the change: cursors, ids only, whole lists, rounded moments."""

from datetime import timedelta

import httpx
import pytest

from passerelle.core.events import UNKNOWN, Change
from passerelle.errors import InvalidPayload, RemoteRefused
from tests.fakes import NOW
from tests.unit.platforms.invented import Service, platform_of

SINCE = NOW - timedelta(hours=1)
REQUEST = {"path": "/changes", "query": {"after": "{cursor}", "page": "{page}"}, "take": "items"}


def polled(service, poll, *, cursor=None, watched=("status",), **record):
    platform = platform_of(service, record={**record, "poll": {"request": REQUEST, **poll}})
    return list(platform.changes("deal", SINCE, frozenset(watched), cursor))


def events(found):
    return [event for one in found for event in one.events]


def page(*items, **others):
    return httpx.Response(200, json={"items": list(items), **others})


def test_each_page_brings_the_cursor_that_the_platform_gives_once_its_records_were_told():
    service = Service(page({"id": 1}, at="c1", next="p2"), page({"id": 2}, at="c2"))

    found = polled(service, {"cursor": {"path": "at"}, "next_page": "next"}, cursor="c0")

    assert service.lines == ["GET /v1/changes?after=c0", "GET /v1/changes?after=c0&page=p2"]
    assert [(len(one.events), one.cursor) for one in found] == [(0, None), (0, "c1"), (0, None), (0, "c2")]


def test_without_a_cursor_the_platform_is_asked_for_its_present_one_and_for_nothing_else():
    service = Service({"now": 42})
    start = {"path": "/now", "take": "now"}

    [only] = polled(service, {"cursor": {"path": "at", "start": start}})

    assert (service.lines, only.cursor, only.events) == (["GET /v1/now"], "42", ())


def test_a_start_without_cursor_is_a_fault_of_the_manifest():
    with pytest.raises(InvalidPayload):
        polled(Service({}), {"cursor": {"path": "at", "start": {"path": "/now", "take": "now"}}})


@pytest.mark.parametrize(
    ("cursor", "answer"),
    [
        ({"url": "resume"}, page(resume="/v1/changes?token=b")),
        ({"link": "resume"}, httpx.Response(200, json={"items": []}, headers={"link": "<?token=b>; rel=resume"})),
    ],
    ids=["in the body", "in the header"],
)
def test_a_cursor_that_is_an_address_is_asked_as_it_is(cursor, answer):
    service = Service(answer)

    [first] = polled(service, {"cursor": cursor})
    polled(service, {"cursor": cursor}, cursor=first.cursor)

    assert first.cursor == "https://api.example/v1/changes?token=b"
    assert service.lines == ["GET /v1/changes", "GET /v1/changes?token=b"]


def test_a_cursor_that_the_platform_no_longer_knows_is_told_by_its_own_code():
    with pytest.raises(RemoteRefused) as refused:
        polled(Service(httpx.Response(410, json={})), {"cursor": {"path": "at", "expired": [410]}}, cursor="c0")

    assert refused.value.code == "cursor_expired"


@pytest.mark.parametrize(("status", "cursor"), [(410, None), (404, "c0")])
def test_another_refusal_is_not_taken_for_an_expired_cursor(status, cursor):
    with pytest.raises(RemoteRefused) as refused:
        polled(Service(httpx.Response(status, json={})), {"cursor": {"path": "at", "expired": [410]}}, cursor=cursor)

    assert refused.value.code != "cursor_expired"


def test_a_list_of_ids_is_read_back_and_a_record_that_is_gone_meanwhile_is_passed_over():
    service = Service(page("7", "8"), {"id": "7", "status": "won"}, httpx.Response(404, json={}))

    found = events(polled(service, {"id": "@", "read_back": True}, read={"path": "/deals/{id}"}))

    assert service.lines == ["GET /v1/changes", "GET /v1/deals/7", "GET /v1/deals/8"]
    assert [(event.record.id, event.changes) for event in found] == [("7", (Change("status", "won", UNKNOWN),))]


def test_nothing_is_read_back_when_nobody_watches():
    service = Service(page("7"))

    polled(service, {"id": "@", "read_back": True}, watched=(), read={"path": "/deals/{id}"})

    assert len(service.asked) == 1


def test_a_record_that_was_deleted_is_told_so():
    poll = {"deleted": "gone", "changed_at": {"path": "at"}}

    [event] = events(polled(Service(page({"id": 7, "gone": True, "at": "2026-03-02T08:30:00Z"})), poll))

    assert (event.kind, event.changes, f"{event.occurred_at:%H:%M}") == ("deleted", (), "08:30")


def test_only_what_the_platform_marks_as_created_is_told_so():
    service = Service(page({"id": 1, "kind": "new"}, {"id": 2, "kind": "old"}, at="c1"))

    found = polled(service, {"cursor": {"path": "at"}, "created": "kind == 'new'"}, cursor="c0", watched=())

    assert [(event.kind, event.record.id) for event in events(found)] == [("created", "1")]


def test_where_nothing_tells_the_time_only_the_end_of_the_whole_list_moves_the_cursor():
    found = polled(Service(page({"id": 7, "status": "won"})), {"created": "`true`", "overlap_s": 60})

    assert [event.kind for event in events(found)] == ["created", "changed"]
    assert [one.known_until for one in found] == [SINCE, NOW - timedelta(seconds=60)]


def test_a_whole_list_that_is_too_long_to_be_seen_whole_is_a_failure_and_moves_nothing():
    seen = []
    platform = platform_of(
        Service(page({"id": 7}, next="p2")),
        record={"poll": {"request": REQUEST, "next_page": "next", "max_pages": 1}},
    )

    with pytest.raises(InvalidPayload) as refused:
        seen.extend(platform.changes("deal", SINCE, frozenset()))

    assert refused.value.code == "too_many_changes"


@pytest.mark.parametrize(
    ("resolution", "asked"),
    [(1, "2026-03-02T07:59:42Z"), (60, "2026-03-02T07:59:00Z"), (86400, "2026-03-02T00:00:00Z")],
)
def test_a_moment_is_asked_for_as_roughly_as_the_platform_knows_it(resolution, asked):
    service = Service(page())
    request = {
        "path": "/changes",
        "query": {"from": "{since}", "to": "{until}", "day": "{since_date}"},
        "take": "items",
    }
    poll = {"request": request, "changed_at": {"path": "at"}, "resolution_s": resolution}

    list(platform_of(service, record={"poll": poll}).changes("deal", SINCE - timedelta(seconds=18), frozenset()))

    assert dict(service.asked[0].url.params) == {"from": asked, "to": "2026-03-02T09:00:00Z", "day": "2026-03-02"}
