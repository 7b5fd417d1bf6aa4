"""Runs: found, followed step by step, replayed, dismissed and remarked on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelle.console.access import Role
from passerelle.console.desk import Desk
from passerelle.console.requests import Request
from passerelle.console.routes import Route, acting, asking, reading
from passerelle.core.events import RecordRef
from passerelle.core.records import Key
from passerelle.core.runs import Run, RunState
from passerelle.core.sentences import Sentence
from passerelle.core.trials import Verdict
from passerelle.errors import InvalidPayload
from passerelle.operations.deciding import Filter, Outcome, each, kinds, parked
from passerelle.operations.explaining import explain, ignored
from passerelle.operations.runs import Which, find_run
from passerelle.platforms.links import page_of
from passerelle.shown.events import event_json, explanation_json
from passerelle.shown.remarks import remark_json
from passerelle.shown.runs import run_json
from passerelle.shown.stories import told_run

LOOKED_THROUGH: Final = 1_000
"""Of each state, when an automation or a connection is asked for: the newest."""

AT_ONCE: Final = 25
"""How many runs one request decides on: the page asks again for the rest, and shows how far it is."""


@dataclass(frozen=True, slots=True)
class RunRoom:
    desk: Desk

    def routes(self) -> Sequence[Route]:
        return (
            reading("runs", self.found),
            reading("runs/{id}", self.one),
            reading("events", self.events),
            reading("records", self.record),
            asking("runs/preview", self.preview, Role.OPERATE),
            acting("runs/replay", "replay", Role.OPERATE, self.replay, self.standing),
            acting("runs/dismiss", "dismiss", Role.OPERATE, self.dismiss, self.standing),
            acting("runs/{id}/remark", "remark", Role.OPERATE, self.remark, self.standing),
        )

    def found(self, request: Request) -> Mapping[str, Any]:
        """By state, automation, connection and time, newest first. `more` is where the next page begins."""
        limit = request.limit()
        names = [name for name in request.query.get("state", "").split(",") if name]
        states = [_state(name) for name in names] or list(RunState)
        wanted = {name: request.query[name] for name in ("automation", "connection") if request.query.get(name)}
        read = LOOKED_THROUGH if wanted else limit + 1
        since, before = request.moment("since"), request.moment("before")
        read_runs = [run for state in states for run in self.desk.journal.runs_in(state, read, since, before)]
        fitting = [run for run in read_runs if all(getattr(run, name) == value for name, value in wanted.items())]
        fitting.sort(key=lambda run: run.updated_at, reverse=True)
        more = fitting[limit - 1].updated_at.isoformat() if len(fitting) > limit else None
        return {"runs": [run_json(run) for run in fitting[:limit]], "more": more}

    def one(self, request: Request) -> Mapping[str, Any]:
        """Its story; what was exchanged is shown to those who operate, and to nobody else."""
        run, journaled = find_run(self.desk.journal, request.names["id"])
        remarks = [one for one in self.desk.ledger.remarks(run.automation) if one.run_id == run.id]
        shows = request.person.role >= Role.OPERATE
        return {
            **told_run(run, journaled, self.desk.catalogue, values=shows),
            "remarks": [remark_json(one) for one in remarks],
            "record_url": self._url(Key(run.connection, run.record)),
            "current_version": self.desk.runs().version(run, Which.CURRENT),
        }

    def events(self, request: Request) -> Mapping[str, Any]:
        """Events that started no run."""
        given = (request.query.get("connection") or None, request.query.get("record") or None)
        return {"events": [event_json(one) for one in ignored(self.desk.journal, *given, request.limit())]}

    def record(self, request: Request) -> Mapping[str, Any]:
        """Why did my record do, or not do, something: all that is known of it, and of what it is linked to."""
        key = Key(request.asked("connection"), RecordRef(request.asked("kind"), request.asked("id")))
        found = explain(self.desk.journal, self.desk.catalogue, key, request.limit())
        linked = [
            run for link in found.state.links for _, runs in self.desk.journal.events_of(link.other, 20) for run in runs
        ]
        return {
            **explanation_json(found),
            "url": self._url(key),
            "linked_runs": [run_json(run) for run in linked],
        }

    def preview(self, request: Request) -> Mapping[str, Any]:
        """Which runs a decision would be about, by kind, before it is taken."""
        ids = self._ids(request)
        which = _which(request)
        found = kinds(self.desk.journal, ids, lambda run: self.desk.runs().version(run, which))
        counted = [
            {"automation": kind.automation, "code": kind.code, "version": kind.version, "runs": times}
            for kind, times in found.most_common()
        ]
        return {"ids": ids, "kinds": counted}

    def standing(self, request: Request) -> Mapping[str, Any]:
        """In which state the runs are that a decision is about."""
        ids = [request.names["id"]] if "id" in request.names else self._ids(request)[:AT_ONCE]
        known = {run_id: self.desk.journal.run(run_id) for run_id in ids}
        return {"runs": {run_id: run.state if run else None for run_id, run in known.items()}}

    def replay(self, request: Request) -> Mapping[str, Any]:
        which = _which(request)
        return self._decided(request, lambda run_id: self.desk.runs().replay(run_id, which))

    def dismiss(self, request: Request) -> Mapping[str, Any]:
        why = request.text("why")
        if not why:
            raise InvalidPayload(_SAY_WHY, code="bad_argument")
        return self._decided(request, lambda run_id: self.desk.runs().dismiss(run_id, why))

    def remark(self, request: Request) -> Mapping[str, Any]:
        verdict = request.text("verdict")
        if verdict not in set(Verdict):
            raise InvalidPayload(_VERDICT, code="bad_argument")
        remarks = self.desk.remarks(request.person.name)
        kept = remarks.add(request.names["id"], Verdict(verdict), request.text("comment"))
        return {"remark": remark_json(kept)}

    def _decided(self, request: Request, decide: Callable[[str], Run]) -> Mapping[str, Any]:
        ids = self._ids(request)
        outcomes = each(ids[:AT_ONCE], decide, lambda: None)
        return {"outcomes": [_outcome(one) for one in outcomes], "left": ids[AT_ONCE:]}

    def _ids(self, request: Request) -> list[str]:
        """Those that are named, else those of a filter."""
        given = request.body.get("ids")
        if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
            return [str(one) for one in given]
        wanted = Filter(automation=request.text("automation") or None, code=request.text("code") or None)
        if not request.flag("all") and wanted == Filter():
            raise InvalidPayload(_WHICH, code="bad_argument")
        return [run.id for run in parked(self.desk.journal, wanted)]

    def _url(self, key: Key) -> str | None:
        """Where people see the record, as its platform says."""
        if key.connection not in self.desk.catalogue.connection_names():
            return None
        return page_of(self.desk.catalogue.connection(key.connection), key.record)


def _state(name: str) -> RunState:
    try:
        return RunState(name)
    except ValueError as error:
        raise InvalidPayload(_no_state(name), code="bad_argument") from error


def _which(request: Request) -> Which:
    return Which.CURRENT if request.text("version") == Which.CURRENT else Which.SAME


def _outcome(one: Outcome) -> Mapping[str, Any]:
    reason = one.refused.to_json() if one.refused else None
    return {"id": one.run_id, "done": one.refused is None, "code": one.code, "reason": reason}


def _no_state(name: str) -> Sentence:
    known = ", ".join(RunState)
    return Sentence(
        fr=f"« {name} » n'est pas un état. Il y a : {known}.", en=f'"{name}" is no state. There is: {known}.'
    )


_SAY_WHY: Final = Sentence(
    fr="Dites pourquoi l'exécution n'a plus lieu d'être : la raison est gardée.",
    en="Say why the run is no longer needed: the reason is kept.",
)
_VERDICT: Final = Sentence(fr="Dites « right » ou « to_change ».", en='Say "right" or "to_change".')
_WHICH: Final = Sentence(fr="Dites quelles exécutions.", en="Say which runs.")
