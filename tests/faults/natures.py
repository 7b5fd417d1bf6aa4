"""One step of each nature, by a manifest alone and over HTTP, in the same hostile world: what each can promise."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta

import httpx

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.runs import Run
from passerelle.core.steps import Json
from passerelle.delivery.ports import Platforms
from passerelle.errors import PerhapsMade
from passerelle.http import Caller, new_client
from passerelle.platforms.platform import Platform
from passerelle.platforms.rest import RestPlatform
from tests.fakes import Clock
from tests.faults.far_side import SETTLE, Crash, Faults
from tests.faults.simulation import Simulation
from tests.unit.tomorro.fake import FreeBudget

ABOUT = {"fr": "écrire", "en": "write"}
NOTE = {
    "about": ABOUT,
    "request": {"method": "POST", "path": "/notes", "body": {"mark": "{mark}", "values": "{values}"}},
}
MANIFEST = ManifestFile.model_validate(
    {
        "platform": "far",
        "title": "Far",
        "family": "crm",
        "settings": {"base_url": {"about": "Where it is."}},
        "records": {"note": {"title": {"fr": "note", "en": "note"}}},
        "actions": {
            "create": {
                **NOTE,
                "nature": "create",
                "makes": "note",
                "result": {"id": "id"},
                "find": {
                    "request": {"path": "/notes", "query": {"mark": "{mark}"}, "take": "notes"},
                    "mark_at": "mark",
                },
            },
            "create_blindly": {**NOTE, "nature": "notify", "makes": "note", "result": {"id": "id"}},
            "notify": {**NOTE, "nature": "notify"},
            "set": {
                "about": ABOUT,
                "nature": "set",
                "params": {"target": {"about": "Which one."}},
                "request": {"method": "PUT", "path": "/notes/{target}", "body": {"mark": "{mark}"}},
            },
        },
    }
)


@dataclass(frozen=True, slots=True)
class Promise:
    """An action with its policy, and which of the two faults of an effect may be met under it."""

    about: str
    action: str
    after_unknown: str = "repeat"
    may_double: bool = False
    may_lack: bool = False

    def document(self) -> Json:
        return {
            "name": "note-when-deal-won",
            "want": {"fr": "Écrire la note", "en": "Write the note"},
            "when": {"connection": "hubspot", "record": "deal", "change": {"field": "dealstage", "to": "closedwon"}},
            "do": {
                "connection": "far",
                "action": self.action,
                "after_unknown": self.after_unknown,
                **({"target": "{deal.id}"} if self.action == "set" else {}),
            },
            "exchange": [] if self.action == "set" else [{"to": "name", "from": "deal.name", "required": True}],
        }


PROMISES = (
    Promise("create, found again", "create"),
    Promise("create, not found: repeat", "create_blindly", may_double=True),
    Promise("create, not found: give up", "create_blindly", "give_up"),
    Promise("set", "set"),
    Promise("notify: repeat", "notify", may_double=True),
    Promise("notify: give up", "notify", "give_up", may_lack=True),
)


@dataclass(frozen=True, slots=True)
class Books:
    """`doubled` are the events that had more than one effect; `unknown` those of whose message nobody knows whether it
    was sent; `asked` the times that a person was asked to look whether something was made. `lost` had none, unsaid.
    """

    accepted: int
    effects: int
    lost: int
    doubled: int
    unexplained: int
    unknown: int
    asked: int
    steps: int

    def keep(self, promise: Promise) -> bool:
        """Never lost and always explained; twice, or perhaps not at all, only where the policy says so."""
        return not (
            self.lost
            or self.unexplained
            or (self.doubled and not promise.may_double)
            or (self.unknown and not promise.may_lack)
        )


_ANSWERS = {"error_500": 500, "throttled": 429, "unauthorised": 401}
_NEVER_ANSWERED = {"refused_connection": httpx.ConnectError, "lost_before": httpx.ReadTimeout}


@dataclass
class FarApi:
    """Keeps what was really written, by our mark, whatever it answered."""

    clock: Clock
    faults: Faults
    meanwhile: Callable[[], None]
    notes: list[tuple[datetime, Json]] = field(default_factory=list)
    things: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.meanwhile()
        fault = self.faults.draw()
        if fault == "crash_before":
            raise Crash
        if fault in _NEVER_ANSWERED:
            raise _NEVER_ANSWERED[fault](fault)
        if fault in _ANSWERS:
            return httpx.Response(_ANSWERS[fault], headers={"retry-after": "7"} if fault == "throttled" else {})
        answer = self._list(request) if request.method == "GET" else self._write(request, late=fault == "late")
        if fault == "crash_after":
            raise Crash
        if fault in {"lost_after", "late"}:
            raise httpx.ReadTimeout(fault)
        return httpx.Response(500 if fault == "error_500_done" else 200, json=answer)

    def effects(self) -> Counter[str]:
        """A set has one, however often it is made."""
        return Counter([*(note["mark"] for _, note in self.notes), *self.things.values()])

    def _list(self, request: httpx.Request) -> Json:
        wanted = request.url.params["mark"]
        shown = [note for shows_at, note in self.notes if shows_at <= self.clock.now]
        return {"notes": [note for note in shown if note["mark"] == wanted]}

    def _write(self, request: httpx.Request, *, late: bool) -> Json:
        mark = json.loads(request.content)["mark"]
        if request.method == "PUT":
            self.things[request.url.path] = mark
            return {}
        note = {"id": f"n-{len(self.notes)}", "mark": mark}
        self.notes.append((self.clock.now + (SETTLE / 2 if late else timedelta(0)), note))
        return note


@dataclass(frozen=True, slots=True)
class Sides:
    hubspot: Platform
    far: Platform

    def __call__(self, connection: str, /) -> Platform:
        return self.far if connection == "far" else self.hubspot


@dataclass
class OneNature(Simulation):
    """The story of the contracts, with another step."""

    promise: Promise = PROMISES[0]
    asked: int = 0

    def __post_init__(self) -> None:
        self.automation = self.promise.document()
        super().__post_init__()
        self.api = FarApi(self.clock, self.faults, self._meanwhile)
        self.client = new_client(httpx.MockTransport(self.api))

    def platforms(self) -> Platforms:
        caller = Caller("far", "https://far.example", {}, self.client, FreeBudget(), self.clock, str)
        return Sides(self.hubspot(), RestPlatform("far", MANIFEST, {}, caller, self.clock))

    def to_be_replayed(self, run: Run) -> bool:
        """A person who is asked whether a note is there looks for it, as the sentence says."""
        if run.reason is None or run.reason.code != PerhapsMade.code:
            return True
        self.asked += 1
        return self.api.effects()[run.mark] == 0

    def books(self) -> Books:
        self.play()
        effects, runs = self.api.effects(), self.journal.runs.values()
        given_up = [run for run in runs if run.results().get(f"do.{self.promise.action}", {}).get("unknown")]
        lacking = sum(effects[run.mark] == 0 for run in runs if run not in given_up)
        ended = {run.event_id for run in runs if run.state.ended}
        return Books(
            accepted=len(self.accepted),
            effects=sum(effects.values()),
            lost=lacking + len(self.accepted) - len(runs),
            doubled=sum(count > 1 for count in effects.values()),
            unexplained=sum(event.id not in ended for event in self.accepted),
            unknown=len(given_up),
            asked=self.asked,
            steps=self.faults.calls,
        )

    def _meanwhile(self) -> None:
        if self.interleave:
            self.another_worker()


def total(books: Sequence[Books]) -> Books:
    return Books(*(sum(values) for values in zip(*map(astuple, books), strict=True)))
