"""DocuSign Connect (SIM): one event a message, signed once with each key, its attempts numbered in the body."""

import base64
import copy
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from local.simulators.chassis.calls import Clock, Json
from local.simulators.chassis.deliveries import Body, Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.docusign import seed
from local.simulators.docusign.store import stamp

_FIRST_WAIT_S: Final = 15.0

# How often it tries again is told in several ways: from a quarter of a minute on, longer each time, for days.
MANNERS: Final = Manners(
    timeout_s=100.0, retry_after_s=tuple(_FIRST_WAIT_S * 2**attempt for attempt in range(14)), at_a_time=5
)


def signature_headers(subscription: Subscription, body: bytes, _moment: datetime) -> dict[str, str]:
    """The moment is in the body alone. The account's other key signs first."""
    return signatures([seed.OTHER_CONNECT_KEY, subscription.secret], body)


def signatures(keys: Sequence[str], body: bytes) -> dict[str, str]:
    digests = [hmac.new(key.encode(), body, hashlib.sha256).digest() for key in keys]
    return {f"X-DocuSign-Signature-{place}": base64.b64encode(one).decode() for place, one in enumerate(digests, 1)}


def publish(sender: Sender, clock: Clock, name: str, envelope: Json, recipient: str | None) -> None:
    data = {
        "accountId": seed.ACCOUNT_ID,
        "userId": seed.USER_ID,
        "envelopeId": envelope["envelopeId"],
        **({} if recipient is None else {"recipientId": recipient}),
        "envelopeSummary": copy.deepcopy(envelope),
    }
    for place, subscription in enumerate(sender.subscriptions.values(), 1):
        if subscription.topics and name not in subscription.topics:
            continue
        message = {
            "event": name,
            "apiVersion": "v2.1",
            "uri": f"/restapi/v2.1/accounts/{seed.ACCOUNT_ID}/envelopes/{envelope['envelopeId']}",
            "configurationId": 10400000 + place,
            "generatedDateTime": stamp(clock()),
            "data": data,
        }
        sender.send(subscription, name, _numbered(message))


def _numbered(message: Json) -> Body:
    def body(attempt: int) -> bytes:
        return json.dumps({**message, "retryCount": attempt - 1}, ensure_ascii=False, separators=(",", ":")).encode()

    return body
