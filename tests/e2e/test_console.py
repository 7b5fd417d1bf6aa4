"""The console over real HTTP: who may what, on every route there is."""

import http.client
import json
from contextlib import closing

import pytest

from passerelle.console.access import Role
from passerelle.console.rooms import routes

ROUTES = routes(desk=None)
PEOPLE = {Role.NONE: "sacha", Role.READ: "claude", Role.OPERATE: "dominique", Role.CHANGE: "camille"}


@pytest.fixture(scope="module")
def token(installation):
    """`token("claude")`: what the sign-in gives that person."""

    def token(person, **more):
        return installation.control("signin", "POST", "tokens", {"person": person, **more})["access_token"]

    return token


@pytest.fixture(scope="module")
def console(aws, stack):
    """`console("GET", "overview", token)`: the status, and the JSON answered."""

    def console(method, path, token=None, body=None):
        headers = {"Host": stack.api_host, **({"Authorization": f"Bearer {token}"} if token else {})}
        with closing(http.client.HTTPConnection("127.0.0.1", aws.process.port, timeout=60)) as connection:
            connection.request(method, f"/console/api/{path}", json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")

    return console


def path_of(route):
    return "/".join("x" if part.startswith("{") else part for part in route.path.split("/"))


def test_without_a_token_every_route_is_401(console):
    assert {route.path: console(route.method, path_of(route))[0] for route in ROUTES} == {
        route.path: 401 for route in ROUTES
    }


@pytest.mark.parametrize("bad", [{"lifetime_s": -60}, {"audience": "another"}], ids=str)
def test_a_token_that_is_over_or_somebody_elses_is_401(console, token, bad):
    assert console("GET", "me", token("camille", **bad))[0] == 401


def test_with_a_lower_role_every_route_is_403(console, token):
    tokens = {role: token(person) for role, person in PEOPLE.items()}

    found = {route.path: console(route.method, path_of(route), tokens[Role(route.role - 1)])[0] for route in ROUTES}

    assert found == {route.path: 403 for route in ROUTES}


def test_what_a_person_changes_is_in_the_trail(console, token):
    before = console("GET", "automations/contract-when-pipedrive-deal-won", token("claude"))[1]["deployment"]

    paused = console(
        "POST", "automations/contract-when-pipedrive-deal-won/pause", token("dominique"), {"why": "essai de la console"}
    )
    resumed = console("POST", "automations/contract-when-pipedrive-deal-won/resume", token("dominique"), {})

    assert (paused[0], paused[1]["deployment"]["hold"], resumed[0]) == (200, "paused", 200)
    traces = console("GET", "audit", token("claude"))[1]["traces"]
    mine = [one for one in traces if one["why"] == "essai de la console"]
    assert [(one["by"], one["action"], one["outcome"]) for one in mine] == [
        ("dominique@exemple.exemple", "pause", "done")
    ]
    assert mine[0]["before"] == {"deployment": before}
    assert mine[0]["after"] == {"deployment": {**before, "hold": "paused"}}


def test_a_version_that_cannot_be_promoted_is_refused_with_its_sentence(console, token):
    status, answer = console("POST", "automations/deal-knows-signature/promote", token("camille"), {})

    assert status == 409
    assert answer["error"]["code"] == "nothing_to_promote"
    assert "deal-knows-signature" in answer["error"]["fr"]


def test_the_page_and_its_files_come_packed_and_may_run_nothing_of_others(aws, stack):
    with closing(http.client.HTTPConnection("127.0.0.1", aws.process.port, timeout=60)) as connection:
        connection.request("GET", "/console", headers={"Host": stack.api_host})
        answer = connection.getresponse()
        answer.read()

    policy = answer.headers["content-security-policy"]
    assert answer.status == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
