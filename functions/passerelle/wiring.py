"""What deliver, poll and the command line are made of: real objects, built on first use, from one environment."""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from functools import cache

import httpx

from passerelle import correlation
from passerelle.catalogue import Catalogue
from passerelle.core.gate import Limits
from passerelle.credentials.endpoint import LIMITS, connection_of
from passerelle.credentials.making import Means
from passerelle.delivery.deliverer import Deliverer
from passerelle.delivery.holding import Holding
from passerelle.delivery.planning import Planner
from passerelle.delivery.runner import Runner
from passerelle.http import new_client
from passerelle.http_network import PublicTransport
from passerelle.journal import table as tables
from passerelle.journal.bodies import Bodies
from passerelle.journal.cursors import Cursors
from passerelle.journal.gates import TableGates
from passerelle.journal.journal import Journal
from passerelle.journal.locks import TableLocks
from passerelle.journal.parameters import Parameters
from passerelle.journal.queue import EventQueue
from passerelle.journal.signing import sign_aws
from passerelle.journal.tokens import TokenStore
from passerelle.journal.versions import Versions
from passerelle.platforms.connecting import Connector
from passerelle.settings import WorkerSettings


def now() -> datetime:
    return datetime.now(UTC)


@cache
def settings() -> WorkerSettings:
    return WorkerSettings.from_env(os.environ)


@cache
def table() -> tables.Table:
    return tables.connect(settings().table_name)


@cache
def journal() -> Journal:
    return Journal(table(), bodies())


@cache
def bodies() -> Bodies:
    return Bodies.of(settings().bucket_name)


@cache
def cursors() -> Cursors:
    return Cursors(table())


@cache
def versions() -> Versions:
    return Versions(table())


@cache
def catalogue() -> Catalogue:
    return Catalogue(versions(), now)


@cache
def outbound() -> Parameters:
    """With what we call: it proves who we are."""
    return Parameters.connect(f"{settings().parameter_prefix}/out", settings().secrets_key)


@cache
def queue() -> EventQueue:
    return EventQueue.connect(settings().queue_url, bodies())


@cache
def platforms() -> Connector:
    return platforms_anew()


@cache
def client() -> httpx.Client:
    return new_client(transport())


def transport() -> httpx.BaseTransport | None:
    """None calls whatever address a name has."""
    return None if settings().calls_anywhere else PublicTransport()


def platforms_anew() -> Connector:
    """They keep what an account defines for some minutes; these have kept nothing yet."""
    return Connector(
        connections=catalogue(),
        read_secrets=outbound().read,
        client=client(),
        budget=gates(),
        locks=TableLocks(table(), now),
        clock=now,
        correlation_id=correlation.current,
        means=Means(TokenStore(outbound(), table(), now), TableLocks(table(), now), time.sleep, sign_aws),
    )


def gates() -> TableGates:
    return TableGates(table(), _limits, now, time.sleep)


@cache
def deliverer() -> Deliverer:
    runner = Runner(journal(), catalogue(), platforms(), now, random.random, _settle)
    planner = Planner(catalogue(), platforms())
    return Deliverer(journal(), catalogue(), planner, Holding(journal(), catalogue(), queue(), now), now, runner)


def _settle(connection: str) -> timedelta:
    return timedelta(seconds=catalogue().connection(connection).settle_s)


def _limits(connection: str) -> list[Limits]:
    return [LIMITS] if connection_of(connection) is not None else catalogue().connection(connection).pace
