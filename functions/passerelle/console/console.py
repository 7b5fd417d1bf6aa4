"""One request of the page: who asks, may they, what is it about, and the trace that a change leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from passerelle import log
from passerelle.console import answers
from passerelle.console.access import Access
from passerelle.console.audit import Audit
from passerelle.console.pages import Pages
from passerelle.console.requests import REST_OF_PATH, Request, request_of
from passerelle.console.routes import Route, find
from passerelle.errors import PasserelleError
from passerelle.inbound.gateway import Answer


@dataclass(frozen=True, slots=True)
class Console:
    access: Access
    routes: Sequence[Route]
    audit: Audit
    pages: Pages

    def __call__(self, event: Mapping[str, Any]) -> dict[str, Any]:
        if REST_OF_PATH not in (event.get("pathParameters") or {}):
            return self.pages.answer(event).to_gateway()
        with log.unit_of_work("console request") as line:
            answer = self._answer(event, line)
            line.add(status=answer.status)
        return answer.to_gateway()

    def _answer(self, event: Mapping[str, Any], line: log.Line) -> Answer:
        person = self.access.person(event)
        if person is None:
            return answers.no_token()
        try:
            request = request_of(event, person)
            known = find(self.routes, request.method, request.path)
            if known is None:
                return answers.no_route()
            route, names = known
            if person.role < route.role:
                return answers.no_right(route.role.name.lower())
            request = replace(request, names=names)
            return answers.found(route.handle(request) if route.action is None else self._traced(route, request))
        except PasserelleError as error:
            line.explain("refused", error)
            return answers.refusal(error)
        except Exception as error:  # noqa: BLE001 - the page tells that it is ours; the log tells where
            line.failed(error)
            return answers.broken()

    def _traced(self, route: Route, request: Request) -> Mapping[str, Any]:
        """The trace is there before the change is, and tells how it ended."""
        target = " ".join(request.names.values()) or _targets(request)
        before = route.before(request) if route.before is not None else {}
        trace = self.audit.begin(request.person.name, str(route.action), target, _asked(request), before)
        try:
            result = route.handle(request)
        except PasserelleError as error:
            self.audit.end(trace, error.code, {})
            raise
        self.audit.end(trace, "done", result)
        return result


def _targets(request: Request) -> str:
    ids = request.body.get("ids")
    return ", ".join(map(str, ids[:5])) if isinstance(ids, list) else ""


def _asked(request: Request) -> Mapping[str, Any]:
    """What was asked for, but for what it is about, which is the target."""
    return {name: value for name, value in request.body.items() if name != "ids"}
