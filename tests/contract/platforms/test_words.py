"""The words by which a sender tells what happened, one by one: each becomes the event that an automation waits for."""

import pytest

from passerelle.core.events import UNKNOWN, Change
from tests.contract.platforms.cases import BAMBOOHR, GREENHOUSE, LUCCA, PERSONIO, TYPEFORM, YOUSIGN
from tests.contract.platforms.door import Door
from tests.fakes import Clock

STATUSES = {"activated": "ongoing", "approved": "ongoing", "rejected": "rejected", "reactivated": "ongoing"}
STATUSES |= {status: status for status in ("done", "declined", "expired", "canceled")}
REQUEST = YOUSIGN.records.first
SIGNER_ID = "9b000000-0000-4000-8000-000000000001"


def received(case, item):
    door = Door(case, Clock())
    assert door.post_signed(item) == 200
    [event] = door.events
    return event


def yousign(name, **signature_request):
    item, signer = YOUSIGN.hook.item, {"id": SIGNER_ID, "status": "signed"}
    data = {"signature_request": {**item["data"]["signature_request"], **signature_request}, "signer": signer}
    return received(YOUSIGN, {**item, "event_name": name, "data": data})


@pytest.mark.parametrize(("word", "status"), STATUSES.items())
def test_a_signature_request_that_takes_a_status_changes_it(word, status):
    event = yousign(f"signature_request.{word}", status=status)

    assert (event.kind, event.record) == ("changed", REQUEST)
    assert event.changes == (Change("status", status),)


@pytest.mark.parametrize(
    ("word", "kind"), [("deleted", "deleted"), ("permanently_deleted", "deleted"), ("reminder_executed", "reminded")]
)
def test_what_else_happens_to_a_signature_request_changes_none_of_its_fields(word, kind):
    event = yousign(f"signature_request.{word}")

    assert (event.kind, event.record, event.changes) == (kind, REQUEST, ())


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("notified", "notified"),
        ("link_opened", "opened"),
        ("done", "signed"),
        ("declined", "declined"),
        ("error", "failed"),
    ],
)
def test_what_a_signer_does_is_told_of_the_signer(word, kind):
    event = yousign(f"signer.{word}")

    assert (event.kind, event.record.kind, event.record.id) == (kind, "signer", SIGNER_ID)


def test_a_signer_is_known_with_the_signature_request(world_of):
    event = yousign("signer.done")

    told = world_of(YOUSIGN).platform().told_by(event)

    assert (told["id"], told["status"], told["signature_request"]["name"]) == (
        SIGNER_ID,
        "signed",
        "Bail de la librairie",
    )


def test_the_answers_of_a_form_are_known_by_the_reference_of_their_question(world_of):
    event = received(TYPEFORM, TYPEFORM.hook.item)

    told = world_of(TYPEFORM).platform().told_by(event)

    assert told["answers"] == {
        "company": "Librairie Garance",
        "amount": 0,
        "kind": "Nouveau client",
        "channel": "Un ami",
        "sites": ["Rennes", "Brest", "Vannes"],
        "start": "2026-04-01",
        "agrees": False,
        "signer_email": "garance@librairie-garance.exemple",
        "phone": "+33612345678",
    }
    assert (told["variables"], told["hidden"]) == ({"score": 3, "offer": "annual"}, {"source": "newsletter"})


def test_two_webhooks_of_a_form_tell_one_event():
    first = received(TYPEFORM, TYPEFORM.hook.item)
    second = received(TYPEFORM, {**TYPEFORM.hook.item, "event_id": "another"})

    assert first.id == second.id


@pytest.mark.parametrize(("case", "made"), [(BAMBOOHR, "employee"), (LUCCA, "employee"), (PERSONIO, "person")])
@pytest.mark.parametrize("kind", ["created", "deleted"])
def test_who_is_hired_and_who_is_gone_is_told(case, made, kind):
    item = {**case.hook.item, "type": f"{made}.{kind}", "topic": f"{made}.{kind}", "event_name": f"{made}.{kind}"}
    item |= {"previousAttributes": None}

    event = received(case, item)

    assert (event.kind, event.record, event.changes) == (kind, case.records.first, ())


@pytest.mark.parametrize(
    ("action", "kind"), [("new_candidate_application", "created"), ("delete_application", "deleted")]
)
def test_an_application_that_comes_or_goes_is_told(action, kind):
    event = received(GREENHOUSE, {**GREENHOUSE.hook.item, "action": action})

    assert (event.kind, event.record, event.changes) == (kind, GREENHOUSE.records.first, ())


def test_what_else_happens_to_an_application_leaves_its_values_to_be_read():
    event = received(GREENHOUSE, {**GREENHOUSE.hook.item, "action": "application_updated"})

    assert (event.kind, event.record, event.changes) == ("changed", GREENHOUSE.records.first, ())


def test_the_ping_of_greenhouse_gets_the_200_without_which_no_webhook_is_made_and_is_no_event():
    door = Door(GREENHOUSE, Clock())

    assert door.post_signed({"action": "ping", "payload": {}}) == 200

    assert door.events == []


def test_the_addresses_of_attachments_are_kept_nowhere():
    event = received(GREENHOUSE, GREENHOUSE.hook.item)

    assert "files.example.com" in str(GREENHOUSE.hook.item)
    assert "files.example.com" not in str(event.to_json())


def test_the_challenge_of_lucca_is_given_back_as_it_came():
    door = Door(LUCCA, Clock())

    answer = door.asked("challenge=a-1%2Bb")

    assert (answer["statusCode"], answer["body"]) == (200, "a-1+b")
    assert door.events == []


def test_a_former_value_that_lucca_did_not_keep_is_not_taken_for_an_empty_one():
    event = received(LUCCA, {**LUCCA.hook.item, "previousAttributes": {"jobTitle": None}})

    assert event.changes == (Change("jobTitle", "Responsable"),)


def test_older_webhooks_of_bamboohr_tell_several_employees_at_once():
    door = Door(BAMBOOHR, Clock())
    moment = BAMBOOHR.hook.item["timestamp"]
    employees = [
        {"id": number, "action": "Updated", "timestamp": moment, "changedFields": ["jobTitle"]} for number in ("1", "2")
    ]

    assert door.post_signed({"employees": employees}) == 200

    assert [(event.kind, event.record.id, event.changes) for event in door.events] == [
        ("changed", "1", (Change("jobTitle", UNKNOWN),)),
        ("changed", "2", (Change("jobTitle", UNKNOWN),)),
    ]
