"""A connection that is tried: does the key work, is the time right, does the platform call us."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from passerelle.core.checking import Fault
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from passerelle.errors import CredentialsRefused, PasserelleError, RateLimited, Retryable
from passerelle.platforms.platform import Platform

CLOCK_TOLERANCE: Final = timedelta(seconds=120)
"""Signatures are refused beyond 300 seconds: this tells before they are."""


@dataclass(frozen=True, slots=True)
class Trying:
    """`address` gives what a platform has to call for a connection, where the stack is known. `is_trigger` tells
    whether an automation waits for what happens there.
    """

    connect: Callable[[str], Platform]
    clock: Callable[[], datetime]
    address: Callable[[str], str | None]
    is_trigger: Callable[[str], bool]

    def faults(self, name: str, *, receives: bool, polls: bool) -> Iterator[Fault]:
        """What would stop everything else comes alone. `receives` tells whether the platform calls us, `polls` whether
        we ask it too.
        """
        try:
            platform = self.connect(name)
            there = platform.probe()
        except PasserelleError as error:
            yield of_error(name, error)
            return
        if there is not None and abs(there - self.clock()) > CLOCK_TOLERANCE:
            yield Fault("clock_wrong", ("connection",), _clock(name, there - self.clock()))
        if receives and self.is_trigger(name):
            try:
                yield from self._webhook(name, polls, platform.webhooks())
            except PasserelleError as error:
                yield of_error(name, error)

    def _webhook(self, name: str, polls: bool, registered: Sequence[str] | None) -> Iterator[Fault]:
        address = self.address(name)
        ending = f"/in/{name}"
        if registered is None:
            sentence = _to_register(name, address or f"https://...{ending}")
            yield Fault("webhook_unseen", ("connection",), sentence, None, Severity.NOTE)
            return
        if address in registered:
            return
        elsewhere = any(one.endswith(ending) for one in registered)
        if elsewhere and address is None:
            return
        severity = Severity.WARNING if polls or elsewhere else Severity.ERROR
        told = _elsewhere if elsewhere else _not_registered
        yield Fault(
            "webhook_missing",
            ("connection",),
            told(name, address or f"https://...{ending}"),
            None,
            severity,
        )


def of_error(connection: str, error: PasserelleError) -> Fault:
    """What a failed call says to somebody who checks: no run is there to be replayed."""
    if error.code == "no_secret":
        return Fault("no_secret", ("connection",), _no_secret(connection))
    if isinstance(error, CredentialsRefused):
        return Fault("credentials_refused", ("connection",), _refused(connection))
    if isinstance(error, RateLimited):
        return Fault("rate_limited", ("connection",), _too_fast(connection))
    if isinstance(error, Retryable):
        return Fault("no_answer", ("connection",), _no_answer(connection))
    return Fault("not_checked", ("connection",), _not_checked(connection, error.sentence))


def _no_secret(connection: str) -> Sentence:
    return Sentence(
        fr=f"La clé de « {connection} » n'est pas enregistrée. « passerelle secrets list » dit laquelle manque ; "
        f"enregistrez-la par « passerelle secrets set {connection} NOM ».",
        en=f'The key of "{connection}" is not stored. "passerelle secrets list" tells which is missing; store it by '
        f'"passerelle secrets set {connection} NAME".',
    )


def _refused(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » refuse notre clé, ou ses droits ne suffisent pas. Enregistrez-en une autre par "
        f"« passerelle secrets set {connection} NOM », ou donnez-lui les droits que dit le manifeste.",
        en=f'"{connection}" refuses our key, or its rights are not enough. Store another one by "passerelle secrets '
        f'set {connection} NAME", or give it the rights that the manifest names.',
    )


def _too_fast(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » demande de ralentir : elle n'a pas été vérifiée en entier. Relancez dans une minute, ou "
        "vérifiez une automatisation à la fois.",
        en=f'"{connection}" asks us to slow down: it was not checked as a whole. Try again in a minute, or check one '
        "automation at a time.",
    )


def _no_answer(connection: str) -> Sentence:
    return Sentence(
        fr=f"« {connection} » ne répond pas, ou pas comme prévu. Vérifiez « base_url » et que le service fonctionne, "
        "puis relancez.",
        en=f'"{connection}" does not answer, or not as expected. Check "base_url" and that the service is up, then try '
        "again.",
    )


def _not_checked(connection: str, reason: Sentence) -> Sentence:
    return Sentence(
        fr=f"« {connection} » n'a pas pu être vérifiée. {reason.fr}",
        en=f'"{connection}" could not be checked. {reason.en}',
    )


def _clock(connection: str, ahead: timedelta) -> Sentence:
    seconds = round(ahead.total_seconds())
    return Sentence(
        fr=f"L'horloge de « {connection} » et celle de cette machine diffèrent de {abs(seconds)} secondes. Réglez "
        "cette machine sur le réseau (NTP) : au-delà de 300 secondes, les signatures sont refusées.",
        en=f'The clock of "{connection}" and that of this machine differ by {abs(seconds)} seconds. Set this machine '
        "by the network (NTP): beyond 300 seconds, signatures are refused.",
    )


def _to_register(connection: str, address: str) -> Sentence:
    return Sentence(
        fr=f"La plateforme ne dit pas à notre clé quels webhooks existent : vérifiez que celui de « {connection} » "
        f"appelle {address}.",
        en=f'The platform does not tell our key which webhooks exist: look whether that of "{connection}" calls '
        f"{address}.",
    )


def _not_registered(connection: str, address: str) -> Sentence:
    return Sentence(
        fr=f"Aucun webhook de « {connection} » n'appelle cette installation. Créez-en un dans la plateforme, avec "
        f"cette adresse : {address}.",
        en=f'No webhook of "{connection}" calls this installation. Create one in the platform, with this address: '
        f"{address}.",
    )


def _elsewhere(connection: str, address: str) -> Sentence:
    return Sentence(
        fr=f"Un webhook de « {connection} » existe, mais appelle une autre installation. Celle-ci attend : {address}.",
        en=f'A webhook of "{connection}" exists, but it calls another installation. This one waits at: {address}.',
    )
