"""Personio: persons, of whom a webhook tells nothing but that something changed."""

from local.simulators.personio import seed
from passerelle.core.events import Change, RecordRef
from tests.contract.platforms.case import WRONG_CLIENT, Hook, Known, PlatformCase, Records, Simulated, Written
from tests.contract.platforms.cases.recorded import recorded

PERSON = RecordRef("person", seed.PERSON_ID)

PERSONIO = PlatformCase(
    name="personio",
    base_url=lambda address: address.personio,
    secrets={"client_secret": seed.CLIENT_SECRET},
    settings={"client_id": seed.CLIENT_ID, "app_url": "https://company.app.personio.com"},
    api="/v2/persons",
    refused=WRONG_CLIENT,
    wait_s=2,
    records=Records(
        known=(
            Known(
                PERSON,
                {"first_name": "Inès", "last_name": "Moreau"},
                f"https://company.app.personio.com/staff/details/{PERSON.id}",
            ),
        ),
        missing=RecordRef("person", "999"),
        plural="persons",
        new={"first_name": "Malo"},
        trigger=Change("preferred_name", "Nina", "Inès"),
        writes=(Written("preferred_name", "Ninon", "preferred_name"),),
        tells_since=False,
        tells_options=False,
        tells_id=False,
    ),
    hook=Hook(
        secret=("webhook", seed.TOKEN),
        sign=lambda _body, secret, _at: {"authorization": secret},
        item=recorded("personio_person_updated"),
        event=("changed", PERSON, ()),
        unknown=lambda item: {**item, "event_name": "person.painted"},
        body=lambda items: items[0],
        signs_body=False,
        signs_time=False,
        simulated=Simulated(
            "subscriptions",
            {"events": ["person.updated"]},
            lambda control, _id: control.patch(f"/records/persons/{PERSON.id}", json={"preferred_name": "Nina"}),
        ),
    ),
)
