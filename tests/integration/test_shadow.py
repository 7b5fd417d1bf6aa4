"""The shadow of a tested version as a person switches it, and what it has found."""

import json
import shutil
from pathlib import Path

import boto3
import pytest

from passerelle.core.plans import Comparison
from passerelle.core.shadows import Shadow
from passerelle.journal.shadows import Shadows
from passerelle.journal.table import Table
from tests.commands import passerelle
from tests.fakes import NOW

CONFIG = Path(__file__).parents[2] / "config"
WON = "contract-when-deal-won"
DIFFERS = Comparison("done", "parked:missing_value", ("do.field.SIRET",))


@pytest.fixture
def shadows(journal: object) -> Shadows:
    return Shadows(Table(boto3.client("dynamodb"), "journal"))


@pytest.fixture
def folder(shadows: Shadows, tmp_path: Path) -> Path:
    """Version 1 is live."""
    shutil.copytree(CONFIG, tmp_path / "config")
    passerelle("push", "--folder", str(tmp_path / "config"))
    passerelle("promote", WON, "--force", "--why", "a trial")
    return tmp_path / "config"


def push_another(folder: Path) -> None:
    path = folder / f"automations/{WON}.yaml"
    path.write_text(path.read_text().replace("as: siret", "as: text"))
    passerelle("push", "--folder", str(folder))


def stands() -> dict[str, object]:
    return json.loads(passerelle("stages", "--json"))[WON]


def test_what_was_noted_is_read_back_by_version_once_for_each_event(shadows: Shadows):
    shadows.keep(WON, 2, Shadow("e-1", NOW, Comparison("done", "done")))
    shadows.keep(WON, 2, Shadow("e-1", NOW, DIFFERS))
    shadows.keep(WON, 3, Shadow("e-1", NOW, DIFFERS))

    assert shadows.of(WON, 2) == [Shadow("e-1", NOW, DIFFERS)]


def test_a_shadow_promotes_nothing_and_ends_by_itself_with_the_next_push(folder: Path):
    push_another(folder)

    printed = passerelle("promote", WON, "--shadow", "--why", "let us see")

    assert "version 2 is compared with the live version" in printed
    assert stands() == {"live": 1, "test": 2, "shadow": True}
    assert "compared with the live version (live 1, test 2)" in passerelle("history", WON)
    push_another_line(folder)
    assert stands() == {"live": 1, "test": 3}


def push_another_line(folder: Path) -> None:
    path = folder / f"automations/{WON}.yaml"
    path.write_text(path.read_text().replace("missing: park", "missing: skip"))
    passerelle("push", "--folder", str(folder))


def test_a_shadow_is_switched_off_and_what_it_found_stays(folder: Path, shadows: Shadows):
    push_another(folder)
    passerelle("promote", WON, "--shadow")
    shadows.keep(WON, 2, Shadow("e-1", NOW, DIFFERS))
    shadows.keep(WON, 2, Shadow("e-2", NOW, Comparison("done", "done")))

    passerelle("promote", WON, "--no-shadow")
    printed = passerelle("shadow", WON)

    assert "2 events compared, 1 otherwise" in printed
    assert "done -> parked:missing_value: 1" in printed
    assert "do.field.SIRET: 1" in printed
    assert f"promote {WON} --shadow" in printed
    assert json.loads(passerelle("shadow", WON, "--json"))["names"] == {"do.field.SIRET": 1}


def test_there_is_no_shadow_of_nothing(folder: Path):
    assert "No version" in passerelle("promote", WON, "--shadow", code=1)


def test_a_shadow_makes_nothing_live_on_the_way(folder: Path):
    push_another(folder)

    refused = passerelle("promote", WON, "--shadow", "--canary", "10", code=1)

    assert "without --canary and --force" in refused
    assert stands() == {"live": 1, "test": 2}
