"""The Pipedrive account that the simulator starts with. Custom fields are known by their hash, as there."""

from typing import Any, Final

TOKEN: Final = "pipedrive-local-token"  # noqa: S105 - invented, for the simulator alone
COMPANY_ID: Final = 424242
OWNER_ID: Final = 1001
APPLICATION_USER_ID: Final = 1002

SIRET_FIELD: Final = "5a1e0000000000000000000000000000000000a1"
CONTRACT_ID_FIELD: Final = "5a1e0000000000000000000000000000000000b1"
CONTRACT_URL_FIELD: Final = "5a1e0000000000000000000000000000000000b2"
SALE_KIND_FIELD: Final = "5a1e0000000000000000000000000000000000b3"
CONTRACT_STATUS_FIELD: Final = "5a1e0000000000000000000000000000000000b4"

NEW_CUSTOMER_OPTION: Final = 31
RENEWAL_OPTION: Final = 32

DEAL_ID: Final = 1
ORGANIZATION_ID: Final = 1
PERSON_ID: Final = 1

CUSTOM_FIELDS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "deals": (
        {"key": CONTRACT_ID_FIELD, "name": "Contrat Tomorro", "field_type": "varchar"},
        {"key": CONTRACT_URL_FIELD, "name": "Lien du contrat Tomorro", "field_type": "varchar"},
        {"key": CONTRACT_STATUS_FIELD, "name": "Statut du contrat Tomorro", "field_type": "varchar"},
        {
            "key": SALE_KIND_FIELD,
            "name": "Type de vente",
            "field_type": "enum",
            "options": [
                {"id": NEW_CUSTOMER_OPTION, "label": "Nouveau client"},
                {"id": RENEWAL_OPTION, "label": "Renouvellement"},
            ],
        },
    ),
    "organizations": ({"key": SIRET_FIELD, "name": "SIRET", "field_type": "varchar"},),
    "persons": (),
}

RECORDS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    (
        "organizations",
        {
            "name": "Librairie Garance",
            "address": {"value": "3 place du Marché, 35000 Rennes, France"},
            "custom_fields": {SIRET_FIELD: "73282932000074"},
        },
    ),
    (
        "persons",
        {
            "name": "Garance Petit",
            "org_id": ORGANIZATION_ID,
            "emails": [{"value": "garance@librairie-garance.exemple", "primary": True, "label": "work"}],
        },
    ),
    (
        "deals",
        {
            "title": "Abonnement de la librairie",
            "value": 4800,
            "currency": "EUR",
            "org_id": ORGANIZATION_ID,
            "person_id": PERSON_ID,
            "custom_fields": {SALE_KIND_FIELD: NEW_CUSTOMER_OPTION},
        },
    ),
)
