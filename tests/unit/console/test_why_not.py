"""Why did my deal not make a contract? Each answer there is, as the console gives it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from passerelle.console.rooms.runs import RunRoom
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.events import Change, RecordRef
from tests.fakes import NOW, deal_event, won
from tests.unit.console.conftest import Office, asked
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]


def why(office: Office, kind: str = "deal", record: str = "42", connection: str = "hubspot"):
    query = {"connection": connection, "kind": kind, "id": record}
    return RunRoom(office.desk).record(asked(query=query))


def test_no_automation_listens_to_that_kind_of_record(office):
    office.bridge.deliver(replace(won(), record=RecordRef("contact", "42")))

    [event] = why(office, kind="contact")["events"]

    assert event["reasons"]["*"]["code"] == "no_automation"
    assert event["runs"] == []


def test_a_condition_was_not_met_and_it_is_told_which(office):
    office.bridge.publish(when={**AUTOMATION["when"], "where": [{"path": "deal.dealname", "is": "Autre"}]})
    office.bridge.deliver(won())

    [[run]] = [event["runs"] for event in why(office)["events"]]

    assert (run["state"], run["reason"]["code"]) == ("ignored", "condition")
    assert "deal.dealname" in run["reason"]["fr"]


def test_another_value_was_taken_than_the_one_waited_for(office):
    office.bridge.deliver(deal_event("42", Change("dealstage", "closedlost", "contractsent")))

    [event] = why(office)["events"]

    assert event["reasons"][NAME]["code"] == "other_value"
    assert "closedwon" in event["reasons"][NAME]["fr"]


def test_the_former_value_was_another_one(office):
    office.bridge.deliver(won(former="qualified"))

    [event] = why(office)["events"]

    assert event["reasons"][NAME]["code"] == "other_former"
    assert "contractsent" in event["reasons"][NAME]["fr"]


def test_the_same_change_was_reported_twice_and_has_one_run(office):
    office.bridge.deliver(won(key="webhook"))
    office.bridge.deliver(won(key="poll"))

    events = why(office)["events"]

    assert sorted(len(event["runs"]) for event in events) == [0, 1]
    assert [event["reasons"][NAME]["code"] for event in events if not event["runs"]] == ["same_change"]


def test_the_very_same_message_came_twice_and_is_one_event(office):
    office.bridge.deliver(won(key="webhook"))
    office.bridge.deliver(won(key="webhook"))

    [event] = why(office)["events"]

    assert [run["state"] for run in event["runs"]] == ["done"]


def test_something_newer_was_known_already(office):
    newer = deal_event("42", Change("dealstage", "closedlost", "closedwon"), at=NOW + timedelta(hours=1))
    office.bridge.deliver(newer)
    office.bridge.deliver(won())

    late = why(office)["events"][-1]

    assert late["reasons"][NAME]["code"] == "stale"


def test_it_was_our_own_writing_that_came_back(office):
    office.bridge.publish(
        name="contract-id-arrived",
        when={"connection": "hubspot", "record": "deal", "change": {"field": "contract_id"}},
        then=[],
    )
    office.bridge.deliver(won())
    office.bridge.deliver(deal_event("42", Change("contract_id", "made-1"), at=office.bridge.clock.now))

    newest = why(office)["events"][0]

    assert newest["reasons"]["contract-id-arrived"]["code"] == "echo"


def test_the_automation_is_paused_and_keeps_it(office):
    office.bridge.stand(Deployment(live=1, hold=Hold.PAUSED))
    office.bridge.deliver(won())

    found = why(office)

    [[run]] = [event["runs"] for event in found["events"]]
    assert (run["state"], run["reason"]["code"]) == ("held", "paused")
    assert found["held"] == {NAME: [run["id"]]}


def test_the_version_is_in_test_and_the_record_is_not_one_for_tests(office):
    office.bridge.publish(test={"where": [{"path": "deal.dealname", "contains": "[TEST]"}]})
    office.bridge.stand(Deployment(test=2))
    office.bridge.deliver(won())

    [event] = why(office)["events"]

    assert event["reasons"][NAME]["code"] == "not_a_test_record"
    assert "passerelle promote" in event["reasons"][NAME]["fr"]


def test_a_required_value_is_missing_and_the_run_waits_for_a_person(office):
    office.bridge.hubspot.records["company", "7"] = {}
    office.bridge.deliver(won())

    [[run]] = [event["runs"] for event in why(office)["events"]]

    assert (run["state"], run["reason"]["code"]) == ("parked", "missing_value")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_refused_signature_leaves_no_event_and_the_checks_say_where_it_shows(office, lang):
    found = why(office, record="404")

    assert found["events"] == []
    assert any("401" in check[lang] and "passerelle secrets" in check[lang] for check in found["checks"])


def test_what_was_never_received_is_checked_from_the_nearest_mistake_to_the_farthest(office):
    found = why(office, record="404")["checks"]
    wrong_kind = why(office, kind="dael", record="404")["checks"]
    wrong_connection = why(office, connection="hubspt", record="404")["checks"]

    assert [len(found), len(wrong_kind), len(wrong_connection)] == [4, 5, 1]
    assert "404" in found[0]["fr"]
    assert "deal" in wrong_kind[0]["fr"]
    assert "hubspot" in wrong_connection[0]["fr"]


def test_a_contract_leads_to_the_runs_of_the_deal_that_it_is_linked_to(office):
    office.bridge.deliver(won())

    found = why(office, kind="contract", record="made-1", connection="tomorro")

    assert [(link["connection"], link["record"]["id"]) for link in found["links"]] == [("hubspot", "42")]
    assert [run["state"] for run in found["linked_runs"]] == ["done"]
