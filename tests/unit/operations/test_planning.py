"""What a plan is made of: a record that can be read, a sample that fits, and events of the past as things were then."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from passerelle.core.automation import Automation, Stage
from passerelle.core.events import Change, RecordRef
from passerelle.core.plans import Outgoing
from passerelle.core.records import Effect, Key, Link
from passerelle.core.runs import RunState
from passerelle.delivery.dry_run import DryRun
from passerelle.delivery.planning import Planner
from passerelle.errors import Rejected
from passerelle.http_dry import NotSent
from passerelle.journal.items import Journaled
from passerelle.operations.planning import Planning
from tests.fakes import NOW, MemoryJournal, deal_event, run_of, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

NAME = AUTOMATION["name"]
DEAL = Key("hubspot", RecordRef("deal", "42"))


class PlanJournal(MemoryJournal):
    def ignored_events(self, limit: int, since: datetime | None = None) -> list[Journaled]:
        found = [one for one in self.events.values() if one.state == "ignored"]
        return [one for one in found if since is None or one.event.received_at >= since][:limit]


@pytest.fixture
def bridge() -> Bridge:
    bridge = Bridge(journal=PlanJournal())
    bridge.publish()
    for action in (bridge.create, bridge.update, bridge.write, bridge.post):
        action.before = [NotSent(Outgoing("POST", "/records", None)) for _ in range(20)]
    return bridge


def planning(bridge: Bridge) -> Planning:
    platforms: Any = bridge.deliverer.planner.platforms
    journal: Any = bridge.journal
    return Planning(
        journal, DryRun(Planner(bridge.catalogue, platforms), platforms, bridge.clock), platforms, lambda: NOW
    )


def automation(bridge: Bridge, number: int = 1) -> Automation:
    return bridge.catalogue.automation(NAME, number, Stage.LIVE)


def happened(bridge: Bridge, event: Any, state: RunState | None = RunState.DONE, at: datetime = NOW) -> str:
    runs = [] if state is None else [replace(run_of(event, at=at), state=state, lease_until=None)]
    bridge.journal.accept(Journaled(event, "matched" if runs else "ignored", {}), runs, {}, at)
    return event.id


def test_a_record_is_planned_as_if_it_met_the_trigger_and_that_is_said(bridge: Bridge):
    plan = planning(bridge).record(automation(bridge), "hubspot", "42")

    assert plan.state is RunState.DONE
    assert plan.event.changes == (Change("dealstage", "closedwon", "presentation"),)
    assert "is supposed to have just" in plan.warnings[0].en


def test_nothing_has_to_be_supposed_of_a_record_that_holds_the_value(bridge: Bridge):
    bridge.hubspot.records["deal", "42"]["dealstage"] = "closedwon"

    assert planning(bridge).record(automation(bridge), "hubspot", "42").warnings == ()


def test_a_record_that_cannot_be_read_needs_a_sample(bridge: Bridge):
    bridge.hubspot.readable = False

    with pytest.raises(Rejected) as refused:
        planning(bridge).record(automation(bridge), "hubspot", "42")

    assert (refused.value.code, "--sample" in refused.value.sentence.fr) == ("unreadable_record", True)


def test_a_sample_of_a_connection_that_receives_nothing_cannot_be_read(bridge: Bridge):
    with pytest.raises(Rejected) as refused:
        planning(bridge).sample(automation(bridge), "hubspot", None, b"[]")

    assert refused.value.code == "receives_nothing"


def test_a_sample_about_something_else_is_refused(bridge: Bridge):
    event = replace(won(), record=RecordRef("company", "7"))

    with pytest.raises(Rejected) as refused:
        planning(bridge).sample(automation(bridge), "hubspot", None, json.dumps(event.to_json()).encode())

    assert refused.value.code == "not_about"


def test_the_last_events_are_the_newest_whether_they_started_a_run_or_not(bridge: Bridge):
    old = happened(bridge, won(), at=NOW - timedelta(hours=3))
    parked = happened(bridge, won(), RunState.PARKED, at=NOW - timedelta(hours=1))
    lost = deal_event("42", Change("dealstage", "lost", "contractsent"), at=NOW - timedelta(hours=2))
    ignored = happened(bridge, lost, None)

    found = planning(bridge).last(automation(bridge), None, 2)
    everything = planning(bridge).last(automation(bridge), None, 10)

    assert [one.plan.event.id for one in found] == [parked, ignored]
    assert [(one.plan.event.id, one.then) for one in everything] == [(parked, "parked"), (ignored, "-"), (old, "done")]


def test_only_what_ended_since_a_moment_is_looked_at_where_one_is_given(bridge: Bridge):
    happened(bridge, won(), at=NOW - timedelta(hours=3))
    new = happened(bridge, won(), at=NOW)

    found = planning(bridge).last(automation(bridge), None, 10, NOW - timedelta(hours=1))

    assert [one.plan.event.id for one in found] == [new]


def test_what_a_person_made_up_to_try_is_no_event_of_the_past(bridge: Bridge):
    happened(bridge, won(tries=NAME))

    assert planning(bridge).last(automation(bridge), None, 10) == []


def test_a_past_event_is_planned_although_it_was_seen_and_had_its_own_effect(bridge: Bridge):
    event = won()
    run_id = f"{happened(bridge, event)}.{NAME}"
    bridge.journal.note([event])
    bridge.journal.effects[DEAL, NAME] = Effect(NAME, run_id, sure=True)

    [past] = planning(bridge).last(automation(bridge), None, 10)

    assert past.plan.ending == "done"


def test_what_was_linked_after_an_event_was_not_there_when_it_came(bridge: Bridge):
    do = {"connection": "tomorro", "action": "update_contract"}
    bridge.publish(do=do, exchange=[{"to": "contract.name", "from": "company.name"}], then=[])
    happened(bridge, won())
    contract = Key("tomorro", RecordRef("contract", "c-1"))
    bridge.journal.links[DEAL, contract] = Link(DEAL, contract, NAME, NOW + timedelta(minutes=1))

    [past] = planning(bridge).last(automation(bridge, 2), None, 10)

    assert past.plan.ending == "ignored:not_linked"


def test_it_is_compared_with_the_live_version_on_the_same_event(bridge: Bridge):
    first, *others = AUTOMATION["exchange"]
    bridge.publish(exchange=[{**first, "from": "company.siret"}, *others])
    happened(bridge, won())

    [past] = planning(bridge).last(automation(bridge, 2), automation(bridge), 10)

    assert past.comparison is not None
    assert past.comparison.names == ("do.counterparty.name",)
