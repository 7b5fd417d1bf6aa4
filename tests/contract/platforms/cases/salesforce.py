"""Salesforce: records by SOQL, tokens of an application of its own, what a flow posts as JSON.

Outbound messages, which are SOAP, have tests of their own: test_outbound_messages.py.
"""

from datetime import datetime

from local.simulators.salesforce import seed
from passerelle.core.events import Change, RecordRef
from tests.contract.platforms.case import Hook, Known, PlatformCase, Records, Written

OPPORTUNITY = RecordRef("opportunity", seed.OPPORTUNITY_ID)


def _sign(_body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    return {"x-passerelle-token": secret}


def _known(kind: str, identifier: str, fields: dict[str, object], **related: list[str]) -> Known:
    return Known(RecordRef(kind, identifier), fields, f"{{base_url}}/{identifier}", related)


SALESFORCE = PlatformCase(
    name="salesforce",
    base_url=lambda address: address.salesforce,
    secrets={"client_id": seed.CLIENT_ID, "client_secret": seed.CLIENT_SECRET},
    api="/services/data/",
    refused=("Vérifiez l'identifiant", "Check the id"),
    wait_s=10,
    records=Records(
        known=(
            _known(
                "opportunity",
                seed.OPPORTUNITY_ID,
                {"Name": "Maintenance de la librairie", "StageName": "Negotiation/Review", "Amount": 12000.0},
                account=[seed.ACCOUNT_ID],
                contact=[seed.CONTACT_ID],
            ),
            _known("account", seed.ACCOUNT_ID, {"Name": "Librairie Garance"}),
            _known("contact", seed.CONTACT_ID, {"LastName": "Petit"}),
        ),
        missing=RecordRef("opportunity", "006000000009999AAA"),
        plural="opportunities",
        new={"Name": "Nouvelle opportunité"},
        trigger=Change("StageName", "Closed Won", "Negotiation/Review"),
        writes=(Written("Tomorro_Contract_Id__c", "c-1", "Tomorro_Contract_Id__c"), Written("Name", "Autre", "Name")),
        tells_id=False,
    ),
    hook=Hook(
        secret=("callout", "a-flow-s-own-token"),
        sign=_sign,
        item={
            "id": "0Xl000000000001-1",
            "event": "changed",
            "record": "Opportunity",
            "recordId": seed.OPPORTUNITY_ID,
            "at": "2026-03-02T09:00:00.000+0000",
            "fields": {"StageName": "Closed Won"},
            "former": {"StageName": "Negotiation/Review"},
        },
        event=("changed", OPPORTUNITY, (Change("StageName", "Closed Won", "Negotiation/Review"),)),
        unknown=lambda item: {**item, "id": "another", "record": "Campaign"},
        body=lambda items: items[0],
        signs_body=False,
        signs_time=False,
    ),
)
