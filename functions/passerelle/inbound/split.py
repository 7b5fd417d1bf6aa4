"""A verified body becomes canonical events, in its own order; what is not recognised is kept, and says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.core.events import UNKNOWN, Change, Event, RecordRef, event_id
from passerelle.core.expressions import Expression
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.inbound.bodies import read_body, without_dropped
from passerelle.inbound.instants import instant
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.rules import Header, NamedFields, OneChange, Row, Split, as_id
from passerelle.inbound.truth import holds

UNRECOGNISED = "unrecognised"
UNKNOWN_RECORD = "unknown"
MAX_ITEMS = 500
"""As many as can be queued, ten at a time, before the most patient sender loses patience."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request, and when it reached us: what all its events share."""

    connection: str
    platform: str
    received_at: datetime


def split(rules: Split, sender: Sender, verified: Verified) -> tuple[Event, ...]:
    return events_in(read(rules, verified), rules, sender, verified)


def read(rules: Split, verified: Verified) -> Any:
    """The body, without what must not be kept of it."""
    return without_dropped(rules.body, read_body(rules.body, verified.request))


def events_in(body: Any, rules: Split, sender: Sender, verified: Verified) -> tuple[Event, ...]:
    items = [_with_headers(rules, verified.request, item) for item in _items(rules, body)]
    return tuple(_event(rules, sender, verified, place, item) for place, item in enumerate(items))


def _items(rules: Split, body: Any) -> list[Any]:
    found = rules.items.search(body)
    if isinstance(found, dict):
        return [found]
    if not isinstance(found, list):
        raise _wrong_shape()
    if len(found) > MAX_ITEMS:
        raise _too_many()
    return found


def _with_headers(rules: Split, request: InboundRequest, item: Any) -> Any:
    if not rules.headers or not isinstance(item, dict):
        return item
    return {**item, "headers": {name: request.header(header) for name, header in rules.headers.items()}}


def _event(rules: Split, sender: Sender, verified: Verified, place: int, item: Any) -> Event:
    row = next((row for row in rules.rows if row.condition is None or holds(row.condition, item)), None)
    identity = event_id(sender.connection, _key(rules.key if row is None else row.key, item, place, verified.request))
    kind, record = _recognised(rules, row, item) or (UNRECOGNISED, RecordRef(UNKNOWN_RECORD, identity))
    path, unit = rules.occurred_at
    return Event(
        id=identity,
        connection=sender.connection,
        platform=sender.platform,
        kind=kind,
        record=record,
        occurred_at=instant(path.search(item), unit) or sender.received_at,
        received_at=sender.received_at,
        changes=() if row is None or kind == UNRECOGNISED else tuple(_changes(row, item)),
        ours=row is not None and row.ours is not None and holds(row.ours, item),
        data=item,
        verified_by=verified.scheme or None,
    )


def _recognised(rules: Split, row: Row | None, item: Any) -> tuple[str, RecordRef] | None:
    if row is None:
        return None
    kind, record_kind, found = row.event.of(item), row.record.of(item), as_id(row.id.search(item))
    if kind is None or record_kind is None or found is None:
        return None
    record_id = found.removeprefix(rules.id_prefix)
    return (kind, RecordRef(record_kind, record_id)) if record_id else None


def _key(parts: Iterable[Expression | Header], item: Any, place: int, request: InboundRequest) -> list[Any]:
    """A key with a hole would give several events the same id: then the whole item is the key, so that none is lost.
    A header speaks of the request: an item's place in it tells the items apart."""
    key: list[Any] = []
    for part in parts:
        given = request.header(part.name) if isinstance(part, Header) else None
        path = part.otherwise if isinstance(part, Header) else part
        value = given or (path.search(item) if path is not None else None)
        if value is None or value == "":
            return ["item", item]
        key += [value, place] if given else [value]
    return key


def _changes(row: Row, item: Any) -> Iterable[Change]:
    for rule in row.changes:
        if isinstance(rule, OneChange):
            field = as_id(rule.field.search(item))
            if field is not None:
                former = None if rule.former is None else rule.former.search(item)
                yield Change(field, rule.value.search(item), UNKNOWN if former is None else former)
            continue
        if isinstance(rule, NamedFields):
            yield from (Change(field, UNKNOWN) for field in map(as_id, rule.fields.search(item) or ()) if field)
            continue
        new, old = rule.new.search(item), rule.old.search(item)
        if isinstance(new, dict) and isinstance(old, dict):
            for field, former in old.items():
                before = UNKNOWN if former is None and rule.null_is_unknown else rule.plain(former)
                yield Change(rule.prefix + field, rule.plain(new.get(field)), before)


def _wrong_shape() -> InvalidPayload:
    return InvalidPayload(
        Sentence(
            fr="Le corps de la requête n'a pas la forme attendue : ni un objet, ni une liste d'événements. Vérifiez la "
            "clé « items » de la connexion et ce que l'expéditeur envoie.",
            en="The body of the request does not have the expected shape: neither an object nor a list of events. "
            'Check the key "items" of the connection and what the sender sends.',
        ),
        code="wrong_shape",
    )


def _too_many() -> InvalidPayload:
    return InvalidPayload(
        Sentence(
            fr=f"La requête contient plus de {MAX_ITEMS} événements. Envoyez-les en plusieurs requêtes.",
            en=f"The request holds more than {MAX_ITEMS} events. Send them in several requests.",
        ),
        code="too_large",
    )
