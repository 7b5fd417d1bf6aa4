"""Standard Webhooks, both ways. The specification's own library judges our signatures in tests/unit."""

import base64
import hashlib
import hmac
from datetime import datetime

from local.simulators.hooks import seed
from passerelle.core.events import RecordRef
from tests.contract.platforms.case import Hook, Message, PlatformCase


def sign(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    moment = str(int(at.timestamp()))
    digest = hmac.digest(key, f"msg_1.{moment}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


STANDARD_WEBHOOKS = PlatformCase(
    name="standard-webhooks",
    base_url=lambda address: f"{address.url}/standard-webhooks{seed.STANDARD_PATH}",
    secrets={"webhook_url": "{base_url}", "sending": seed.STANDARD_SECRET},
    wrong_secret="{base_url}",
    wait_s=60,
    wrong_secrets={"sending": f"whsec_{base64.b64encode(b'an-old-secret-value-of-24').decode()}"},
    message=Message("send_once", {"type": "contract.signed", "at": "2026-03-02T08:59:59Z"}, "messages", has_id=False),
    hook=Hook(
        secret=("signing", seed.STANDARD_SECRET),
        sign=sign,
        item={
            "type": "invoice.paid",
            "timestamp": "2026-03-02T08:59:59Z",
            "data": {"record": "invoice", "id": "inv_1", "amount": 12},
        },
        event=("invoice.paid", RecordRef("invoice", "inv_1"), ()),
        unknown=lambda item: {**item, "type": None},
        body=lambda items: items,
    ),
)
