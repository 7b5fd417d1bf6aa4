"""Typeform: responses that arrive once, by webhook or by poll, and are never read again."""

import json
from pathlib import Path

from local.simulators.typeform import seed
from passerelle.core.events import RecordRef
from tests.contract.platforms.case import Arrivals, Hook, PlatformCase, Simulated
from tests.signing import typeform_headers

SENT = json.loads((Path(__file__).parents[1] / "recorded" / "typeform_form_response.json").read_text(encoding="utf-8"))

TYPEFORM = PlatformCase(
    name="typeform",
    base_url=lambda address: address.typeform,
    secrets={"access_token": seed.TOKEN},
    settings={"form_id": seed.FORM_ID},
    wait_s=2,
    arrivals=Arrivals("response", "responses", {}),
    hook=Hook(
        secret=("signing", seed.SECRET),
        sign=typeform_headers,
        item=SENT,
        event=("created", RecordRef("response", SENT["form_response"]["token"]), ()),
        unknown=lambda item: {**item, "event_id": "another", "event_type": "form_response_partial"},
        body=lambda items: items[0],
        signs_time=False,
        simulated=Simulated(
            "subscriptions",
            {},
            lambda control, _id: control.post("/records/responses", json={"token": SENT["form_response"]["token"]}),
        ),
    ),
)
