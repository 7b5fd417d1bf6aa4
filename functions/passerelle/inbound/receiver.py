"""One HTTP request: find the connection, verify, split, store everything, and only then answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from passerelle import log
from passerelle.core.events import Event
from passerelle.errors import InvalidPayload, InvalidSignature, PasserelleError
from passerelle.inbound import answers, gateway
from passerelle.inbound.connections import Connection, Connections
from passerelle.inbound.handshakes import answer_to
from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.split import Sender, events_in, read
from passerelle.inbound.verify import Refused, verify

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)


class Store(Protocol):
    def put(self, events: Sequence[Event], *, correlation_id: str) -> None:
        """All of them, or an error."""


@dataclass(frozen=True, slots=True)
class Receiver:
    connections: Connections
    store: Store
    public_base_url: str
    now: Callable[[], datetime]

    def __call__(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with log.unit_of_work("request received") as line:
            answer = self._answer(event, line)
            line.add(status=answer.status)
        return answer.to_gateway()

    def _answer(self, event: Mapping[str, Any], line: log.Line) -> gateway.Answer:
        try:
            return self._accept(event, line)
        except PasserelleError as error:
            line.explain("refused", error)
            log.count(_metric(error), connection=line.get("connection"))
            return answers.refusal(error)
        except Exception as error:  # noqa: BLE001 - the edge: the sender must hear 503, and the bug be logged
            line.failed(error)
            log.count("StoreFailed", connection=line.get("connection"))
            return answers.unavailable()

    def _accept(self, event: Mapping[str, Any], line: log.Line) -> gateway.Answer:
        correlation_id = gateway.correlation_id(event)
        line.add(correlation_id=correlation_id)
        request = gateway.inbound_request(event, self.public_base_url)
        connection = self._connection(gateway.connection_name(event))
        line.add(connection=connection.name, platform=connection.platform)
        if answer := answer_to(connection.handshakes, request, proved=False):
            line.add(outcome="handshake")
            return answer
        connection, verified = self._verified(connection, request)
        body = None if request.method == "GET" else read(connection.split, verified)
        if answer := answer_to(connection.handshakes, request, proved=True, body=body):
            line.add(outcome="handshake")
            return answer
        if request.method == "GET":
            raise answers.refused_signature(Reason.NO_HANDSHAKE)
        sender = Sender(connection.name, connection.platform, self.now())
        events = events_in(body, connection.split, sender, verified)
        self.store.put(events, correlation_id=correlation_id)
        line.add(outcome="accepted", events=len(events))
        log.count("Received", len(events), connection=connection.name)
        return answers.accepted(connection.reply, len(events))

    def _connection(self, name: str) -> Connection:
        connection = self.connections.get(name) if _NAME.fullmatch(name) else None
        if connection is None:
            raise answers.refused_signature("unknown_connection")
        return connection

    def _verified(self, connection: Connection, request: InboundRequest) -> tuple[Connection, Verified]:
        """Tried again with the connection as it is now, so that a rotated secret is taken up at once."""
        outcome = _proof_of(connection, request, self.now())
        if isinstance(outcome, Refused) and (current := self.connections.reread(connection.name)):
            connection = current
            outcome = _proof_of(connection, request, self.now())
        if isinstance(outcome, Refused):
            raise answers.refused_signature(outcome.reason)
        return connection, outcome


def _proof_of(connection: Connection, request: InboundRequest, now: datetime) -> Verified | Refused:
    return verify(connection.schemes, connection.secrets, request, now, connection.split.body)


def _metric(error: PasserelleError) -> str:
    if isinstance(error, InvalidSignature):
        return "SignatureRefused"
    return "Malformed" if isinstance(error, InvalidPayload) else "StoreFailed"
