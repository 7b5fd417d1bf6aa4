"""The simulated HR software: what each asks of a caller, how its lists go on, and when its webhooks give up."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from local.simulators import running_simulators
from local.simulators.bamboohr import seed as bamboohr
from local.simulators.bamboohr.webhooks import signature_headers as bamboohr_signs
from local.simulators.chassis.deliveries import Subscription
from local.simulators.greenhouse import seed as greenhouse
from local.simulators.lucca import seed as lucca
from local.simulators.personio import seed as personio
from tests.fakes import Clock
from tests.receiving import settle
from tests.signing import bamboohr_headers

TOKENS = {
    "greenhouse": ("greenhouse/token", greenhouse.CLIENT_ID, greenhouse.CLIENT_SECRET),
    "lucca": ("lucca/connect/token", lucca.CLIENT_ID, lucca.CLIENT_SECRET),
    "personio": ("personio/v2/auth/token", personio.CLIENT_ID, personio.CLIENT_SECRET),
}


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def running(clock: Clock) -> Iterator[object]:
    with running_simulators(clock=clock, speed=1_000_000) as address:
        yield address


@pytest.fixture
def api_of(address) -> Iterator[Callable[[str], httpx.Client]]:
    made: list[httpx.Client] = []

    def make(name: str) -> httpx.Client:
        path, client, secret = TOKENS[name]
        grant = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        token = httpx.post(f"{address.url}/{path}", data=grant).raise_for_status().json()["access_token"]
        headers = {"authorization": f"Bearer {token}", "api-version": lucca.API_VERSION}
        made.append(httpx.Client(base_url=getattr(address, name), headers=headers))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def control_of(address) -> Callable[..., httpx.Response]:
    return lambda name, method, path, **body: httpx.request(
        method, f"{address.control(name)}/{path}", json=body
    ).raise_for_status()


def control(address, name: str) -> httpx.Client:
    return httpx.Client(base_url=address.control(name))


def subscribe(control_of, name: str, url: str, **more) -> None:
    control_of(name, "POST", "subscriptions", url=url, **more)
    control_of(name, "PATCH", "delivery", timeout_s=20)


def test_the_key_of_bamboohr_is_the_user_of_basic_credentials(address):
    path = f"{address.bamboohr}/employees/{bamboohr.EMPLOYEE_ID}"

    answers = [httpx.get(path, auth=(user, "x")) for user in (bamboohr.API_KEY, "another")]

    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[0].json() == {"id": bamboohr.EMPLOYEE_ID}
    assert answers[1].headers["x-bamboohr-error-message"]


def test_a_hire_in_bamboohr_is_told_as_created_and_as_changed(address, control_of, target):
    subscribe(control_of, "bamboohr", target.url, monitor_fields=["jobTitle"])

    made = control_of("bamboohr", "POST", "records/employees", firstName="Malo").json()
    with control(address, "bamboohr") as one:
        settle(one, "delivered", 2)

    told = sorted((body["type"], body["data"]["employeeId"]) for body in map(json.loads, bodies(target)))
    assert told == [("employee.created", made["id"]), ("employee.updated", made["id"])]


def test_bamboohr_tells_a_change_of_monitored_fields_alone(address, control_of, target):
    subscribe(control_of, "bamboohr", target.url, monitor_fields=["jobTitle"])

    control_of("bamboohr", "PATCH", f"records/employees/{bamboohr.EMPLOYEE_ID}", firstName="Nina")
    control_of("bamboohr", "PATCH", f"records/employees/{bamboohr.EMPLOYEE_ID}", jobTitle="Responsable")
    with control(address, "bamboohr") as one:
        settle(one)

    [body] = bodies(target)
    assert json.loads(body)["data"]["changedFields"] == ["jobTitle"]


def test_bamboohr_lists_who_was_hired_changed_and_deleted_since(address, clock, control_of):
    clock.advance(hours=1)
    hired = control_of("bamboohr", "POST", "records/employees").json()["id"]
    control_of("bamboohr", "PATCH", f"records/employees/{hired}", jobTitle="Autre")
    control_of("bamboohr", "PATCH", f"records/employees/{bamboohr.EMPLOYEE_ID}", jobTitle="Autre")
    gone = control_of("bamboohr", "POST", "records/employees").json()["id"]
    control_of("bamboohr", "DELETE", f"records/employees/{gone}")

    asked = {"since": clock.now.isoformat()}
    found = httpx.get(f"{address.bamboohr}/employees/changed", params=asked, auth=(bamboohr.API_KEY, "x")).json()

    actions = {one["id"]: one["action"] for one in found["employees"].values()}
    assert actions == {hired: "Inserted", bamboohr.EMPLOYEE_ID: "Updated", gone: "Deleted"}


def test_bamboohr_signs_the_body_before_the_moment(clock):
    subscription = Subscription("1", "http://127.0.0.1:9", "a-key", ())

    signed = bamboohr_signs(subscription, b"{}", clock.now)

    assert {name.lower(): value for name, value in signed.items()} == bamboohr_headers(b"{}", "a-key", clock.now)


@pytest.mark.parametrize(("name", "path"), [("greenhouse", "/jobs"), ("lucca", "/events"), ("personio", "/v2/persons")])
def test_only_a_token_lets_in(address, api_of, name, path):
    refused = httpx.get(f"{getattr(address, name)}{path}", headers={"authorization": "Bearer another"})

    assert (api_of(name).get(path).status_code, refused.status_code) == (200, 401)


def test_a_list_of_greenhouse_goes_on_at_the_address_in_the_header_and_nothing_beside_it(api_of, control_of):
    control_of("greenhouse", "POST", "records/applications")
    api = api_of("greenhouse")

    first = api.get("/applications", params={"per_page": 1})
    following = first.links["next"]["url"]
    second = api.get(following)

    assert len(first.json()) == len(second.json()) == 1
    assert "next" not in second.links
    assert api.get(f"{following}&per_page=1").status_code == 422


def test_greenhouse_is_content_with_a_200_alone_and_escapes_what_is_not_plain(address, control_of, target):
    target.statuses = [204, 500]
    subscribe(control_of, "greenhouse", target.url)

    control_of("greenhouse", "PATCH", f"records/applications/{greenhouse.APPLICATION_ID}", status="hired")
    with control(address, "greenhouse") as one:
        [delivery] = settle(one)

    assert [attempt["status"] for attempt in delivery["attempts"]] == [204, 500, 200]
    assert b"In\\u00e8s" in bodies(target)[0]
    assert len({one.headers["greenhouse-event-id"] for one in target.received}) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_lucca_suspends_an_address_that_is_gone(address, control_of, target, status):
    target.statuses = [status]
    subscribe(control_of, "lucca", target.url)

    control_of("lucca", "PATCH", f"records/employees/{lucca.EMPLOYEE_ID}", jobTitle="Responsable")
    with control(address, "lucca") as one:
        settle(one, "abandoned")

    assert control_of("lucca", "GET", "subscriptions").json() == []


def test_lucca_keeps_its_events_for_two_months(api_of, clock, control_of):
    control_of("lucca", "PATCH", f"records/employees/{lucca.EMPLOYEE_ID}", jobTitle="Responsable")
    kept = api_of("lucca").get("/events").json()["items"]
    clock.advance(days=61)

    assert [one["previousAttributes"] for one in kept] == [{"jobTitle": "Vendeuse"}]
    assert api_of("lucca").get("/events").json()["items"] == []


def test_lucca_wants_to_be_told_the_version_of_its_api(api_of):
    assert api_of("lucca").get("/events", headers={"api-version": ""}).status_code == 400


@pytest.mark.parametrize(("statuses", "state"), [([503], "delivered"), ([401], "abandoned"), ([501], "abandoned")])
def test_personio_tries_again_after_a_trouble_and_never_after_a_refusal(address, control_of, target, statuses, state):
    target.statuses = statuses
    subscribe(control_of, "personio", target.url)

    control_of("personio", "PATCH", f"records/persons/{personio.PERSON_ID}", first_name="Nina")
    with control(address, "personio") as one:
        settle(one, state)

    assert len(control_of("personio", "GET", "subscriptions").json()) == 1


def test_an_attribute_written_in_personio_leaves_the_others(api_of):
    api = api_of("personio")
    path = f"/v2/persons/{personio.PERSON_ID}"

    written = api.patch(path, json={"custom_attributes": [{"id": personio.STATUS_ATTRIBUTE, "value": "signed"}]})
    unknown = api.patch(path, json={"custom_attributes": [{"id": "dynamic_0", "value": "x"}]})

    values = {one["id"]: one["value"] for one in api.get(path).json()["custom_attributes"]}
    assert (written.status_code, unknown.status_code) == (204, 400)
    assert values == {
        personio.SALARY_ATTRIBUTE: 26400,
        personio.JOB_ATTRIBUTE: "Vendeuse",
        personio.STATUS_ATTRIBUTE: "signed",
    }


def bodies(target) -> list[bytes]:
    return [one.body for one in target.received]
