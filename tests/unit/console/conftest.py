"""The console's desk, with everything it looks at in memory: a bridge, its runs, and two accounts."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from passerelle.configuration.folder import read_folder
from passerelle.configuration.published import publish_connection
from passerelle.console.access import Person, Role
from passerelle.console.desk import Desk
from passerelle.console.requests import Request
from passerelle.core.gate import Gate
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.journal.depths import Depth
from passerelle.journal.items import Journaled
from passerelle.journal.versions import Kind
from tests.fakes import NOW, MemoryCursors, MemoryRemarks, MemoryTraces, run_of, won
from tests.unit.delivery.conftest import Bridge

FOLDER = read_folder(Path(__file__).parents[3] / "config")
MISSING = Reason("missing_value", Sentence(fr="Il manque le nom.", en="The name is missing."))


@dataclass
class Office:
    """What a test arranges, and what the rooms are asked."""

    bridge: Bridge = field(default_factory=Bridge)
    ledger: MemoryRemarks = field(default_factory=MemoryRemarks)
    traces: MemoryTraces = field(default_factory=MemoryTraces)
    cursors: MemoryCursors = field(default_factory=MemoryCursors)
    depth: Depth = field(default_factory=lambda: Depth(waiting=0, held=0))
    gates: dict[str, Gate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("hubspot", "tomorro"):
            file = FOLDER.accounts()[name]
            published = publish_connection(file, FOLDER.manifests()[file.platform], "test")
            self.bridge.versions.publish(Kind.CONNECTION, name, published.document())
        self.bridge.publish()

    @property
    def desk(self) -> Desk:
        """Whatever a room asks of what is not there fails its test."""
        bridge = self.bridge
        given = {
            "journal": bridge.journal,
            "ledger": self.ledger,
            "versions": bridge.versions,
            "catalogue": bridge.catalogue,
            "queue": bridge.queue,
            "cursors": self.cursors,
            "traces": self.traces,
            "looks": SimpleNamespace(last=lambda _automation: None),
            "gates": SimpleNamespace(
                known=lambda name: self.gates.get(name, Gate()),
                is_shut=lambda name: self.gates.get(name, Gate()).is_shut,
            ),
            "depth": lambda: self.depth,
            "webhook_url": lambda name: f"https://passerelle.exemple.exemple/in/{name}",
            "clock": bridge.clock,
        }
        return Desk(**{one.name: given.get(one.name) for one in fields(Desk)})

    def parked(self, deal: str, **changes: Any) -> str:
        """A run that waits for a person; gives its id."""
        event = won(deal)
        run = replace(run_of(event), **{"state": RunState.PARKED, "reason": MISSING, "lease_until": None, **changes})
        self.bridge.journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)
        return run.id


@pytest.fixture
def office() -> Office:
    return Office()


def asked(path: str = "", role: Role = Role.OPERATE, *, query: Any = (), body: Any = (), **names: str) -> Request:
    return Request("GET", path, Person("camille", role), dict(query), dict(body), names)
