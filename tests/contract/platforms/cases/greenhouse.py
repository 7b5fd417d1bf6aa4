"""Greenhouse: applications with their candidate, job and offer, which are read and never written."""

from local.simulators.greenhouse import seed
from passerelle.core.events import Change, RecordRef
from tests.contract.platforms.case import WRONG_CLIENT, Hook, Known, PlatformCase, Records, Simulated
from tests.contract.platforms.cases.recorded import recorded
from tests.signing import greenhouse_headers

APPLICATION = RecordRef("application", str(seed.APPLICATION_ID))
PAGES = "https://app.greenhouse.io"

GREENHOUSE = PlatformCase(
    name="greenhouse",
    base_url=lambda address: address.greenhouse,
    secrets={"client_secret": seed.CLIENT_SECRET},
    settings={"client_id": seed.CLIENT_ID, "auth_url": "{origin}/greenhouse"},
    api="/v3/",
    refused=WRONG_CLIENT,
    wait_s=10,
    records=Records(
        known=(
            Known(
                APPLICATION,
                {"stage_name": "Offer", "custom_fields": []},
                f"{PAGES}/applications/{APPLICATION.id}",
                {
                    "candidate": [str(seed.CANDIDATE_ID)],
                    "job": [str(seed.JOB_ID)],
                    "offer": [str(seed.OFFER_ID)],
                },
            ),
            Known(
                RecordRef("candidate", str(seed.CANDIDATE_ID)),
                {"last_name": "Moreau"},
                f"{PAGES}/people/{seed.CANDIDATE_ID}",
            ),
            Known(RecordRef("job", str(seed.JOB_ID)), {"name": "Vendeuse"}, f"{PAGES}/sdash/{seed.JOB_ID}"),
            Known(RecordRef("offer", str(seed.OFFER_ID)), {"starts_at": "2026-04-01"}, None),
        ),
        missing=RecordRef("application", "999"),
        plural="applications",
        new={"candidate_id": None, "job_id": None},
        trigger=Change("status", "hired", "active"),
        tells_since=False,
    ),
    hook=Hook(
        secret=("signing", seed.SECRET_KEY),
        sign=greenhouse_headers,
        item=recorded("greenhouse_hire_candidate"),
        event=("changed", APPLICATION, (Change("status", "hired"),)),
        unknown=lambda item: {**item, "action": "painted", "payload": {}},
        body=lambda items: items[0],
        signs_time=False,
        simulated=Simulated(
            "subscriptions",
            {"events": ["hire_candidate"]},
            lambda control, _id: control.patch(f"/records/applications/{APPLICATION.id}", json={"status": "hired"}),
        ),
    ),
)
