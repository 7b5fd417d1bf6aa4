import json
from datetime import UTC, datetime
from typing import Any

import pytest

from passerelle.core.events import UNKNOWN, Change, Event, RecordRef
from passerelle.errors import InvalidPayload
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.split import MAX_ITEMS, Sender, split

OCCURRED = 1772442929500
HUBSPOT_ITEM = {
    "eventId": 1001,
    "subscriptionId": 501,
    "portalId": 145000001,
    "appId": 777001,
    "occurredAt": OCCURRED,
    "subscriptionType": "deal.propertyChange",
    "attemptNumber": 0,
    "objectId": 9001,
    "propertyName": "dealstage",
    "propertyValue": "closedwon",
    "changeSource": "CRM_UI",
    "sourceId": "userId:42",
}
CONTRACT = {"id": "ctr_9c8b", "name": "Contrat", "status": "signing", "updatedAt": "2026-03-02T09:15:29.000Z"}
TOMORRO_ITEM = {
    "eventId": "e-1",
    "webhookId": "w-1",
    "createdAt": "2026-03-02T09:15:29.870Z",
    "eventType": "contractStatusUpdated",
    "data": {"contract": CONTRACT},
}


def events_of(built: Any, body: Any, now: datetime, headers: dict[str, str] | None = None) -> tuple[Event, ...]:
    request = InboundRequest("POST", "https://hooks.example.com/in/x", headers or {}, json.dumps(body).encode())
    return split(built.split, Sender("account", built.platform, now), Verified(request))


@pytest.fixture
def one(connection, now):
    def build(platform: str, item: dict[str, Any], override: dict[str, Any] | None = None, **headers: str) -> Event:
        (event,) = events_of(connection(platform, override), item, now, headers)
        return event

    return build


def tomorro_item(kind: str, **contract: Any) -> dict[str, Any]:
    return {**TOMORRO_ITEM, "eventType": kind, "data": {"contract": {**CONTRACT, **contract}}}


def test_a_hubspot_change_tells_record_field_value_and_moment(one, now) -> None:
    event = one("hubspot", HUBSPOT_ITEM)

    assert event.connection == "account"
    assert event.platform == "hubspot"
    assert event.kind == "changed"
    assert event.record == RecordRef("deal", "9001")
    assert event.changes == (Change("dealstage", "closedwon", UNKNOWN),)
    assert event.occurred_at == datetime(2026, 3, 2, 9, 15, 29, 500000, UTC)
    assert event.received_at == now
    assert not event.ours
    assert event.data == HUBSPOT_ITEM


@pytest.mark.parametrize(
    ("kind", "object_type", "expected"),
    [
        ("deal.creation", None, ("created", "deal")),
        ("company.deletion", None, ("deleted", "company")),
        ("contact.privacyDeletion", None, ("deleted", "contact")),
        ("contact.merge", None, ("merged", "contact")),
        ("deal.restore", None, ("restored", "deal")),
        ("object.propertyChange", "0-1", ("changed", "contact")),
        ("object.creation", "0-2", ("created", "company")),
        ("object.propertyChange", "0-3", ("changed", "deal")),
    ],
)
@pytest.mark.parametrize("key", ["subscriptionType", "eventType"])
def test_hubspot_types_are_read_under_both_names_and_in_both_spellings(one, key, kind, object_type, expected) -> None:
    item = {name: value for name, value in HUBSPOT_ITEM.items() if name != "subscriptionType"} | {key: kind}
    if object_type:
        item["objectTypeId"] = object_type

    event = one("hubspot", item)

    assert (event.kind, event.record.kind) == expected


def test_a_hubspot_retry_is_the_same_event(one) -> None:
    assert one("hubspot", HUBSPOT_ITEM).id == one("hubspot", {**HUBSPOT_ITEM, "attemptNumber": 3}).id


@pytest.mark.parametrize("part", ["portalId", "subscriptionId", "eventId", "objectId", "occurredAt"])
def test_hubspot_events_that_differ_in_one_part_of_the_key_are_two(one, part) -> None:
    assert one("hubspot", HUBSPOT_ITEM).id != one("hubspot", {**HUBSPOT_ITEM, part: 7}).id


def test_only_the_write_of_this_very_app_is_ours(one) -> None:
    by_us = {**HUBSPOT_ITEM, "changeSource": "INTEGRATION", "sourceId": "777001"}
    by_another = {**by_us, "sourceId": "888002"}

    assert one("hubspot", by_us).ours
    assert not one("hubspot", by_another).ours


def test_a_change_of_association_is_kept_and_two_of_them_are_two_events(one) -> None:
    item = {
        name: value for name, value in HUBSPOT_ITEM.items() if name not in {"objectId", "propertyName", "propertyValue"}
    } | {"subscriptionType": "deal.associationChange", "fromObjectId": 1, "toObjectId": 2}

    event, other = one("hubspot", item), one("hubspot", {**item, "toObjectId": 3})

    assert (event.kind, event.record) == ("unrecognised", RecordRef("unknown", event.id))
    assert event.id != other.id
    assert event.id == one("hubspot", {**item, "attemptNumber": 1}).id


def test_a_batch_keeps_its_order_and_loses_nothing_that_is_unknown(connection, now) -> None:
    batch = [
        {**HUBSPOT_ITEM, "objectId": 1},
        {"something": "else"},
        {**HUBSPOT_ITEM, "objectId": 2, "subscriptionType": "ticket.creation"},
        7,
        {**HUBSPOT_ITEM, "objectId": 3},
    ]

    events = events_of(connection("hubspot"), batch, now)

    assert [event.kind for event in events] == ["changed", "unrecognised", "unrecognised", "unrecognised", "changed"]
    assert [event.data for event in events] == batch
    assert len({event.id for event in events}) == len(batch)


@pytest.mark.parametrize(
    ("kind", "expected", "changes"),
    [
        ("contractCreated", "created", ()),
        ("contractDeleted", "deleted", ()),
        ("contractStatusUpdated", "changed", (Change("status", "signing"),)),
        ("contractSigned", "changed", (Change("status", "signed"),)),
    ],
)
def test_tomorro_events_are_told_of_the_contract_without_its_prefix(one, kind, expected, changes) -> None:
    event = one("tomorro", tomorro_item(kind))

    assert event.kind == expected
    assert event.record == RecordRef("contract", "9c8b")
    assert event.changes == changes
    assert event.occurred_at == datetime(2026, 3, 2, 9, 15, 29, 870000, UTC)


def test_the_same_fact_by_a_retry_or_by_another_webhook_is_one_event(one) -> None:
    item = tomorro_item("contractStatusUpdated")

    assert one("tomorro", item).id == one("tomorro", {**item, "eventId": "e-2", "webhookId": "w-2"}).id


def test_signed_is_one_fact_whichever_of_the_two_events_tells_it(one) -> None:
    status, signed = (
        tomorro_item("contractStatusUpdated", status="signed"),
        tomorro_item("contractSigned", status="signed"),
    )

    assert one("tomorro", status).id == one("tomorro", signed).id


@pytest.mark.parametrize(
    ("contract", "ours"),
    [
        ({"name": "Bail [psr-0123456789ab]"}, True),
        ({"integration": {"externalId": "42", "externalUrl": "https://app.example/deal/42#psr-0123456789ab"}}, True),
        ({"fields": [{"value": 3}, {"value": "psr-0123456789ab"}]}, True),
        ({"name": "Bail", "integration": {"externalId": "42", "externalUrl": "https://app.example/deal/42"}}, False),
        ({"name": "Bail", "integration": None, "fields": [{"value": None}, {"value": ["psr"]}]}, False),
        ({"name": None}, False),
    ],
)
def test_a_contract_that_carries_our_mark_was_created_by_us(one, contract, ours) -> None:
    assert one("tomorro", tomorro_item("contractCreated", **contract)).ours is ours
    assert not one("tomorro", tomorro_item("contractSigned", **contract)).ours


def test_a_contract_that_takes_a_status_again_gives_another_event(one) -> None:
    first, again = (
        tomorro_item("contractStatusUpdated", updatedAt=f"2026-03-02T09:15:{second}.000Z") for second in (29, 30)
    )

    assert one("tomorro", first).id != one("tomorro", again).id


@pytest.mark.parametrize(
    "data",
    [
        {"contract": {"id": "9c8b"}},
        {"reminderEvent": {"id": "r-1", "contract": {"id": "ctr_9c8b"}}},
        {"contractId": "9c8b"},
        {"reminderEvent": {"contractId": "9c8b"}},
    ],
)
def test_a_reminder_finds_its_contract_in_the_likely_places(one, data) -> None:
    event = one("tomorro", {**TOMORRO_ITEM, "eventType": "reminderEventCreated", "data": data})

    assert (event.kind, event.record) == ("reminder", RecordRef("contract", "9c8b"))


def test_two_reminders_of_one_contract_are_two_events(one) -> None:
    item = {**TOMORRO_ITEM, "eventType": "reminderEventCreated"}

    assert one("tomorro", item).id != one("tomorro", {**item, "eventId": "e-2"}).id


def test_an_unknown_tomorro_type_is_kept_as_unrecognised(one) -> None:
    event = one("tomorro", tomorro_item("contractArchived"))

    assert event.kind == "unrecognised"
    assert event.changes == ()


@pytest.mark.parametrize("moment", [None, "soon", 12, "9999-99-99"])
def test_an_unreadable_moment_is_replaced_by_our_clock(one, now, moment) -> None:
    assert one("tomorro", {**TOMORRO_ITEM, "createdAt": moment}).occurred_at == now


@pytest.mark.parametrize("id_", [None, "", "  ", "ctr_", True, ["9c8b"], "x" * 401])
def test_an_item_without_a_usable_id_is_kept_as_unrecognised(one, id_) -> None:
    event = one("tomorro", tomorro_item("contractCreated", id=id_))

    assert (event.kind, event.record) == ("unrecognised", RecordRef("unknown", event.id))


def test_a_missing_part_of_the_key_never_merges_two_events(one) -> None:
    first, second = ({"type": "hired", "record": "candidate", "id": number} for number in (1, 2))

    assert one("generic", first).id != one("generic", second).id
    assert one("generic", first).id == one("generic", dict(first)).id


def test_a_generic_sender_is_read_by_the_paths_of_its_connection(one) -> None:
    override = {
        "split": {
            "items": "payload.people",
            "key": ["ref"],
            "occurred_at": {"path": "at", "unit": "s"},
            "rows": [
                {
                    "event": {"path": "what", "choices": {"hire_*": "hired"}},
                    "record": "candidate",
                    "id": "person.number",
                    "changes": [{"field": "'state'", "value": "what", "former": "before"}],
                }
            ],
        }
    }
    person = {"ref": "a", "at": 1772442929, "what": "hire_now", "before": "seen", "person": {"number": 4.0}}

    event = one("generic", {"payload": {"people": [person]}}, override)

    assert (event.kind, event.record) == ("hired", RecordRef("candidate", "4"))
    assert event.changes == (Change("state", "hire_now", "seen"),)
    assert event.occurred_at == datetime(2026, 3, 2, 9, 15, 29, tzinfo=UTC)


def test_a_header_key_gives_way_to_what_the_item_says_where_the_sender_gives_none(connection, now) -> None:
    part = {"header": "Idempotency-Key", "otherwise": "[record, id, type]"}
    built = connection("generic", {"split": {"key": [part]}})
    item = {"type": "hired", "record": "candidate", "id": 1, "sent": 1}

    def key(item: dict[str, Any], **headers: str) -> str:
        (event,) = events_of(built, item, now, headers)
        return event.id

    assert key(item) == key({**item, "sent": 2}) != key({**item, "id": 2})
    assert key(item, **{"idempotency-key": "k-1"}) == key({**item, "id": 2}, **{"idempotency-key": "k-1"}) != key(item)


def test_a_header_key_tells_requests_apart_and_the_items_of_one_request_too(connection, now) -> None:
    built = connection("generic", {"split": {"key": [{"header": "Idempotency-Key"}]}})
    items = [{"type": "hired", "record": "candidate", "id": number} for number in (1, 2)]

    first = events_of(built, items, now, {"idempotency-key": "a"})
    again = events_of(built, items, now, {"idempotency-key": "a"})
    other = events_of(built, items, now, {"idempotency-key": "b"})

    assert [event.id for event in first] == [event.id for event in again]
    assert len({event.id for event in (*first, *other)}) == 4


PIPEDRIVE = {
    "split": {
        "key": ["meta.id"],
        "occurred_at": {"path": "meta.timestamp", "unit": "iso"},
        "rows": [
            {
                "event": {
                    "path": "meta.action",
                    "choices": {"create": "created", "change": "changed", "delete": "deleted"},
                },
                "record": {"path": "meta.entity"},
                "id": "meta.entity_id",
                "changes": [
                    {"new": "data", "old": "previous"},
                    {
                        "new": "data.custom_fields",
                        "old": "previous.custom_fields",
                        "prefix": "custom_fields.",
                        "value": "not_null(value, id, @)",
                    },
                ],
            }
        ],
    }
}


def test_a_map_of_former_values_gives_one_change_a_field_without_its_wrapping(one) -> None:
    item = {
        "meta": {
            "id": "m-1",
            "action": "change",
            "entity": "deal",
            "entity_id": "12",
            "timestamp": "2026-03-02T09:15:29Z",
        },
        "data": {"id": 12, "status": "won", "custom_fields": {"ab": {"type": "enum", "id": 3}, "cd": None}},
        "previous": {"status": None, "custom_fields": {"ab": None, "cd": {"type": "text", "value": "x"}}},
    }

    event = one("generic", item, PIPEDRIVE)

    assert [change for change in event.changes if change.field != "custom_fields"] == [
        Change("status", "won", None),
        Change("custom_fields.ab", 3, None),
        Change("custom_fields.cd", None, "x"),
    ]


def test_a_creation_without_former_values_has_no_change(one) -> None:
    item = {
        "meta": {"id": "m", "action": "create", "entity": "deal", "entity_id": "12"},
        "data": {"id": 12},
        "previous": None,
    }

    assert one("generic", item, PIPEDRIVE).changes == ()


def test_an_empty_list_is_no_event(connection, now) -> None:
    assert events_of(connection("hubspot"), [], now) == ()


@pytest.mark.parametrize("body", [None, 7, "text", True])
def test_a_body_that_is_neither_object_nor_list_is_refused(connection, now, body) -> None:
    with pytest.raises(InvalidPayload) as caught:
        events_of(connection("hubspot"), body, now)

    assert caught.value.code == "wrong_shape"


def test_more_items_than_can_be_queued_in_time_are_refused(connection, now) -> None:
    with pytest.raises(InvalidPayload) as caught:
        events_of(connection("hubspot"), [HUBSPOT_ITEM] * (MAX_ITEMS + 1), now)

    assert caught.value.code == "too_large"


def test_a_sender_may_name_the_fields_that_changed_and_keep_their_values_to_itself(one) -> None:
    rows = [{"event": "changed", "record": "employee", "id": "id", "changes": [{"fields": "names"}]}]
    override = {"split": {"key": ["id"], "occurred_at": {"path": "at"}, "rows": rows}}

    event = one("generic", {"id": 7, "at": "2026-03-02T09:15:29Z", "names": ["salary", "job", None]}, override)

    assert event.changes == (Change("salary", UNKNOWN), Change("job", UNKNOWN))


@pytest.mark.parametrize(("null_former", "former"), [("empty", None), ("unknown", UNKNOWN)])
def test_a_former_value_of_null_says_what_the_sender_means_by_it(one, null_former, former) -> None:
    changes = [{"new": "now", "old": "before", "null_former": null_former}]
    rows = [{"event": "changed", "record": "employee", "id": "id", "changes": changes}]
    override = {"split": {"key": ["id"], "occurred_at": {"path": "at"}, "rows": rows}}
    told = {"now": {"job": "Baker", "team": "Shop"}, "before": {"job": None, "team": "Kitchen"}}

    event = one("generic", {"id": 7, "at": "2026-03-02T09:15:29Z", **told}, override)

    assert event.changes == (Change("job", "Baker", former), Change("team", "Shop", "Kitchen"))
