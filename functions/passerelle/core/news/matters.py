"""The concerns that runs and automations give, in words; the reasons are those that they hold already."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from passerelle.core.automation import Stage
from passerelle.core.drift import Difference
from passerelle.core.news.concern import Affected, Concern
from passerelle.core.runs import EVENT_ITSELF, Run
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity

PARKED: Final = "parked"
UNEXPLAINED: Final = "unexplained"
PAUSED: Final = "paused"
DRIFT: Final = "drift"

LONG_PAUSE: Final = timedelta(days=1)


def parked(runs: Sequence[Run], want: Sentence, records: tuple[Affected, ...]) -> Concern:
    """Runs of one automation, at one stage, that are parked for reasons of the same code; the newest comes first."""
    run, number = runs[0], len(runs)
    one = number == 1
    code = run.reason.code if run.reason else ""
    tested = run.stage is Stage.TEST
    return Concern(
        topic=PARKED,
        cause=f"{run.automation}#{run.stage}#{code}",
        severity=Severity.NOTE if tested else Severity.ERROR,
        title=_parked(run, number, want),
        since=min(one.updated_at for one in runs),
        means=_PARKED_TEST if tested else _not_done(run, want),
        todo=_PARKED_TODO,
        command=f"show {run.id}" if one else "runs --state parked",
        page=f"run/{quote(run.id, safe='')}" if one else f"runs/parked/{quote(run.automation, safe='')}",
        number=number,
        reasons=tuple(dict.fromkeys(run.reason.sentence for run in runs if run.reason)),
        records=records,
    )


def unexplained(runs: Sequence[Run], records: tuple[Affected, ...]) -> Concern:
    run, number = runs[0], len(runs)
    many = number > 1
    return Concern(
        topic=UNEXPLAINED,
        cause="runs",
        severity=Severity.ERROR,
        title=Sentence(
            fr=f"{number} exécutions se sont arrêtées en chemin" if many else "une exécution s'est arrêtée en chemin",
            en=f"{number} runs stopped on their way" if many else "a run stopped on its way",
        ),
        since=min(one.updated_at for one in runs),
        means=_STOPPED,
        todo=_STOPPED_TODO,
        command="account",
        page="overview" if many else f"run/{quote(run.id, safe='')}",
        number=number,
        records=records,
    )


def paused(name: str, want: Sentence, since: datetime, waiting: int) -> Concern:
    """What somebody paused, and may have forgotten."""
    return Concern(
        topic=PAUSED,
        cause=name,
        severity=Severity.WARNING if waiting else Severity.NOTE,
        title=Sentence(fr=f"en pause : {want.fr}", en=f"paused: {want.en}"),
        since=since,
        means=Sentence(
            fr=f"Rien n'est fait pendant la pause. Exécutions retenues : {waiting}.",
            en=f"Nothing is done during the pause. Runs held: {waiting}.",
        ),
        todo=Sentence(
            fr="Si la pause n'a plus de raison d'être, reprenez : ce qui est retenu part dans l'ordre.",
            en="If there is no reason for the pause any more, resume: what is held goes in its order.",
        ),
        command=f"resume {name}",
        page=f"automation/{quote(name, safe='')}",
        patience=LONG_PAUSE,
    )


def drifted(name: str, stage: Stage, want: Sentence, found: Sequence[Difference], since: datetime) -> Concern:
    """A platform has changed under a version in use."""
    live = stage is Stage.LIVE
    stops = live and any(one.stops for one in found)
    return Concern(
        topic=DRIFT,
        cause=f"{name}#{stage}",
        severity=Severity.ERROR if live else Severity.NOTE,
        title=Sentence(fr=f"une plateforme a changé : {want.fr}", en=f"a platform has changed: {want.en}"),
        since=since,
        means=_HELD if stops else _LACKING,
        todo=_DRIFT_TODO,
        command="drift",
        page=f"automation/{quote(name, safe='')}",
        reasons=tuple(one.sentence for one in found if one.breaks),
    )


def _parked(run: Run, number: int, want: Sentence) -> Sentence:
    many = number > 1
    if run.automation == EVENT_ITSELF:
        return Sentence(
            fr=f"{number} événements n'ont pas pu être traités" if many else "un événement n'a pas pu être traité",
            en=f"{number} events could not be handled" if many else "an event could not be handled",
        )
    test_fr, test_en = (" d'un essai", " of a test") if run.stage is Stage.TEST else ("", "")
    fr = f"{number} exécutions{test_fr} mises de côté" if many else f"une exécution{test_fr} mise de côté"
    en = f"{number} runs{test_en} parked" if many else f"a run{test_en} parked"
    return Sentence(fr=f"{fr} : {want.fr}", en=f"{en}: {want.en}")


def _not_done(run: Run, want: Sentence) -> Sentence:
    if run.automation == EVENT_ITSELF:
        return Sentence(
            fr="Ce que cet événement devait déclencher n'est pas fait, tant que personne n'intervient.",
            en="What this event was to start is not done, as long as nobody steps in.",
        )
    return Sentence(
        fr=f"Tant que personne n'intervient, ceci n'est pas fait pour ces fiches : {want.fr}.",
        en=f"As long as nobody steps in, this is not done for these records: {want.en}.",
    )


_PARKED_TEST: Final = Sentence(
    fr="Rien pour vos utilisateurs : c'est un essai. Il montre ce qui arriverait.",
    en="Nothing for your users: this is a test. It shows what would happen.",
)
_PARKED_TODO: Final = Sentence(
    fr="Corrigez ce que dit la raison, puis rejouez l'exécution, ou écartez-la : « passerelle replay », « passerelle "
    "dismiss ».",
    en='Correct what the reason tells, then replay the run, or dismiss it: "passerelle replay", "passerelle dismiss".',
)
_STOPPED: Final = Sentence(
    fr="Ce qu'elles devaient faire n'est peut-être pas fait, et rien ne les reprendra.",
    en="What they were to do may not be done, and nothing will take them up.",
)
_STOPPED_TODO: Final = Sentence(
    fr="Regardez jusqu'où chacune est allée, et faites une petite modification de la fiche pour qu'un nouvel événement "
    "arrive.",
    en="Look how far each of them came, and make a small change to the record so that a new event comes.",
)
_HELD: Final = Sentence(
    fr="Chaque exécution échouerait : les événements sont retenus, et rien n'est perdu.",
    en="Every run would fail: the events are held, and nothing is lost.",
)
_LACKING: Final = Sentence(
    fr="Des exécutions seront mises de côté, ou iront sans une partie de leurs informations.",
    en="Runs will be parked, or will go without a part of what they pass on.",
)
_DRIFT_TODO: Final = Sentence(
    fr="Rétablissez ce qui a changé sur la plateforme, ou adaptez l'automatisation et publiez-la ; ce qui est retenu "
    "part alors.",
    en="Undo what has changed on the platform, or adapt the automation and push it; what is held goes then.",
)
