"""Remarks, purges and webhooks as a person types them, on an installation in memory (moto)."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import boto3
import pytest
import yaml

from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import publish_connection
from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.events import Change, Source
from passerelle.core.ledger import Planned, after, entry_of
from passerelle.core.runs import RunState
from passerelle.core.steps import Nature
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table
from passerelle.journal.versions import Active, Kind, Versions
from tests.commands import passerelle
from tests.contract.platforms.world import PLATFORMS
from tests.fakes import deal_event, run_of
from tests.unit.delivery.conftest import AUTOMATION

NAME = AUTOMATION["name"]
PROOF = "hmac X-HubSpot-Signature-v3"


@pytest.fixture
def pushed(journal: Journal) -> Versions:
    """One automation in test, in its second version, and the connection that it listens to."""
    versions = Versions(Table(boto3.client("dynamodb"), "journal"))
    manifest = ManifestFile.model_validate(yaml.safe_load((PLATFORMS / "hubspot.yaml").read_text()))
    connection = publish_connection(ConnectionFile(connection="hubspot", platform="hubspot"), manifest, "test")
    now = datetime.now(UTC)
    versions.add(Kind.CONNECTION, "hubspot", 1, connection.document(), now)
    for number in (1, 2, 3):
        versions.add(Kind.AUTOMATION, NAME, number, AUTOMATION, now)
    versions.activate(Active(1, {NAME: Deployment(test=2)}, {"hubspot": 1}), now)
    return versions


def came(journal: Journal, key: str, run: bool = True, **others):
    """An event of this very moment, with the test run that it started; or none."""
    now = datetime.now(UTC)
    event = deal_event("42", Change("dealstage", "closedwon"), at=now, key=key, verified_by=PROOF, **others)
    ended = replace(run_of(event, NAME, 2, at=now), stage=Stage.TEST, state=RunState.DONE, lease_until=None)
    journal.accept(Journaled(event, "matched" if run else "ignored", {}), [ended] if run else [], {}, now)
    return ended


def test_a_remark_is_shown_with_its_run_and_listed_until_a_later_version_has_changed_it(journal, pushed):
    run = came(journal, "first")

    passerelle("remark", run.id, "--to-change", "Le montant est TTC")

    assert "à changer : Le montant est TTC" in passerelle("show", run.id, "--lang", "fr")
    assert json.loads(passerelle("show", run.id, "--json"))["remarks"][0]["verdict"] == "to_change"
    assert "Le montant est TTC" in passerelle("remarks", NAME)
    assert "passerelle push" in passerelle("remark", run.id, "--done", "--lang", "fr", code=1)

    pushed.activate(Active(2, {NAME: Deployment(test=3)}, {"hubspot": 1}), datetime.now(UTC))
    passerelle("remark", run.id, "--done")

    assert passerelle("remarks", NAME, "--lang", "fr") == "Aucune remarque n'attend.\n"
    [closed] = json.loads(passerelle("remarks", NAME, "--all", "--json"))
    assert closed["closed"]["version"] == 3


@pytest.mark.parametrize("options", [[], ["--right", "--done"]])
def test_a_remark_says_one_thing(journal, pushed, options):
    run = came(journal, "first")

    assert "--to-change" in passerelle("remark", run.id, *options, code=1)


def test_a_purge_asks_first_tells_what_cannot_be_taken_back_and_keeps_its_receipt(journal, pushed):
    run = came(journal, "first")
    message = Planned("then.post_message", "slack", Nature.NOTIFY, None, None, None, {})
    journal.save(run, ledger=after(entry_of(run, message), message, {}))

    refused = passerelle("purge", NAME, "--lang", "fr", stdin="n\n", code=1)
    before = json.loads(passerelle("purge", NAME, "--preview", "--json", stdout_only=True))
    done = passerelle("purge", NAME, "--lang", "fr", stdin="o\n")

    assert "Défaire tout cela ?" in refused
    assert [line["outcome"] for line in before] == ["to_do"]
    assert "Un message envoyé ne se reprend pas" in done
    assert passerelle("purge", NAME, "--yes", "--lang", "fr") == "Rien à défaire : les tests n'ont rien laissé.\n"
    [receipt] = json.loads(passerelle("purge", NAME, "--receipts"))
    assert receipt["lines"][0]["outcome"] == "remains"


def test_an_event_that_came_by_webhook_is_told_with_its_proof_and_nothing_else(journal, pushed):
    came(journal, "ours")
    came(journal, "ignored", run=False)

    found = json.loads(passerelle("verify-webhook", "hubspot", "--wait", "0", "--json"))

    [arrived] = found["arrived"]
    assert (arrived["event"], arrived["verified_by"]) == ("deal changed dealstage", PROOF)
    assert arrived.keys() == {"event", "at", "verified_by"}
    assert found["missing"] == []


@pytest.mark.parametrize("other", [{"source": Source.POLL}, {"source": Source.REPLAY}, {"connection": "another"}])
def test_what_did_not_come_by_webhook_for_that_connection_proves_nothing(journal, pushed, other):
    came(journal, "first", **other)

    told = passerelle("verify-webhook", "hubspot", "--wait", "0", "--lang", "fr", code=1)

    assert "pas reçu : deal changed dealstage" in told
    assert "1. Dans le projet de l'application" in told
    assert "docs/platforms/hubspot.md" in told


def test_a_report_tells_what_real_runs_have_shown_and_how_to_try_the_rest(journal, pushed):
    came(journal, "first")
    passerelle("remark", came(journal, "second").id, "--to-change", "Le montant est TTC")

    report = passerelle("test", NAME, "--report", "--lang", "fr").splitlines()

    assert report[0] == f"{NAME}, version 2 : 2 essais réels, 0 jugé correct"
    assert report[1].startswith("vu            cas nominal")
    assert any(line.startswith("pas essayé    champ obligatoire manquant") for line in report)
    assert any(line.startswith("sans objet    signature refusée") for line in report)
    assert report[-1].endswith("à changer : Le montant est TTC")


def test_an_unknown_automation_has_nothing_to_test(journal, pushed):
    assert NAME in passerelle("test", "another", "--lang", "fr", code=1)
