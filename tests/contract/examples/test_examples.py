"""Each example does what its sentence says, through the front door, beside the automation that made its contract."""

import re
import shutil
from pathlib import Path

import httpx
import pytest

from local.simulators.chassis import aws
from local.simulators.hubspot.seed import COMPANY_ID, DEAL_ID
from local.simulators.pipedrive.seed import CONTRACT_STATUS_FIELD
from local.simulators.pipedrive.seed import DEAL_ID as PIPEDRIVE_DEAL
from local.simulators.tomorro.seed import AMOUNT_ID, API_KEY, BAKERY_ID, SERVICE_TEMPLATE_TEST_ID, SERVICE_TYPE_ID
from passerelle.configuration.folder import read_folder
from passerelle.core.runs import RunState
from tests.contract.examples.conftest import CONFIG
from tests.e2e.world import value_of

EXAMPLES = sorted(path.stem for path in CONFIG.glob("examples/*.yaml"))
WON = "contract-when-deal-won"


def contracts(shop):
    return shop.control("tomorro", "GET", "state")["contracts"]


def win(shop):
    """The contract of the deal that is won, as Tomorro holds it."""
    shop.control("hubspot", "PATCH", f"records/deals/{DEAL_ID}", {"properties": {"dealstage": "closedwon"}})
    shop.handle("hubspot", "tomorro")
    [contract] = contracts(shop)
    return contract


def write(shop, contract):
    """A contract that a person writes in Tomorro."""
    wanted = {"contractTypeId": SERVICE_TYPE_ID, "templateId": SERVICE_TEMPLATE_TEST_ID, "name": contract}
    fields = [{"fieldId": AMOUNT_ID, "value": 100}]
    made = shop.control("tomorro", "POST", "contracts", {**wanted, "counterparty": {"id": BAKERY_ID}, "fields": fields})
    shop.handle("tomorro")
    return made["id"]


def deal(shop):
    return shop.control("hubspot", "GET", f"records/deals/{DEAL_ID}")["properties"]


def change_deal(shop, **properties):
    shop.control("hubspot", "PATCH", f"records/deals/{DEAL_ID}", {"properties": properties})
    shop.handle("hubspot")


def move(shop, contract, status):
    shop.control("tomorro", "POST", f"contracts/{contract['id']}/status", {"status": status})
    shop.handle("tomorro")


def change_amount(shop, contract, amount):
    """As a person does in Tomorro."""
    httpx.patch(
        f"{shop.address.tomorro}/contracts/{contract['id']}",
        headers={"x-api-key": API_KEY, "tomorro-version": "2025-01-29.alpha"},
        json={"fields": [{"fieldId": AMOUNT_ID, "value": amount}]},
    ).raise_for_status()


def name_signatory(shop, contract):
    """Nothing is sent to nobody."""
    httpx.patch(
        f"{shop.address.tomorro}/contracts/{contract['id']}",
        headers={"x-api-key": API_KEY, "tomorro-version": "2025-01-29.alpha"},
        json={"signatories": {"externalSignatoryEmailList": ["gerant@boulangerie-martin.exemple"]}},
    ).raise_for_status()


def sign(shop, contract):
    shop.control("tomorro", "POST", f"contracts/{contract['id']}/sign")
    shop.handle("tomorro", "tomorro", "tomorro")  # in signature, signed, and that all have signed


def tomorro_api(shop, method, path, **body):
    """What a person does in Tomorro, by its API."""
    return httpx.request(
        method,
        f"{shop.address.tomorro}/{path}",
        headers={"x-api-key": API_KEY, "tomorro-version": "2025-01-29.alpha"},
        json=body,
    ).raise_for_status()


def rename_company(shop, name):
    shop.control("hubspot", "PATCH", f"records/companies/{COMPANY_ID}", {"properties": {"name": name}})
    shop.handle("hubspot")


def company(shop):
    return shop.control("hubspot", "GET", f"records/companies/{COMPANY_ID}")["properties"]


def named(shop, kind, name):
    state = shop.control("tomorro", "GET", "state")
    return [one["id"] for one in state[kind] if name in str(one)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_beside_the_shipped_automations_passes_a_strict_check(config, tmp_path, name):
    shutil.copytree(config, tmp_path / "config")
    shutil.copy(CONFIG / "examples" / f"{name}.yaml", tmp_path / "config" / "automations")

    folder = read_folder(tmp_path / "config")

    assert name in folder.automations
    assert (folder.findings, folder.warnings) == ([], [])


def test_a_lost_deal_cancels_its_contract_and_no_other(shop):
    shop = shop(WON, "contract-canceled-when-deal-lost")
    change_deal(shop, dealstage="closedlost")
    change_deal(shop, dealstage="contractsent")
    without_contract = [run.state for run in shop.runs("contract-canceled-when-deal-lost")]
    win(shop)

    change_deal(shop, dealstage="closedlost")

    [contract] = contracts(shop)
    assert contract["status"] == "canceled"
    assert without_contract == [RunState.IGNORED]


def test_a_changed_amount_goes_to_the_contract_until_it_is_signed(shop):
    shop = shop(WON, "contract-follows-deal-amount", "deal-knows-signature")
    contract = win(shop)

    change_deal(shop, amount="99")
    [changed] = contracts(shop)
    sign(shop, contract)
    change_deal(shop, amount="77")

    [signed] = contracts(shop)
    assert (value_of(changed, "Montant HT"), value_of(signed, "Montant HT")) == (99, 99)
    assert [run.state for run in shop.runs("contract-follows-deal-amount")] == [RunState.DONE, RunState.IGNORED]


def test_a_changed_amount_of_the_contract_goes_back_to_the_deal_and_no_further(shop):
    shop = shop(WON, "contract-follows-deal-amount", "deal-follows-contract-amount")
    contract = win(shop)
    shop.poll("tomorro", "contract")

    change_amount(shop, contract, 250)
    shop.poll("tomorro", "contract")
    shop.handle("hubspot")
    shop.poll("tomorro", "contract")

    [kept] = contracts(shop)
    assert (deal(shop)["amount"], value_of(kept, "Montant HT")) == ("250", 250)
    assert [run.state for run in shop.runs("deal-follows-contract-amount")] == [RunState.DONE]
    assert shop.runs("contract-follows-deal-amount") == []


def test_an_approved_deal_sends_its_contract_for_signature(shop):
    shop = shop(WON, "contract-sent-when-deal-approved")
    name_signatory(shop, win(shop))

    change_deal(shop, contract_approved="yes")

    [contract] = contracts(shop)
    assert contract["status"] == "signing"


def test_a_form_that_is_sent_becomes_a_contract(shop):
    shop = shop("contract-when-form-sent")
    request = {
        "company": "Menuiserie Le Goff",
        "siret": "732 829 320 00074",
        "amount": "1 200,50",
        "start": "2027-01-04",
    }

    shop.submit(event_id="f-1", type="submitted", record="request", id="f-1", **request)

    [contract] = contracts(shop)
    assert contract["counterparty"]["name"] == "Menuiserie Le Goff"
    assert value_of(contract, "Montant HT") == 1200.5
    assert value_of(contract, "SIRET") == "73282932000074"


def test_a_company_and_its_counterparty_keep_one_name_whichever_side_changes_it(shop):
    shop = shop("counterparty-follows-company", "company-follows-counterparty")
    rename_company(shop, "Boulangerie Martin et fils")
    [made] = named(shop, "counterparties", "Martin et fils")

    shop.clock.advance(minutes=20)
    rename_company(shop, "Maison Martin")
    renamed = named(shop, "counterparties", "Maison Martin")
    shop.clock.advance(minutes=20)
    shop.poll("tomorro", "counterparty")
    shop.clock.advance(minutes=20)
    tomorro_api(shop, "PATCH", f"counterparties/{made}", name="Maison Martin & Cie")
    shop.poll("tomorro", "counterparty")
    shop.handle("hubspot")

    assert renamed == [made]
    assert company(shop)["name"] == "Maison Martin & Cie"
    assert len(shop.runs("company-follows-counterparty")) == 1
    assert len(shop.runs("counterparty-follows-company")) == 2


def test_an_order_becomes_a_contract_with_its_lines_and_its_conditions(shop):
    shop = shop("contract-with-order-lines")
    lines = [{"label": "Licence", "price": "1 200,50"}, {"label": "Formation", "price": 900}]
    order = {
        "company": "Menuiserie Le Goff",
        "total": 2100.5,
        "conditions": "Prix **fermes** :\n- un an",
        "lines": lines,
    }

    shop.submit(event_id="o-1", type="placed", record="order", id="o-1", **order)

    [contract] = contracts(shop)
    [rows] = contract["records"].values()
    assert [list(row.values()) for row in rows.values()] == [["Licence", 1200.5], ["Formation", 900]]
    assert value_of(contract, "Commentaire")[1]["type"] == "bulleted-list"


def test_somebody_who_is_hired_becomes_a_member_and_whoever_leaves_is_disabled(shop):
    shop = shop("member-when-employee-hired", "member-disabled-when-employee-leaves")
    nina = {"email": "nina.petit@exemple.fr", "first_name": "Nina", "last_name": "Petit", "job": "counsel"}

    shop.submit(event_id="e-1", type="hired", record="employee", id="42", **nina)
    hired = [one for one in shop.control("tomorro", "GET", "state")["members"] if one["user"]["firstname"] == "Nina"]
    leaving = {**nina, "manager_email": "hugo.bernard@exemple.fr"}
    shop.submit(event_id="e-2", type="left", record="employee", id="42", **leaving)

    [left] = [one for one in shop.control("tomorro", "GET", "state")["members"] if one["user"]["firstname"] == "Nina"]
    assert [(one["role"], one["status"]) for one in hired] == [("MANAGER", "pending")]
    assert (left["id"], left["status"]) == (hired[0]["id"], "disabled")


def test_a_deleted_contract_is_noted_on_its_deal(shop):
    shop = shop(WON, "deal-forgets-deleted-contract")
    contract = win(shop)

    shop.control("tomorro", "POST", f"contracts/{contract['id']}/delete")
    shop.handle("tomorro")

    assert deal(shop)["tomorro_contract_status"] == "deleted"


@pytest.mark.parametrize("status", ["negotiating", "signing", "canceled"])
def test_a_deal_knows_where_its_contract_stands(shop, status):
    shop = shop(WON, "deal-knows-status")
    contract = win(shop)

    move(shop, contract, status)

    assert deal(shop)["tomorro_contract_status"] == status


def test_a_contract_that_a_person_writes_becomes_a_deal_and_one_of_ours_does_not(shop):
    shop = shop(WON, "deal-when-contract-created")
    before = len(shop.control("hubspot", "GET", "records/deals"))
    win(shop)

    contract = write(shop, "Contrat cadre")

    deals = shop.control("hubspot", "GET", "records/deals")
    assert len(deals) == before + 1
    assert deals[-1]["properties"]["dealname"] == "Contrat cadre"
    assert deals[-1]["properties"]["tomorro_contract_id"] == contract.removeprefix("ctr_")


def test_the_legal_team_hears_of_each_reminder(shop):
    shop = shop("legal-knows-reminder")
    contract = write(shop, "Bail de Nantes")

    for _ in range(2):
        shop.clock.advance(days=1)
        shop.control("tomorro", "POST", f"contracts/{contract}/remind")
        shop.handle("tomorro")

    messages = [one["text"] for one in shop.control("slack", "GET", "messages")]
    assert len(messages) == 2
    assert all("Bail de Nantes" in message and "Boulangerie Martin" in message for message in messages)


def test_the_sales_team_hears_of_a_signature_once(shop):
    shop = shop(WON, "team-knows-signature")
    contract = win(shop)

    sign(shop, contract)

    [message] = shop.control("slack", "GET", "messages")
    assert "Contrat signé" in message["text"]


def test_a_scenario_of_make_is_started_by_each_status(shop):
    shop = shop(WON, "make-knows-status")
    contract = win(shop)

    move(shop, contract, "negotiating")

    bodies = [one["body"] for one in shop.control("make", "GET", "messages")]
    assert [(body["event"], body["data"]["status"]) for body in bodies] == [("contract_status", "negotiating")]
    assert bodies[0]["data"]["counterparty"] == contract["counterparty"]["name"]


def test_a_workflow_of_n8n_asks_for_a_contract_and_gets_one_however_often_it_asks(shop):
    shop = shop("contract-when-n8n-asks")
    request = {"type": "asked", "record": "request", "id": "r-1", "company": "Menuiserie Le Goff", "amount": "1200"}

    for _ in range(2):
        shop.ask_from_n8n("k-1", **request, siret="73282932000074")

    [contract] = contracts(shop)
    assert contract["counterparty"]["name"] == "Menuiserie Le Goff"
    assert value_of(contract, "Montant HT") == 1200


def test_a_partner_is_sent_a_signed_webhook_once(shop):
    shop = shop(WON, "partner-knows-signature")
    contract = win(shop)

    sign(shop, contract)

    [message] = shop.control("standard-webhooks", "GET", "messages")
    assert message["body"]["type"] == "contract.signed"
    assert message["body"]["data"]["id"] == contract["id"].removeprefix("ctr_")
    assert message["headers"]["webhook-id"].startswith("psr-")


def test_a_signature_is_noted_on_the_pipedrive_deal_that_it_comes_from(shop):
    shop = shop(WON, "contract-when-pipedrive-deal-won", "pipedrive-deal-knows-signature")
    from_hubspot = win(shop)
    shop.control("pipedrive", "PATCH", f"records/deals/{PIPEDRIVE_DEAL}", {"status": "won"})
    shop.handle("pipedrive", "tomorro")
    [from_pipedrive] = [one for one in contracts(shop) if one["id"] != from_hubspot["id"]]

    sign(shop, from_hubspot)
    sign(shop, from_pipedrive)

    stored = shop.control("pipedrive", "GET", f"records/deals/{PIPEDRIVE_DEAL}")
    assert stored["custom_fields"][CONTRACT_STATUS_FIELD] == "signed"
    states = [run.state for run in shop.runs("pipedrive-deal-knows-signature")]
    assert states == [RunState.IGNORED, RunState.DONE]


def archive(shop, name, storage):
    """What the storage holds of a signed contract, and the run that put it there."""
    shop = shop(name)
    contract = write(shop, "Bail / Nantes")
    sign(shop, {"id": contract})
    [run] = shop.runs(name)
    [file] = shop.control(storage, "GET", "files")
    return shop, contract, run, file["name"]


def test_a_signed_contract_is_archived_in_s3_once(shop, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", aws.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", aws.SECRET_KEY)

    _, contract, run, stored = archive(shop, "contract-archived-in-s3", "s3")

    kind, name = stored.split("/")[1:]
    assert (run.state, kind) == (RunState.DONE, "Contrat de prestation")
    assert name == f"Boulangerie Martin - Bail - Nantes - {contract.removeprefix('ctr_')}.pdf"


def test_the_legal_team_is_told_of_a_signature_by_e_mail(shop, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", aws.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", aws.SECRET_KEY)
    shop = shop("legal-knows-signature-by-email")
    contract = write(shop, "Bail de Nantes")

    sign(shop, {"id": contract})

    [message] = shop.control("ses", "GET", "messages")
    assert (message["to"], message["subject"]) == (["juridique@exemple.fr"], "Contrat signé : Bail de Nantes")
    assert "« Bail de Nantes » avec Boulangerie Martin est signé.\nhttp" in message["text"]


def test_a_signed_contract_is_archived_in_sharepoint_and_its_link_is_told(shop):
    shop, _, run, stored = archive(shop, "contract-archived-in-sharepoint", "sharepoint")

    [message] = shop.control("slack", "GET", "messages")
    assert (run.state, stored) == (RunState.DONE, "Contrats/Boulangerie Martin - Bail - Nantes.pdf")
    assert "https://exemple.sharepoint.com/Documents/" in message["text"]


def test_an_archive_whose_answer_was_lost_is_found_again_and_told_once(shop):
    shop = shop("contract-archived-in-sharepoint")
    contract = write(shop, "Bail de Nantes")
    lost = {"kind": "drop_after", "match": {"method": "PUT"}, "times": 1}
    shop.control("sharepoint", "POST", "faults", [lost])

    sign(shop, {"id": contract})  # its second webhook is what the queue's second try would be

    [run] = shop.runs("contract-archived-in-sharepoint")
    sent = [one for one in shop.control("sharepoint", "GET", "requests") if one["method"] == "PUT"]
    assert (run.state, [one["fault"] for one in sent]) == (RunState.DONE, ["drop_after"])
    assert len(shop.control("sharepoint", "GET", "files")) == 1
    assert len(shop.control("slack", "GET", "messages")) == 1


def test_a_document_put_into_the_folder_of_a_contract_becomes_a_version_of_it(shop):
    shop = shop("contract-version-when-file-added")
    contract = write(shop, "Bail de Nantes")
    folder = contract.removeprefix("ctr_")
    shop.poll("sharepoint", "file")

    for name in ("bail v2.docx", "plan.png"):
        shop.control("sharepoint", "POST", "files", {"name": f"Contrats/{folder}/{name}", "content": "v2"})
    shop.poll("sharepoint", "file")

    [run] = [one for one in shop.runs("contract-version-when-file-added") if one.state is RunState.DONE]
    assert run.steps[0].result["version"] == 1


def test_the_page_lists_every_file_and_no_other():
    page = (CONFIG.parent / "docs" / "examples.md").read_text(encoding="utf-8")
    files = {
        f"{path.parent.name}/{path.stem}"
        for part in ("automations", "examples")
        for path in CONFIG.glob(f"{part}/*.yaml")
    }

    assert set(re.findall(r"^\| `([\w/-]+)`", page, re.MULTILINE)) == files


def test_every_example_has_its_test():
    told = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))

    assert [name for name in EXAMPLES if f'"{name}"' not in told] == []
