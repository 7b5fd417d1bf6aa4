"""The canonical event: it crosses the queue unharmed, and its id is the same for the same thing."""

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.events import UNKNOWN, Change, Event, RecordRef, Source, event_id, group_of

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
events = st.builds(
    Event,
    id=texts,
    connection=texts,
    platform=texts,
    kind=texts,
    record=st.builds(RecordRef, kind=texts, id=texts),
    occurred_at=moments,
    received_at=moments,
    changes=st.lists(st.builds(Change, field=texts, value=values, former=st.just(UNKNOWN) | values), max_size=3).map(
        tuple
    ),
    source=st.sampled_from(Source),
    ours=st.booleans(),
    data=values,
)


@given(events)
def test_an_event_crosses_the_queue_unharmed(event):
    assert Event.from_json(json.loads(json.dumps(event.to_json()))) == event


@given(values)
def test_an_unknown_former_value_is_not_the_same_as_an_empty_one(value):
    known = Event.from_json(json.loads(json.dumps(_event(Change("stage", value, None)).to_json())))
    unknown = Event.from_json(json.loads(json.dumps(_event(Change("stage", value)).to_json())))

    assert known.changes[0].former is None
    assert unknown.changes[0].former is UNKNOWN


def test_times_come_back_in_utc():
    paris = timezone(timedelta(hours=1))
    event = _event(occurred_at=datetime(2026, 3, 2, 10, 0, tzinfo=paris))

    assert Event.from_json(event.to_json()).occurred_at.isoformat() == "2026-03-02T09:00:00+00:00"


@given(st.lists(values, max_size=3), st.lists(values, max_size=3))
def test_two_keys_have_the_same_id_only_when_they_are_the_same_json(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

    assert (event_id("hubspot", one) == event_id("hubspot", other)) is same


def test_the_same_key_of_two_connections_gives_two_ids():
    assert event_id("hubspot", ["1"]) != event_id("hubspot-paris", ["1"])


def test_records_of_one_id_but_of_two_kinds_are_in_two_groups():
    assert group_of("hubspot", RecordRef("deal", "1")) != group_of("hubspot", RecordRef("company", "1"))
    assert group_of("hubspot", RecordRef("deal", "1")) == group_of("hubspot", RecordRef("deal", "1"))


def _event(*changes, occurred_at=datetime(2026, 3, 2, tzinfo=UTC)):
    return Event(
        id="e1",
        connection="hubspot",
        platform="hubspot",
        kind="changed",
        record=RecordRef("deal", "1"),
        occurred_at=occurred_at,
        received_at=occurred_at,
        changes=changes,
    )
