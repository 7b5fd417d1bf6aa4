"""What asks the platforms, as a person types it, against the simulators: what is broken has its line and its mend."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import httpx
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from local.accounts import SECRETS
from local.simulators import Address, running_simulators
from local.simulators.tomorro import seed
from passerelle.commands.main import app
from passerelle.journal.parameters import Parameters
from tests.tables import create_table

CONFIG = Path(__file__).parents[2] / "config"
WON = "contract-when-deal-won"
CALL = {("tomorro", "api_key"), ("hubspot", "access_token"), ("slack", "bot_token"), ("pipedrive", "api_token")}


@dataclass
class Shop:
    """A folder whose accounts are the simulators, and their keys."""

    folder: Path
    address: Address
    outbound: Parameters

    def edit(self, right: str, wrong: str, name: str = f"automations/{WON}.yaml") -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert right in text
        path.write_text(text.replace(right, wrong), encoding="utf-8")

    def line_of(self, text: str, name: str = f"automations/{WON}.yaml") -> int:
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def control(self, platform: str, method: str, path: str, **body: object) -> None:
        httpx.request(method, f"{self.address.control(platform)}/{path}", json=body).raise_for_status()

    def store(self, connection: str, name: str, value: str) -> None:
        self.outbound.write(f"{connection}/secrets/{name}", value)

    def check(self, *arguments: str, code: int) -> str:
        return self.online("check", *arguments, code=code)

    def online(self, command: str, *arguments: str, code: int = 0) -> str:
        return self.passerelle(command, *arguments, "--online", "--folder", str(self.folder), code=code)

    def passerelle(self, *command: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, [*command, "--env", "local", "--lang", "en"])
        assert done.exception is None or isinstance(done.exception, SystemExit), "a traceback"
        assert done.exit_code == code, done.output
        return done.output

    def found(self, *names: str, code: int = 1) -> list[dict]:
        return [one for one in json.loads(self.check(*names, "--json", code=code)) if one["severity"] != "note"]


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with running_simulators() as running:
        yield running


@pytest.fixture
def shop(address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    httpx.post(f"{address.url}/_control/reset").raise_for_status()
    shutil.copytree(CONFIG, tmp_path / "config")
    for path in (tmp_path / "config" / "connections").glob("*.yaml"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("http://127.0.0.1:4610", address.url), encoding="utf-8"
        )
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setenv("PARAMETER_PREFIX", "/passerelle/local")
    with mock_aws():
        monkeypatch.setenv("TABLE_NAME", create_table(boto3.client("dynamodb")))
        monkeypatch.setenv("BUCKET_NAME", "bodies")
        queue = boto3.client("sqs").create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})
        monkeypatch.setenv("QUEUE_URL", queue["QueueUrl"])
        made = Shop(tmp_path / "config", address, Parameters(boto3.client("ssm"), "/passerelle/local/out"))
        for connection, name in CALL:
            made.store(connection, name, SECRETS[connection, name])
        httpx.post(
            f"{address.control('pipedrive')}/subscriptions", json={"url": "https://hooks.example.com/in/pipedrive"}
        ).raise_for_status()
        yield made


def test_the_shipped_automations_fit_the_simulated_accounts(shop: Shop):
    printed = shop.check(code=0)

    assert "all is well." in printed
    assert "To do: The platform does not tell our key which webhooks exist" in printed


@dataclass(frozen=True)
class Broken:
    """What is wrong in the file, and what is found: its code, where its line is, and what is suggested."""

    right: str
    wrong: str
    code: str
    at: str
    suggestion: str | None = None


BROKEN = {
    "an unknown field of the source": Broken(
        "company.siret", "company.sirett", "unknown_field", "sirett", "company.siret"
    ),
    "an unknown field of the target": Broken(
        "field.SIRET", "field.SIRETTE", "unknown_target", "SIRETTE", "field.SIRET"
    ),
    "a wrong type": Broken(
        "from: company.siret", "from: deal.closedate", "wrong_type", "SIRET", "as: {date: {zone: Europe/Paris}}"
    ),
    "a mandatory field that nothing fills": Broken(
        "  - {to: field.Montant HT, from: deal.montant_ht || deal.amount, as: {money: EUR}, required: true}\n",
        "",
        "unmapped_required",
        "exchange:",
        "- {to: field.Montant HT, from: ...}",
    ),
    "a choice without its counterpart": Broken(
        ", existingbusiness: Renouvellement", "", "missing_choice", "Type de vente", "existingbusiness: ..."
    ),
    "a label that is no option": Broken(
        "existingbusiness: Renouvellement",
        "existingbusiness: Renouvelement",
        "unknown_option",
        "Renouvelement",
        "Renouvellement",
    ),
    "a value that the trigger can never see": Broken(
        "to: closedwon", "to: closedwonn", "unknown_option", "closedwonn", "closedwon"
    ),
    "a template of live that does not exist": Broken(
        "live: 0d000000-0000-4000-8000-000000000002",
        "live: 0d000000-0000-4000-8000-000000000009",
        "not_there",
        "template:",
        "0d000000-0000-4000-8000-000000000002",
    ),
    "a field to write back that does not exist": Broken(
        "tomorro_contract_url:", "tomorro_contract_urll:", "unknown_target", "write_back", "tomorro_contract_url"
    ),
    "a path that is no path": Broken("company.name", "company.", "invalid_file", "counterparty.name"),
    "a zone that is none": Broken("Europe/Paris", "Europe/Pari", "invalid_file", "Date de début", "Europe/Paris"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_automation_is_refused_with_its_file_its_line_and_the_mend(shop: Shop, broken: Broken):
    shop.edit(broken.right, broken.wrong)

    [found] = shop.found(WON)

    assert (found["code"], Path(found["file"]).name) == (broken.code, f"{WON}.yaml")
    assert found["line"] == shop.line_of(broken.at)
    assert found["suggestion"] == broken.suggestion
    assert found["reason"]["fr"]
    assert found["reason"]["en"]


def test_a_template_that_was_unpublished_is_found_for_the_stage_it_serves(shop: Shop):
    shop.control("tomorro", "PATCH", f"templates/{seed.SERVICE_TEMPLATE_TEST_ID}", published=False)

    [found] = shop.found(WON)

    assert (found["code"], found["key"]) == ("not_there", "do.template.test")


def test_a_contract_type_that_was_unpublished_is_found(shop: Shop):
    shop.control("tomorro", "PATCH", f"contract-types/{seed.SERVICE_TYPE_ID}", published=False)

    assert [one["code"] for one in shop.found(WON)] == ["not_published"]


def test_a_key_that_is_refused_is_one_finding_of_its_connection(shop: Shop):
    shop.store("tomorro", "api_key", "an-old-key")

    [found] = shop.found(WON)

    assert (found["code"], Path(found["file"]).name) == ("credentials_refused", "tomorro.yaml")
    assert "passerelle secrets set tomorro" in found["reason"]["en"]
    assert "an-old-key" not in json.dumps(found)


def test_a_key_that_was_never_stored_is_told_with_the_command_to_type(shop: Shop):
    shop.outbound.delete("hubspot/secrets/access_token")

    [found] = shop.found(WON)

    assert (found["code"], Path(found["file"]).name) == ("no_secret", "hubspot.yaml")


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "drop_before"}])
def test_a_platform_that_is_down_is_a_finding_and_the_others_are_checked(shop: Shop, fault: dict):
    shop.edit("from: company.siret", "from: company.sirett")
    httpx.post(f"{shop.address.control('tomorro')}/faults", json=[fault]).raise_for_status()

    found = {one["code"]: Path(one["file"]).name for one in shop.found(WON)}

    assert found == {"no_answer": "tomorro.yaml", "unknown_field": f"{WON}.yaml"}


def test_a_platform_that_falls_silent_in_the_middle_is_a_finding_too(shop: Shop):
    fault = {"kind": "status", "status": 500, "match": {"path": "/smart-fields"}}
    httpx.post(f"{shop.address.control('tomorro')}/faults", json=[fault]).raise_for_status()

    assert [one["code"] for one in shop.found(WON)] == ["no_answer"]


def test_a_webhook_that_is_not_registered_is_a_warning_where_records_are_polled(shop: Shop):
    httpx.post(f"{shop.address.control('pipedrive')}/reset").raise_for_status()

    found = shop.found("contract-when-pipedrive-deal-won", code=0)
    assert [(one["code"], one["severity"]) for one in found] == [("webhook_missing", "warning")]

    shop.edit("poll: [deal]", "poll: []", "connections/pipedrive.yaml")
    found = shop.found("contract-when-pipedrive-deal-won")
    assert [(one["code"], one["severity"]) for one in found] == [("webhook_missing", "error")]


def test_a_conditional_field_says_when_it_is_wanted(shop: Shop):
    rule = {
        "conditions": {"all": [{"fact": seed.SALE_KIND_ID, "operator": "equal", "value": "Renouvellement"}]},
        "event": {"type": "required", "params": {"smartFieldId": seed.DURATION_ID}},
    }
    shop.control("tomorro", "PATCH", f"contract-types/{seed.SERVICE_TYPE_ID}", rules=[rule])

    [found] = shop.found(WON, code=0)

    assert (found["code"], found["severity"]) == ("sometimes_required", "warning")
    assert 'when "Type de vente" is "Renouvellement"' in found["reason"]["en"]


def test_only_what_is_named_is_checked_and_a_misspelt_name_is_a_sentence(shop: Shop):
    shop.edit("from: company.siret", "from: company.sirett")

    assert shop.found("deal-knows-signature", code=0) == []
    assert 'Is it "contract-when-deal-won"?' in shop.check("contract-when-deal-wom", code=1)


def test_nothing_is_written_anywhere(shop: Shop):
    shop.check(code=0)

    for platform in ("tomorro", "hubspot", "pipedrive", "slack"):
        asked = httpx.get(f"{shop.address.control(platform)}/requests").json()
        assert {one["method"] for one in asked if "auth.test" not in one["path"]} <= {"GET"}


def test_names_without_online_are_a_sentence():
    done = CliRunner().invoke(app, ["check", WON, "--lang", "fr", "--folder", str(CONFIG)])

    assert "ajoutez --online" in done.output


def test_a_description_has_the_names_that_the_platforms_give(shop: Shop):
    said = shop.online("describe", WON)

    assert (
        'goes from "Présentation prévue" or "Contrat envoyé" to "Affaire gagnée" (field "Étape de l\'affaire")' in said
    )
    assert 'Contract type: "Contrat de prestation".' in said
    assert 'the field "Lien du contrat Tomorro" receives the link to the contract' in said


def test_a_platform_that_does_not_answer_leaves_its_ids(shop: Shop):
    shop.store("hubspot", "access_token", "pat-wrong")

    said = shop.online("guide", WON)

    assert 'to "closedwon" (field "dealstage")' in said
    assert 'Contract type: "Contrat de prestation".' in said


def test_what_drifts_after_a_push_is_told_by_its_consequence(shop: Shop):
    shop.passerelle("push", "--folder", str(shop.folder))
    first = shop.passerelle("drift")
    again = shop.passerelle("drift")

    shop.control("hubspot", "DELETE", "properties/companies/siret")
    shop.control("tomorro", "PATCH", f"templates/{seed.SERVICE_TEMPLATE_TEST_ID}", published=False)
    drifted = shop.passerelle("drift", code=1)

    assert f"{WON} (version 1, test)" in first
    assert again == "Nothing has changed on the platforms.\n"
    assert 'contracts created from now on will lack "SIRET"' in drifted
    assert "is no longer published, or has moved: contracts will no longer be created." in drifted
    assert shop.passerelle("drift", "--json", code=1).count('"breaks": true') == 3


def test_a_platform_that_does_not_answer_is_no_drift(shop: Shop):
    shop.passerelle("push", "--folder", str(shop.folder))
    shop.passerelle("drift")
    fault = {"kind": "status", "status": 503}
    httpx.post(f"{shop.address.control('hubspot')}/faults", json=[fault]).raise_for_status()

    printed = shop.passerelle("drift", code=1)

    assert '"hubspot" does not answer' in printed
    assert "no longer" not in printed
