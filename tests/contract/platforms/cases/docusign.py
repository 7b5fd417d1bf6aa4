"""DocuSign: what Connect tells, signed once for each key of the account."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path

from passerelle.core.events import UNKNOWN, Change, RecordRef
from tests.contract.platforms.case import Hook, PlatformCase

COMPLETED = Path(__file__).parents[1] / "recorded" / "docusign_envelope_completed.json"
ENVELOPE = RecordRef("envelope", "e2000000-0000-4000-8000-000000000001")


def _sign(body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    """As an account with two keys sends it, of which we know the second."""
    digests = [hmac.new(key.encode(), body, hashlib.sha256).digest() for key in ("another-key", secret)]
    return {f"x-docusign-signature-{place}": base64.b64encode(one).decode() for place, one in enumerate(digests, 1)}


DOCUSIGN = PlatformCase(
    name="docusign",
    hook=Hook(
        secret=("signing", "bG9va3MtZW5jb2RlZC1idXQtaXMtbm90"),
        sign=_sign,
        item=json.loads(COMPLETED.read_text(encoding="utf-8")),
        event=("changed", ENVELOPE, (Change("status", "completed", UNKNOWN),)),
        unknown=lambda item: {**item, "event": "template-created", "generatedDateTime": "2026-03-02T09:00:01Z"},
        body=lambda items: items[0],
        signs_time=False,
    ),
)
