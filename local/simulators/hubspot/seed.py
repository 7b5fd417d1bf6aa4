"""The HubSpot account that the simulator starts with: invented French companies, their contacts and their deals."""

from typing import Final

from local.simulators.hubspot.crm import USER, Crm
from local.simulators.hubspot.schema import object_type

TOKEN: Final = "pat-eu1-local"  # noqa: S105 - invented, for the simulator alone
CLIENT_SECRET: Final = "hubspot-local-client-secret"  # noqa: S105 - idem
PORTAL_ID: Final = 62515
APP_ID: Final = 1160452

COMPANY_ID: Final = "8000000001"
COMPANY_WITHOUT_SIRET_ID: Final = "8000000002"
CONTACT_ID: Final = "7000000001"
DEAL_ID: Final = "6000000001"
DEAL_WITHOUT_COMPANY_ID: Final = "6000000002"


def fill(crm: Crm) -> None:
    deals, companies, contacts = (object_type(name) for name in ("deals", "companies", "contacts"))
    company = crm.create(
        companies,
        {
            "name": "Boulangerie Martin",
            "domain": "boulangerie-martin.exemple",
            "siret": "73282932000074",
            "address": "12 rue des Lilas",
            "city": "Nantes",
            "zip": "44000",
            "country": "France",
        },
        USER,
        COMPANY_ID,
    )
    crm.create(companies, {"name": "Chantiers du Ponant", "city": "Brest"}, USER, COMPANY_WITHOUT_SIRET_ID)
    contact = crm.create(
        contacts,
        {"email": "gerant@boulangerie-martin.exemple", "firstname": "Paul", "lastname": "Martin"},
        USER,
        CONTACT_ID,
    )
    deal = crm.create(
        deals,
        {
            "dealname": "Refonte du site de la boulangerie",
            "dealstage": "contractsent",
            "pipeline": "default",
            "amount": "12500",
            "deal_currency_code": "EUR",
            "closedate": "2026-12-15T00:00:00Z",
            "dealtype": "newbusiness",
        },
        USER,
        DEAL_ID,
    )
    crm.create(deals, {"dealname": "Audit sans entreprise", "dealstage": "contractsent"}, USER, DEAL_WITHOUT_COMPANY_ID)
    crm.associate(deal, company)
    crm.associate(deal, contact)
    crm.associate(contact, company)
