"""What an execution has at hand for one step, and why it may have nothing to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from passerelle.core.automation import Step
from passerelle.core.history import Seen, fingerprint
from passerelle.core.ledger import Planned
from passerelle.core.mapping import Refused
from passerelle.core.records import Key
from passerelle.core.runs import Reason, RunState, StepRecord
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Request
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

    def written(self, field_of: Callable[[str], str], watched: frozenset[str], now: datetime) -> dict[str, Seen]:
        """Our own write is a value seen: when it comes back as an event, it is no change."""
        values = {field_of(value.to): value.value for value in self.request.values}
        return {name: Seen(fingerprint(value), now, ours=True) for name, value in values.items() if name in watched}


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
