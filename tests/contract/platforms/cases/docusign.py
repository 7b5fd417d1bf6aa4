"""DocuSign: envelopes read with a token for a signed statement, and Connect, signed with each key of the account."""

from datetime import datetime

from local.simulators.chassis.keys import private_pem
from local.simulators.docusign import seed
from local.simulators.docusign.connect import signatures
from passerelle.core.events import UNKNOWN, Change, RecordRef
from tests.contract.platforms.case import Hook, Known, PlatformCase, Records, Simulated
from tests.contract.platforms.cases.recorded import recorded

ENVELOPE = RecordRef("envelope", seed.ENVELOPE_ID)


def _sign(body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    """As an account with two keys sends it, of which we know the second."""
    return {name.lower(): value for name, value in signatures(["another-key", secret], body).items()}


DOCUSIGN = PlatformCase(
    name="docusign",
    base_url=lambda address: address.docusign,
    secrets={"private_key": private_pem()},
    settings={
        "account_id": seed.ACCOUNT_ID,
        "user_id": seed.USER_ID,
        "integration_key": seed.INTEGRATION_KEY,
        "login_url": "{origin}/docusign",
    },
    api="/restapi/",
    refused=("La clé privée de « docusign » n'en est pas une", 'The private key of "docusign" is none'),
    wait_s=60,
    records=Records(
        known=(
            Known(
                ENVELOPE,
                {
                    "emailSubject": "Bail de la librairie",
                    "customFields": seed.CUSTOM_FIELDS,
                    "recipients": seed.RECIPIENTS,
                },
                f"https://apps.docusign.com/send/documents/details/{seed.ENVELOPE_ID}",
            ),
        ),
        missing=RecordRef("envelope", "e2000000-0000-4000-8000-00000000dead"),
        plural="envelopes",
        new={"emailSubject": "Autre bail"},
        trigger=Change("status", "completed", "sent"),
    ),
    hook=Hook(
        secret=("signing", seed.CONNECT_KEY),
        sign=_sign,
        item=recorded("docusign_envelope_completed"),
        event=("changed", ENVELOPE, (Change("status", "completed", UNKNOWN),)),
        unknown=lambda item: {**item, "event": "template-created", "generatedDateTime": "2026-03-02T09:00:01Z"},
        body=lambda items: items[0],
        signs_time=False,
        simulated=Simulated(
            "subscriptions",
            {"events": ["envelope-completed"]},
            lambda control, _id: control.patch(f"/records/envelopes/{seed.ENVELOPE_ID}", json={"status": "completed"}),
        ),
    ),
)
