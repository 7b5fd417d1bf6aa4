"""What the console function is made of, built at its first request."""

import os
from functools import cache
from pathlib import Path

from passerelle import wiring
from passerelle.console.access import Access
from passerelle.console.audit import Audit
from passerelle.console.console import Console
from passerelle.console.desk import Desk
from passerelle.console.pages import Pages, SignIn
from passerelle.console.rooms import routes
from passerelle.http_dry import new_dry_client
from passerelle.inbound.rules import Split
from passerelle.journal.depths import Depths
from passerelle.journal.ledger import Ledger
from passerelle.journal.looks import Looks
from passerelle.journal.parameters import Parameters
from passerelle.journal.traces import Traces
from passerelle.operations.planning import rules_in
from passerelle.settings import ConsoleSettings

STATIC = Path(__file__).parent / "static"


@cache
def console() -> Console:
    given = settings()
    sign_in = SignIn(given.issuer, given.client_id, tuple(url for url in [given.sign_in_url] if url))
    return Console(
        access=Access(given.groups_claim, given.group_prefix),
        routes=routes(desk()),
        audit=Audit(Traces(wiring.table(), wiring.now), wiring.now),
        pages=Pages(STATIC, sign_in),
    )


@cache
def settings() -> ConsoleSettings:
    return ConsoleSettings.from_env(os.environ)


@cache
def desk() -> Desk:
    table = wiring.table()
    return Desk(
        journal=wiring.journal(),
        ledger=Ledger(table),
        versions=wiring.versions(),
        looks=Looks(table),
        catalogue=wiring.catalogue(),
        queue=wiring.queue(),
        cursors=wiring.cursors(),
        traces=Traces(table, wiring.now),
        gates=wiring.gates(),
        connect=wiring.platforms(),
        dry_client=lambda: new_dry_client(wiring.transport()),
        depth=Depths.connect(settings().worker.queue_url),
        rules=_rules,
        webhook_url=lambda name: f"{settings().public_base_url}/in/{name}",
        clock=wiring.now,
    )


def _rules(connection: str) -> Split | None:
    """How the connection's requests become events, as receive knows it; no secret is read."""
    return rules_in(Parameters.connect(f"{settings().worker.parameter_prefix}/in").plain(), connection)
