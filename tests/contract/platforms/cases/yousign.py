"""Yousign: signature requests that are read, and webhooks that are signed without a moment."""

import json
from pathlib import Path

from local.simulators.yousign import seed
from passerelle.core.events import UNKNOWN, Change, RecordRef
from tests.contract.platforms.case import Hook, Known, PlatformCase, Records, Simulated
from tests.signing import yousign_headers

REQUEST = RecordRef("signature_request", seed.REQUEST_ID)
DONE = Path(__file__).parents[1] / "recorded" / "yousign_signature_request_done.json"

YOUSIGN = PlatformCase(
    name="yousign",
    base_url=lambda address: address.yousign,
    secrets={"api_key": seed.API_KEY},
    wait_s=60,
    records=Records(
        known=(Known(REQUEST, {"name": "Bail de la librairie", "external_id": "bail-2026-004"}, None),),
        missing=RecordRef("signature_request", "9a000000-0000-4000-8000-00000000dead"),
        plural="signature_requests",
        new={"name": "Autre demande"},
        trigger=Change("status", "done", "ongoing"),
        polled=False,
    ),
    hook=Hook(
        secret=("signing", seed.SECRET_KEY),
        sign=yousign_headers,
        item=json.loads(DONE.read_text(encoding="utf-8")),
        event=("changed", REQUEST, (Change("status", "done", UNKNOWN),)),
        unknown=lambda item: {**item, "event_id": "another", "event_name": "signature_request.painted"},
        body=lambda items: items[0],
        signs_time=False,
        simulated=Simulated(
            "subscriptions",
            {"events": ["signature_request.done"]},
            lambda control, _id: control.patch(
                f"/records/signature_requests/{seed.REQUEST_ID}", json={"status": "done"}
            ),
        ),
    ),
)
