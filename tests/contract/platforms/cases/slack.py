"""Slack: messages posted, and those that people write."""

import hashlib
import hmac
from datetime import datetime

from local.simulators.slack import seed
from passerelle.core.events import RecordRef
from tests.contract.platforms.case import Hook, Message, PlatformCase, Simulated


def _sign(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    moment = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-slack-signature": f"v0={digest}", "x-slack-request-timestamp": moment}


SLACK = PlatformCase(
    name="slack",
    base_url=lambda address: f"{address.slack}/api",
    secrets={"bot_token": seed.TOKEN},
    wait_s=30,
    message=Message("post_message", {"channel": "#juridique", "text": "Contrat signé"}, "messages"),
    hook=Hook(
        secret=("signing", seed.SIGNING_SECRET),
        sign=_sign,
        item={
            "token": "an-old-verification-token",
            "team_id": "T0LOCAL",
            "api_app_id": "A0LOCAL",
            "type": "event_callback",
            "event_id": "Ev0LOCAL0001",
            "event_time": 1772442000,
            "event": {
                "type": "message",
                "channel": "C0LEGAL001",
                "user": "U0LOCAL",
                "text": "On peut envoyer le contrat",
                "ts": "1772442000.000000",
            },
        },
        event=("posted", RecordRef("message", "C0LEGAL001/1772442000.000000"), ()),
        unknown=lambda item: {**item, "event_id": "Ev0LOCAL0002", "event": {"type": "channel_rename"}},
        body=lambda items: items[0],
        greets=(
            {"token": "an-old-verification-token", "type": "url_verification", "challenge": "3eZbrw1a"},
            "3eZbrw1a",
        ),
        simulated=Simulated(
            "subscriptions",
            {"events": ["message"]},
            lambda control, _id: control.post("/messages", json={"channel": "juridique", "text": "Bonjour"}),
        ),
    ),
)
