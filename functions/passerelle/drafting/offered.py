"""What the manifests of a folder offer to choose from: connections, records, what happens to them, actions."""

from collections.abc import Iterator
from typing import Final

from passerelle.configuration.action_checks import takes_values
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.schema import Field
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD
from passerelle.drafting.question import Choice
from passerelle.platforms.receiving_split import ChosenWord
from passerelle.platforms.tomorro.offers import OFFERS, Offer

CHANGED: Final = "change"
_EVENTS: Final = {
    CHANGED: Sentence(fr="un champ prend une valeur", en="a field takes a value"),
    "created": Sentence(fr="création", en="creation"),
    "deleted": Sentence(fr="suppression", en="deletion"),
    "merged": Sentence(fr="fusion", en="merge"),
    "restored": Sentence(fr="restauration", en="restoration"),
    "reminder": Sentence(fr="un rappel se déclenche", en="a reminder fires"),
}


def connections(around: Surroundings, *, acting: bool) -> tuple[Choice, ...]:
    """Those where something can be done, or those where something can happen."""
    found = []
    for name in sorted(around.accounts):
        manifest = around.manifest_of(name)
        if manifest is not None and (_acts(manifest) if acting else _tells(manifest)):
            found.append(Choice.plain(name, manifest.title))
    return tuple(found)


def actions(manifest: ManifestFile) -> tuple[Choice, ...]:
    if manifest.native == "tomorro":
        return tuple(Choice(name, _told(one, manifest)) for name, one in OFFERS.items() if name != UPDATE_RECORD)
    return tuple(Choice(name, one.about.sentence()) for name, one in manifest.actions.items())


def params(manifest: ManifestFile, action: str) -> Iterator[tuple[str, bool]]:
    """The names of an action's parameters, and whether each must be given."""
    if manifest.native == "tomorro":
        yield from ((name, True) for name in OFFERS[action].needs)
        yield from ((name, False) for name in OFFERS[action].takes)
        return
    for name, param in manifest.actions[action].params.items():
        yield name, param.default is None


def exchanges(manifest: ManifestFile, action: str) -> bool:
    """Whether an action takes the lines of an exchange."""
    if manifest.native == "tomorro":
        return OFFERS[action].exchanges()
    return takes_values(manifest.actions[action])


def works_on_a_record(manifest: ManifestFile, action: str) -> bool:
    """Whether the file has to say which. Tomorro's actions work on the linked contract by themselves."""
    return manifest.native is None and manifest.actions[action].on_record


def records(manifest: ManifestFile) -> tuple[Choice, ...]:
    return tuple(Choice(name, record.title.sentence()) for name, record in manifest.records.items())


def events(manifest: ManifestFile, record: str) -> tuple[Choice, ...]:
    """What can happen to a record. Empty where the sender gives its own words."""
    found: set[str] = set()
    for row in manifest.receive.split.rows if manifest.receive else ():
        if isinstance(row.event, ChosenWord):
            if not row.event.choices:
                return ()
            found |= set(row.event.choices.values())
        else:
            found.add(row.event)
    described = manifest.records.get(record)
    if described is not None and described.poll is not None:
        found |= {"created", "changed"}
    found = {CHANGED if word == "changed" else word for word in found}
    return tuple(Choice(word, _EVENTS.get(word, Sentence(word, word))) for word in sorted(found, key=_rank))


def fields(known: Iterator[Field], prefix: str = "") -> tuple[Choice, ...]:
    return tuple(Choice.plain(f"{prefix}{one.name}", one.title) for one in known)


def _told(offer: Offer, manifest: ManifestFile) -> Sentence:
    """Of what it works on, the linked one is meant."""
    if offer.works_on is None:
        return offer.about
    noun = manifest.records[offer.works_on].title
    return Sentence(
        fr=offer.about.fr.format(record=f"le {noun.fr} lié"), en=offer.about.en.format(record=f"the linked {noun.en}")
    )


def _rank(word: str) -> tuple[int, str]:
    order = list(_EVENTS)
    return (order.index(word) if word in order else len(order), word)


def _acts(manifest: ManifestFile) -> bool:
    return manifest.native is not None or bool(manifest.actions)


def _tells(manifest: ManifestFile) -> bool:
    return manifest.receive is not None or any(one.poll is not None for one in manifest.records.values())
