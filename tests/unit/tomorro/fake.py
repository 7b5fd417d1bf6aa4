"""A very small Tomorro behind a MockTransport: enough for the client and the actions, with its state open to the
tests.
"""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from passerelle.http import Caller, new_client
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import ERROR_RULES, TomorroClient, request_headers
from passerelle.platforms.tomorro.settings import read_settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TYPE_ID, TEMPLATE_ID = "type-1", "template-1"


class FreeBudget:
    def take(self, connection: str) -> None: ...

    def pause(self, connection: str, seconds: float) -> None: ...

    def failed(self, connection: str) -> None: ...

    def answered(self, connection: str) -> None: ...


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def smart_field(field_id: str, name: str, kind: str = "string") -> dict[str, Any]:
    return {"id": field_id, "name": name, "type": kind}


@dataclass
class FakeTomorro:
    """`before` may answer or raise in place of a call; `after` runs once the call has had its effect."""

    contracts: dict[str, dict[str, Any]] = field(default_factory=dict)
    counterparties: dict[str, dict[str, Any]] = field(default_factory=dict)
    contract_fields: list[dict[str, Any]] = field(
        default_factory=lambda: [
            smart_field("f-siret", "SIRET"),
            smart_field("f-amount", "Montant HT", "number"),
            smart_field("f-start", "Date de début", "date"),
            smart_field("f-kind", "Type de vente", "select"),
            smart_field("f-sites", "Sites", "multiSelect"),
            smart_field("f-note", "Commentaire", "slate"),
            smart_field("f-ref", "Référence"),
        ]
    )
    party_fields: list[dict[str, Any]] = field(default_factory=lambda: [smart_field("p-siren", "SIREN")])
    options: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {
            "f-kind": [
                option("o-new", "Nouveau client", "New customer"),
                option("o-again", "Renouvellement", "Renewal"),
            ],
            "f-sites": [option("o-hq", "Siège", "Head office"), option("o-shop", "Boutique", "Shop")],
        }
    )
    members: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"id": "m-lea", "role": "ADMIN", "status": "active", "user": {"email": "lea@exemple.fr"}},
            {"id": "m-noe", "role": "USER", "status": "active", "user": {"email": "noe@exemple.fr"}},
        ]
    )
    form: list[dict[str, Any]] = field(default_factory=list)
    templates: list[dict[str, Any]] = field(
        default_factory=lambda: [{"id": TEMPLATE_ID, "language": "FR", "smartFields": []}]
    )
    table: list[dict[str, Any]] = field(default_factory=list)
    signature_status: str = "sent"
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    before: Callable[[httpx.Request], httpx.Response | None] = lambda _request: None
    after: Callable[[httpx.Request], None] = lambda _request: None
    clock: Clock = field(default_factory=Clock)
    _numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def client(self, **settings: Any) -> TomorroClient:
        read = read_settings(settings)
        caller = Caller(
            connection="tomorro",
            base_url=read.base_url,
            headers=request_headers("key-1", read),
            client=new_client(httpx.MockTransport(self)),
            budget=FreeBudget(),
            clock=self.clock,
            correlation_id=lambda: "c0ffee",
            rules=ERROR_RULES,
        )
        return TomorroClient(caller, read, lambda _warning, _sunset: None)

    def catalogue(self, **settings: Any) -> Catalogue:
        return Catalogue(self.client(**settings), self.clock)

    def add_counterparty(self, counterparty_id: str, name: str, status: str = "active", **fields: Any) -> None:
        moment = self.clock.now.isoformat()
        self.counterparties[counterparty_id] = {
            "id": counterparty_id,
            "name": name,
            "status": status,
            "fields": {name.replace("_", "-"): value for name, value in fields.items()},
            "createdAt": moment,
            "updatedAt": moment,
        }

    def add_contract(self, contract_id: str, **properties: Any) -> None:
        self.contracts[contract_id] = {
            "id": f"ctr_{contract_id}",
            "name": "Contrat",
            "status": "draft",
            "counterparty": {"id": "cp-1", "name": "Boulangerie Martin"},
            "contractType": {"id": TYPE_ID, "name": "Contrat de prestation"},
            "templateId": TEMPLATE_ID,
            "createdAt": self.clock.now.isoformat(),
            "fields": [],
            "signatories": [],
            "integration": None,
            **properties,
        }

    def writes(self) -> list[tuple[str, str, Any]]:
        return [call for call in self.calls if call[0] != "GET"]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        path = request.url.path.removeprefix("/v2")
        self.calls.append((request.method, path, body))
        self.requests.append(request)
        answer = self.before(request) or self._answer(request.method, path, body, request.url.params)
        self.after(request)
        return answer

    def _answer(self, method: str, path: str, body: Any, params: httpx.QueryParams) -> httpx.Response:
        resource, *rest = path.strip("/").split("/")
        match resource:
            case "contracts":
                return self._contracts(method, rest, body, params)
            case "counterparties":
                return self._counterparties(method, rest, body, params)
            case "members":
                return self._members(method, rest, body)
            case "smart-fields" if not rest:
                return ok(listed(self.contract_fields if params["object"] == "contract" else self.party_fields))
            case "custom-objects" if method == "PUT":
                return httpx.Response(200)
            case _:
                return ok(self._definition(resource, rest))

    def _contracts(self, method: str, rest: list[str], body: Any, params: httpx.QueryParams) -> httpx.Response:
        match method, rest:
            case "GET", []:
                found = [one for one in self.contracts.values() if _listed(one, params)]
                return ok({"contracts": [summary(one) for one in found], "hasNext": False, "hasPrevious": False})
            case "POST", []:
                return self._create_contract(body)
            case "GET", [number]:
                return ok(self.contracts[number]) if number in self.contracts else not_found()
            case "PATCH", [number]:
                return self._patch_contract(self.contracts[number], body)
            case _:  # send-signature
                if self.signature_status == "sent":
                    self.contracts[rest[0]]["status"] = "signing"
                return ok({"id": "sig_1", "status": self.signature_status, "signatories": []}, 201)

    def _counterparties(self, method: str, rest: list[str], body: Any, params: httpx.QueryParams) -> httpx.Response:
        match method, rest:
            case "GET", []:
                part = params.get("name", "").casefold()
                found = [one for one in self.counterparties.values() if part in one["name"].casefold()]
                if params["sort"] == "-updatedAt":
                    found.sort(key=lambda one: one["updatedAt"], reverse=True)
                return ok(listed([summary(one) for one in found]))
            case "POST", []:
                number = f"cp-new-{next(self._numbers)}"
                self.add_counterparty(number, body["name"])
                return ok(self._patch_counterparty(number, body), 201)
            case "PATCH", [number]:
                return ok(self._patch_counterparty(number, body))
            case _:
                return ok(self.counterparties[rest[0]]) if rest[0] in self.counterparties else not_found()

    def _patch_counterparty(self, number: str, body: dict[str, Any]) -> dict[str, Any]:
        party = self.counterparties[number]
        party.update({name: value for name, value in body.items() if name != "attributes"})
        party["fields"] |= {one["attributeDefinitionId"]: one["value"] for one in body.get("attributes", [])}
        party["updatedAt"] = self.clock.now.isoformat()
        return party

    def _members(self, method: str, rest: list[str], body: Any) -> httpx.Response:
        match method, rest:
            case "GET", []:
                return ok(listed(self.members))
            case "POST", []:
                user = {"email": body["user"]["email"]}
                made = {"id": f"m-new-{next(self._numbers)}", "role": body["role"], "status": "active", "user": user}
                self.members.append(made)
                return ok(made, 201)
            case _:
                found = [one for one in self.members if one["id"] == rest[0]]
                for one in found:
                    one.update(body or {})
                return ok(found[0]) if found else not_found()

    def _definition(self, resource: str, rest: list[str]) -> Any:
        match resource, rest:
            case "smart-fields", [field_id, _]:
                return listed(self.options[field_id])
            case "custom-objects", [table]:
                return {"id": table, "name": "Prix", "smart_fields": self.table, "help_text": None}
            case "contract-types", [_, "templates"]:
                return self.templates
            case _:  # its creation form
                return {"fields": self.form, "fieldsCount": len(self.form), "rules": []}

    def _create_contract(self, body: dict[str, Any]) -> httpx.Response:
        number = f"c-new-{next(self._numbers)}"
        self.add_contract(
            number,
            name=body.get("name", "Contrat de prestation"),
            counterparty={"id": body["counterparty"]["id"], "name": "..."},
            templateId=body["templateId"],
            fields=[{"attributeDefinitionId": one["fieldId"], "value": one["value"]} for one in body.get("fields", [])],
            integration=body.get("integration"),
        )
        return ok(self.contracts[number], 201)

    def _patch_contract(self, contract: dict[str, Any], body: dict[str, Any]) -> httpx.Response:
        values = {one["attributeDefinitionId"]: one for one in contract["fields"]}
        for one in body.get("fields", []):
            values[one["fieldId"]] = {"attributeDefinitionId": one["fieldId"], "value": one["value"]}
        contract.update({name: value for name, value in body.items() if name in ("name", "status")})
        contract["fields"] = list(values.values())
        return ok(contract)


def option(option_id: str, french: str, english: str) -> dict[str, Any]:
    translations = [{"language": "gb", "value": english}, {"language": "fr", "value": french}]
    return {"id": option_id, "translations": translations, "integrationMappings": []}


def listed(items: list[Any]) -> dict[str, Any]:
    return {"data": items, "pagination": {"limit": 50, "next_cursor": None, "has_next": False}, "links": {"next": None}}


def summary(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("id", "name", "status")}


def ok(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


def not_found() -> httpx.Response:
    return httpx.Response(404, json={"statusCode": 404, "message": "Not found", "error": "Not Found"})


def _listed(contract: dict[str, Any], params: httpx.QueryParams) -> bool:
    return (
        params.get("counterpartyId") in (None, contract["counterparty"]["id"])
        and params.get("contractTypeId") in (None, contract["contractType"]["id"])
        and contract["createdAt"][:10] >= params.get("createdAt", "gte:0000").removeprefix("gte:")
    )
