"""BambooHR: webhooks that name fields and keep their values, and a list of ids that changed."""

from local.simulators.bamboohr import seed
from passerelle.core.events import UNKNOWN, Change, RecordRef
from tests.contract.platforms.case import Hook, Known, PlatformCase, Records, Simulated, Written
from tests.contract.platforms.cases.recorded import recorded
from tests.signing import bamboohr_headers

EMPLOYEE = RecordRef("employee", seed.EMPLOYEE_ID)

BAMBOOHR = PlatformCase(
    name="bamboohr",
    base_url=lambda address: address.bamboohr,
    secrets={"api_key": seed.API_KEY},
    settings={"app_url": "https://company.bamboohr.com"},
    wait_s=60,
    records=Records(
        known=(
            Known(
                EMPLOYEE,
                {"firstName": "Inès", "lastName": "Moreau", "hireDate": "2025-09-01"},
                f"https://company.bamboohr.com/employees/employee.php?id={EMPLOYEE.id}",
            ),
        ),
        missing=RecordRef("employee", "999"),
        plural="employees",
        new={"firstName": "Malo"},
        trigger=Change("jobTitle", "Responsable", "Vendeuse"),
        writes=(
            Written("customTomorroStatus", "signed", "customTomorroStatus"),
            Written("customTomorroContract", "c-1", "customTomorroContract"),
        ),
        tells_since=False,
        tells_options=False,
        tells_id=False,
    ),
    hook=Hook(
        secret=("private_key", seed.PRIVATE_KEY),
        sign=bamboohr_headers,
        item=recorded("bamboohr_employee_updated"),
        event=("changed", EMPLOYEE, (Change("jobTitle", UNKNOWN),)),
        unknown=lambda item: {**item, "type": "employee.painted"},
        body=lambda items: items[0],
        simulated=Simulated(
            "subscriptions",
            {"monitor_fields": ["jobTitle"]},
            lambda control, _id: control.patch(f"/records/employees/{EMPLOYEE.id}", json={"jobTitle": "Responsable"}),
        ),
    ),
)
