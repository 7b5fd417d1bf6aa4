"""HubSpot: records with their history, and signed webhooks in batches."""

from datetime import datetime

from local.simulators.hubspot import seed
from passerelle.core.events import UNKNOWN, Change, RecordRef
from tests.contract.platforms.case import Creation, Hook, Known, PlatformCase, Records, Simulated, Written
from tests.signing import PUBLIC_BASE_URL, hubspot_v3_headers

URL = f"{PUBLIC_BASE_URL}/in/hubspot"
DEAL = RecordRef("deal", seed.DEAL_ID)
PAGES = "https://app.hubspot.com/contacts/62515/record"


def _sign(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    return hubspot_v3_headers(body, secret, at, URL)


HUBSPOT = PlatformCase(
    name="hubspot",
    base_url=lambda address: address.hubspot,
    secrets={"access_token": seed.TOKEN},
    settings={"portal_id": "62515"},
    wait_s=10,
    records=Records(
        known=(
            Known(
                DEAL,
                {"dealname": "Refonte du site de la boulangerie", "amount": "12500", "description": None},
                f"{PAGES}/0-3/{seed.DEAL_ID}",
                {"company": [seed.COMPANY_ID], "contact": [seed.CONTACT_ID]},
            ),
            Known(
                RecordRef("deal", seed.DEAL_WITHOUT_COMPANY_ID),
                {"dealname": "Audit sans entreprise"},
                f"{PAGES}/0-3/{seed.DEAL_WITHOUT_COMPANY_ID}",
                {"company": [], "contact": []},
            ),
            Known(
                RecordRef("company", seed.COMPANY_ID),
                {"name": "Boulangerie Martin", "siret": "73282932000074"},
                f"{PAGES}/0-2/{seed.COMPANY_ID}",
            ),
            Known(RecordRef("contact", seed.CONTACT_ID), {"lastname": "Martin"}, f"{PAGES}/0-1/{seed.CONTACT_ID}"),
        ),
        missing=RecordRef("deal", "6999999999"),
        plural="deals",
        new={"dealname": "Nouvelle affaire"},
        trigger=Change("dealstage", "closedwon", "contractsent"),
        writes=(
            Written("tomorro_contract_id", "c-1", "properties.tomorro_contract_id"),
            Written("amount", "99", "properties.amount"),
        ),
        by_person=lambda fields: {"properties": fields},
        has_history=True,
    ),
    creation=Creation("create_deal", "deal", "deals", {"dealname": "Avenant", "dealstage": "contractsent"}),
    hook=Hook(
        secret=("client_secret", seed.CLIENT_SECRET),
        sign=_sign,
        item={
            "eventId": 1001,
            "subscriptionId": 501,
            "portalId": seed.PORTAL_ID,
            "appId": seed.APP_ID,
            "occurredAt": 1772442000000,
            "subscriptionType": "deal.propertyChange",
            "attemptNumber": 0,
            "objectId": int(seed.DEAL_ID),
            "propertyName": "dealstage",
            "propertyValue": "closedwon",
            "changeSource": "CRM_UI",
        },
        event=("changed", DEAL, (Change("dealstage", "closedwon", UNKNOWN),)),
        unknown=lambda item: {**item, "eventId": 1002, "subscriptionType": "deal.somethingNew"},
        body=lambda items: items,
        simulated=Simulated(
            "subscriptions",
            {"types": ["deal.propertyChange:dealstage"], "public_url": URL},
            lambda control, _id: control.patch(
                f"/records/deals/{seed.DEAL_ID}", json={"properties": {"dealstage": "closedwon"}}
            ),
        ),
    ),
)
