"""The concerns that connections give: what is refused, what does not answer, what is about to end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from passerelle.core.news.concern import Concern
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity

FAULTY: Final = "faulty"
DOWN: Final = "down"
EXPIRING: Final = "expiring"
RENEWALS: Final = "renewals"

_OUTAGE: Final = timedelta(hours=1)
"""A shorter one is nobody's business: what waits goes by itself."""
_TWO_TURNS: Final = timedelta(minutes=15)
"""A renewal that failed once is tried again at the next turn."""
_URGENT: Final = timedelta(days=3)


def faulty(connection: str, reasons: Sequence[Sentence], now: datetime) -> Concern:
    return Concern(
        topic=FAULTY,
        cause=connection,
        severity=Severity.ERROR,
        title=Sentence(
            fr=f"la connexion « {connection} » a besoin d'une personne",
            en=f'the connection "{connection}" needs a person',
        ),
        since=now,
        means=Sentence(
            fr="Les automatisations qui en dépendent ne peuvent plus lire, écrire ou recevoir.",
            en="The automations that depend on it can no longer read, write or receive.",
        ),
        todo=_DO_AS_TOLD,
        command="check --online",
        page=_PAGE,
        reasons=tuple(reasons),
    )


def down(connection: str, now: datetime) -> Concern:
    return Concern(
        topic=DOWN,
        cause=connection,
        severity=Severity.WARNING,
        title=Sentence(fr=f"« {connection} » ne répond plus", en=f'"{connection}" does not answer'),
        since=now,
        means=Sentence(
            fr="Ce qui doit y être fait attend et sera fait à son retour ; rien n'est perdu avant trois jours.",
            en="What is to be done there waits and will be done when it is back; nothing is lost before three days.",
        ),
        todo=Sentence(
            fr="Regardez l'état de la plateforme chez son éditeur ; si elle marche, vérifiez l'adresse de connexion.",
            en="Look at the vendor's own status page; if the platform works, check the address of the connection.",
        ),
        command="check --online",
        page=_PAGE,
        patience=_OUTAGE,
    )


def expiring(connection: str, what: str, reason: Sentence, ends_at: datetime, now: datetime) -> Concern:
    soon = ends_at - now < _URGENT
    return Concern(
        topic=EXPIRING,
        # Told weeks before, and once more when it is urgent.
        cause=f"{connection}/{what}/{'urgent' if soon else 'soon'}",
        severity=Severity.ERROR if soon else Severity.WARNING,
        title=Sentence(
            fr=f"un accès de « {connection} » se termine bientôt", en=f'a credential of "{connection}" ends soon'
        ),
        since=now,
        means=Sentence(
            fr="Après ce jour, les automatisations qui en dépendent s'arrêtent.",
            en="After that day, the automations that depend on it stop.",
        ),
        todo=_DO_AS_TOLD,
        command=f"connect {connection}",
        page=_PAGE,
        reasons=(reason,),
    )


def not_renewed(connection: str, name: str, reason: Sentence, now: datetime) -> Concern:
    return Concern(
        topic=RENEWALS,
        cause=f"{connection}/{name}",
        severity=Severity.ERROR,
        title=Sentence(
            fr=f"le webhook de « {connection} » n'a pas pu être renouvelé",
            en=f'the webhook of "{connection}" could not be renewed',
        ),
        since=now,
        means=Sentence(
            fr="Quand il se terminera, la plateforme ne nous dira plus ce qui s'y passe.",
            en="When it ends, the platform will no longer tell us what happens there.",
        ),
        todo=_DO_AS_TOLD,
        command=f"connect {connection}",
        page=_PAGE,
        reasons=(reason,),
        patience=_TWO_TURNS,
    )


_PAGE: Final = "connections"
_DO_AS_TOLD: Final = Sentence(fr="Faites ce que dit la raison.", en="Do what the reason tells.")
