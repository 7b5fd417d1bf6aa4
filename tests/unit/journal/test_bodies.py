"""A large event is behind a claim, its body stored first; a small one never asks for S3."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from passerelle.core.events import Change, Event, RecordRef
from passerelle.errors import InvalidPayload, Unavailable
from passerelle.inbound.stored import CLAIM, MAX_EVENT_BYTES, PLAIN, ZLIB, BodyGone, Message
from passerelle.journal.bodies import EXPIRES, Bodies, fit
from tests.bucket import FakeS3

LIMIT = 300_000


@pytest.fixture
def s3() -> FakeS3:
    return FakeS3()


def event(noise: int = 0, record: str = "42") -> Event:
    at = datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
    data = {"noise": random.Random(7).randbytes(noise // 2).hex()}  # noqa: S311 - reproducible noise, not a secret
    change = Change("notes", "Confidentiel", None)
    return Event("e1", "crm", "hubspot", "changed", RecordRef("deal", record), at, at, (change,), data=data)


def stored(bodies: Bodies, of: Event, **options: Any) -> Message:
    """The message of the event, its body stored."""
    fitted = fit(of, LIMIT, "queue/e1")
    bodies.store(fitted, **options)
    return fitted.message


@pytest.mark.parametrize(("noise", "encoding"), [(0, PLAIN), (350_000, ZLIB)])
def test_what_fits_is_its_own_message_and_s3_is_not_even_connected(s3, noise, encoding):
    bodies = s3.bodies()

    message = stored(bodies, event(noise))

    assert message.encoding == encoding
    assert bodies.read(message) == event(noise)
    assert s3.connected == 0


def test_what_does_not_fit_is_stored_under_its_name_and_read_back_as_it_was(s3):
    bodies = s3.bodies()

    message = stored(bodies, event(1_000_000))

    assert message.encoding == CLAIM
    assert list(s3.objects) == ["queue/e1"]
    assert bodies.read(message) == event(1_000_000)
    assert s3.connected == 1


def test_a_claim_is_small_and_holds_no_value_of_the_event(s3):
    message = stored(s3.bodies(), event(1_000_000))

    assert len(message.body) < 500
    assert "Confidentiel" not in message.body


def test_the_same_event_sent_again_takes_the_place_of_its_body(s3):
    for _ in range(2):
        stored(s3.bodies(), event(1_000_000))

    assert len(s3.objects) == 1


def test_a_body_that_is_gone_leaves_the_outline_of_its_event(s3):
    bodies = s3.bodies()
    message = stored(bodies, event(1_000_000))
    s3.objects.clear()

    with pytest.raises(BodyGone) as caught:
        bodies.read(message)

    left = caught.value.event
    assert (left.id, left.connection, left.record, left.kind) == ("e1", "crm", RecordRef("deal", "42"), "changed")
    assert (left.changes, left.data) == ((), None)
    assert caught.value.code == "body_gone"


@pytest.mark.parametrize(
    ("error", "error_type"),
    [
        (ClientError({"Error": {"Code": "AccessDenied", "Message": "Confidentiel"}}, "GetObject"), "AccessDenied"),
        (ClientError({"Error": {"Code": "NoSuchBucket", "Message": "Confidentiel"}}, "GetObject"), "NoSuchBucket"),
        (EndpointConnectionError(endpoint_url="https://s3.example.com"), "EndpointConnectionError"),
    ],
)
def test_s3_out_of_reach_is_our_trouble_that_may_pass(s3, error, error_type):
    bodies = s3.bodies()
    message = stored(bodies, event(1_000_000))
    s3.error = error

    for ask in (
        lambda: stored(bodies, event(1_000_000)),
        lambda: bodies.read(message),
        lambda: bodies.mark(message, expires=True),
    ):
        with pytest.raises(Unavailable) as caught:
            ask()
        assert caught.value.code == "bodies_unavailable"
        assert caught.value.context == {"error_type": error_type}


@pytest.mark.parametrize(
    "giant", [event(MAX_EVENT_BYTES), event(1_000_000, record="r" * LIMIT)], ids=["as a whole", "in its outline"]
)
def test_what_could_not_be_read_back_is_refused(giant):
    with pytest.raises(InvalidPayload) as caught:
        fit(giant, LIMIT, "queue/e1")

    assert caught.value.code == "too_large"


@pytest.mark.parametrize(("expires", "tags"), [(True, {"queue/e1": EXPIRES}), (False, {})])
def test_a_body_is_stored_with_the_tag_of_what_may_expire_or_without(s3, expires, tags):
    stored(s3.bodies(), event(1_000_000), expires=expires)

    assert s3.tags == tags


def test_a_body_is_kept_for_a_person_and_expires_again_afterwards(s3):
    bodies = s3.bodies()
    message = stored(bodies, event(1_000_000), expires=True)

    bodies.mark(message, expires=False)
    kept = dict(s3.tags)
    bodies.mark(message, expires=True)

    assert (kept, s3.tags) == ({}, {"queue/e1": EXPIRES})
    assert bodies.read(message) == event(1_000_000)


def test_there_is_nothing_to_mark_of_a_small_event_or_of_a_body_that_is_gone(s3):
    bodies = s3.bodies()
    small, large = stored(bodies, event()), stored(bodies, event(1_000_000))
    s3.objects.clear()

    bodies.mark(small, expires=True)
    bodies.mark(large, expires=True)

    assert (s3.objects, s3.tags) == ({}, {})


def test_an_object_that_is_no_body_of_ours_is_refused_as_such(s3):
    bodies = s3.bodies()
    message = stored(bodies, event(1_000_000))
    s3.objects["queue/e1"] = b"\xff\x00 what is this"

    with pytest.raises(InvalidPayload) as caught:
        bodies.read(message)

    assert caught.value.code == "unreadable_message"
