"""Why did my record do nothing? All that is known of one record, and what to check when that is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from passerelle.core.automation import Automation
from passerelle.core.events import RecordRef
from passerelle.core.records import Key, RecordState
from passerelle.core.runs import Run
from passerelle.core.sentences import Sentence
from passerelle.journal.items import Journaled

READ: Final = 2_000
"""How many events that started no run are looked through for those that fit."""


class JournalPort(Protocol):
    def record_state(self, key: Key) -> RecordState: ...

    def events_of(self, key: Key, limit: int) -> list[tuple[Journaled, list[Run]]]: ...


class IgnoredPort(Protocol):
    def ignored_events(self, limit: int) -> list[Journaled]: ...


class CataloguePort(Protocol):
    def connection_names(self) -> list[str]: ...

    def in_use(self) -> list[Automation]: ...


@dataclass(frozen=True, slots=True)
class Explanation:
    """`events` are newest first, each with its runs; `checks` say what to look at when there is none."""

    key: Key
    events: Sequence[tuple[Journaled, list[Run]]]
    state: RecordState
    checks: Sequence[Sentence]


def explain(journal: JournalPort, catalogue: CataloguePort, key: Key, limit: int) -> Explanation:
    events = journal.events_of(key, limit)
    return Explanation(key, events, journal.record_state(key), () if events else _checks(catalogue, key))


def ignored(journal: IgnoredPort, connection: str | None, record_id: str | None, limit: int) -> list[Journaled]:
    """Events that started no run, newest first."""
    filtered = connection is not None or record_id is not None
    return [
        one
        for one in journal.ignored_events(READ if filtered else limit)
        if connection in {None, one.event.connection} and record_id in {None, one.event.record.id}
    ][:limit]


def _checks(catalogue: CataloguePort, key: Key) -> list[Sentence]:
    """From the nearest mistake to the farthest."""
    if key.connection not in (known := catalogue.connection_names()):
        return [_not_published(key.connection, known)]
    kinds = {one.trigger.record for one in catalogue.in_use() if one.trigger.connection == key.connection}
    checks = [] if key.record.kind in kinds else [_nobody_listens(key, sorted(kinds))]
    return [*checks, _wrong_id(key.record), _not_sent(key.connection), _refused(key.connection), _IN_THE_QUEUE]


def _not_published(connection: str, known: Sequence[str]) -> Sentence:
    names = ", ".join(known) or "-"
    return Sentence(
        fr=f"Aucune connexion « {connection} » n'est publiée ici. Il y a : {names}.",
        en=f'No connection "{connection}" is published here. There is: {names}.',
    )


def _nobody_listens(key: Key, kinds: Sequence[str]) -> Sentence:
    names = ", ".join(kinds) or "-"
    return Sentence(
        fr=f"Aucune automatisation en service n'écoute les fiches « {key.record.kind} » de « {key.connection} ». "
        f"Celles qui sont écoutées : {names}.",
        en=f'No automation in use listens to the "{key.record.kind}" records of "{key.connection}". Those that are '
        f"listened to: {names}.",
    )


def _wrong_id(record: RecordRef) -> Sentence:
    return Sentence(
        fr=f"L'identifiant « {record.id} » est-il celui de la plateforme ? Il est le plus souvent "
        "dans l'adresse de la fiche.",
        en=f'Is the id "{record.id}" the platform\'s own? It mostly stands in the address of the record.',
    )


def _not_sent(connection: str) -> Sentence:
    return Sentence(
        fr=f"La plateforme envoie-t-elle ses webhooks à l'adresse de « {connection} » (sortie WebhookUrl de la "
        "pile), et pour ce genre d'événement ? Son journal d'envois le dit.",
        en=f'Does the platform send its webhooks to the address of "{connection}" (the stack\'s output WebhookUrl), '
        "and for this kind of event? Its own log of deliveries tells.",
    )


def _refused(connection: str) -> Sentence:
    return Sentence(
        fr="Nos réponses y sont-elles des 401 ? Le secret n'est pas le bon : "
        f"« passerelle secrets list », puis « passerelle secrets set {connection} ... ».",
        en="Are our answers there 401? The secret is a wrong one: "
        f'"passerelle secrets list", then "passerelle secrets set {connection} ...".',
    )


_IN_THE_QUEUE = Sentence(
    fr="L'événement attend-il dans la file, ou l'a-t-elle abandonné ? « passerelle account » et l'alarme dead-letters "
    "le disent. Un événement de plus de 30 jours est oublié.",
    en='Does the event wait in the queue, or did that give it up? "passerelle account" and the alarm dead-letters '
    "tell. An event is forgotten after 30 days.",
)
