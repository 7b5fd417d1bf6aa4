"""The Personio account that the simulator starts with: one person."""

from typing import Any, Final

CLIENT_ID: Final = "papi-local-client"
CLIENT_SECRET: Final = "papi-local-client-secret"  # noqa: S105 - invented, for the simulator alone
TOKEN: Final = "personio-local-webhook-token"  # noqa: S105 - invented, for the simulator alone
COMPANY_ID: Final = 4242

PERSON_ID: Final = "23808"
CONTRACT_ATTRIBUTE: Final = "dynamic_7001"
STATUS_ATTRIBUTE: Final = "dynamic_7002"
SALARY_ATTRIBUTE: Final = "dynamic_7003"
JOB_ATTRIBUTE: Final = "dynamic_7004"

PERSONS: Final[tuple[dict[str, Any], ...]] = (
    {
        "id": PERSON_ID,
        "email": "ines.moreau@boulangerie-martin.exemple",
        "first_name": "Inès",
        "last_name": "Moreau",
        "preferred_name": "Inès",
        "language_code": "fr",
        "status": "ACTIVE",
        "custom_attributes": [
            {"id": SALARY_ATTRIBUTE, "type": "number", "value": 26400},
            {"id": JOB_ATTRIBUTE, "type": "string", "value": "Vendeuse"},
        ],
        "employments": [{"id": "9001"}],
    },
)

ATTRIBUTES: Final[tuple[dict[str, Any], ...]] = (
    {"key": "first_name", "label": "First name", "type": "standard", "universal_id": "first_name"},
    {"key": "last_name", "label": "Last name", "type": "standard", "universal_id": "last_name"},
    {"key": "email", "label": "Email", "type": "standard", "universal_id": "email"},
    {"key": "preferred_name", "label": "Preferred name", "type": "standard", "universal_id": "preferred_name"},
    {"key": CONTRACT_ATTRIBUTE, "label": "Contrat Tomorro", "type": "standard", "universal_id": None},
    {"key": STATUS_ATTRIBUTE, "label": "Statut du contrat", "type": "standard", "universal_id": None},
    {"key": SALARY_ATTRIBUTE, "label": "Salaire", "type": "decimal", "universal_id": None},
    {"key": JOB_ATTRIBUTE, "label": "Intitulé du poste", "type": "standard", "universal_id": None},
)
