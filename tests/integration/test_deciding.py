"""passerelle replay, dismiss: named or filtered, told before it is done, and what became of each."""

import json
from datetime import UTC, datetime

import pytest

from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.journal.journal import Journal
from tests.commands import a_parked_run, passerelle

REFUSED = Reason("remote_refused", Sentence(fr="refusé", en="refused"))
MARCH_10 = datetime(2026, 3, 10, tzinfo=UTC)


def states(journal: Journal, *run_ids: str) -> list[RunState]:
    return [journal.run(run_id).state for run_id in run_ids]


def test_a_run_is_replayed_and_another_time_it_is_said_not_to_be_parked(journal: Journal):
    run_id = a_parked_run(journal)

    passerelle("replay", run_id)

    assert journal.run(run_id).state is RunState.WAITING
    assert "seule une exécution mise de côté" in passerelle("replay", run_id, "--lang", "fr", code=1)


def test_several_runs_are_shown_by_kind_before_the_question_and_none_goes_without_a_yes(journal: Journal):
    run_ids = [a_parked_run(journal, "42"), a_parked_run(journal, "43"), a_parked_run(journal, "44", reason=REFUSED)]

    asked = passerelle("replay", "--all", "--lang", "fr", stdin="n\n", code=1)
    untouched = set(states(journal, *run_ids))
    passerelle("replay", "--all", "--per-minute", "6000", stdin="y\n")

    assert asked.splitlines()[:2] == [
        "     2  contract-when-deal-won  missing_value  version 1",
        "     1  contract-when-deal-won  remote_refused  version 1",
    ]
    assert "Rejouer ces 3 exécutions ? [o/N]" in asked
    assert untouched == {RunState.PARKED}
    assert set(states(journal, *run_ids)) == {RunState.WAITING}
    assert passerelle("replay", "--all", "--lang", "fr") == "Aucune exécution mise de côté ne correspond.\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--automation", "other"],
        ["--code", "remote_refused"],
        ["--after", "2026-03-10"],
        ["--after", "2026-03-10T00:00"],
    ],
)
@pytest.mark.parametrize("command", [["replay"], ["dismiss", "--why", "x"]])
def test_a_filter_takes_those_that_fit_and_no_other(journal: Journal, command: list[str], options: list[str]):
    stays = a_parked_run(journal, "42")
    goes = a_parked_run(journal, "43", "other", reason=REFUSED, updated_at=MARCH_10)

    passerelle(*command, *options)

    assert states(journal, stays) == [RunState.PARKED]
    assert states(journal, goes) != [RunState.PARKED]


def test_before_takes_what_was_parked_before(journal: Journal):
    goes = a_parked_run(journal, "42")
    stays = a_parked_run(journal, "43", updated_at=MARCH_10)

    passerelle("dismiss", "--why", "x", "--before", "2026-03-10")

    assert states(journal, goes, stays) == [RunState.DISMISSED, RunState.PARKED]


def test_what_became_of_each_is_told_and_one_that_is_refused_stops_no_other(journal: Journal):
    run_id = a_parked_run(journal)

    told = json.loads(
        passerelle("replay", "nothing", run_id, run_id, "--yes", "--per-minute", "6000", "--json", code=1)
    )

    assert [(one["id"], one["done"], one["code"]) for one in told] == [
        ("nothing", False, "unknown_run"),
        (run_id, True, None),
    ]
    assert told[0]["reason"]["fr"].startswith("L'exécution « nothing » est inconnue")


def test_deciding_on_nothing_in_particular_is_refused_and_so_are_two_ways_at_once(journal: Journal):
    run_id = a_parked_run(journal)

    assert "--all" in passerelle("replay", "--lang", "fr", code=1)
    assert "pas les deux" in passerelle("dismiss", run_id, "--all", "--why", "x", "--lang", "fr", code=1)
    assert states(journal, run_id) == [RunState.PARKED]


def test_runs_are_dismissed_with_their_reason(journal: Journal):
    run_ids = [a_parked_run(journal, "42"), a_parked_run(journal, "43")]

    passerelle("dismiss", *run_ids, "--why", "saisi à la main", "--yes")

    assert [journal.run(run_id).reason.sentence.fr for run_id in run_ids] == ["Écartée : saisi à la main"] * 2


def test_the_version_that_is_used_is_told_before(journal: Journal):
    a_parked_run(journal, "42")
    a_parked_run(journal, "43")

    asked = passerelle("replay", "--all", "--version", "current", stdin="n\n", code=1)

    assert asked.splitlines()[0] == "     2  contract-when-deal-won  missing_value", "it has no current version"
