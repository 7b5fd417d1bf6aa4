"""What happens in the other software during an end-to-end test, and what can be seen there."""

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.installation import Installation
from local.simulators.hubspot.seed import CLIENT_SECRET, PORTAL_ID
from tests.signing import hubspot_v3_headers

COMPANY = {"siret": "732 829 320 00074", "address": "12 rue des Chênes", "city": "Nantes"}
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class World:
    installation: Installation

    def new_company(self, name: str | None = None, **properties: Any) -> str:
        number = next(_numbers)
        wanted = {"name": name or f"Société d'Été n° {number}", **COMPANY, **properties}
        return self.control("hubspot", "POST", "records/companies", {"properties": wanted})["id"]

    def new_deal(self, company: str | None, **properties: Any) -> str:
        wanted = {"dealname": "Refonte", "dealstage": "contractsent", "montant_ht": "12 500,00", **properties}
        body = {"properties": wanted, "associations": {"companies": [company]} if company else {}}
        return self.control("hubspot", "POST", "records/deals", body)["id"]

    def change_deal(self, deal: str, **properties: Any) -> None:
        self.control("hubspot", "PATCH", f"records/deals/{deal}", {"properties": properties})

    def associate(self, deal: str, company: str) -> None:
        self.control("hubspot", "PATCH", f"records/deals/{deal}", {"associations": {"companies": [company]}})

    def deal(self, deal: str) -> dict[str, Any]:
        return self.control("hubspot", "GET", f"records/deals/{deal}")["properties"]

    def contracts_of(self, record: str) -> list[dict[str, Any]]:
        """By the link that Passerelle leaves on them, whatever it has written elsewhere."""
        contracts = self.control("tomorro", "GET", "state")["contracts"]
        return [one for one in contracts if (one.get("integration") or {}).get("externalId") == record]

    def contracts_named(self, part: str) -> list[dict[str, Any]]:
        return [
            one
            for one in self.control("tomorro", "GET", "state")["contracts"]
            if part in json.dumps(one, ensure_ascii=False)
        ]

    def messages(self) -> list[str]:
        return [message["text"] for message in self.control("slack", "GET", "messages")]

    def control(self, platform: str, method: str, path: str, body: Any = None) -> Any:
        return self.installation.control(platform, method, path, body)

    def hubspot_request(
        self, *changes: dict[str, Any], at: datetime | None = None, secret: str = CLIENT_SECRET
    ) -> tuple[str, bytes, dict[str, str]]:
        """A genuine request of HubSpot with these events, as `post` takes it."""
        number = next(_numbers)
        common = {
            "portalId": PORTAL_ID,
            "subscriptionId": 7,
            "appId": 1,
            "subscriptionType": "deal.propertyChange",
            "propertyName": "dealstage",
            "attemptNumber": 0,
            "changeSource": "CRM_UI",
        }
        now = at or datetime.now(UTC)
        events = [
            {**common, "eventId": number * 1000 + place, "occurredAt": int(now.timestamp() * 1000), **change}
            for place, change in enumerate(changes)
        ]
        body = json.dumps(events).encode()
        url = f"{self.installation.stack.api_url}/in/hubspot"
        return "/in/hubspot", body, hubspot_v3_headers(body, secret, now, url)


def value_of(contract: dict[str, Any], name: str) -> Any:
    return next(field["value"] for field in contract["fields"] if field["name"] == name)
