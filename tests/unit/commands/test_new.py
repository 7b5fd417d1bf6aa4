"""passerelle new as a person types it, and as a program does."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from passerelle.commands.main import app
from passerelle.configuration.folder import read_folder

CONFIG = Path(__file__).parents[3] / "config"
WON = (
    *("--action-connection", "tomorro", "--action", "create_contract"),
    *("--param", "contract_type=c", "--param", "template.test=t", "--param", "template.live=l"),
    *("--trigger-connection", "hubspot", "--record", "deal", "--change", "dealstage=closedwon"),
    *("--map", "counterparty.name=company.name", "--map", "field.SIRET=company.siret"),
    *("--write-back", "tomorro_contract_url=contract.url"),
    *("--test-field", "dealname", "--name", "my-need"),
)
EXAMPLE = """# Tells the team.
name: an-example
do:
  channel: "#ventes" # yours: the channel
"""


@pytest.fixture
def folder(tmp_path):
    """The accounts, and no automation yet."""
    shutil.copytree(CONFIG, tmp_path / "config")
    for path in (tmp_path / "config" / "automations").iterdir():
        path.unlink()
    # What a test says of an example must not depend on the examples that there are.
    (tmp_path / "config" / "examples" / "an-example.yaml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path / "config"


def new(folder: Path, *arguments: str, stdin: str = "", lang: str = "en", code: int = 0) -> str:
    where = ("--folder", str(folder), "--offline", "--lang", lang)
    done = CliRunner().invoke(app, ["new", *arguments, *where], input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), "a traceback"
    assert done.exit_code == code, done.output
    return done.output


def written(folder: Path, name: str = "my-need"):
    return yaml.safe_load((folder / "automations" / f"{name}.yaml").read_text(encoding="utf-8"))


def test_options_alone_make_a_file_that_a_strict_check_accepts(folder):
    said = new(folder, *WON, "--write-back", "tomorro_contract_status=contract.status", "--yes")

    read = read_folder(folder)
    assert (read.findings, read.warnings) == ([], [])
    assert "I want to create a contract in Tomorro as soon as, in HubSpot, the deal goes to" in said
    assert "passerelle check --online my-need" in said
    assert written(folder)["exchange"][1] == {"to": "field.SIRET", "from": "company.siret", "as": "siret"}
    assert written(folder)["then"] == [
        {
            "write_back": {
                "record": "deal",
                "set": {"tomorro_contract_url": "contract.url", "tomorro_contract_status": "contract.status"},
            }
        }
    ]


def test_answers_make_the_same_file_as_options_and_a_wrong_one_is_asked_again(folder):
    answers = [
        *("tomoro", "tomorro", "create_contract"),
        *("hubspot", "deal", "change", "dealstage", "closedwon", "", ""),
        *("c", "t", "l"),
        *("counterparty.name", "compani.name", "company.name", ""),
        *("field.SIRET", "company.siret", "", "", ""),
        *("", "tomorro_contract_url"),
        *("", "", "dealname"),
        *("my-need", "", "", ""),
    ]

    said = new(folder, stdin="\n".join(answers) + "\n")
    by_answers = written(folder)
    new(folder, *WON, "--yes", "--replace")

    assert 'there is no "tomoro". Do you mean "tomorro"?' in said
    assert 'there is no "compani". Do you mean "company"?' in said
    assert by_answers == written(folder)


def test_a_question_that_nobody_answers_is_told_with_its_option(folder):
    said = new(folder, stdin="tomorro\n", code=1)

    assert "--action (create_contract, update_contract, send_for_signature, cancel_contract, " in said
    assert list((folder / "automations").iterdir()) == []


def test_what_the_sentence_lacks_is_named_and_nothing_is_written(folder):
    said = new(folder, *WON[4:], "--yes", lang="fr", code=1)

    assert "Il manque : l'action (--action) ; la plateforme de l'action (--action-connection)." in said
    assert list((folder / "automations").iterdir()) == []


def test_a_file_is_not_replaced_without_a_yes(folder):
    path = folder / "automations" / "my-need.yaml"
    new(folder, *WON, "--yes")
    before = path.read_text(encoding="utf-8")

    said = new(folder, *WON, "--owner", "Sales", "--yes", code=1)

    assert "exists already. Replace it?" in said
    assert path.read_text(encoding="utf-8") == before
    new(folder, *WON, "--owner", "Sales", "--yes", stdin="y\n")
    assert written(folder)["owner"] == "Sales"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--param", "tempalte=x"], '"do.tempalte" makes no sense'),
        (["--as", "field.SIREN=siren"], 'about "field.SIREN", which nothing fills'),
        (["--map", "field.SIRET"], "--map is written --map TARGET=SOURCE"),
        (["--option", "field.SIRET=x"], "--option is written --option TARGET=VALUE:CHOICE"),
        (["--map", "counterparty.nme=company.name"], 'Do you mean "counterparty.name"'),
        (["--former", "closedwon", "--where", "deal.amount"], "a condition is written PATH=VALUE"),
    ],
)
def test_an_option_that_cannot_be_right_is_told(folder, arguments, said):
    assert said in new(folder, *WON, *arguments, "--yes", code=1)


def test_an_option_of_a_list_is_mapped_by_an_option_of_the_command(folder):
    line = ("--map", "field.Type de vente=deal.dealtype", "--as", "field.Type de vente={choice: {new: Nouveau}}")

    new(folder, *WON, *line, "--yes")

    assert written(folder)["exchange"][2]["as"] == {"choice": {"new": "Nouveau"}}


@pytest.mark.parametrize(
    ("options", "test"),
    [
        ([], {"records": ["42", "43"]}),
        (
            ["--test-field", "dealname"],
            {"records": ["42", "43"], "where": [{"path": "deal.dealname", "contains": "[TEST]"}]},
        ),
    ],
)
def test_records_for_tests_may_be_listed(folder, options, test):
    without = [word for word in WON if word not in {"--test-field", "dealname"}]

    new(folder, *without, "--test-record", "42", "--test-record", "43", *options, "--yes")

    assert written(folder)["test"] == test


def test_an_example_is_copied_with_its_comments_and_tells_what_to_replace(folder):
    said = new(folder, "--from", "an-example", "--name", "sales-know")

    copied = (folder / "automations" / "sales-know.yaml").read_text(encoding="utf-8")
    assert copied == EXAMPLE.replace("an-example", "sales-know")
    assert '  4: channel: "#ventes" # yours: the channel' in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "an-exemple", "--name", "x"], 'Do you mean "an-example"'),
        (["--from", "an-example"], "--name NAME"),
        (["--from", "an-example", "--name", "../x"], "lower-case letters"),
    ],
)
def test_a_copy_that_cannot_be_made_is_told(folder, arguments, said):
    assert said in new(folder, *arguments, code=1)


def test_a_program_is_told_where_the_file_is(folder):
    told = json.loads(new(folder, *WON, "--yes", "--json"))

    assert told["file"] == str(folder / "automations" / "my-need.yaml")
    assert told["sentence"]["fr"].startswith("Je souhaite créer un contrat")
