"""Airtable: records known by their fields' names, and a webhook that pings without a word of what changed."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from local.simulators.airtable import seed
from passerelle.core.events import Change, RecordRef
from tests.contract.platforms.case import Creation, Hook, Known, PlatformCase, Records, Simulated, Upsert, Written

RECORD = RecordRef("record", seed.RECORD_ID)
PING = {"base": {"id": seed.BASE_ID}, "webhook": {"id": seed.WEBHOOK_ID}, "timestamp": "2026-03-02T09:00:00.000Z"}


def _sign(body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    key = base64.b64decode(secret) if secret == seed.MAC_SECRET else secret.encode()
    digest = hmac.new(key, body, hashlib.sha256).hexdigest()
    return {"x-airtable-content-mac": f"hmac-sha256={digest}"}


def _by_person(fields: dict[str, Any]) -> dict[str, Any]:
    return {"fields": fields}


AIRTABLE = PlatformCase(
    name="airtable",
    base_url=lambda address: address.airtable,
    secrets={"access_token": seed.TOKEN},
    settings={"base_id": seed.BASE_ID, "table_id": seed.TABLE_ID, "webhook_id": seed.WEBHOOK_ID},
    wait_s=30,
    records=Records(
        known=(Known(RECORD, seed.RECORD, f"https://airtable.com/{seed.BASE_ID}/{seed.TABLE_ID}/{seed.RECORD_ID}"),),
        missing=RecordRef("record", "recNobody00000001"),
        plural="records",
        new={"Nom": "Autre demande"},
        trigger=Change("Statut", "Signé", "À signer"),
        writes=(
            Written("Contrat", "c-1", "fields.Contrat"),
            Written("Statut", "Signé", "fields.Statut"),
        ),
        by_person=_by_person,
        polled=False,
        followed=True,
    ),
    creation=Creation("create_record", "record", "records", {"Nom": "Contrat signé", "Montant": 12.5}, at="fields"),
    upsert=Upsert(
        "upsert_record",
        "records",
        there=({"key": "SIRET"}, {"SIRET": seed.RECORD["SIRET"], "Contrat": "c-9"}),
        new=({"key": "SIRET"}, {"SIRET": "44306184100047", "Nom": "Atelier Neuf"}),
        told_at="fields",
    ),
    hook=Hook(
        secret=("signing", seed.MAC_SECRET),
        sign=_sign,
        item=PING,
        event=("notified", RecordRef("base", seed.BASE_ID), ()),
        unknown=lambda item: {**item, "webhook": {"id": ""}},
        body=lambda items: items[0],
        signs_time=False,
        simulated=Simulated(
            "subscriptions",
            {},
            lambda control, _id: control.patch(f"/records/records/{seed.RECORD_ID}", json={"fields": {"Nom": "X"}}),
        ),
    ),
)
