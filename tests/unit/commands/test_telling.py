"""advise, describe and guide as a person types them."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from passerelle.commands.main import app

ROOT = Path(__file__).parents[3]
CONFIG = ROOT / "config"
WON = "contract-when-deal-won"


def passerelle(*arguments: str, lang: str = "fr", code: int = 0) -> str:
    done = CliRunner().invoke(app, [*arguments, "--folder", str(CONFIG), "--lang", lang])
    assert done.exception is None or isinstance(done.exception, SystemExit), "a traceback"
    assert done.exit_code == code, done.output
    return done.output


def test_advice_for_an_automation_comes_with_its_article():
    said = passerelle("advise", WON)

    assert said.startswith("Vers Tomorro : un outil sans code\n")
    assert "https://help.tomorro.com/fr/articles/11850330\n" in said


def test_advice_in_both_directions_warns_of_loops():
    options = ["--tool", "HubSpot", "--direction", "both", "--event", "signed", "--action", "create_contract"]

    said = passerelle("advise", *options, lang="en")

    assert "From Tomorro: a webhook of Tomorro\n" in said
    assert "To Tomorro: a tool without code\n" in said
    assert "Mind the loops" in said
    assert said.endswith("https://help.tomorro.com/en/articles/11850349\n")


def test_advice_for_programs_has_both_languages():
    given = json.loads(passerelle("advise", "--tool", "Salesforce", "--direction", "to_tomorro", "--json"))

    assert [flow["way"] for flow in given["flows"]] == ["native_salesforce"]
    assert given["flows"][0]["articles"][0]["fr"] == "https://help.tomorro.com/fr/articles/11849754"
    assert given["warning"] is None


def test_what_advice_needs_is_named_where_nobody_can_be_asked():
    said = passerelle("advise", "--tool", "HubSpot", code=1)

    assert "Il manque --direction (from_tomorro, to_tomorro, both)." in said


@pytest.mark.parametrize("command", ["advise", "describe", "guide"])
def test_an_automation_that_does_not_exist_is_told_with_those_that_do(command):
    said = passerelle(command, "contract-when-deal-lost", code=1)

    assert "Aucune automatisation ne s'appelle « contract-when-deal-lost »." in said
    assert WON in said


def test_one_automation_or_all_of_them_are_described():
    one, every = passerelle("describe", WON), passerelle("describe", "--all")

    assert one.startswith(f"{WON}\n\nJe souhaite créer un contrat")
    assert one.strip() in every
    assert every.count("Je souhaite ") == len(list((CONFIG / "automations").glob("*.yaml")))


@pytest.mark.parametrize("arguments", [[], [WON, "--all"]])
def test_which_automation_to_describe_has_to_be_said(arguments):
    assert "son nom, ou --all" in passerelle("describe", *arguments, code=1)


def test_a_description_for_programs_has_both_languages():
    [given] = json.loads(passerelle("describe", WON, "--json"))

    assert given["name"] == WON
    assert given["sentence"]["fr"].startswith("Je souhaite créer")
    assert given["sentence"]["en"].startswith("I want to create")


def test_a_folder_with_faults_is_not_described(tmp_path):
    shutil.copytree(CONFIG, tmp_path / "config")
    path = tmp_path / "config" / "automations" / f"{WON}.yaml"
    path.write_text(path.read_text().replace("as: siret", "as: sirret"))

    done = CliRunner().invoke(app, ["describe", WON, "--folder", str(tmp_path / "config"), "--lang", "fr"])

    assert done.exit_code == 1
    assert "« passerelle check » les montre" in done.output


def test_a_guide_is_printed_or_written(tmp_path):
    printed = passerelle("guide", WON)
    said = passerelle("guide", WON, "--html", "--output", str(tmp_path / "guide.html"))

    assert printed.startswith("# Créer le contrat dans Tomorro")
    assert said == f"Le guide est dans {tmp_path / 'guide.html'}.\n"
    assert (tmp_path / "guide.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    said = passerelle("guide", WON, "--output", str(tmp_path / "no" / "guide.md"), code=1)

    assert "ne peut pas être écrit" in said


def test_what_the_page_on_commands_shows_is_what_describe_says():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^## What describe tells\n.*?^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)

    said = passerelle("describe", WON, lang="en").splitlines()

    assert [line for line in shown.splitlines() if line not in said] == []
