"""The overview: what needs a person, first; then each automation as its sentence; then the balance."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelle.console.desk import Desk
from passerelle.console.requests import Request
from passerelle.console.routes import Route, reading
from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation
from passerelle.operations.account import Balance, balance

COUNTED: Final = 1_000
"""Of each state: what a page needs to tell. The command line counts to the end."""


@dataclass(frozen=True, slots=True)
class OverviewRoom:
    desk: Desk

    def routes(self) -> Sequence[Route]:
        return (
            reading("overview", self.overview),
            reading("me", self.me),
            reading("names", self.names),
            reading("audit", self.audit),
        )

    def me(self, request: Request) -> Mapping[str, Any]:
        return {"name": request.person.name, "role": request.person.role.name.lower()}

    def names(self, request: Request) -> Mapping[str, Any]:
        """What can be asked for, by name."""
        del request
        catalogue = self.desk.catalogue
        connections = catalogue.connection_names()
        kinds = {kind for name in connections for kind in catalogue.connection(name).manifest.records}
        triggers = {automation.trigger.record for automation in catalogue.in_use()}
        return {
            "automations": list(catalogue.deployments()),
            "connections": connections,
            "kinds": sorted(kinds | triggers),
        }

    def overview(self, request: Request) -> Mapping[str, Any]:
        found = balance(self.desk.journal, self.desk.depth, self.desk.clock(), COUNTED)
        parked = self.desk.journal.runs_in(RunState.PARKED, COUNTED)
        deployments = self.desk.versions.active(consistent=True).automations
        return {
            "me": self.me(request),
            "attention": [*_parked(parked), *_held(deployments), *_wrong(found), *self._down()],
            "automations": [self._told(name, one, found) for name, one in sorted(deployments.items())],
            "balance": _balance(found),
        }

    def audit(self, request: Request) -> Mapping[str, Any]:
        """What was changed from here, newest first. `more` is where the next page begins."""
        limit = request.limit()
        traces = self.desk.traces.newest(limit + 1, request.moment("before"))
        shown = [
            {
                "id": one.id,
                "at": one.at.isoformat(),
                "by": one.by,
                "action": one.action,
                "target": one.target,
                "why": one.why,
                "before": one.before,
                "after": one.after,
                "outcome": one.outcome,
            }
            for one in traces[:limit]
        ]
        return {"traces": shown, "more": shown[-1]["at"] if len(traces) > limit else None}

    def _told(self, name: str, deployment: Deployment, found: Balance) -> Mapping[str, Any]:
        states: Counter[RunState] = Counter()
        for (of, _), counted in found.runs.items():
            if of == name:
                states.update(counted)
        automation = self._automation(name, deployment)
        return {
            "name": name,
            "want": automation.want.to_json() if automation else None,
            "from": automation.trigger.connection if automation else None,
            "to": sorted({step.connection for step in automation.steps}) if automation else [],
            "deployment": deployment.to_json(),
            "runs": {str(state): times for state, times in states.items()},
        }

    def _automation(self, name: str, deployment: Deployment) -> Automation | None:
        number = deployment.live or deployment.test
        if number is None:
            return None
        try:
            return self.desk.catalogue.automation(name, number, Stage.LIVE if deployment.live else Stage.TEST)
        except InvalidAutomation:
            return None

    def _down(self) -> Iterator[Mapping[str, Any]]:
        for name in self.desk.catalogue.connection_names():
            if self.desk.gates.is_shut(name):
                yield _attention("connection_down", _down(name), connection=name)


def _parked(runs: Sequence[Run]) -> Iterator[Mapping[str, Any]]:
    """Alike failures are one line, with the sentence of the newest."""
    alike: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        alike.setdefault((run.automation, run.reason.code if run.reason else ""), []).append(run)
    for (automation, code), some in sorted(alike.items(), key=lambda item: -len(item[1])):
        newest = some[0]
        sentence = newest.reason.sentence if newest.reason else _PARKED
        since = min(run.updated_at for run in some).isoformat()
        yield _attention(
            "parked", sentence, automation=automation, code=code, runs=len(some), since=since, run=newest.id
        )


def _held(deployments: Mapping[str, Deployment]) -> Iterator[Mapping[str, Any]]:
    for name, deployment in sorted(deployments.items()):
        if deployment.hold is not None:
            yield _attention(deployment.hold.value, _HELD[deployment.hold], automation=name)


def _wrong(found: Balance) -> Iterator[Mapping[str, Any]]:
    yield from (_attention(fault.code, fault.sentence) for fault in found.faults)
    if found.unexplained:
        yield _attention("unexplained", _unexplained(len(found.unexplained)), run=found.unexplained[0].id)


def _balance(found: Balance) -> Mapping[str, Any]:
    states: Counter[RunState] = Counter()
    for counted in found.runs.values():
        states.update(counted)
    return {
        "balanced": found.balanced,
        "in_part": found.in_part,
        "runs": {str(state): states[state] for state in RunState},
        "ignored_events": found.ignored_events,
        "queue": {"waiting": found.queue.waiting, "held": found.queue.held, "dead": found.queue.dead},
    }


def _attention(kind: str, sentence: Sentence, **more: Any) -> Mapping[str, Any]:
    return {"kind": kind, **sentence.to_json(), **more}


def _down(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » ne répond plus. Ce qui l'attend repartira de lui-même.",
        en=f'"{name}" no longer answers. What waits for it will go on by itself.',
    )


def _unexplained(number: int) -> Sentence:
    return Sentence(
        fr=f"{number} exécution(s) auraient dû avancer et ne l'ont pas fait. Lisez le journal de deliver.",
        en=f"{number} run(s) should have moved on and have not. Read the log of deliver.",
    )


_PARKED: Final = Sentence(fr="Mise de côté.", en="Parked.")
_HELD: Final = {
    Hold.PAUSED: Sentence(
        fr="En pause : ses événements sont gardés, dans leur ordre, jusqu'à la reprise.",
        en="Paused: its events are kept, in their order, until it is resumed.",
    ),
    Hold.DRIFT: Sentence(
        fr="Retenue : une plateforme a changé, et chaque exécution échouerait. Corrigez l'automatisation ou la "
        "plateforme.",
        en="Held: a platform has changed, and each run would fail. Correct the automation or the platform.",
    ),
}
