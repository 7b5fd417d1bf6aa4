"""The command line as a person types it: what it prints, in which language, and that no mistake ends in a traceback."""

import json
import shutil
from pathlib import Path

import pytest

from passerelle.core.runs import RunState
from passerelle.delivery.runner import LEASE
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.versions import PublishConflict, Versions
from tests.commands import a_parked_run, passerelle
from tests.fakes import NOW, run_of, won

CONFIG = str(Path(__file__).parents[2] / "config")


LINE = "2026-03-02 09:00Z  contract-when-deal-won  hubspot deal 42  {}"
SHOWN = {
    "fr": f"""mise de côté {LINE}
    Il manque le SIRET.
    événement : changed, hubspot deal 42 (webhook)
    survenu le 2026-03-02 09:00:00Z, reçu le 2026-03-02 09:00:00Z
    version 1 de l'automatisation, tentatives : 0
    do.counterparty: faite id=cp-1
""",
    "en": f"""parked       {LINE}
    The SIRET is missing.
    event: changed, hubspot deal 42 (webhook)
    happened 2026-03-02 09:00:00Z, received 2026-03-02 09:00:00Z
    version 1 of the automation, attempts: 0
    do.counterparty: done id=cp-1
""",
}


@pytest.mark.parametrize("lang", SHOWN)
def test_a_run_is_shown_in_the_readers_language_and_without_what_was_exchanged(journal: Journal, lang: str):
    run_id = a_parked_run(journal)
    shown = SHOWN[lang].format(run_id)

    assert passerelle("show", run_id, "--lang", lang) == shown
    assert passerelle("runs", "--lang", lang) == "".join(shown.splitlines(keepends=True)[:2])


def test_runs_and_their_stories_are_given_to_programs(journal: Journal):
    run_id = a_parked_run(journal)

    [listed] = json.loads(passerelle("runs", "--json", "--state", "parked"))
    shown = json.loads(passerelle("show", run_id, "--json"))

    assert (listed["id"], listed["record"]) == (run_id, {"kind": "deal", "id": "42"})
    assert listed["reason"] == {"code": "missing_value", "fr": "Il manque le SIRET.", "en": "The SIRET is missing."}
    assert shown["steps"] == [{"name": "do.counterparty", "state": "done", "result": {"id": "cp-1"}}]
    assert json.loads(passerelle("runs", "--json", "--state", "done")) == []


@pytest.mark.parametrize("command", [["show"], ["replay"], ["dismiss", "--why", "x"]])
def test_an_unknown_run_is_a_sentence_and_not_a_traceback(journal: Journal, command: list[str]):
    refused = passerelle(*command, "nothing", "--lang", "fr", code=1)

    assert refused.startswith("L'exécution « nothing » est inconnue ou a expiré.")


def test_what_aws_refuses_is_a_sentence_and_not_a_traceback(journal: Journal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TABLE_NAME", "no-such-table")

    assert "AWS a refusé la demande (ResourceNotFoundException)." in passerelle("runs", "--lang", "fr", code=1)


def test_a_stack_that_cannot_be_read_is_a_sentence_and_not_a_traceback(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")

    assert "« passerelle-production »" in passerelle("runs", "--env", "production", "--lang", "fr", code=1)


@pytest.mark.parametrize("command", [["check"], ["push"], ["secrets", "list"]])
def test_a_folder_that_does_not_exist_is_a_sentence(journal: Journal, tmp_path: Path, command: list[str]):
    refused = passerelle(*command, "--folder", str(tmp_path / "nowhere"), "--lang", "fr", code=1)

    assert refused.startswith("Il n'y a pas de dossier")


def test_an_unknown_language_is_refused_before_anything_is_done(journal: Journal):
    run_id = a_parked_run(journal)

    passerelle("dismiss", run_id, "--why", "x", "--lang", "de", code=2)

    assert journal.run(run_id).state is RunState.PARKED


def test_push_prints_what_changed_and_then_nothing_does(journal: Journal):
    assert "new" in passerelle("push", "--folder", CONFIG, "--lang", "en")
    again = passerelle("push", "--folder", CONFIG, "--lang", "en")
    assert "unchanged" in again
    assert "new " not in again


@pytest.fixture
def pushed_without_one(journal: Journal, tmp_path: Path) -> str:
    """A folder that lacks an automation of what is published."""
    passerelle("push", "--folder", CONFIG)
    shutil.copytree(CONFIG, tmp_path / "config")
    (tmp_path / "config/automations/contract-when-deal-won.yaml").unlink()
    return str(tmp_path / "config")


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_push_says_what_it_would_remove_and_removes_nothing_without_a_yes(pushed_without_one: str, answer: str):
    refused = passerelle("push", "--folder", pushed_without_one, "--lang", "fr", stdin=answer, code=1)

    assert refused.startswith("retiré     automatisation contract-when-deal-won\nRetirer ")
    assert "Rien n'a été fait." in refused
    assert {"new", "changed"}.isdisjoint(passerelle("push", "--folder", CONFIG, "--lang", "en").split())


@pytest.mark.parametrize(("options", "answer"), [([], "o\n"), (["--remove"], None)])
def test_push_removes_what_it_was_told_to(pushed_without_one: str, options: list[str], answer: str | None):
    done = passerelle("push", "--folder", pushed_without_one, "--lang", "fr", *options, stdin=answer)

    assert "retiré     automatisation contract-when-deal-won\n" in done
    assert "new        automation     contract-when-deal-won" in passerelle("push", "--folder", CONFIG, "--lang", "en")


@pytest.mark.parametrize("command", ["push", "check"])
def test_a_folder_without_any_file_is_a_sentence(journal: Journal, tmp_path: Path, command: str):
    (tmp_path / "automations").mkdir()

    assert "aucun fichier .yaml" in passerelle(command, "--folder", str(tmp_path), "--lang", "fr", code=1)


def test_a_push_that_others_overtake_says_so(journal: Journal, monkeypatch: pytest.MonkeyPatch):
    def overtaken(*_: object) -> None:
        raise PublishConflict

    monkeypatch.setattr(Versions, "activate", overtaken)

    assert passerelle("push", "--folder", CONFIG, "--lang", "fr", code=1) == (
        "Quelqu'un d'autre publie au même moment : rien n'a été activé. Relancez la commande.\n"
    )


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
    assert refused.endswith("1 problem.\nNothing was published.\n")
    assert "new" in passerelle("push", "--folder", CONFIG, "--lang", "en")


def test_what_is_wrong_is_given_to_programs_in_both_languages(tmp_path: Path):
    shutil.copytree(CONFIG, tmp_path / "config")
    path = tmp_path / "config/automations/contract-when-deal-won.yaml"
    path.write_text(path.read_text().replace("as: siret}", "as: sirret}"))

    [finding] = json.loads(passerelle("check", "--folder", str(tmp_path / "config"), "--json", code=1))

    assert (finding["file"], finding["key"], finding["suggestion"]) == (str(path), "exchange.1.as", "siret")
    assert "La conversion" in finding["reason"]["fr"]
    assert json.loads(passerelle("check", "--folder", CONFIG, "--json")) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_folder_in_order_is_said_to_be(lang: str):
    said = {"fr": "tout est en ordre.\n", "en": "all is well.\n"}

    assert passerelle("check", "--folder", CONFIG, "--lang", lang).endswith(said[lang])


def test_a_setting_whose_value_cannot_be_read_is_refused(journal: Journal):
    refused = passerelle("push", "--folder", CONFIG, "--set", "tomorro.base_url=[", "--lang", "fr", code=1)

    assert "tomorro.base_url" in refused
    assert "[" not in refused


@pytest.mark.parametrize("wrong", ["tomorro", "tomorro.nothing=1", "nobody.base_url=x"])
def test_a_setting_that_does_not_exist_is_refused(journal: Journal, wrong: str):
    assert "CONNECTION.SETTING=VALUE" in passerelle("push", "--folder", CONFIG, "--set", wrong, "--lang", "en", code=1)


def test_the_balance_is_printed(journal: Journal):
    a_parked_run(journal)

    printed = passerelle("account", "--lang", "en")

    assert "contract-when-deal-won (hubspot): 1 accepted = 1 parked" in printed
    assert "Balanced" in printed


def test_what_is_not_explained_ends_the_balance_with_its_name_and_with_exit_code_1(journal: Journal):
    event = won()
    run = run_of(event, lease=LEASE)
    journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)

    printed = passerelle("account", "--lang", "fr", code=1)
    given = json.loads(passerelle("account", "--json", code=1))

    assert f"{run.id} : en cours, n'a plus bougé depuis le 2026-03-02 09:00Z" in printed
    assert "1 exécution(s) en cours ou en attente n'ont plus de message" in printed
    assert "Équilibré" not in printed
    assert (given["balanced"], given["unexplained"]) == (False, [run.id])
    assert [fault["code"] for fault in given["faults"]] == ["missing_messages"]
    assert given["runs"] == [
        {
            "automation": "contract-when-deal-won",
            "connection": "hubspot",
            "accepted": 1,
            **dict.fromkeys(("done", "ignored", "waiting", "held", "parked", "dismissed"), 0),
            "running": 1,
        }
    ]


def test_a_line_number_is_a_number_whatever_it_is(tmp_path: Path):
    shutil.copytree(CONFIG, tmp_path / "config")
    path = tmp_path / "config/automations/contract-when-deal-won.yaml"
    path.write_text("#\n" * 99 + "mising: park\n" + path.read_text().replace("missing: park\n", ""))

    refused = passerelle("check", "--folder", str(tmp_path / "config"), "--lang", "en", code=1)

    assert "contract-when-deal-won.yaml:100: mising" in refused


def test_an_environment_that_does_not_exist_publishes_nothing(journal: Journal):
    passerelle("push", "--folder", CONFIG, "--env", "prod", code=2)

    assert "new" in passerelle("push", "--folder", CONFIG, "--lang", "en")
