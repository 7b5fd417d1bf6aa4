"""Webhooks that are made by a request and end by themselves: made, found again, prolonged, ended."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from passerelle.configuration.call_file import Call
from passerelle.configuration.subscription_file import Subscription
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.platforms.requests import expression, fill_call, instant_of, moments

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


@dataclass(frozen=True, slots=True)
class Subscribed:
    """One that is there. `kept` is what later requests name; `secrets` are there when it was just made."""

    id: str
    ends_at: datetime
    kept: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Subscriber:
    platform: "RestPlatform"
    described: Subscription

    def existing(self, address: str) -> list[Subscribed]:
        """Those that call that address; none where the platform cannot tell."""
        if self.described.listed is None:
            return []
        found = self.platform.take(self.described.listed, self.platform.settings, only_reads=True)
        calls = expression(self.described.calls)
        return [self._read(item, {}) for item in found or [] if calls.search(item) == address]

    def create(self, address: str, secrets: Mapping[str, str]) -> Subscribed:
        """`secrets` are those that we make. Raises InvalidPayload for an answer without what the manifest says."""
        names = {"webhook_url": address, "new_id": str(uuid.uuid4()), "secret": secrets, **self._until()}
        body = self._send(self.described.create, names)
        made = self._read(body, {"id": names["new_id"]})
        given = {name: expression(path).search(body) for name, path in self.described.gives.items()}
        if not all(isinstance(secret, str) and secret for secret in given.values()):
            raise InvalidPayload(_incomplete(self.platform.connection), connection=self.platform.connection)
        return Subscribed(made.id, made.ends_at, made.kept, given)

    def renew(self, subscribed: Subscribed) -> Subscribed | None:
        """None where it cannot be prolonged: another one is made in its place."""
        if self.described.renew is None:
            return None
        body = self._send(self.described.renew, {"id": subscribed.id, **subscribed.kept, **self._until()})
        return self._read(body, {"id": subscribed.id, **subscribed.kept})

    def remove(self, subscribed: Subscribed) -> None:
        if self.described.remove is not None:
            self._send(self.described.remove, {"id": subscribed.id, **subscribed.kept, **self._until()})

    def _send(self, call: Call, names: Mapping[str, Any]) -> Any:
        return self.platform.send(fill_call(call, {**self.platform.settings, **names}), call, only_reads=False)

    def _until(self) -> dict[str, Any]:
        return moments(self._lasting(), "until")

    def _lasting(self) -> datetime:
        return self.platform.clock() + timedelta(seconds=self.described.lasts_s)

    def _read(self, body: Any, known: Mapping[str, str]) -> Subscribed:
        """What an answer does not tell again is as it was."""
        found = expression(self.described.id).search(body) or known.get("id")
        if found is None:
            raise InvalidPayload(_incomplete(self.platform.connection), connection=self.platform.connection)
        kept = {name: expression(path).search(body) or known.get(name) for name, path in self.described.keep.items()}
        at = self.described.ends_at
        told = at is not None and expression(at.path).search(body) is not None
        ends_at = instant_of(body, at) if at is not None and told else self._lasting()
        return Subscribed(str(found), ends_at, {name: str(value) for name, value in kept.items() if value is not None})


def _incomplete(connection: str) -> Sentence:
    return Sentence(
        fr=f"La réponse de « {connection} » à la création du webhook n'a pas la forme attendue. Corrigez "
        "« subscriptions » dans le manifeste de la plateforme.",
        en=f'The answer of "{connection}" to the making of the webhook does not have the expected form. Correct '
        '"subscriptions" in the platform\'s manifest.',
    )
