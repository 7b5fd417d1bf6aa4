"""May this very version go live? What stands in the way, each as a sentence that says what to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from passerelle.core.automation import Automation, Missing
from passerelle.core.checking import Fault
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from passerelle.core.trials import Evidence


@dataclass(frozen=True, slots=True)
class Obstacle:
    code: str
    sentence: Sentence


def obstacles(
    automation: Automation, evidence: Evidence, faults: Iterable[Fault], drifted: Sequence[Sentence] = ()
) -> list[Obstacle]:
    """`faults` are what the check against the platforms finds now, at the stage live; `drifted` tells what has changed
    on a platform since the version was first looked at.
    """
    return [
        *(Obstacle(fault.code, fault.sentence) for fault in faults if fault.severity is Severity.ERROR),
        *(Obstacle("drift", sentence) for sentence in drifted),
        *_untried(automation, evidence),
        *(Obstacle("to_change", _to_change(remark.run_id, remark.comment)) for remark in evidence.to_change),
    ]


def _untried(automation: Automation, evidence: Evidence) -> Iterator[Obstacle]:
    """An outcome that the automation provides for and that no test has shown."""
    if not evidence.worked:
        yield Obstacle("untried", _not_worked(automation.name))
    if automation.trigger.conditions and "condition" not in evidence.codes:
        yield Obstacle("untried", _no_condition(automation.name))
    required = [line.to for step in automation.steps for line in step.lines if line.required and line.default is None]
    if required and automation.missing is not Missing.DEFAULT and "missing_value" not in evidence.codes:
        yield Obstacle("untried", _nothing_missing(required[0], parks=automation.missing is Missing.PARK))


def _not_worked(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune exécution de test n'a réussi avec cette version. Lancez « passerelle test {name} --record ID » sur "
        "une fiche de test.",
        en=f'No test run of this version has succeeded. Run "passerelle test {name} --record ID" on a test record.',
    )


def _no_condition(name: str) -> Sentence:
    return Sentence(
        fr="Aucun test n'a montré une fiche écartée par une condition de « where ». Essayez « passerelle test "
        f"{name} --record ID » sur une fiche de test qui ne les remplit pas.",
        en='No test has shown a record that a condition of "where" leaves out. Try "passerelle test '
        f'{name} --record ID" on a test record that does not meet them.',
    )


def _nothing_missing(field: str, *, parks: bool) -> Sentence:
    fr, en = ("mise de côté", "parked") if parks else ("ignorée", "ignored")
    return Sentence(
        fr=f"Aucun test n'a montré ce qui se passe quand une valeur obligatoire manque (« {field} » : l'exécution est "
        f"alors {fr}). Essayez sur une fiche de test incomplète.",
        en=f'No test has shown what happens when a required value is missing ("{field}": the run is then {en}). Try '
        "it on a test record that is not complete.",
    )


def _to_change(run_id: str, comment: str) -> Sentence:
    return Sentence(
        fr=f"Une remarque attend un changement ({run_id}) : {comment}",
        en=f"A remark waits for a change ({run_id}): {comment}",
    )
