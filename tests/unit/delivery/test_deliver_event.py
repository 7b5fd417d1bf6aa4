"""One event, from the queue to its effect or to a reason."""

import contextlib
from dataclasses import replace
from datetime import timedelta

from passerelle.core.events import UNKNOWN, Change, RecordRef, Source
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature
from passerelle.delivery.runner import LEASE
from passerelle.errors import Effect, RateLimited, RemoteRefused, Unavailable
from passerelle.operations.runs import RunOperations
from passerelle.platforms.platform import NamedAction, Version
from tests.fakes import NOW, deal_event, won
from tests.unit.delivery.conftest import AUTOMATION, Bridge

DOWN = Sentence(fr="indisponible", en="down")


def test_a_won_deal_becomes_one_contract_with_its_data_and_is_told_so(bridge: Bridge):
    outcome = bridge.deliver(won())

    assert [run.state for run in outcome.runs] == [RunState.DONE]
    [contract] = bridge.create.made
    assert contract["values"] == {
        "counterparty.name": "Boulangerie Martin",
        "field.SIRET": "73282932000074",
        "field.Montant HT": 12500,
    }
    assert contract["template"] == "template-live"
    [written] = bridge.write.made
    assert written["values"] == {"contract_id": "made-1", "contract_url": "https://app.example/made"}
    assert bridge.write.requests[0].linked_id == "42"


def test_the_same_message_again_changes_nothing(bridge: Bridge):
    event = won()
    bridge.deliver(event)

    outcome = bridge.deliver(event)

    assert outcome.wait_s is None
    assert len(bridge.create.made) == len(bridge.write.made) == 1


def test_the_same_change_reported_by_another_way_is_ignored_with_that_reason(bridge: Bridge):
    bridge.deliver(won(key="webhook"))

    outcome = bridge.deliver(won(key="poll", at=NOW + timedelta(milliseconds=400)))

    assert outcome.state == "ignored"
    assert bridge.journal.events[won(key="poll").id].reasons[AUTOMATION["name"]].code == "same_change"
    assert len(bridge.create.made) == 1


def test_a_change_that_the_first_look_noted_is_still_done_when_its_webhook_arrives(bridge: Bridge):
    """The first poll came between the change and the slow delivery of its webhook: nobody had acted on it."""
    bridge.journal.note([won(key="poll", source=Source.POLL)])

    outcome = bridge.deliver(won(key="webhook", at=NOW + timedelta(milliseconds=400)))
    again = bridge.deliver(won(key="another webhook", at=NOW + timedelta(milliseconds=900)))

    assert [run.state for run in outcome.runs] == [RunState.DONE]
    assert again.state == "ignored"
    assert len(bridge.create.made) == 1


def test_what_the_first_look_noted_long_before_is_no_change_when_it_is_reported_again(bridge: Bridge):
    bridge.journal.note([won(key="poll", source=Source.POLL)])

    outcome = bridge.deliver(won(key="webhook", former="closedwon", at=NOW + timedelta(hours=1)))

    assert outcome.state == "ignored"


def test_the_first_look_takes_nothing_back_of_what_was_done_before_it(bridge: Bridge):
    bridge.deliver(won(key="webhook"))
    bridge.journal.note([won(key="poll", source=Source.POLL)])

    outcome = bridge.deliver(won(key="another webhook", at=NOW + timedelta(milliseconds=400)))

    assert outcome.state == "ignored"


def test_a_deal_won_a_second_time_is_ignored_by_default(bridge: Bridge):
    bridge.deliver(won())
    bridge.deliver(deal_event("42", Change("dealstage", "contractsent", "closedwon"), at=NOW + timedelta(hours=1)))

    outcome = bridge.deliver(won(at=NOW + timedelta(hours=2)))

    assert [(run.state, run.reason.code) for run in outcome.runs] == [(RunState.IGNORED, "already_done")]
    assert len(bridge.create.made) == 1


def test_again_update_brings_the_linked_contract_up_to_date(bridge: Bridge):
    bridge.publish(when={**AUTOMATION["when"], "again": "update"})
    bridge.deliver(won())
    bridge.deliver(deal_event("42", Change("dealstage", "contractsent", "closedwon"), at=NOW + timedelta(hours=1)))

    bridge.deliver(won(at=NOW + timedelta(hours=2)))

    assert len(bridge.create.made) == 1
    assert bridge.update.requests[0].linked_id == "made-1"


def test_again_create_makes_another_contract(bridge: Bridge):
    bridge.publish(when={**AUTOMATION["when"], "again": "create"})
    bridge.deliver(won())
    bridge.deliver(deal_event("42", Change("dealstage", "contractsent", "closedwon"), at=NOW + timedelta(hours=1)))

    bridge.deliver(won(at=NOW + timedelta(hours=2)))

    assert len(bridge.create.made) == 2


def test_a_missing_required_value_parks_the_run_and_the_next_event_passes(bridge: Bridge):
    bridge.hubspot.records["company", "7"] = {"siret": "732 829 320 00074"}
    first = bridge.deliver(won())

    bridge.hubspot.records["company", "7"]["name"] = "Boulangerie Martin"
    bridge.deliver(deal_event("42", Change("dealstage", "contractsent", "closedwon"), at=NOW + timedelta(hours=1)))
    second = bridge.deliver(won(at=NOW + timedelta(hours=2)))

    assert [(run.state, run.reason.code) for run in first.runs] == [(RunState.PARKED, "missing_value")]
    assert "« counterparty.name »" not in first.runs[0].reason.sentence.fr
    assert "company.name" in first.runs[0].reason.sentence.fr
    assert first.wait_s is None
    assert [run.state for run in second.runs] == [RunState.DONE]


def test_a_value_that_cannot_be_converted_parks_the_run_without_quoting_it(bridge: Bridge):
    bridge.hubspot.records["company", "7"]["siret"] = "732 829 320 00075"

    [run] = bridge.deliver(won()).runs

    assert (run.state, run.reason.code) == (RunState.PARKED, "value_refused")
    assert "SIRET" in run.reason.sentence.fr
    assert "hubspot" in run.reason.sentence.fr
    assert "00075" not in run.reason.sentence.fr + run.reason.sentence.en
    assert bridge.create.made == []


def test_a_platform_that_is_down_makes_the_run_wait_and_then_go_on(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    event = won()
    first = bridge.deliver(event)

    bridge.clock.advance(seconds=60)
    second = bridge.deliver(event)

    assert [run.state for run in first.runs] == [RunState.WAITING]
    assert first.wait_s is not None
    assert [run.state for run in second.runs] == [RunState.DONE]
    assert len(bridge.create.made) == 1


def test_a_lost_answer_is_looked_for_before_the_contract_is_made_again(bridge: Bridge):
    bridge.create.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won()
    bridge.deliver(event)

    bridge.clock.advance(seconds=60)
    bridge.deliver(event)

    assert len(bridge.create.made) == 1
    assert bridge.create.found == 1
    assert bridge.only_run().state is RunState.DONE


def test_an_effect_that_does_not_show_is_given_time_before_it_is_made_again(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won()
    bridge.deliver(event)

    first = bridge.deliver(event)
    bridge.clock.advance(seconds=30)
    second = bridge.deliver(event)
    made_too_early, attempts = list(bridge.create.made), bridge.only_run().attempts
    bridge.clock.advance(seconds=31)
    bridge.deliver(event)

    assert (first.wait_s, second.wait_s) == (60, 30)
    assert made_too_early == []
    assert len(bridge.create.made) == 1
    assert attempts == 1


def test_an_effect_that_shows_late_is_adopted(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won()
    bridge.deliver(event)
    bridge.deliver(event)

    bridge.create.made.append({"id": "late", "url": "https://app.example/late", "mark": bridge.only_run().mark})
    bridge.clock.advance(seconds=61)
    bridge.deliver(event)

    assert [made["id"] for made in bridge.create.made] == ["late"]
    assert bridge.write.made[0]["values"]["contract_id"] == "late"


def test_an_effect_is_found_even_when_its_data_can_no_longer_be_read(bridge: Bridge):
    bridge.create.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    bridge.publish(then=[])
    event = won()
    bridge.deliver(event)
    bridge.hubspot.faults = [RemoteRefused(Sentence(fr="supprimée", en="deleted"))]

    bridge.deliver(event)

    assert bridge.only_run().state is RunState.DONE
    assert len(bridge.create.made) == 1


def test_a_message_that_may_have_been_sent_is_repeated_or_given_up_as_the_automation_says(bridge: Bridge):
    message = {"connection": "slack", "action": "post_message", "text": "gagné"}
    for deal, policy, sent in (("42", "repeat", 2), ("43", "give_up", 3)):
        bridge.hubspot.associations[deal, "company"] = ["7"]
        bridge.publish(then=[{**message, "after_unknown": policy}])
        bridge.post.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
        event = won(deal)

        bridge.deliver(event)
        outcome = bridge.deliver(event)

        assert [run.state for run in outcome.runs] == [RunState.DONE]
        assert len(bridge.post.made) == sent


def test_a_record_that_nobody_can_find_again_is_made_once_more_by_a_replay_alone(bridge: Bridge):
    bridge.create.nature = Nature.NOTIFY
    bridge.create.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    bridge.publish(do={**AUTOMATION["do"], "after_unknown": "give_up"}, then=[])
    event = won()
    bridge.deliver(event)

    bridge.deliver(event)

    parked = bridge.only_run()
    assert (parked.state, parked.reason and parked.reason.code) == (RunState.PARKED, "perhaps_made")
    assert len(bridge.create.made) == 1
    RunOperations(bridge.journal, bridge.queue, lambda _: 1, bridge.clock).replay(parked.id)
    bridge.deliver(event)
    assert bridge.only_run().state is RunState.DONE
    assert len(bridge.create.made) == 2


def test_a_record_that_a_person_found_is_not_made_again_by_the_next_event(bridge: Bridge):
    bridge.create.nature = Nature.NOTIFY
    bridge.create.after = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    bridge.publish(do={**AUTOMATION["do"], "after_unknown": "give_up"}, then=[])
    event = won()
    bridge.deliver(event)
    bridge.deliver(event)
    RunOperations(bridge.journal, bridge.queue, lambda _: 1, bridge.clock).dismiss(bridge.only_run().id, "it is there")

    bridge.deliver(deal_event("42", Change("dealstage", "contractsent", "closedwon"), at=NOW + timedelta(hours=1)))
    [run] = bridge.deliver(won(at=NOW + timedelta(hours=2))).runs

    assert (run.state, run.reason and run.reason.code) == (RunState.IGNORED, "already_done")
    assert len(bridge.create.made) == 1


def test_a_request_that_was_surely_not_done_is_prepared_afresh(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    event = won()
    bridge.deliver(event)
    bridge.hubspot.records["company", "7"]["name"] = "Boulangerie Martin et fils"

    bridge.clock.advance(seconds=60)
    bridge.deliver(event)

    assert bridge.create.found == 0
    assert bridge.create.made[0]["values"]["counterparty.name"] == "Boulangerie Martin et fils"


def test_what_follows_may_set_values_on_any_record_that_is_read(bridge: Bridge):
    step = {"connection": "hubspot", "action": "update_record", "record": "company", "set": {"last": "contract.id"}}
    bridge.publish(then=[step])

    bridge.deliver(won())

    [request] = bridge.write.requests
    assert (request.linked_id, request.params["record"]) == ("7", "company")
    assert bridge.write.made[0]["values"] == {"last": "made-1"}


def test_a_write_back_onto_a_linked_contract_is_an_update_of_the_contract(bridge: Bridge):
    bridge.deliver(won(key="first"))
    bridge.tomorro.named["update_record"] = (NamedAction("contract", bridge.update, works_on="contract"),)
    bridge.publish(
        name="contract-knows-amount",
        when={"connection": "hubspot", "record": "deal", "change": {"field": "amount"}},
        read={"signed": {"connection": "tomorro", "record": "contract", "linked": True}},
        do={"connection": "slack", "action": "post_message", "text": "{deal.amount}"},
        exchange=[],
        then=[{"write_back": {"record": "signed", "set": {"field.Montant HT": "deal.amount"}}}],
    )

    bridge.deliver(deal_event("42", Change("amount", "1"), key="second"))

    [request] = bridge.update.requests
    assert request.linked_id == "made-1"
    assert bridge.update.made[0]["values"] == {"field.Montant HT": "12 500,00"}


def test_a_run_moves_in_the_delivery_that_ends_it_and_in_none_after_it(bridge: Bridge):
    bridge.create.before = [RateLimited(DOWN, retry_after_s=17)]
    event = won()

    moved = [bridge.deliver(event).moved for _ in range(3)]

    run_id = bridge.only_run().id
    assert moved == [{run_id}, {run_id}, frozenset()]


def test_two_creations_of_one_run_are_not_taken_for_each_other(bridge: Bridge):
    bridge.publish(then=[{"connection": "tomorro", "action": "create_contract", "set": {"contract.name": "deal.id"}}])

    bridge.deliver(won())

    run = bridge.only_run()
    assert [made["mark"] for made in bridge.create.made] == [run.mark, run.mark_after("then1")]
    assert run.mark != run.mark_after("then1") != run.mark_after("then2")


def test_a_failed_write_back_does_not_make_a_second_contract(bridge: Bridge):
    bridge.write.before = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won()
    bridge.deliver(event)

    bridge.clock.advance(seconds=60)
    bridge.deliver(event)

    assert len(bridge.create.made) == 1
    assert bridge.write.made[0]["values"]["contract_id"] == "made-1"


def test_a_run_that_got_on_begins_with_short_waits_again(bridge: Bridge):
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)] * 4
    bridge.write.before = [Unavailable(DOWN, effect=Effect.UNKNOWN)]
    event = won()
    waits = [bridge.deliver(event).wait_s for _ in range(5)]

    assert waits == [10, 20, 40, 80, 10]


def test_being_asked_to_slow_down_spends_no_attempt(bridge: Bridge):
    bridge.create.before = [RateLimited(DOWN, retry_after_s=17)]

    outcome = bridge.deliver(won())

    assert outcome.wait_s == 17
    assert bridge.only_run().attempts == 0


def test_a_refusal_of_the_platform_parks_the_run_and_frees_the_record(bridge: Bridge):
    bridge.create.before = [RemoteRefused(Sentence(fr="refusé", en="refused"), code="validation")]

    bridge.deliver(won())

    run = bridge.only_run()
    assert (run.state, run.reason.code) == (RunState.PARKED, "validation")
    assert bridge.journal.effects == {}


def test_after_three_days_of_trying_a_person_is_asked(bridge: Bridge):
    event = won()
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)] * 2
    bridge.deliver(event)

    bridge.clock.advance(days=3, seconds=1)
    outcome = bridge.deliver(event)

    assert [(run.state, run.reason.code) for run in outcome.runs] == [(RunState.PARKED, "gave_up")]


def test_a_run_held_by_another_worker_is_left_alone_until_its_lease_ends(bridge: Bridge):
    event = won()
    bridge.create.before = [KeyboardInterrupt()]  # the process dies in mid-call
    with contextlib.suppress(KeyboardInterrupt):
        bridge.deliver(event)

    held = bridge.deliver(event)
    bridge.clock.advance(seconds=91)
    looked = bridge.deliver(event)
    bridge.clock.advance(seconds=61)
    resumed = bridge.deliver(event)

    assert held.wait_s is not None
    assert 0 < held.wait_s <= 90
    assert [run.reason.code for run in looked.runs] == ["settling"]
    assert [run.state for run in resumed.runs] == [RunState.DONE]
    assert len(bridge.create.made) == 1


def test_a_worker_that_lost_its_lease_steps_back_and_writes_nothing(bridge: Bridge):
    event = won()
    bridge.create.during = lambda: bridge.journal.claim(bridge.only_run(), bridge.clock.now + LEASE * 2, LEASE)

    outcome = bridge.deliver(event)

    assert outcome.wait_s == LEASE.total_seconds()
    assert bridge.only_run().fence == 2
    assert bridge.write.made == []


def test_an_event_that_nobody_listens_to_is_ignored_with_that_reason(bridge: Bridge):
    event = deal_event("42", Change("dealstage", "closedwon"), connection="pipedrive")

    outcome = bridge.deliver(event)

    assert outcome.state == "ignored"
    assert bridge.journal.events[event.id].reasons["*"].code == "no_automation"


def test_the_former_value_is_asked_of_the_history_when_nobody_told_it(bridge: Bridge):
    bridge.hubspot.history["42", "dealstage"] = [
        Version("closedwon", NOW),
        Version("contractsent", NOW - timedelta(days=1)),
    ]

    outcome = bridge.deliver(won(former=UNKNOWN))

    assert [run.state for run in outcome.runs] == [RunState.DONE]


def test_another_former_value_does_not_meet_the_trigger(bridge: Bridge):
    event = won(former="qualified")

    outcome = bridge.deliver(event)

    assert outcome.state == "ignored"
    assert bridge.journal.events[event.id].reasons[AUTOMATION["name"]].code == "other_former"


def test_a_former_value_that_nothing_tells_parks_the_run(bridge: Bridge):
    outcome = bridge.deliver(won(former=UNKNOWN))

    assert [(run.state, run.reason.code) for run in outcome.runs] == [(RunState.PARKED, "former_unknown")]
    assert bridge.create.made == []


def test_what_was_last_seen_serves_as_the_former_value(bridge: Bridge):
    bridge.deliver(deal_event("42", Change("dealstage", "contractsent"), at=NOW - timedelta(hours=1)))

    outcome = bridge.deliver(won(former=UNKNOWN))

    assert [run.state for run in outcome.runs] == [RunState.DONE]


def test_a_change_older_than_what_was_seen_is_stale(bridge: Bridge):
    bridge.deliver(deal_event("42", Change("dealstage", "closedlost", "closedwon"), at=NOW + timedelta(hours=1)))
    event = won()

    bridge.deliver(event)

    assert bridge.journal.events[event.id].reasons[AUTOMATION["name"]].code == "stale"


def test_what_we_wrote_does_not_come_back_as_a_trigger(bridge: Bridge):
    bridge.publish(
        name="contract-id-arrived",
        when={"connection": "hubspot", "record": "deal", "change": {"field": "contract_id"}},
        then=[],
    )
    bridge.deliver(won())

    echo = deal_event("42", Change("contract_id", "made-1"), at=bridge.clock.now)
    bridge.deliver(echo)

    assert bridge.journal.events[echo.id].reasons["contract-id-arrived"].code == "echo"


def test_a_condition_that_does_not_hold_ignores_the_run_by_name(bridge: Bridge):
    bridge.publish(when={**AUTOMATION["when"], "where": [{"path": "deal.dealname", "is": "Autre"}]})

    outcome = bridge.deliver(won())

    assert [(run.state, run.reason.code) for run in outcome.runs] == [(RunState.IGNORED, "condition")]


def test_a_run_keeps_the_version_it_started_with(bridge: Bridge):
    event = won()
    bridge.create.before = [Unavailable(DOWN, effect=Effect.NOT_DONE)]
    bridge.deliver(event)
    bridge.publish(do={**AUTOMATION["do"], "template": "another"})

    bridge.deliver(event)

    assert bridge.create.made[0]["template"] == "template-live"
    assert bridge.only_run().version == 1


def test_a_pushed_version_is_used_without_a_new_process(bridge: Bridge):
    bridge.publish(do={**AUTOMATION["do"], "template": "another"})

    bridge.deliver(won())

    assert bridge.create.made[0]["template"] == "another"


def test_two_associated_companies_park_the_run_unless_the_first_is_asked_for(bridge: Bridge):
    bridge.hubspot.associations["42", "company"] = ["7", "8"]
    [parked] = bridge.deliver(won()).runs

    bridge.hubspot.associations["43", "company"] = ["7", "8"]
    bridge.publish(read={"company": {"record": "company", "of": "deal", "several": "first"}})
    [done] = bridge.deliver(won("43")).runs

    assert (parked.state, parked.reason.code) == (RunState.PARKED, "several_records")
    assert done.state is RunState.DONE


def test_a_signed_contract_tells_the_linked_deal_and_the_channel(bridge: Bridge):
    bridge.publish(
        name="deal-knows-signature",
        when={"connection": "tomorro", "record": "contract", "status": "signed"},
        read={"deal": {"record": "deal", "connection": "hubspot", "linked": True}},
        do={"connection": "hubspot", "action": "update_record", "record": "deal"},
        exchange=[{"to": "contract_status", "from": "contract.status"}],
        then=[
            {"connection": "slack", "action": "post_message", "channel": "#ventes", "text": "Signé : {contract.name}"}
        ],
    )
    bridge.deliver(won())
    bridge.tomorro.records["contract", "made-1"] = {"name": "Contrat cadre", "status": "signed"}
    signed = replace(
        deal_event("made-1", Change("status", "signed"), connection="tomorro"), record=RecordRef("contract", "made-1")
    )

    bridge.deliver(signed)

    assert bridge.write.made[-1]["values"] == {"contract_status": "signed"}
    assert bridge.write.requests[-1].linked_id == "42"
    assert bridge.post.made[0]["text"] == "Signé : Contrat cadre"


def test_a_contract_made_by_the_run_can_be_worked_on_by_its_next_step(bridge: Bridge):
    bridge.publish(then=[{"connection": "tomorro", "action": "update_contract"}])

    bridge.deliver(won())

    assert bridge.update.requests[0].linked_id == "made-1"


def test_a_contract_linked_to_nothing_is_ignored_with_that_reason(bridge: Bridge):
    bridge.publish(
        name="deal-knows-signature",
        when={"connection": "tomorro", "record": "contract", "status": "signed"},
        read={"deal": {"record": "deal", "connection": "hubspot", "linked": True}},
        do={"connection": "hubspot", "action": "update_record", "record": "deal"},
        exchange=[{"to": "contract_status", "from": "contract.status"}],
        then=[],
    )
    signed = replace(
        deal_event("foreign", Change("status", "signed"), connection="tomorro"), record=RecordRef("contract", "foreign")
    )

    outcome = bridge.deliver(signed)

    assert [(run.state, run.reason.code) for run in outcome.runs] == [(RunState.IGNORED, "not_linked")]
