"""Zapier, Make and n8n: a header or credentials that a person types in, and an address that is told."""

import base64
from collections.abc import Callable
from datetime import datetime

from local.simulators.hooks import seed
from passerelle.core.events import RecordRef
from tests.contract.platforms.case import Hook, Message, PlatformCase


def token(_body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    return {"x-passerelle-token": secret}


def basic(_body: bytes, secret: str, _at: datetime) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


def _hook(name: str, secret: str, sign: Callable[[bytes, str, datetime], dict[str, str]] = token) -> Hook:
    return Hook(
        secret=(name, secret),
        sign=sign,
        item={
            "event_id": "e-0001",
            "type": "asked",
            "record": "request",
            "id": 4242,
            "occurred_at": "2026-03-02T08:59:59Z",
            "company": "Menuiserie Le Goff",
        },
        event=("asked", RecordRef("request", "4242"), ()),
        unknown=lambda item: {**item, "event_id": "e-0002", "type": None},
        body=lambda items: items,
        signs_body=False,
        signs_time=False,
    )


_MESSAGE = Message("send", {"event": "contract_signed"}, "messages", has_id=False)

ZAPIER = PlatformCase(
    name="zapier",
    base_url=lambda address: f"{address.url}/zapier{seed.ZAPIER_PATH}",
    secrets={"webhook_url": "{base_url}"},
    refuses_secrets=False,
    wait_s=60,
    message=Message("send", {"event": "contract_signed"}, "messages"),
    hook=_hook("token", "zapier-token"),
)
MAKE = PlatformCase(
    name="make",
    base_url=lambda address: f"{address.url}/make{seed.MAKE_PATH}",
    secrets={"webhook_url": "{base_url}", "api_key": seed.MAKE_KEY},
    wrong_secret="{base_url}?k=an-old-secret-value",
    wait_s=10,
    message=_MESSAGE,
    hook=_hook("basic", "make:secret", basic),
)
N8N = PlatformCase(
    name="n8n",
    base_url=lambda address: f"{address.url}/n8n{seed.N8N_PATH}",
    secrets={"webhook_url": "{base_url}", "header": seed.N8N_HEADER},
    wrong_secret="{base_url}?k=an-old-secret-value",
    wait_s=10,
    message=_MESSAGE,
    hook=_hook("token", "n8n-token"),
)
