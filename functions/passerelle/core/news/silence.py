"""The concern that an automation gives by doing nothing."""

from datetime import datetime
from typing import Final
from urllib.parse import quote

from passerelle.core.absence import Absence
from passerelle.core.news.concern import Concern
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity

ABSENT: Final = "absent"


def silent(name: str, want: Sentence, found: Absence, since: datetime) -> Concern:
    """`since` is the end of the last day with a run."""
    return Concern(
        topic=ABSENT,
        cause=name,
        severity=Severity.WARNING,
        title=Sentence(fr=f"plus aucune exécution : {want.fr}", en=f"no run any more: {want.en}"),
        since=since,
        means=Sentence(
            fr=f"D'habitude, elle s'exécute {found.usual} jours ouvrés sur 100. Un tel silence arrive rarement par "
            "hasard : l'événement attendu ne nous parvient peut-être plus.",
            en=f"It usually runs on {found.usual} of 100 working days. Such a silence is rarely chance: the event that "
            "it waits for may no longer reach us.",
        ),
        todo=Sentence(
            fr="Vérifiez qu'une fiche a bien changé sur la plateforme, puis demandez pourquoi rien ne s'est passé : "
            "« passerelle why ». Si le métier est calme, il n'y a rien à faire.",
            en='Check that a record did change on the platform, then ask why nothing happened: "passerelle why". If '
            "business is slow, there is nothing to do.",
        ),
        command="check --online",
        page=f"automation/{quote(name, safe='')}",
    )
