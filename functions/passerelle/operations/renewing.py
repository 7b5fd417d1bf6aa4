"""Webhooks that end by themselves: made once by a person's command, then renewed by watch, well before their end."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from passerelle import log
from passerelle.core.sentences import Sentence
from passerelle.errors import PasserelleError
from passerelle.journal.subscriptions import Kept
from passerelle.operations.secrets import SecretPort
from passerelle.platforms.platform import Platform
from passerelle.platforms.subscribing import Subscribed, Subscriber

SECRETS = "secrets/"


class SubscriptionStore(Protocol):
    def all(self) -> list[Kept]: ...

    def keep(self, one: Kept) -> None: ...


class PublishedPort(Protocol):
    def connection_names(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Failed:
    """A webhook that could not be renewed, and why."""

    connection: str
    name: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Renewals:
    """`sent` gives the secrets of a connection that watch may read: a new webhook is given some of them."""

    store: SubscriptionStore
    catalogue: PublishedPort
    connect: Callable[[str], Platform]
    sent: Callable[[str], dict[str, str]]
    clock: Callable[[], datetime]

    def look(self) -> list[Failed]:
        """RenewalsFailed rings an alarm: half of a webhook's life is then left to see to it."""
        published = self.catalogue.connection_names()
        kept = [one for one in self.store.all() if one.connection in published]
        failed = [Failed(one.connection, one.name, why) for one in kept if (why := self._look_after(one))]
        log.measure({"RenewalsFailed": len(failed)})
        return failed

    def _look_after(self, one: Kept) -> Sentence | None:
        """Why it could not be renewed."""
        if self.clock() < one.since + (one.ends_at - one.since) / 2:
            return None
        with log.unit_of_work("webhook renewed") as line:
            line.add(connection=one.connection, outcome="renewed", status=one.ends_at.isoformat())
            try:
                self._renew(one)
            except PasserelleError as error:
                line.explain("failed", error)
                line.add(reason=error.sentence.to_json())
                return error.sentence
        return None

    def _renew(self, one: Kept) -> None:
        subscriber = self.connect(one.connection).subscriptions().get(one.name)
        if subscriber is None:
            return  # the manifest has it no longer: it ends by itself
        former = Subscribed(one.id, one.ends_at, one.kept)
        renewed = subscriber.renew(former)
        if renewed is not None:
            self._keep(one, renewed)
            return
        self._keep(one, subscriber.create(one.address, _named(self.sent(one.connection), subscriber)))
        subscriber.remove(former)

    def _keep(self, one: Kept, now: Subscribed) -> None:
        self.store.keep(Kept(one.connection, one.name, now.id, one.address, self.clock(), now.ends_at, now.kept))


@dataclass(frozen=True, slots=True)
class Subscribing:
    """What a person's command does. `inbound` holds what proves who calls us; what a new webhook has to be given is
    also in `outbound`, where watch reads.
    """

    store: SubscriptionStore
    inbound: SecretPort
    outbound: SecretPort
    clock: Callable[[], datetime]

    def subscribe(self, connection: str, platform: Platform, address: str) -> list[str]:
        """The names of the webhooks that now call that address, each once. Its secrets are stored before it counts."""
        for name, subscriber in platform.subscriptions().items():
            made = self._adopted(connection, subscriber, address) or self._made(connection, subscriber, address)
            self.store.keep(Kept(connection, name, made.id, address, self.clock(), made.ends_at, made.kept))
        return list(platform.subscriptions())

    def _adopted(self, connection: str, subscriber: Subscriber, address: str) -> Subscribed | None:
        """One that is there already, if we know its secrets; others of that address are ended."""
        known = self.inbound.read(connection)
        needed = [*subscriber.described.makes, *subscriber.described.gives]
        usable = all(known.get(SECRETS + name) for name in needed)
        there = subscriber.existing(address)
        for one in there[1:] if usable else there:
            subscriber.remove(one)
        return there[0] if usable and there else None

    def _made(self, connection: str, subscriber: Subscriber, address: str) -> Subscribed:
        known = self.inbound.read(connection)
        for name in subscriber.described.makes:
            secret = known.get(SECRETS + name) or secrets.token_urlsafe(32)
            self.inbound.write_secret(f"{connection}/{SECRETS}{name}", secret)
            self.outbound.write_secret(f"{connection}/{SECRETS}{name}", secret)
        made = subscriber.create(address, _named(self.inbound.read(connection), subscriber))
        for name, secret in made.secrets.items():
            self.inbound.write_secret(f"{connection}/{SECRETS}{name}", secret)
        return made


def _named(stored: dict[str, str], subscriber: Subscriber) -> dict[str, str]:
    return {name: stored.get(SECRETS + name, "") for name in subscriber.described.makes}
