"""What people do in the software of every example, in two rounds: the second needs what came of the first."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from local.accounts import INTAKE_SIGNING, N8N_TOKEN
from local.simulators.airtable.seed import RECORD_ID
from local.simulators.bamboohr.seed import EMPLOYEE_ID
from local.simulators.docusign.seed import ENVELOPE_ID
from local.simulators.greenhouse.seed import APPLICATION_ID
from local.simulators.pipedrive.seed import CONTRACT_ID_FIELD
from local.simulators.salesforce.seed import OPPORTUNITY_ID
from local.simulators.tomorro.seed import AMOUNT_ID, API_KEY, BAKERY_ID, SERVICE_TEMPLATE_TEST_ID, SERVICE_TYPE_ID
from local.simulators.yousign.seed import OTHER_SIGNER_ID, REQUEST_ID, SIGNER_ID
from tests.e2e.world import World
from tests.signing import generic_headers

Eventually = Callable[[Callable[[], Any]], Any]
DEALS = ("won", "approved", "lost", "dearer", "cheaper", "deleted", "negotiated", "signed")
NANTES, RENNES = "Bail de Nantes", "Bail de Rennes"
PATIENCE_S = 420
PACE_S = 1.0
SIRET = "73282932000074"
NINA = {"email": "nina.petit@exemple.fr", "first_name": "Nina", "last_name": "Petit", "job": "counsel"}


@dataclass(slots=True)
class Examples:
    """No two automations work on one record, but for those that have one signature in common."""

    world: World
    deals: dict[str, str] = field(default_factory=dict)
    by_hand: dict[str, str] = field(default_factory=dict)
    company: str = ""
    pipedrive_deal: str = ""
    person: str = ""
    message: dict[str, Any] = field(default_factory=dict)

    def begin(self) -> None:
        self._submit("warmed", "nothing", "w-1")  # the first request of a stack waits for everything to start
        self._in_crm()
        self._in_hris()
        self._elsewhere()
        self._in_slack()
        self.by_hand = {name: self._write(name) for name in (NANTES, RENNES)}
        self._submit("submitted", "request", "f-1", company="Menuiserie Le Goff", siret=SIRET, amount="1 200,50")
        lines = [{"label": "Licence", "price": "1 200,50"}, {"label": "Formation", "price": 900}]
        self._submit("placed", "order", "o-1", company="Imprimerie Le Dû", total=2100.5, lines=lines)
        self._submit("accepted", "candidate", "c-1", name="Enora Guillou", job="Juriste", salary="41000")
        self._submit("hired", "employee", "e-1", **NINA)
        request = {"type": "asked", "record": "request", "id": "r-1", "company": "Verrerie Morvan", "amount": "1200"}
        for _ in range(2):
            self._post("n8n", _json(request), {"x-passerelle-token": N8N_TOKEN, "idempotency-key": "k-1"})

    def go_on(self, eventually: Eventually) -> None:
        """What does not come about stops nothing else: what rests on it is missed where it is looked for."""
        for name in DEALS:
            eventually(lambda name=name: self.deal(name).get("tomorro_contract_url"))
        for act in (self._with_deals, self._in_contracts, self._with_a_counterparty, self._without_nina):
            with suppress(AssertionError):
                act(eventually)

    def _with_deals(self, _eventually: Eventually) -> None:
        signatories = {"externalSignatoryEmailList": ["gerant@fonderie.exemple"]}
        self._patch(f"contracts/{self.contract('approved')['id']}", signatories=signatories)
        self._change("approved", contract_approved="yes")
        self._change("lost", dealstage="closedlost")
        self._change("dearer", amount="99")
        self._patch(f"contracts/{self.contract('cheaper')['id']}", fields=[{"fieldId": AMOUNT_ID, "value": 250}])
        self._in_tomorro(self.contract("deleted")["id"], "delete")
        self._in_tomorro(self.contract("negotiated")["id"], "status", status="negotiating")
        self._in_tomorro(self.contract("signed")["id"], "sign")

    def _in_contracts(self, eventually: Eventually) -> None:
        self._in_tomorro(self.by_hand[NANTES], "remind")
        self._in_tomorro(self.by_hand[NANTES], "sign")
        folder = self.by_hand[RENNES].removeprefix("ctr_")
        self._do("sharepoint", "POST", "files", {"name": f"Contrats/{folder}/bail v2.docx", "content": "v2"})
        self._in_tomorro(eventually(self.of_pipedrive)[0]["id"], "sign")
        self._in_tomorro(eventually(self.amendments)[0]["id"], "sign")
        of_airtable = eventually(lambda: self._whose_id_is_in(self.record().get("Contrat")))[0]
        self._in_tomorro(of_airtable["id"], "status", status="negotiating")

    def _with_a_counterparty(self, eventually: Eventually) -> None:
        [counterparty] = eventually(lambda: self.in_tomorro("counterparties", "Le Bihan et fils"))
        self._patch(f"counterparties/{counterparty['id']}", name="Maison Le Bihan")

    def _without_nina(self, eventually: Eventually) -> None:
        eventually(lambda: self.in_tomorro("members", "Nina"))
        self._submit("left", "employee", "e-1", **NINA, manager_email="hugo.bernard@exemple.fr")

    def contract(self, deal: str) -> dict[str, Any]:
        [contract] = self.world.contracts_of(self.deals[deal])
        return contract

    def deal(self, name: str) -> dict[str, Any]:
        return self.world.deal(self.deals[name])

    def record(self) -> dict[str, Any]:
        """The one of Airtable."""
        fields: dict[str, Any] = self._do("airtable", "GET", f"records/records/{RECORD_ID}")["fields"]
        return fields

    def of_pipedrive(self) -> list[dict[str, Any]]:
        """Tomorro links contracts to the deals of HubSpot alone; of others, what was written back tells."""
        deal = self._do("pipedrive", "GET", f"records/deals/{self.pipedrive_deal}")
        return self._whose_id_is_in(deal["custom_fields"][CONTRACT_ID_FIELD])

    def amendments(self) -> list[dict[str, Any]]:
        return [one for one in self.in_tomorro("contracts", "Responsable") if "Moreau" in one["counterparty"]["name"]]

    def in_tomorro(self, kind: str, part: str) -> list[dict[str, Any]]:
        found = self._do("tomorro", "GET", "state")[kind]
        return [one for one in found if part in json.dumps(one, ensure_ascii=False)]

    def in_slack(self, *parts: str) -> list[str]:
        return [text for text in self.world.messages() if all(part in text for part in parts)]

    def told(self, hook: str) -> list[Any]:
        return [one["body"] for one in self._do(hook, "GET", "messages")]

    def file(self, storage: str, part: str) -> dict[str, Any] | None:
        return next((one for one in self._do(storage, "GET", "files") if part in one["name"]), None)

    def _whose_id_is_in(self, text: str | None) -> list[dict[str, Any]]:
        contracts = self._do("tomorro", "GET", "state")["contracts"]
        return [one for one in contracts if one["plainId"] in (text or "")]

    def _in_crm(self) -> None:
        for name in DEALS:
            company = self.world.new_company(f"Fonderie {name}")
            self.deals[name] = self.world.new_deal(company, dealname=f"Affaire {name}")
            self._change(name, dealstage="closedwon")
        self.company = self.world.new_company("Boulangerie Le Bihan", siren="732829320")
        renamed = {"properties": {"name": "Boulangerie Le Bihan et fils"}}
        self._do("hubspot", "PATCH", f"records/companies/{self.company}", renamed)
        self._do("salesforce", "PATCH", f"records/opportunities/{OPPORTUNITY_ID}", {"StageName": "Closed Won"})
        deal = {"title": "Comptoir", "value": 480, "org_id": 1}
        self.pipedrive_deal = str(self._do("pipedrive", "POST", "records/deals", deal)["id"])
        self._do("pipedrive", "PATCH", f"records/deals/{self.pipedrive_deal}", {"status": "won"})

    def _in_hris(self) -> None:
        self._do("greenhouse", "PATCH", f"records/applications/{APPLICATION_ID}", {"status": "hired"})
        self._do("lucca", "POST", "records/employees", {"givenName": "Malo", "familyName": "Le Goff"})
        hired = {"first_name": "Yann", "last_name": "Kerbrat"}
        self.person = self._do("personio", "POST", "records/persons", hired)["id"]
        self._do("bamboohr", "PATCH", f"records/employees/{EMPLOYEE_ID}", {"jobTitle": "Responsable"})

    def _elsewhere(self) -> None:
        """In forms, in spreadsheets, and in what signs outside Tomorro."""
        self._do("typeform", "POST", "records/responses", {})
        self._do("airtable", "PATCH", f"records/records/{RECORD_ID}", {"fields": {"Statut": "À signer"}})
        row = {"Nom": "Cidrerie Tanguy", "Statut": "À signer", "Montant": 1300}
        self._do("google-sheets", "POST", "records/rows", {"values": row})
        for signer in (SIGNER_ID, OTHER_SIGNER_ID):
            self._do("yousign", "POST", f"records/signature_requests/{REQUEST_ID}/sign", {"signer": signer})
        self._do("docusign", "PATCH", f"records/envelopes/{ENVELOPE_ID}", {"status": "completed"})

    def _in_slack(self) -> None:
        wanted = {"channel": "ventes", "text": "Le client veut un accord"}
        self.message = self._do("slack", "POST", "messages", wanted)
        where = {"channel": self.message["channel"], "ts": self.message["ts"]}
        self._do("slack", "POST", "reactions", {**where, "reaction": "scales", "user": "U0LOCAL"})

    def _change(self, name: str, **properties: str) -> None:
        _breathe()
        self.world.change_deal(self.deals[name], **properties)

    def _do(self, platform: str, method: str, path: str, body: Any = None) -> Any:
        if method != "GET":
            _breathe()
        return self.world.control(platform, method, path, body)

    def _in_tomorro(self, contract: str, what: str, **body: Any) -> None:
        self._do("tomorro", "POST", f"contracts/{contract}/{what}", body)

    def _write(self, name: str) -> str:
        """As a person does, in Tomorro itself."""
        wanted = {"contractTypeId": SERVICE_TYPE_ID, "templateId": SERVICE_TEMPLATE_TEST_ID, "name": name}
        fields = [{"fieldId": AMOUNT_ID, "value": 100}]
        made = self._do("tomorro", "POST", "contracts", {**wanted, "counterparty": {"id": BAKERY_ID}, "fields": fields})
        return str(made["id"])

    def _patch(self, path: str, **body: Any) -> None:
        """As a person does; the control has no such request."""
        _breathe()
        address = f"{self.world.installation.simulators.tomorro}/{path}"
        headers = {"x-api-key": API_KEY, "tomorro-version": "2025-01-29.alpha"}
        httpx.patch(address, headers=headers, json=body, timeout=PATIENCE_S).raise_for_status()

    def _submit(self, kind: str, record: str, record_id: str, **values: Any) -> None:
        now = datetime.now(UTC)
        event = {"type": kind, "record": record, "id": record_id, "event_id": f"{kind}-{record_id}"}
        body = _json({**event, "occurred_at": now.isoformat(), **values})
        self._post("intake", body, generic_headers(body, INTAKE_SIGNING, now))

    def _post(self, connection: str, body: bytes, headers: dict[str, str]) -> None:
        installed = self.world.installation
        sent = {"content-type": "application/json", "host": installed.stack.api_host, **headers}
        httpx.post(
            f"{installed.aws.url}/in/{connection}", content=body, headers=sent, timeout=PATIENCE_S
        ).raise_for_status()


def _breathe() -> None:
    """One after the other, as people act: dozens of webhooks at one moment would start as many functions at once."""
    time.sleep(PACE_S)


def _json(item: dict[str, Any]) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode()
