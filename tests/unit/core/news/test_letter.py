"""The messages as people get them, word for word."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from passerelle.core.automation import Stage
from passerelle.core.news import accounts, matters
from passerelle.core.news.concern import Affected
from passerelle.core.news.judging import Item, What
from passerelle.core.news.letter import Desk, letter
from passerelle.core.runs import EVENT_ITSELF, Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from tests.fakes import NOW, deal_event, run_of

WANT = Sentence(fr="Créer le contrat dès que l'affaire est gagnée", en="Create the contract as soon as the deal is won")
REASON = Reason("missing_value", Sentence(fr="Le SIRET manque.", en="The SIRET is missing."))
RECORDS = tuple(Affected("deal", str(number), f"https://crm.example/{number}") for number in range(5))
PARIS = ZoneInfo("Europe/Paris")
TERMINAL = Desk("production", PARIS)
CONSOLE = Desk("production", PARIS, "https://hooks.example.com/console")


def parked(number=1, **changes):
    run = replace(run_of(deal_event("42", key="42")), state=RunState.PARKED, reason=REASON, **changes)
    return matters.parked([run] * number, WANT, RECORDS[:number])


def told(concern, what=What.NEW):
    return [Item(concern.key, None, what, concern, concern.title)]


def test_one_parked_run_in_french_with_what_to_type():
    concern = parked()

    message = letter(told(concern), "fr", TERMINAL)

    assert message.title == (
        "Passerelle (production) - une exécution mise de côté : Créer le contrat dès que l'affaire est gagnée"
    )
    assert message.text.splitlines() == [
        "Raison : Le SIRET manque.",
        "Fiches : deal 0 (https://crm.example/0)",
        "Depuis : 02/03/2026 à 10:00",
        (
            "Conséquence : Tant que personne n'intervient, ceci n'est pas fait pour ces fiches : "
            "Créer le contrat dès que l'affaire est gagnée."
        ),
        (
            "À faire : Corrigez ce que dit la raison, puis rejouez l'exécution, ou écartez-la : « passerelle replay », "
            "« passerelle dismiss »."
        ),
        f"Voir : passerelle {concern.command} --env production",
    ]
    assert message.link == ""


def test_a_hundred_parked_runs_in_english_are_one_message_with_a_link_to_the_console():
    message = letter(told(parked(100)), "en", CONSOLE)

    assert message.title == (
        "Passerelle (production) - 100 runs parked: Create the contract as soon as the deal is won"
    )
    assert "Records: deal 0 (https://crm.example/0), " in message.text
    assert "deal 4 (https://crm.example/4) and 95 more\n" in message.text
    assert message.text.count("Reason: ") == 1
    assert message.link == f"https://hooks.example.com/console#/runs/parked/{parked().cause.partition('#')[0]}"
    assert message.text.endswith(f"See: {message.link}")


def test_the_link_of_one_run_leads_to_it():
    message = letter(told(parked()), "en", CONSOLE)

    assert message.link.startswith("https://hooks.example.com/console#/run/")


def test_the_runs_of_a_test_are_a_note_that_says_so():
    concern = parked(2, stage=Stage.TEST)

    assert concern.severity is Severity.NOTE
    assert concern.title.fr.startswith("2 exécutions d'un essai mises de côté")


def test_an_event_that_was_given_up_needs_no_automation():
    concern = parked(automation=EVENT_ITSELF)

    assert concern.title.en == "an event could not be handled"
    assert concern.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("what", "fr", "en"),
    [
        (What.GREW, "Cela s'étend : ", "It is growing: "),
        (What.OVER, "C'est terminé : ", "It is over: "),
    ],
)
def test_what_has_become_of_it_comes_first(what, fr, en):
    items = told(parked(), what)

    assert letter(items, "fr", TERMINAL).title.startswith(f"Passerelle (production) - {fr}")
    assert letter(items, "en", TERMINAL).title.startswith(f"Passerelle (production) - {en}")


def test_what_is_over_asks_for_nothing():
    item = Item("parked#a", None, What.OVER, title=WANT)

    assert letter([item], "en", CONSOLE).text == "Nothing to do any more."


def test_many_matters_in_one_message_are_a_list_of_their_titles():
    items = [item for number in range(1, 13) for item in told(parked(number))]

    message = letter(items, "en", TERMINAL)

    assert message.title == "Passerelle (production) - 12 more things to know"
    assert message.text.splitlines()[0] == "- a run parked: Create the contract as soon as the deal is won"
    assert message.text.splitlines()[10:] == ["- and 2 more", "See: passerelle account --env production"]


MATTERS = {
    "unexplained": matters.unexplained([run_of(deal_event("42", key="42"))], ()),
    "paused": matters.paused("a", WANT, NOW, 3),
    "drift": matters.drifted("a", Stage.LIVE, WANT, (), NOW),
    "faulty": accounts.faulty("hubspot", [REASON.sentence], NOW),
    "down": accounts.down("hubspot", NOW),
    "expiring": accounts.expiring("hubspot", "token", REASON.sentence, NOW + timedelta(days=9), NOW),
    "renewals": accounts.not_renewed("hubspot", "main", REASON.sentence, NOW),
}


@pytest.mark.parametrize("topic", MATTERS)
def test_every_matter_says_since_when_what_it_means_and_what_to_do_in_both_languages(topic):
    concern = MATTERS[topic]

    french, english = (letter(told(concern), language, TERMINAL).text for language in ("fr", "en"))

    assert concern.topic == topic
    assert all(label in french for label in ("Depuis : ", "Conséquence : ", "À faire : ", "Voir : passerelle "))
    assert all(label in english for label in ("Since: ", "What it means: ", "What to do: ", "See: passerelle "))


def test_a_credential_that_ends_is_told_weeks_before_and_again_days_before():
    ends_at = NOW + timedelta(days=20)

    early = accounts.expiring("hubspot", "token", REASON.sentence, ends_at, NOW)
    late = accounts.expiring("hubspot", "token", REASON.sentence, ends_at, NOW + timedelta(days=18))

    assert early.key != late.key
    assert (early.severity, late.severity) == (Severity.WARNING, Severity.ERROR)
