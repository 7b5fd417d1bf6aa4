"""Pipedrive: records without history, custom fields by their hash, webhooks that show a password."""

import base64
from datetime import datetime

from local.simulators.pipedrive import seed
from passerelle.core.events import Change, RecordRef
from tests.contract.platforms.case import Hook, Known, PlatformCase, Records, Simulated, Written

DEAL = RecordRef("deal", str(seed.DEAL_ID))
ORGANIZATION = RecordRef("organization", str(seed.ORGANIZATION_ID))
PERSON = RecordRef("person", str(seed.PERSON_ID))
KIND = seed.SALE_KIND_FIELD


def _sign(_body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


PIPEDRIVE = PlatformCase(
    name="pipedrive",
    base_url=lambda address: address.pipedrive,
    secrets={"api_token": seed.TOKEN},
    wait_s=2,
    records=Records(
        known=(
            Known(
                DEAL,
                {"title": "Abonnement de la librairie", "value": 4800, "status": "open"},
                "https://app.pipedrive.com/deal/1",
                {"organization": [ORGANIZATION.id], "person": [PERSON.id]},
            ),
            Known(
                ORGANIZATION,
                {"name": "Librairie Garance", "custom_fields": {seed.SIRET_FIELD: "73282932000074"}},
                "https://app.pipedrive.com/organization/1",
            ),
            Known(PERSON, {"name": "Garance Petit"}, "https://app.pipedrive.com/person/1"),
        ),
        missing=RecordRef("deal", "999999"),
        plural="deals",
        new={"title": "Nouvelle affaire"},
        trigger=Change("status", "won", "open"),
        writes=(
            Written(f"custom_fields.{seed.CONTRACT_ID_FIELD}", "c-1", f'custom_fields."{seed.CONTRACT_ID_FIELD}"'),
            Written(f"custom_fields.{KIND}", seed.RENEWAL_OPTION, f'custom_fields."{KIND}"'),
            Written("title", "Autre titre", "title"),
        ),
    ),
    hook=Hook(
        secret=("webhook", "passerelle:a:password"),
        sign=_sign,
        item={
            "data": {
                "id": seed.DEAL_ID,
                "status": "won",
                "value": 4800,
                "custom_fields": {KIND: {"type": "enum", "id": seed.RENEWAL_OPTION}},
            },
            "previous": {"status": "open"},
            "meta": {
                "action": "change",
                "attempt": 1,
                "change_source": "app",
                "entity": "deal",
                "entity_id": DEAL.id,
                "id": "6f1c2b9e-0000-4000-8000-000000000001",
                "timestamp": "2026-03-02T09:00:00.000Z",
                "version": "2.0",
            },
        },
        event=("changed", DEAL, (Change("status", "won", "open"),)),
        unknown=lambda item: {**item, "meta": {**item["meta"], "id": "another", "entity": "board"}},
        body=lambda items: items[0],
        signs_body=False,
        signs_time=False,
        simulated=Simulated(
            "subscriptions",
            {"event_object": "deal", "event_action": "change", "user": "passerelle", "password": "a:password"},
            lambda control, _id: control.patch(f"/records/deals/{DEAL.id}", json={"status": "won"}),
        ),
    ),
)
