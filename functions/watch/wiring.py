"""What the watch function does, each time."""

import os
from collections.abc import Callable
from functools import cache, partial

from passerelle.delivery.dry_run import DryRun
from passerelle.delivery.giving_up import GivingUp
from passerelle.delivery.planning import Planner
from passerelle.delivery.weighing import Memory
from passerelle.draining import drain
from passerelle.http_dry import new_dry_client
from passerelle.journal.dead_letters import DeadLetters
from passerelle.journal.looks import Looks
from passerelle.journal.shadows import Shadows
from passerelle.journal.subscriptions import Subscriptions
from passerelle.journal.tokens import refreshed_at
from passerelle.operations.drifting import DriftWatch
from passerelle.operations.expiring import ExpiryWatch
from passerelle.operations.guarding import Guard
from passerelle.operations.planning import Planning
from passerelle.operations.probation import Probation
from passerelle.operations.renewing import Renewals
from passerelle.operations.shadowing import Shadowing
from passerelle.operations.stages import StageOperations
from passerelle.operations.trying import ConnectionWatch
from passerelle.settings import WatchSettings
from passerelle.watching import let_forgotten_go, publish_run_metrics
from passerelle.wiring import catalogue, cursors, gates, journal, now, outbound, platforms_anew, queue, table, versions

BY = "watch"
"""Who did it, in the history of an automation."""


def tasks() -> list[Callable[[], object]]:
    """In their order: what is counted first is what the others have not changed yet."""
    stages = StageOperations(versions(), journal(), queue(), now, BY)
    connect = platforms_anew()
    drifts = DriftWatch(catalogue(), Looks(table()), connect, now)
    return [
        partial(publish_run_metrics, journal(), now),
        ConnectionWatch(catalogue(), connect, gates().is_shut, now).look,
        Renewals(Subscriptions(table()), catalogue(), connect, outbound().read, now).look,
        ExpiryWatch(catalogue(), outbound().plain, partial(refreshed_at, table()), now).look,
        Guard(drifts, stages, catalogue()).look,
        Probation(versions(), journal(), stages, now).look,
        partial(let_forgotten_go, journal(), catalogue(), stages, now),
        Shadowing(catalogue(), versions(), _planning(), Shadows(table()), cursors(), now).look,
        partial(drain, _dead_letters(), queue(), GivingUp(journal(), queue(), now), now),
    ]


@cache
def _planning() -> Planning:
    platforms = platforms_anew().dry(new_dry_client())
    memory = Memory(journal().record_state, catalogue().agreeing)
    return Planning(journal(), DryRun(Planner(catalogue(), platforms), platforms, now, memory), platforms, now)


def _dead_letters() -> DeadLetters:
    return DeadLetters.connect(WatchSettings.from_env(os.environ).dead_letter_queue_url)
