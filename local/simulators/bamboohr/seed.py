"""The BambooHR account that the simulator starts with: one employee, and the fields of the company."""

from typing import Any, Final

API_KEY: Final = "bamboohr-local-key"
PRIVATE_KEY: Final = "bamboohr-local-private-key"
COMPANY_ID: Final = "12345"

EMPLOYEE_ID: Final = "101"

EMPLOYEES: Final[tuple[dict[str, Any], ...]] = (
    {
        "id": EMPLOYEE_ID,
        "firstName": "Inès",
        "lastName": "Moreau",
        "workEmail": "ines.moreau@boulangerie-martin.exemple",
        "jobTitle": "Vendeuse",
        "department": "Magasin",
        "payRate": "26400.00 EUR",
        "hireDate": "2025-09-01",
        "status": "Active",
        "customTomorroContract": "https://app.example/contracts/1",
        "customTomorroStatus": None,
    },
)

FIELDS: Final[tuple[dict[str, Any], ...]] = (
    {"id": 1, "name": "First Name", "type": "text", "alias": "firstName"},
    {"id": 2, "name": "Last Name", "type": "text", "alias": "lastName"},
    {"id": 3, "name": "Work Email", "type": "email", "alias": "workEmail"},
    {"id": 4, "name": "Job Title", "type": "list", "alias": "jobTitle"},
    {"id": 5, "name": "Department", "type": "list", "alias": "department"},
    {"id": 6, "name": "Pay rate", "type": "currency", "alias": "payRate"},
    {"id": 7, "name": "Hire Date", "type": "date", "alias": "hireDate"},
    {"id": 8, "name": "Status", "type": "status", "alias": "status"},
    {"id": 4001, "name": "Contrat Tomorro", "type": "text", "alias": "customTomorroContract"},
    {"id": 4002, "name": "Statut du contrat", "type": "text", "alias": "customTomorroStatus"},
    {"id": 4003, "name": "Ancien champ", "type": "text"},
)
"""As the API lists them: a field without an alias is known by its number alone."""
