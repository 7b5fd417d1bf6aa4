"""The Lucca account that the simulator starts with: one employee."""

from typing import Any, Final

CLIENT_ID: Final = "lucca-local-client"
CLIENT_SECRET: Final = "lucca-local-client-secret"  # noqa: S105 - invented, for the simulator alone
SECRET: Final = "bHVjY2EtbG9jYWwtd2ViaG9vay1zZWNyZXQ"  # noqa: S105 - invented; it looks encoded, and is the key as it is
API_VERSION: Final = "2024-11-01"

EMPLOYEE_ID: Final = "416"

EMPLOYEES: Final[tuple[dict[str, Any], ...]] = (
    {
        "id": EMPLOYEE_ID,
        "type": "employee",
        "givenName": "Inès",
        "familyName": "Moreau",
        "email": "ines.moreau@boulangerie-martin.exemple",
        "employeeNumber": "00416",
        "jobTitle": "Vendeuse",
        "startsOn": "2026-04-01",
        "status": "active",
    },
)
