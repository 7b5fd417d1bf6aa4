"""Lucca: employees, whose events come by webhook and are kept for two months."""

from local.simulators.lucca import seed
from passerelle.core.events import Change, RecordRef
from tests.contract.platforms.case import WRONG_CLIENT, Hook, Known, PlatformCase, Records, Simulated
from tests.contract.platforms.cases.recorded import recorded
from tests.signing import lucca_headers

EMPLOYEE = RecordRef("employee", seed.EMPLOYEE_ID)

LUCCA = PlatformCase(
    name="lucca",
    base_url=lambda address: address.lucca,
    secrets={"client_secret": seed.CLIENT_SECRET},
    settings={"client_id": seed.CLIENT_ID, "app_url": "https://company.ilucca.net", "auth_url": "{origin}/lucca"},
    api="/lucca-api/",
    refused=WRONG_CLIENT,
    wait_s=60,
    records=Records(
        known=(
            Known(
                EMPLOYEE,
                {"givenName": "Inès", "familyName": "Moreau"},
                f"https://company.ilucca.net/employees/{EMPLOYEE.id}",
            ),
        ),
        missing=RecordRef("employee", "999"),
        plural="employees",
        new={"givenName": "Malo"},
        trigger=Change("jobTitle", "Responsable", "Vendeuse"),
        tells_since=False,
    ),
    hook=Hook(
        secret=("signing", seed.SECRET),
        sign=lucca_headers,
        item=recorded("lucca_employee_updated"),
        event=("changed", EMPLOYEE, (Change("jobTitle", "Responsable", "Vendeuse"),)),
        unknown=lambda item: {**item, "id": "another", "topic": "employee.painted"},
        body=lambda items: items[0],
        simulated=Simulated(
            "subscriptions",
            {"topics": ["employee.updated"]},
            lambda control, _id: control.patch(f"/records/employees/{EMPLOYEE.id}", json={"jobTitle": "Responsable"}),
        ),
    ),
)
