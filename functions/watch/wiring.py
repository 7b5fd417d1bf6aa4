"""What the watch function does, each time."""

import os
from collections.abc import Callable
from datetime import UTC
from functools import cache, partial

from passerelle.core.conversions.zones import zone_named
from passerelle.core.news.accounts import DOWN, EXPIRING, FAULTY, RENEWALS
from passerelle.core.news.letter import Desk
from passerelle.core.news.matters import DRIFT, PARKED, PAUSED, UNEXPLAINED
from passerelle.core.news.silence import ABSENT
from passerelle.delivery.giving_up import GivingUp
from passerelle.draining import drain
from passerelle.http_dry import new_dry_client
from passerelle.journal.days import Days
from passerelle.journal.dead_letters import DeadLetters
from passerelle.journal.looks import Looks
from passerelle.journal.news import News
from passerelle.journal.shadows import Shadows
from passerelle.journal.subscriptions import Subscriptions
from passerelle.journal.tokens import refreshed_at
from passerelle.operations.absence import AbsenceWatch
from passerelle.operations.digest import Digests
from passerelle.operations.drifting import DriftWatch
from passerelle.operations.expiring import ExpiryWatch
from passerelle.operations.guarding import Guard
from passerelle.operations.news.posting import Post
from passerelle.operations.news.runs import RunSightings
from passerelle.operations.news.sightings import Sightings, Wording
from passerelle.operations.news.telling import Telling
from passerelle.operations.news.wants import Wants
from passerelle.operations.news.weekly import Weekly
from passerelle.operations.planning import Planning, dry_planning
from passerelle.operations.probation import Probation
from passerelle.operations.renewing import Renewals
from passerelle.operations.shadowing import Shadowing
from passerelle.operations.stages import StageOperations
from passerelle.operations.trying import ConnectionWatch
from passerelle.settings import WatchSettings
from passerelle.watching import let_forgotten_go, publish_run_metrics
from passerelle.wiring import (
    catalogue,
    cursors,
    gates,
    journal,
    now,
    outbound,
    platforms_anew,
    queue,
    table,
    transport,
    versions,
)

BY = "watch"
"""Who did it, in the history of an automation."""


def tasks() -> list[Callable[[], object]]:
    """In their order: what is counted first is what the others have not changed yet."""
    stages = StageOperations(versions(), journal(), queue(), now, BY)
    connect = platforms_anew()
    drifts = DriftWatch(catalogue(), Looks(table()), connect, now)
    seen, words = Sightings(), Wording(now)
    runs = RunSightings(journal(), versions(), catalogue(), Wants(catalogue(), connect), now)
    return [
        partial(publish_run_metrics, journal(), now),
        seen.of(ConnectionWatch(catalogue(), connect, gates().is_shut, now).look, words.connections, FAULTY, DOWN),
        seen.of(
            Renewals(Subscriptions(table()), catalogue(), connect, outbound().read, now).look, words.renewals, RENEWALS
        ),
        seen.of(
            ExpiryWatch(catalogue(), outbound().plain, partial(refreshed_at, table()), now).look,
            words.expiries,
            EXPIRING,
        ),
        seen.of(Guard(drifts, stages, catalogue()).look, words.drifts, DRIFT),
        Probation(versions(), journal(), stages, now).look,
        partial(let_forgotten_go, journal(), catalogue(), stages, now),
        Shadowing(catalogue(), versions(), _planning(), Shadows(table()), cursors(), now).look,
        partial(drain, _dead_letters(), queue(), GivingUp(journal(), queue(), now), now),
        seen.of(runs.parked, list, PARKED),
        seen.of(runs.unexplained, list, UNEXPLAINED),
        seen.of(runs.paused, list, PAUSED),
        seen.of(AbsenceWatch(Days(table()), catalogue(), _desk().zone, now).look, runs.silent, ABSENT),
        partial(Telling(News(table()), Post(connect), _desk(), now).tell, seen),
        Weekly(News(table()), Post(connect), Digests(journal(), catalogue(), versions(), now), _desk(), now).tell,
    ]


@cache
def _planning() -> Planning:
    return dry_planning(journal(), catalogue(), platforms_anew().dry(new_dry_client(transport())), now)


def _dead_letters() -> DeadLetters:
    return DeadLetters.connect(_settings().dead_letter_queue_url)


def _desk() -> Desk:
    settings = _settings()
    return Desk(settings.environment, zone_named(settings.time_zone) or UTC, settings.console_url)


@cache
def _settings() -> WatchSettings:
    return WatchSettings.from_env(os.environ)
