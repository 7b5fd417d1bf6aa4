"""Stages and versions as a person types them: pushed, promoted, paused, taken back, compared, written back."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from passerelle.core.events import Event
from passerelle.core.runs import RunState
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from tests.commands import passerelle
from tests.fakes import run_of, won

CONFIG = Path(__file__).parents[2] / "config"
WON = "contract-when-deal-won"
pytestmark = pytest.mark.usefixtures("journal")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path / "config"


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / f"automations/{WON}.yaml"


def push(folder: Path) -> None:
    passerelle("push", "--folder", str(folder))


FORCED = ("--force", "--why", "a trial of the commands")
"""The platforms are not there, and nothing was tested."""


def promote(*options: str) -> str:
    return passerelle("promote", WON, *FORCED, *options)


def stands() -> dict[str, object]:
    return json.loads(passerelle("stages", "--json"))[WON]


def edit(file: Path, right: str, wrong: str) -> None:
    assert right in file.read_text()
    file.write_text(file.read_text().replace(right, wrong))


def test_an_automation_goes_from_test_to_live_and_back(folder: Path, file: Path):
    push(folder)
    pushed = stands()
    promote()
    edit(file, "missing: park", "missing: skip")
    push(folder)
    promoted = promote("--lang", "fr")
    live = stands()

    passerelle("rollback", WON, "--why", "too many were skipped")

    assert pushed == {"test": 1}
    assert promoted.endswith(f"« {WON} » : la version 2 est en service, prise en compte dans la minute.\n")
    assert {"-missing: park", "+missing: skip"} <= {line.strip() for line in promoted.splitlines()}
    assert live == {"live": 2, "former": 1}
    assert stands() == {"live": 1, "test": 2}


def test_a_new_version_is_opened_to_a_share_of_the_records(folder: Path, file: Path):
    push(folder)
    promote()
    edit(file, "missing: park", "missing: skip")
    push(folder)

    opened = promote("--canary", "10", "--lang", "fr")

    assert "la version 2 compte comme en service pour 10 % des fiches" in opened
    assert stands() == {"live": 1, "test": 2, "canary": 10}
    assert "canary 10 %" in passerelle("stages")


def test_what_was_not_tested_is_refused_with_what_to_do_and_stays_in_test(folder: Path):
    push(folder)

    refused = passerelle("promote", WON, "--lang", "fr", code=1)

    assert f"passerelle test {WON} --record ID" in refused
    assert "obstacles à la mise en service" in refused
    assert stands() == {"test": 1}


def test_forcing_needs_a_reason_and_leaves_a_trace(folder: Path):
    push(folder)

    refused = passerelle("promote", WON, "--force", "--lang", "fr", code=1)
    promote()

    assert "--why" in refused
    [_, move] = json.loads(passerelle("history", WON, "--json"))
    assert move["why"].startswith("a trial of the commands (forced: ")
    assert "untried" in move["why"]


def test_everything_in_test_is_promoted_at_once(folder: Path):
    push(folder)

    passerelle("promote", "--all", *FORCED)

    assert all("test" not in one for one in json.loads(passerelle("stages", "--json")).values())


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["promote"], "--all"),
        (["promote", "nothing"], "Aucune automatisation « nothing » n'a été publiée ici."),
        (["promote", WON], "Aucune version de « contract-when-deal-won » n'est en test."),
        (["rollback", WON, "--why", "x"], "n'a pas de version antérieure"),
        (["diff", "--versions", "1", "2"], "passerelle diff NOM --versions 1 2"),
        (["diff", WON, "--versions", "1", "7"], "n'a pas de version 7. Il y a : 1."),
        (["pull", "nothing"], "Aucune automatisation « nothing » n'a été publiée ici."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(folder: Path, command: list[str], said: str):
    push(folder)
    promote()

    assert said in passerelle(*command, "--lang", "fr", code=1)


def test_a_pause_shows_and_its_history_tells_who_and_why(folder: Path):
    push(folder)

    paused = passerelle("pause", WON, "--why", "template", "--lang", "fr")
    shown = passerelle("stages", "--lang", "fr")
    resumed = passerelle("resume", WON, "--lang", "fr")
    told = json.loads(passerelle("history", WON, "--json"))

    assert "est en pause dans la minute" in paused
    assert "en pause" in shown
    assert resumed == f"« {WON} » reprend. Rien n'était gardé.\n"
    assert [(move["what"], move["why"]) for move in told] == [("pushed", ""), ("paused", "template"), ("resumed", "")]
    assert "mise en pause" in passerelle("history", WON, "--lang", "fr")
    assert all(move["by"] for move in told)


def test_the_folder_and_the_stack_are_compared(folder: Path, file: Path):
    push(folder)
    same = passerelle("diff", "--folder", str(folder), "--lang", "fr")
    edit(file, "missing: park", "missing: skip")
    (folder / "automations/deal-knows-signature.yaml").unlink()

    different = passerelle("diff", "--folder", str(folder), "--lang", "fr", code=1)

    assert same == "Aucune différence.\n"
    assert "-missing: park" in different
    assert "+missing: skip" in different
    assert "deal-knows-signature: publiée, et absente du dossier" in different


def test_two_versions_are_compared(folder: Path, file: Path):
    push(folder)
    edit(file, "missing: park", "missing: skip")
    push(folder)

    [found] = json.loads(passerelle("diff", WON, "--versions", "1", "2", "--json", code=1))

    assert {"-missing: park", "+missing: skip"} <= set(found["lines"])


def test_what_is_deployed_is_written_back_and_nothing_is_lost(folder: Path, file: Path):
    push(folder)
    before = yaml.safe_load(file.read_text())
    file.unlink()

    passerelle("pull", WON, "--folder", str(folder))

    assert yaml.safe_load(file.read_text()) == before
    assert file.read_text().startswith("# yaml-language-server: $schema=")
    assert passerelle("diff", WON, "--folder", str(folder), "--lang", "en") == "No difference.\n"
    assert "all is well" in passerelle("check", "--folder", str(folder), "--lang", "en")


def test_a_file_that_differs_is_replaced_only_when_somebody_agrees(folder: Path, file: Path):
    push(folder)
    unchanged = passerelle("pull", WON, "--folder", str(folder), "--lang", "fr")
    edit(file, "missing: park", "missing: skip")
    edited = file.read_text()

    passerelle("pull", WON, "--folder", str(folder), stdin="n\n", code=1)
    refused = file.read_text()
    passerelle("pull", WON, "--folder", str(folder), "--yes")

    assert "dit déjà la même chose que la version 1" in unchanged
    assert refused == edited
    assert "missing: park" in file.read_text()


def hold(journal: Journal, event: Event) -> None:
    run = replace(run_of(event), state=RunState.HELD, lease_until=None)
    journal.accept(Journaled(event, "matched", {}), [run], {}, event.received_at)


def test_the_held_events_of_a_paused_automation_are_counted_when_they_go(folder: Path, journal: Journal):
    push(folder)
    passerelle("pause", WON, "--why", "x")
    hold(journal, won(key="first"))

    assert "1 record" in passerelle("resume", WON, "--lang", "en")


def test_what_became_of_an_automation_is_given_to_programs(folder: Path):
    push(folder)

    def told(*command: str, code: int = 0) -> Any:
        return json.loads(passerelle(*command, "--json", code=code, stdout_only=True))

    [refused] = told("promote", WON, code=1)
    [promoted] = told("promote", WON, *FORCED)
    paused = told("pause", WON, "--why", "x")
    resumed = told("resume", WON)

    assert (refused["promoted"], refused.get("live")) == (False, None)
    assert refused["obstacles"]
    assert (promoted["promoted"], promoted["live"]) == (True, 1)
    assert (paused["automation"], paused["hold"]) == (WON, "paused")
    assert resumed["records"] == 0
