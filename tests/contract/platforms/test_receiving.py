"""What a platform sends us: accepted when it is genuine, refused when it is not, and once an event."""

import json
import re
from datetime import timedelta

import pytest

from tests.contract.platforms.cases import WITH_HOOKS, named
from tests.contract.platforms.door import Door, settings_of
from tests.fakes import NOW, Clock
from tests.receiving import eventually, receiver

with_hooks = pytest.mark.parametrize("case", WITH_HOOKS, ids=named)
signing_bodies = pytest.mark.parametrize("case", [case for case in WITH_HOOKS if case.hook.signs_body], ids=named)
signing_times = pytest.mark.parametrize("case", [case for case in WITH_HOOKS if case.hook.signs_time], ids=named)
simulated = pytest.mark.parametrize("case", [case for case in WITH_HOOKS if case.hook.simulated], ids=named)

greeting = pytest.mark.parametrize("case", [case for case in WITH_HOOKS if case.hook.greets], ids=named)


@pytest.fixture
def door_of():
    clock = Clock()
    return lambda case: Door(case, clock)


def test_the_settings_of_every_manifest_fit_into_a_standard_parameter():
    for case in WITH_HOOKS:
        assert len(settings_of(case.name).encode()) <= 4096


@with_hooks
def test_a_genuine_request_becomes_its_event(case, door_of):
    door = door_of(case)

    assert door.post_signed() == 200

    [event] = door.events
    assert (event.kind, event.record, event.changes) == case.hook.event
    assert (event.connection, event.platform) == (case.name, case.name)
    assert abs(event.occurred_at - NOW) <= timedelta(seconds=1)


@with_hooks
def test_the_same_event_sent_again_has_the_same_id(case, door_of):
    door = door_of(case)

    door.post_signed()
    door.post_signed()

    first, again = door.events
    assert first.id == again.id


@with_hooks
def test_a_request_signed_with_another_secret_is_refused(case, door_of):
    door = door_of(case)
    body = door.body()

    assert door.post(body, door.signed(body, secret="another:secret")) == 401
    assert door.events == []


@with_hooks
def test_a_request_that_proves_nothing_is_refused(case, door_of):
    door = door_of(case)

    assert door.post(door.body(), {}) == 401
    assert door.events == []


@with_hooks
@pytest.mark.parametrize("value", ["", "x", "=", ",", "t=,sha256=", "Basic ", "Basic !!!", "é", "0" * 5000])
def test_a_proof_that_cannot_be_read_is_refused(case, value, door_of):
    door = door_of(case)
    headers = dict.fromkeys(door.signed(door.body()), value)

    assert door.post(door.body(), headers) == 401
    assert door.events == []


@signing_bodies
def test_a_body_changed_after_it_was_signed_is_refused(case, door_of):
    door = door_of(case)
    body = door.body()

    assert door.post(body.replace(b'"', b'" ', 1), door.signed(body)) == 401
    assert door.events == []


@signing_times
@pytest.mark.parametrize(("age_s", "status"), [(299, 200), (301, 401), (-299, 200), (-301, 401), (86_400, 401)])
def test_a_request_signed_too_long_ago_or_too_far_ahead_is_refused(case, age_s, status, door_of):
    door = door_of(case)
    body = door.body()

    assert door.post(body, door.signed(body, at=NOW - timedelta(seconds=age_s))) == status


@signing_times
def test_a_moment_that_was_not_the_signed_one_is_refused(case, door_of):
    door = door_of(case)
    body = door.body()
    old, fresh = door.signed(body, at=NOW - timedelta(days=1)), door.signed(body)
    moved = {
        name: value.replace(_moment(value), _moment(fresh[name])) if _moment(value) else value
        for name, value in old.items()
    }

    assert door.post(body, moved) == 401


@with_hooks
def test_an_event_that_the_manifest_does_not_know_is_kept_and_says_so(case, door_of):
    door = door_of(case)

    assert door.post_signed(case.hook.unknown(case.hook.item)) == 200

    [event] = door.events
    assert event.kind == "unrecognised"
    assert event.changes == ()


@with_hooks
def test_an_unknown_field_changes_nothing(case, door_of):
    door = door_of(case)

    door.post_signed(case.hook.item)
    door.post_signed({**case.hook.item, "somethingNew": {"deep": [1, None]}})

    before, after = door.events
    assert (after.id, after.kind, after.record, after.changes) == (
        before.id,
        before.kind,
        before.record,
        before.changes,
    )


@with_hooks
@pytest.mark.parametrize("body", [b"", b"null", b"5", b'"text"', b"{", b"\xff\xfe", b'{"a": NaN}'])
def test_a_genuine_request_that_is_no_event_is_refused_and_stores_nothing(case, body, door_of):
    door = door_of(case)

    assert door.post(body, door.signed(body)) == 400
    assert door.events == []


@greeting
def test_a_sender_that_tries_the_address_hears_what_it_waits_for_once_it_is_proved(case, door_of):
    door = door_of(case)
    asked, wanted = case.hook.greets
    body = json.dumps(asked).encode()

    answer = door.answer(body, door.signed(body))

    assert (answer["statusCode"], answer["body"]) == (200, wanted)
    assert door.post(body, {}) == 401
    assert door.events == []


@simulated
def test_what_the_simulator_sends_is_genuine_and_becomes_the_same_event(case, door_of, world_of):
    door, world = door_of(case), world_of(case)

    received = _sent(world, case)

    assert door.post(received.body, received.headers) == 200
    [event] = door.events
    kind, record, changes = case.hook.event
    assert (event.kind, event.record) == (kind, record)
    assert set(changes) <= set(event.changes)


@simulated
def test_what_the_simulator_signs_wrongly_is_refused(case, door_of, world_of):
    door, world = door_of(case), world_of(case)
    world.control.patch("/delivery", json={"wrong_secret": True}).raise_for_status()

    received = _sent(world, case)

    assert door.post(received.body, received.headers) == 401


def _sent(world, case):
    how = case.hook.simulated
    with receiver() as target:
        made = world.control.post(f"/{how.subscribe_at}", json={**how.subscription, "url": target.url})
        how.cause(world.control, made.raise_for_status().json()["id"]).raise_for_status()
        return eventually(lambda: target.received and target.received[0])


def _moment(text: str) -> str:
    """The moment of signing in a header: in seconds, in milliseconds, or written out."""
    found = re.search(r"\b(\d{13}|\d{10}|\d{4}-\d\d-\d\dT[\d:.]+Z)\b", text)
    return found[0] if found else ""
