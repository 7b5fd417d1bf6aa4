"""passerelle events, why: what started no run and why, and all that is known of one record."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from passerelle.core.events import RecordRef
from passerelle.core.records import Effect, Key, Link
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from tests.commands import a_parked_run, passerelle
from tests.fakes import NOW, run_of, won

CONFIG = str(Path(__file__).parents[2] / "config")
NAME = "contract-when-deal-won"
OTHER_VALUE = Reason("other_value", Sentence(fr="Le champ a pris une autre valeur.", en="It took another value."))
NOBODY = Reason("no_automation", Sentence(fr="Personne n'écoute.", en="Nobody listens."))


def an_ignored_event(journal: Journal, deal: str, reasons: dict[str, Reason], minutes: int = 0, **others: str) -> str:
    at = NOW + timedelta(minutes=minutes)
    event = won(deal, at=at, data={"email": "canary@example.com"}, **others)
    journal.accept(Journaled(event, "ignored", reasons), [], {}, at)
    return event.id


def test_events_that_started_no_run_are_shown_newest_first_with_their_reasons(journal: Journal):
    first = an_ignored_event(journal, "42", {NAME: OTHER_VALUE})
    second = an_ignored_event(journal, "43", {"*": NOBODY}, minutes=1)

    shown = passerelle("events", "--lang", "fr")

    assert shown == (
        f"2026-03-02 09:01Z  hubspot deal 43  changed (webhook)  {second}\n"
        "    Personne n'écoute.\n"
        f"2026-03-02 09:00Z  hubspot deal 42  changed (webhook)  {first}\n"
        f"    {NAME}: Le champ a pris une autre valeur.\n"
    )


def test_events_are_filtered_by_connection_and_record_and_limited(journal: Journal):
    wanted = an_ignored_event(journal, "42", {NAME: OTHER_VALUE})
    an_ignored_event(journal, "43", {NAME: OTHER_VALUE}, minutes=1)
    elsewhere = an_ignored_event(journal, "42", {NAME: OTHER_VALUE}, minutes=2, connection="pipedrive")

    def ids(*options: str) -> list[str]:
        return [one["id"] for one in json.loads(passerelle("events", "--json", *options))]

    assert ids("--record", "42") == [elsewhere, wanted]
    assert ids("--connection", "hubspot", "--record", "42") == [wanted]
    assert ids("--limit", "1") == [elsewhere]
    assert passerelle("events", "--connection", "nobody", "--lang", "fr") == "Aucun événement ne correspond.\n"


def test_why_tells_each_event_with_its_runs_and_the_reasons_of_the_others(journal: Journal):
    run_id = a_parked_run(journal)
    an_ignored_event(journal, "42", {NAME: OTHER_VALUE}, minutes=1)
    an_ignored_event(journal, "43", {NAME: NOBODY})

    told = passerelle("why", "hubspot", "deal", "42", "--lang", "fr").splitlines()

    assert told[1] == f"    {NAME}: Le champ a pris une autre valeur."
    assert told[3].startswith("mise de côté")
    assert run_id in told[3]
    assert told[4] == "    Il manque le SIRET."
    assert "43" not in " ".join(told)


def test_why_tells_what_is_held_done_and_linked(journal: Journal):
    event = won()
    run = replace(run_of(event), state=RunState.HELD)
    journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)
    deal, contract = Key("hubspot", event.record), Key("tomorro", RecordRef("contract", "c-1"))
    journal.save(run, links=[Link(deal, contract, NAME, NOW)], effect=Effect(NAME, run.id, sure=False))

    told = passerelle("why", "hubspot", "deal", "42", "--lang", "en").splitlines()

    assert told[-3:] == [
        f'Held by "{NAME}", in this order: {run.id}',
        f'"{NAME}" may have had its effect on this record, by {run.id}: settle that run first.',
        f'Linked to tomorro contract c-1 by "{NAME}".',
    ]


def test_why_of_a_record_that_was_never_heard_of_says_what_to_check(journal: Journal):
    passerelle("push", "--folder", CONFIG)

    nothing = passerelle("why", "hubspot", "deal", "404", "--lang", "fr").splitlines()
    wrong_kind = passerelle("why", "hubspot", "dael", "404", "--lang", "fr")
    wrong_connection = passerelle("why", "hubspt", "deal", "404", "--lang", "fr")

    assert nothing[0] == "Aucun événement de cette fiche n'a été reçu. Vérifiez, dans cet ordre :"
    assert nothing[1].startswith("1. L'identifiant « 404 »")
    assert "Celles qui sont écoutées : deal" in wrong_kind
    assert "Aucune connexion « hubspt » n'est publiée ici. Il y a : hubspot" in wrong_connection


def test_what_an_event_carried_is_not_shown(journal: Journal):
    an_ignored_event(journal, "42", {NAME: OTHER_VALUE})

    shown = [
        passerelle(*command, *options)
        for command in (["events"], ["why", "hubspot", "deal", "42"])
        for options in ([], ["--json"])
    ]

    assert not any("canary" in text for text in shown)


def test_why_is_given_to_programs(journal: Journal):
    run_id = a_parked_run(journal)

    told = json.loads(passerelle("why", "hubspot", "deal", "42", "--json"))

    assert [run["id"] for event in told["events"] for run in event["runs"]] == [run_id]
    assert (told["held"], told["links"], told["effects"], told["checks"]) == ({}, [], [], [])
