"""The Greenhouse account that the simulator starts with: an application under way, its candidate, job and offer."""

from typing import Any, Final

CLIENT_ID: Final = "greenhouse-local-client"
CLIENT_SECRET: Final = "greenhouse-local-client-secret"  # noqa: S105 - invented, for the simulator alone
SECRET_KEY: Final = "greenhouse-local-secret-key"  # noqa: S105 - invented, for the simulator alone

APPLICATION_ID: Final = 46001
CANDIDATE_ID: Final = 57001
JOB_ID: Final = 87001
OFFER_ID: Final = 98001

ACCOUNT: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "applications": (
        {
            "id": APPLICATION_ID,
            "candidate_id": CANDIDATE_ID,
            "job_id": JOB_ID,
            "status": "active",
            "stage_name": "Offer",
            "custom_fields": [],
        },
    ),
    "candidates": (
        {
            "id": CANDIDATE_ID,
            "first_name": "Inès",
            "last_name": "Moreau",
            "email_addresses": [{"value": "ines.moreau@exemple.fr", "type": "personal"}],
            "custom_fields": {},
        },
    ),
    "jobs": ({"id": JOB_ID, "name": "Vendeuse", "status": "open"},),
    "offers": (
        {
            "id": OFFER_ID,
            "application_id": APPLICATION_ID,
            "status": "accepted",
            "starts_at": "2026-04-01",
            "custom_fields": {"salary": {"name": "Salary", "type": "currency", "value": "26400.00"}},
        },
    ),
}
