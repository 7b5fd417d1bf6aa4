"""passerelle verify-webhook: wait for the events that a connection has to bring."""

import json
import time
from typing import Annotated, Any

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.asking import now
from passerelle.commands.shared import (
    EnvOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    err,
    language,
    out,
    say,
    told,
)
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.arrivals import Arrival, Expected
from passerelle.core.sentences import Language, Sentence
from passerelle.journal import table as tables
from passerelle.journal.arrivals import Arrivals
from passerelle.operations.webhooks import Verification, WebhookCheck


def verify_webhook(
    connection: Annotated[str, typer.Argument(metavar="CONNECTION", help="The connection.")],
    wait: Annotated[int, typer.Option("--wait", help="Wait at most so many seconds.", min=0, max=3600)] = 300,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell where the platform has to call, and wait until each kind of event that automations need has come.

    Exit code 1 when one is missing.
    """
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        catalogue = Catalogue(installation.versions, now)
        table = tables.connect(installation.settings.table_name)
        check = WebhookCheck(catalogue, Arrivals(table, installation.journal).since, now, time.sleep)
        expected = check.expected(connection)
        address = installation.webhook_address(connection)
        manifest = catalogue.connection(connection).manifest
        if not as_json:
            _print_steps(address, manifest, expected, chosen)

        def tell(arrival: Arrival) -> None:
            if not as_json:
                out.print(_came(arrival).in_language(chosen), style="green", markup=False)

        found = check.wait(connection, wait, tell)
    if as_json:
        out.print_json(json.dumps(_as_json(address, found)))
    else:
        _print_missing(found, manifest.platform, chosen)
    if found.missing:
        raise typer.Exit(1)


def _print_steps(address: str | None, manifest: ManifestFile, expected: list[Expected], lang: Language) -> None:
    say(_address(address), lang, "bold")
    for number, step in enumerate(manifest.onboarding, 1):
        out.print(f"  {number}. {step.sentence().in_language(lang)}", markup=False)
    say(_page(manifest.platform), lang)
    say(_EXPECTED, lang)
    for one in expected:
        out.print(f"  {one.name}  ({', '.join(one.automations)})", markup=False)


def _print_missing(found: Verification, platform: str, lang: Language) -> None:
    if not found.missing:
        say(_ALL, lang, "green")
        return
    for one in found.missing:
        err.print(_missing(one).in_language(lang), style="red", markup=False)
    for check in _CHECKS:
        err.print(f"  - {check.in_language(lang)}", markup=False)
    err.print(_page(platform).in_language(lang), markup=False)


def _as_json(address: str | None, found: Verification) -> dict[str, Any]:
    return {
        "address": address,
        "arrived": [one.to_json() for one in found.arrived],
        "missing": [{"event": one.name, "automations": list(one.automations)} for one in found.missing],
    }


def _address(address: str | None) -> Sentence:
    shown = address or "https://.../in/{connection}"
    return Sentence(
        fr=f"Adresse à coller dans la plateforme : {shown}", en=f"Address to paste in the platform: {shown}"
    )


def _page(platform: str) -> Sentence:
    page = f"docs/platforms/{platform}.md"
    return Sentence(fr=f"  Le détail est dans {page}.", en=f"  The details are in {page}.")


def _came(arrival: Arrival) -> Sentence:
    at, by = f"{arrival.at:%Y-%m-%d %H:%M:%S}Z", arrival.verified_by or "-"
    return Sentence(
        fr=f"reçu : {arrival.expected.name}, {at}, vérifié par {by}",
        en=f"received: {arrival.expected.name}, {at}, verified by {by}",
    )


def _missing(expected: Expected) -> Sentence:
    return Sentence(
        fr=f"pas reçu : {expected.name} (attendu par {', '.join(expected.automations)})",
        en=f"not received: {expected.name} (expected by {', '.join(expected.automations)})",
    )


_EXPECTED = Sentence(
    fr="Provoquez maintenant, sur une fiche de test, chacun de ces événements :",
    en="Now cause each of these events, on a record for tests:",
)
_ALL = Sentence(fr="Tout ce qui est attendu est arrivé.", en="All that is expected has come.")
_CHECKS = (
    Sentence(
        fr="Le webhook appelle-t-il cette adresse, au nom de connexion près ?",
        en="Does the webhook call that very address, with this connection's name?",
    ),
    Sentence(
        fr="Ce déclencheur est-il coché dans la plateforme, et le webhook actif ?",
        en="Is that trigger ticked in the platform, and the webhook active?",
    ),
    Sentence(
        fr="Le secret enregistré est-il le bon ? Une signature refusée se voit dans la mesure SignatureRefused "
        "(docs/operations/signatures-refused.md).",
        en="Is the stored secret the right one? A refused signature shows in the metric SignatureRefused "
        "(docs/operations/signatures-refused.md).",
    ),
    Sentence(
        fr="Le propriétaire du webhook, ou l'application, voit-il cette fiche ?",
        en="May the webhook's owner, or the app, see that record?",
    ),
)
