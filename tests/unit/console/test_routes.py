"""Every route of the console: which role it needs, and that what changes something leaves a trace."""

import pytest

from passerelle.console.access import Person, Role
from passerelle.console.audit import Audit
from passerelle.console.console import Console
from passerelle.console.pages import Pages, SignIn
from passerelle.console.rooms import routes
from passerelle.console.routes import find
from tests.fakes import Clock

ROUTES = routes(desk=None)


class Traces:
    def __init__(self):
        self.kept = []

    def keep(self, trace):
        self.kept.append(trace)


class Anybody:
    """Whoever the event says."""

    def person(self, event):
        role = event["role"]
        return None if role is None else Person("camille", role)


@pytest.fixture
def traces():
    return Traces()


@pytest.fixture
def console(tmp_path, traces):
    pages = Pages(tmp_path, SignIn("https://login.exemple.exemple", "console"))
    return Console(Anybody(), ROUTES, Audit(traces, Clock()), pages)


def event(route, role):
    path = "/".join("x" if part.startswith("{") else part for part in route.path.split("/"))
    return {
        "role": role,
        "pathParameters": {"proxy": path},
        "requestContext": {"http": {"method": route.method}},
        "body": None,
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_without_a_token_it_is_401(console, route):
    assert console(event(route, None))["statusCode"] == 401


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_with_a_lower_role_it_is_403_and_nothing_is_traced(console, traces, route):
    lower = Role(route.role - 1)

    assert console(event(route, lower))["statusCode"] == 403
    assert traces.kept == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_nothing_is_changed_by_get_and_every_change_has_an_action(route):
    assert route.role > Role.NONE
    assert route.action is None or (route.method == "POST" and route.role >= Role.OPERATE and route.before)


def test_every_path_leads_to_its_own_route():
    for route in ROUTES:
        path = "/".join("x" if part.startswith("{") else part for part in route.path.split("/"))

        assert find(ROUTES, route.method, path)[0] is route


def test_what_is_no_route_is_404(console):
    asked = {"role": Role.CHANGE, "pathParameters": {"proxy": "secrets"}, "requestContext": {"http": {"method": "GET"}}}

    assert console(asked)["statusCode"] == 404
