"""The command line as a person types it: what it prints, in which language, and that no mistake ends in a traceback."""

import json
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from passerelle.commands.main import app
from passerelle.core.runs import Reason, RunState, StepRecord, StepState, new_run
from passerelle.core.sentences import Sentence
from passerelle.delivery.runner import LEASE
from passerelle.inbound.connections import Connection
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.verify import verify
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.parameters import Parameters
from passerelle.journal.table import Table
from tests.fakes import NOW, won
from tests.tables import create_table

CONFIG = str(Path(__file__).parents[2] / "config")
SECRET = "a-canary-secret-0815"
REASON = Reason("missing_value", Sentence(fr="Il manque le SIRET.", en="The SIRET is missing."))


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setenv("PARAMETER_PREFIX", "/passerelle/test")
    with mock_aws():
        client = boto3.client("dynamodb")
        monkeypatch.setenv("TABLE_NAME", create_table(client))
        queue = boto3.client("sqs").create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})
        monkeypatch.setenv("QUEUE_URL", queue["QueueUrl"])
        yield Journal(Table(client, "journal"))


def passerelle(*arguments: str, stdin: str | None = None, code: int = 0) -> str:
    done = CliRunner().invoke(app, arguments, input=stdin)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def a_parked_run(journal: Journal) -> str:
    event = won()
    run = replace(
        new_run(event, "contract-when-deal-won", 1, NOW, LEASE),
        state=RunState.PARKED,
        reason=REASON,
        lease_until=None,
        steps=(
            StepRecord("do.counterparty", StepState.DONE, {"name": "x"}, NOW, result={"id": "cp-1", "secret": "x"}),
        ),
    )
    journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)
    return run.id


def test_a_parked_run_is_shown_with_its_reason_in_the_readers_language(journal: Journal):
    run_id = a_parked_run(journal)

    assert "Il manque le SIRET." in passerelle("runs", "--lang", "fr")
    assert "The SIRET is missing." in passerelle("runs", "--lang", "en")
    shown = passerelle("show", run_id, "--lang", "fr")
    assert "do.counterparty: done id=cp-1" in shown
    assert "secret" not in shown
    assert json.loads(passerelle("runs", "--json", "--state", "parked"))[0]["record"] == {"kind": "deal", "id": "42"}


def test_a_run_is_replayed_and_another_time_it_is_said_not_to_be_parked(journal: Journal):
    run_id = a_parked_run(journal)

    passerelle("replay", run_id)

    assert journal.run(run_id).state is RunState.WAITING
    assert "mise de côté" in passerelle("replay", run_id, "--lang", "fr", code=1)


def test_all_parked_runs_are_replayed_after_a_question(journal: Journal):
    run_id = a_parked_run(journal)

    assert run_id in passerelle("replay", "--all", "--automation", "contract-when-deal-won")
    assert "Nothing" in passerelle("replay", "--all", "--lang", "en")


def test_a_run_is_dismissed_with_its_reason(journal: Journal):
    run_id = a_parked_run(journal)

    passerelle("dismiss", run_id, "--why", "saisi à la main")

    assert journal.run(run_id).reason.sentence.fr == "Écartée : saisi à la main"


@pytest.mark.parametrize("command", ["show", "replay"])
def test_an_unknown_run_is_a_sentence_and_not_a_traceback(journal: Journal, command: str):
    assert "inconnue" in passerelle(command, "nothing", "--lang", "fr", code=1)


def test_push_prints_what_changed_and_then_nothing_does(journal: Journal):
    assert "new" in passerelle("push", "--folder", CONFIG, "--lang", "en")
    again = passerelle("push", "--folder", CONFIG, "--lang", "en")
    assert "unchanged" in again
    assert "new " not in again


def test_a_broken_folder_is_refused_with_file_line_and_suggestion_and_publishes_nothing(
    journal: Journal, tmp_path: Path
):
    shutil.copytree(CONFIG, tmp_path / "config")
    path = tmp_path / "config/automations/contract-when-deal-won.yaml"
    path.write_text(path.read_text().replace("as: siret}", "as: sirret}"))

    refused = passerelle("push", "--folder", str(tmp_path / "config"), "--lang", "en", code=1)

    line = next(number for number, one in enumerate(path.read_text().splitlines(), 1) if "sirret" in one)
    assert f"contract-when-deal-won.yaml:{line}: exchange.1.as" in refused
    assert 'Is it "siret"?' in refused
    assert "new" in passerelle("push", "--folder", CONFIG, "--lang", "en")


@pytest.mark.parametrize("wrong", ["tomorro", "tomorro.nothing=1", "nobody.base_url=x"])
def test_a_setting_that_does_not_exist_is_refused(journal: Journal, wrong: str):
    assert "CONNECTION.SETTING=VALUE" in passerelle("push", "--folder", CONFIG, "--set", wrong, "--lang", "en", code=1)


def test_a_secret_is_never_printed(journal: Journal):
    stored = passerelle("secrets", "set", "hubspot", "client_secret", "--folder", CONFIG, stdin=f"{SECRET}\n")
    listed = passerelle("secrets", "list", "--folder", CONFIG)

    assert "+ hubspot client_secret" in listed
    assert SECRET not in stored + listed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("hubspt", "client_secret"), "hubspot"),
        (("hubspot", "clent_secret"), "client_secret"),
    ],
)
def test_a_secret_nobody_needs_is_refused_with_what_exists(journal: Journal, arguments: tuple[str, str], said: str):
    assert said in passerelle("secrets", "set", *arguments, "--folder", CONFIG, stdin="x", code=1)


def test_an_empty_secret_is_refused(journal: Journal):
    assert "Ctrl-D" in passerelle("secrets", "set", "hubspot", "client_secret", "--folder", CONFIG, stdin="\n", code=1)


def test_a_sample_is_a_request_that_verification_accepts(journal: Journal):
    passerelle("push", "--folder", CONFIG)
    passerelle("secrets", "set", "intake", "signing", "--folder", CONFIG, stdin=SECRET)

    words = shlex.split(passerelle("sample", "intake", "--url", "https://hooks.example.com", "--folder", CONFIG))

    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1].encode()
    stored = {name: value for name, value in _inbound("intake").items() if name != "settings"}
    secrets = {name.removeprefix("secrets/"): value for name, value in stored.items()}
    connection = Connection.from_json("intake", json.loads(_inbound("intake")["settings"]), secrets)
    lower = {name.lower(): value for name, value in headers.items()}
    request = InboundRequest("POST", "https://hooks.example.com/in/intake", lower, body)
    assert isinstance(verify(connection.schemes, connection.secrets, request, datetime.now(UTC)), Verified)


def test_the_balance_is_printed(journal: Journal):
    a_parked_run(journal)

    printed = passerelle("account", "--lang", "en")

    assert "contract-when-deal-won" in printed
    assert "Unexplained: 0" in printed


def _inbound(name: str) -> dict[str, str]:
    return Parameters.connect("/passerelle/test/in").read(name)
