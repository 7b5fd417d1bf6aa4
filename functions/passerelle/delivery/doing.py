"""What an execution has at hand for one step, and why it may have nothing to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from passerelle.core.authority import Conflict, agreement, conflict_sentence, replacement, written
from passerelle.core.automation import Step
from passerelle.core.history import Seen, fingerprint
from passerelle.core.labels import joined_labels, label
from passerelle.core.ledger import Planned
from passerelle.core.mapping import Refused
from passerelle.core.records import Key
from passerelle.core.runs import Reason, RunState, StepRecord
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Request
from passerelle.core.weighed import Source, Weighed
from passerelle.errors import Rejected
from passerelle.platforms.platform import NamedAction


class Ignored(Exception):
    """The run has nothing to do, for a reason a person can read."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.code = code
        self.sentence = sentence


def stopped_by(stop: Ignored | Refused | Rejected) -> tuple[RunState, Reason]:
    """How a run ends that cannot go on."""
    ignored = isinstance(stop, Ignored) or (isinstance(stop, Refused) and stop.skip)
    return RunState.IGNORED if ignored else RunState.PARKED, Reason(stop.code, stop.sentence)


@dataclass(frozen=True, slots=True)
class Doing:
    """One effect of a step. `main` marks the one that the automation is for."""

    step: Step
    named: NamedAction
    main: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A step with its data, and the record that it works on."""

    request: Request
    target: Key | None
    sources: Mapping[str, Source | None] = field(default_factory=dict)
    weighed: Weighed | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing has to be written: no call is made."""
        return self.weighed is not None and not self.request.values

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return self.weighed.conflicts if self.weighed else ()

    def explanation(self) -> Reason | None:
        """Why a step has written nothing, or not everything."""
        if self.weighed is not None and self.weighed.kept:
            return Reason("kept", kept(joined_labels(self.weighed.kept)))
        return Reason("already_so", ALREADY_SO) if self.settled else None

    def written(self, field_of: Callable[[str], str], watched: frozenset[str], now: datetime) -> dict[str, Seen]:
        """Our own write is a value seen: when it comes back as an event, it is no change."""
        values = {field_of(value.to): value.value for value in self.request.values}
        return {name: Seen(fingerprint(value), now, ours=True) for name, value in values.items() if name in watched}

    def replaced(self, field_of: Callable[[str], str], read_at: datetime) -> dict[str, Seen]:
        """What stood where the values of fields that people change too are about to go."""
        if self.weighed is None or not self.weighed.shared:
            return {}
        found: dict[str, Seen] = {}
        for one in self.request.values:
            found |= replacement(field_of(one.to), self.weighed.present[one.to], one.value, read_at)
        return found

    def agreements(self, target: Key, field_of: Callable[[str], str], now: datetime) -> dict[Key, dict[str, Seen]]:
        """What both sides hold from now on."""
        found: dict[Key, dict[str, Seen]] = {}
        for one in self.weighed.agreed if self.weighed else self.request.values:
            if one.to not in self.sources:
                continue
            found.setdefault(target, {}).update(agreement(field_of(one.to), one.value, now))
            source = self.sources[one.to]
            if source is not None:
                found.setdefault(source.key, {}).update(agreement(source.field, source.shown, now))
        if self.weighed is not None and self.weighed.shared:
            for one in self.request.values:
                found.setdefault(target, {}).update(written(field_of(one.to), one.value, now))
        return found


def planned_of(doing: Doing, record: StepRecord, prepared: Prepared | None = None) -> Planned:
    """For the ledger. An effect that is only looked for again has no data any more."""
    return Planned(
        step=record.name,
        connection=doing.step.connection,
        nature=doing.named.action.nature,
        makes=doing.named.makes or doing.named.may_make,
        works_on=doing.named.works_on,
        target=prepared.target if prepared else None,
        values={value.to: value.value for value in prepared.request.values} if prepared else {},
    )


def conflicting(conflicts: Sequence[Conflict]) -> Rejected:
    """The first one is told, in words; all of them are kept with the step."""
    first = conflicts[0]
    return Rejected(conflict_sentence(label(first.to), first), code="conflict")


ALREADY_SO = Sentence(
    fr="Tout était déjà ainsi : il n'y avait rien à écrire.",
    en="Everything was already so: there was nothing to write.",
)


def kept(names: Sentence) -> Sentence:
    return Sentence(
        fr=f"Laissé tel quel, l'autre outil ayant le dernier mot : {names.fr}.",
        en=f"Left as it is, for the other tool has the last word: {names.en}.",
    )


EARLIER_UNKNOWN = Sentence(
    fr="Une exécution précédente de cette fiche a peut-être déjà créé son contrat : nous n'avons pas eu la réponse. "
    "Traitez d'abord cette exécution (rejouez-la), puis rejouez celle-ci.",
    en="An earlier run of this record may already have created its contract: we did not get the answer. "
    "Settle that run first (replay it), then replay this one.",
)


def settling(connection: str) -> Sentence:
    return Sentence(
        fr=f"Nous n'avons pas eu la réponse de « {connection} » : nous vérifions si la demande a abouti avant de "
        "la refaire.",
        en=f'We did not get the answer of "{connection}": we check whether the request went through before making it '
        "again.",
    )


def perhaps_made(connection: str) -> Sentence:
    return Sentence(
        fr=f"Nous n'avons pas eu la réponse de « {connection} », et rien ne permet d'y retrouver ce qui a peut-être "
        "été créé. Cherchez-le dans la plateforme ; s'il y est, écartez l'exécution, sinon rejouez-la.",
        en=f'We did not get the answer of "{connection}", and nothing there tells whether the record was made. Look '
        "for it on the platform; if it is there, dismiss the run, else replay it.",
    )


def already_done(automation: str) -> Sentence:
    return Sentence(
        fr=f"« {automation} » a déjà eu son effet pour cette fiche, et l'automatisation dit d'ignorer les fois "
        "suivantes.",
        en=f'"{automation}" already had its effect for this record, and the automation says to ignore further times.',
    )


def not_linked(record: str, connection: str) -> Sentence:
    return Sentence(
        fr=f"Aucune fiche « {record} » de « {connection} » n'est liée à celle-ci : il n'y a rien à mettre à jour.",
        en=f'No "{record}" record of "{connection}" is linked to this one: there is nothing to update.',
    )
