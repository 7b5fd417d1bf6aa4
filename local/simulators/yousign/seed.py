"""The Yousign account that the simulator starts with: one signature request under way, two signers."""

from typing import Any, Final

API_KEY: Final = "yousign-local-key"
SECRET_KEY: Final = "yousign-local-secret-key"  # noqa: S105 - invented, for the simulator alone

REQUEST_ID: Final = "9a000000-0000-4000-8000-000000000001"
SIGNER_ID: Final = "9b000000-0000-4000-8000-000000000001"
OTHER_SIGNER_ID: Final = "9b000000-0000-4000-8000-000000000002"
DOCUMENT_ID: Final = "9c000000-0000-4000-8000-000000000001"
WORKSPACE_ID: Final = "9d000000-0000-4000-8000-000000000001"

SIGNERS: Final[dict[str, dict[str, Any]]] = {
    SIGNER_ID: {"first_name": "Garance", "last_name": "Petit", "email": "garance@librairie-garance.exemple"},
    OTHER_SIGNER_ID: {"first_name": "Léa", "last_name": "Durand", "email": "lea.durand@exemple.fr"},
}

REQUEST: Final[dict[str, Any]] = {
    "id": REQUEST_ID,
    "status": "ongoing",
    "name": "Bail de la librairie",
    "delivery_mode": "email",
    "ordered_signers": False,
    "timezone": "Europe/Paris",
    "expiration_date": "2026-09-02T21:59:00+00:00",
    "source": "app",
    "external_id": "bail-2026-004",
    "workspace_id": WORKSPACE_ID,
    "signers": [{"id": SIGNER_ID, "status": "notified"}, {"id": OTHER_SIGNER_ID, "status": "notified"}],
    "approvers": [],
    "documents": [{"id": DOCUMENT_ID, "nature": "signable_document"}],
    "completed_at": None,
}
