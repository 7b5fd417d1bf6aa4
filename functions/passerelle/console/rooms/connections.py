"""Connections: is each well, how much of its limit is used, what calls it; and how it all flows."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from passerelle.console.access import Role
from passerelle.console.desk import Desk
from passerelle.console.requests import Request
from passerelle.console.routes import Route, asking, reading
from passerelle.core.automation import Automation
from passerelle.core.gate import Gate, Limits
from passerelle.core.runs import RunState
from passerelle.operations.online.connections import Trying

LATELY: Final = timedelta(days=7)
LOOKED_THROUGH: Final = 1_000
LAST: Final = 100
"""Of each state, to find the newest event of each connection."""


@dataclass(frozen=True, slots=True)
class ConnectionRoom:
    desk: Desk

    def routes(self) -> Sequence[Route]:
        return (
            reading("connections", self.all),
            asking("connections/{name}/try", self.attempt, Role.OPERATE),
            reading("flow", self.flow),
        )

    def all(self, request: Request) -> Mapping[str, Any]:
        """From the journal alone: no platform is asked."""
        del request
        used = {name for automation in self.desk.catalogue.in_use() for name in _connections(automation)}
        last = self._last_received()
        names = self.desk.catalogue.connection_names()
        return {"connections": [self._told(name, name in used, last.get(name)) for name in names]}

    def attempt(self, request: Request) -> Mapping[str, Any]:
        """Ask the platform now: does the key work, is the time right, does it call us. Nothing is changed."""
        name = request.names["name"]
        connection = self.desk.catalogue.connection(name)
        triggers = {automation.trigger.connection for automation in self.desk.catalogue.in_use()}
        trying = Trying(self.desk.connect, self.desk.clock, self.desk.webhook_url, triggers.__contains__)
        faults = trying.faults(name, receives=connection.receives, polls=bool(connection.poll))
        told = [{"code": one.code, "severity": one.severity, **one.sentence.to_json()} for one in faults]
        return {"connection": name, "faults": told}

    def flow(self, request: Request) -> Mapping[str, Any]:
        """The platforms, and what went from one to another in the last days."""
        del request
        since = self.desk.clock() - LATELY
        counted = Counter(
            (run.automation, run.state)
            for state in RunState
            for run in self.desk.journal.runs_in(state, LOOKED_THROUGH, since)
        )
        names = self.desk.catalogue.connection_names()
        return {
            "days": LATELY.days,
            "nodes": [{"name": name, "title": self.desk.catalogue.connection(name).manifest.title} for name in names],
            "edges": [edge for one in self.desk.catalogue.in_use() for edge in _edges(one, counted)],
        }

    def _last_received(self) -> Mapping[str, datetime]:
        """By connection, the newest event among those that the journal saw last."""
        runs = [run for state in RunState for run in self.desk.journal.runs_in(state, LAST)]
        seen = [(run.connection, run.created_at) for run in runs]
        seen += [(one.event.connection, one.event.received_at) for one in self.desk.journal.ignored_events(LAST)]
        newest: dict[str, datetime] = {}
        for connection, at in seen:
            newest[connection] = max(at, newest.get(connection, at))
        return newest

    def _told(self, name: str, used: bool, last: datetime | None) -> Mapping[str, Any]:
        connection = self.desk.catalogue.connection(name)
        gate = self.desk.gates.known(name)
        spent, tightest = _spent(gate, connection.pace, self.desk.clock())
        return {
            "name": name,
            "platform": connection.platform,
            "title": connection.manifest.title,
            "used": used,
            "receives": connection.receives,
            "webhook_url": self.desk.webhook_url(name) if connection.receives else None,
            "onboarding": [one.sentence().to_json() for one in connection.manifest.onboarding],
            "polled": {kind: _iso(self.desk.cursors.get(name, kind)) for kind in connection.poll},
            "last_event_at": _iso(last),
            "limits": {"requests": tightest.requests, "per_s": tightest.per_s},
            "spent": spent,
            "down": gate.is_shut,
        }


def _spent(gate: Gate, pace: Sequence[Limits], now: datetime) -> tuple[float, Limits]:
    """Which part of the allowance of the present window is used, from 0 to 1: of the limit that is used most."""
    idle_at = itertools.chain(gate.idle_at, itertools.repeat(0))
    parts = [
        (round(min(1.0, max(0.0, (idle / 1000 - now.timestamp()) / limit.per_s)), 2), limit)
        for idle, limit in zip(idle_at, pace, strict=False)
    ]
    return max(parts, key=lambda part: part[0])


def _connections(automation: Automation) -> Iterator[str]:
    yield automation.trigger.connection
    yield from (read.connection for read in automation.reads)
    yield from (step.connection for step in automation.steps)


def _edges(automation: Automation, counted: Counter[tuple[str, RunState]]) -> Iterator[Mapping[str, Any]]:
    """One for each platform that it acts on."""
    for to in dict.fromkeys(step.connection for step in automation.steps):
        yield {
            "automation": automation.name,
            "version": automation.version,
            "from": automation.trigger.connection,
            "to": to,
            "runs": {str(state): counted[automation.name, state] for state in RunState},
        }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
