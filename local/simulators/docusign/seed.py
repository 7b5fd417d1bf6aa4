"""The DocuSign account that the simulator starts with: one envelope under way, two signers."""

from typing import Any, Final

ACCOUNT_ID: Final = "e1000000-0000-4000-8000-000000000001"
USER_ID: Final = "e3000000-0000-4000-8000-000000000001"
INTEGRATION_KEY: Final = "e4000000-0000-4000-8000-000000000001"
AUDIENCE: Final = "account.docusign.com"
CONNECT_KEY: Final = "bG9va3MtZW5jb2RlZC1idXQtaXMtbm90"
OTHER_CONNECT_KEY: Final = "YW5vdGhlci1rZXktb2YtdGhlLWFjY291bnQ="
"""An account may have several keys: every message is signed with each of them."""

ENVELOPE_ID: Final = "e2000000-0000-4000-8000-000000000001"

RECIPIENTS: Final[dict[str, Any]] = {
    "signers": [
        {
            "recipientId": "1",
            "routingOrder": "1",
            "name": "Garance Petit",
            "email": "garance@librairie-garance.exemple",
            "status": "sent",
        },
        {
            "recipientId": "2",
            "routingOrder": "1",
            "name": "Léa Durand",
            "email": "lea.durand@exemple.fr",
            "status": "sent",
        },
    ],
    "recipientCount": "2",
}
CUSTOM_FIELDS: Final[dict[str, Any]] = {
    "textCustomFields": [{"fieldId": "11000000001", "name": "contract", "value": "c-1", "show": "false"}],
    "listCustomFields": [],
}
ENVELOPE: Final[dict[str, Any]] = {
    "envelopeId": ENVELOPE_ID,
    "status": "sent",
    "emailSubject": "Bail de la librairie",
    "sender": {"userName": "Camille Roux", "email": "camille.roux@exemple.fr"},
    "completedDateTime": None,
    "customFields": CUSTOM_FIELDS,
    "recipients": RECIPIENTS,
}
