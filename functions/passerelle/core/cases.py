"""The cases that a version has to stand before it goes live, and what is known of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from passerelle.core.automation import Automation, Missing
from passerelle.core.runs import RunState
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.core.trials import Evidence


class Case(StrEnum):
    NOMINAL = "nominal"
    MISSING = "missing_value"
    UNKNOWN_LABEL = "unknown_label"
    COUNTERPARTY_KNOWN = "counterparty_known"
    COUNTERPARTY_NEW = "counterparty_new"
    COUNTERPARTY_ARCHIVED = "counterparty_archived"
    SAME_TWICE = "same_event_twice"
    AGAIN = "event_again"
    TOMORRO_DOWN = "tomorro_unavailable"
    OTHER_DOWN = "third_party_unavailable"
    SIGNATURE_REFUSED = "signature_refused"
    CONTRACT_CANCELED = "contract_canceled"
    CONTRACT_DELETED = "contract_deleted"


class Standing(StrEnum):
    """OBSERVED: a real run of this version has shown it. REHEARSED: played in memory, nothing was written. NOT_TRIED
    comes with how to try it, NOT_CONCERNED is for what this automation cannot meet.
    """

    OBSERVED = "observed"
    REHEARSED = "rehearsed"
    FAILED = "failed"
    NOT_TRIED = "not_tried"
    NOT_CONCERNED = "not_concerned"


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    standing: Standing
    told: Sentence

    def to_json(self) -> Json:
        return {"case": self.case.value, "standing": self.standing.value, "told": self.told.to_json()}


def results(automation: Automation, evidence: Evidence, rehearsed: Mapping[Case, Result]) -> Iterator[Result]:
    """What really happened comes before what was played; a scene that went wrong comes before everything."""
    for case in Case:
        scene = rehearsed.get(case)
        if scene is not None and scene.standing is Standing.FAILED:
            yield scene
        elif not concerned(automation, case):
            yield Result(case, Standing.NOT_CONCERNED, _NOT_CONCERNED)
        elif seen(case, evidence):
            yield Result(case, Standing.OBSERVED, _OBSERVED)
        else:
            yield scene or Result(case, Standing.NOT_TRIED, HOW[case])


def concerned(automation: Automation, case: Case) -> bool:
    """Whether this automation can meet the case at all."""
    lines = [line for step in automation.steps for line in step.lines]
    match case:
        case Case.MISSING:
            required = any(line.required and line.default is None for line in lines)
            return required and automation.missing is not Missing.DEFAULT
        case Case.COUNTERPARTY_KNOWN | Case.COUNTERPARTY_NEW | Case.COUNTERPARTY_ARCHIVED:
            looked_for = (step for step in automation.steps if step.action != "update_counterparty")
            return any(line.to == "counterparty.name" for step in looked_for for line in step.lines)
        case Case.SIGNATURE_REFUSED | Case.CONTRACT_CANCELED | Case.CONTRACT_DELETED:
            return "contract" in {automation.trigger.record, *(read.record for read in automation.reads)}
        case _:
            return True


def seen(case: Case, evidence: Evidence) -> bool:
    """Only what a run can show: a platform that is down, or an event that comes twice, leaves no run behind."""
    match case:
        case Case.NOMINAL:
            return evidence.worked
        case Case.COUNTERPARTY_KNOWN:
            return "counterparty.known" in evidence.facts and evidence.ended_as(RunState.DONE) > 0
        case Case.COUNTERPARTY_NEW:
            return "counterparty.created" in evidence.facts and evidence.ended_as(RunState.DONE) > 0
        case _:
            return not _CODES.get(case, frozenset()).isdisjoint(evidence.codes)


_CODES: Mapping[Case, frozenset[str]] = {
    Case.MISSING: frozenset({"missing_value", "form_incomplete"}),
    Case.UNKNOWN_LABEL: frozenset({"unknown_option"}),
    Case.COUNTERPARTY_ARCHIVED: frozenset({"counterparty_archived"}),
    Case.AGAIN: frozenset({"already_done"}),
    Case.CONTRACT_CANCELED: frozenset({"contract_canceled"}),
}

TITLES: Mapping[Case, Sentence] = {
    Case.NOMINAL: Sentence(fr="cas nominal", en="nominal case"),
    Case.MISSING: Sentence(fr="champ obligatoire manquant", en="missing mandatory field"),
    Case.UNKNOWN_LABEL: Sentence(fr="choix inconnu", en="unknown label of a choice"),
    Case.COUNTERPARTY_KNOWN: Sentence(fr="cocontractant connu", en="counterparty known"),
    Case.COUNTERPARTY_NEW: Sentence(fr="cocontractant inconnu", en="counterparty not known"),
    Case.COUNTERPARTY_ARCHIVED: Sentence(fr="cocontractant archivé", en="counterparty archived"),
    Case.SAME_TWICE: Sentence(fr="même événement deux fois", en="same event twice"),
    Case.AGAIN: Sentence(fr="l'événement se reproduit", en="the event happens again"),
    Case.TOMORRO_DOWN: Sentence(fr="Tomorro indisponible", en="Tomorro unavailable"),
    Case.OTHER_DOWN: Sentence(fr="autre logiciel indisponible", en="third party unavailable"),
    Case.SIGNATURE_REFUSED: Sentence(fr="signature refusée", en="signature refused"),
    Case.CONTRACT_CANCELED: Sentence(fr="contrat annulé", en="contract cancelled"),
    Case.CONTRACT_DELETED: Sentence(fr="contrat supprimé", en="contract deleted"),
}

HOW: Mapping[Case, Sentence] = {
    Case.NOMINAL: Sentence(
        fr="Lancez « passerelle test » avec une fiche de test complète.",
        en='Run "passerelle test" with a complete record for tests.',
    ),
    Case.MISSING: Sentence(
        fr="Videz un champ obligatoire d'une fiche de test, puis relancez la commande sur elle.",
        en="Empty a mandatory field of a record for tests, then run the command on it again.",
    ),
    Case.UNKNOWN_LABEL: Sentence(
        fr="Donnez à une fiche de test une valeur que la liste de Tomorro n'a pas, puis relancez la commande.",
        en="Give a record for tests a value that Tomorro's list does not have, then run the command again.",
    ),
    Case.COUNTERPARTY_KNOWN: Sentence(
        fr="Relancez la commande sur une fiche de test dont l'entreprise est déjà dans Tomorro.",
        en="Run the command on a record for tests whose company is in Tomorro already.",
    ),
    Case.COUNTERPARTY_NEW: Sentence(
        fr="Relancez la commande sur une fiche de test dont l'entreprise n'est pas dans Tomorro.",
        en="Run the command on a record for tests whose company is not in Tomorro.",
    ),
    Case.COUNTERPARTY_ARCHIVED: Sentence(
        fr="Archivez dans Tomorro le cocontractant d'une fiche de test, puis relancez la commande sur elle.",
        en="Archive the counterparty of a record for tests in Tomorro, then run the command on it.",
    ),
    Case.SAME_TWICE: Sentence(
        fr="Donnez une fiche de test avec --record : le cas est joué en mémoire.",
        en="Give a record for tests with --record: the case is played in memory.",
    ),
    Case.AGAIN: Sentence(
        fr="Relancez la commande sur une fiche de test déjà traitée.",
        en="Run the command again on a record for tests that is done already.",
    ),
    Case.TOMORRO_DOWN: Sentence(
        fr="Donnez une fiche de test avec --record : la panne est jouée en mémoire, elle ne se provoque pas.",
        en="Give a record for tests with --record: the failure is played in memory, nobody can cause it.",
    ),
    Case.OTHER_DOWN: Sentence(
        fr="Donnez une fiche de test avec --record : la panne est jouée en mémoire, elle ne se provoque pas.",
        en="Give a record for tests with --record: the failure is played in memory, nobody can cause it.",
    ),
    Case.SIGNATURE_REFUSED: Sentence(
        fr="Envoyez le contrat de test en signature avec vous-même comme signataire, refusez, puis regardez "
        "« passerelle runs ».",
        en='Send the test contract for signature with yourself as signatory, refuse, then look at "passerelle runs".',
    ),
    Case.CONTRACT_CANCELED: Sentence(
        fr="Annulez le contrat de test dans Tomorro, puis regardez « passerelle runs ».",
        en='Cancel the test contract in Tomorro, then look at "passerelle runs".',
    ),
    Case.CONTRACT_DELETED: Sentence(
        fr="Supprimez le contrat de test dans Tomorro, puis regardez « passerelle runs ».",
        en='Delete the test contract in Tomorro, then look at "passerelle runs".',
    ),
}
_OBSERVED = Sentence(
    fr="Une exécution réelle de cette version l'a montré.", en="A real run of this version has shown it."
)
_NOT_CONCERNED = Sentence(fr="Cette automatisation ne peut pas le rencontrer.", en="This automation cannot meet it.")
