"""passerelle backfill."""

import json
import time
from collections import Counter
from datetime import UTC, datetime, tzinfo
from typing import Annotated

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.asking import calling, now
from passerelle.commands.planning import planning_of
from passerelle.commands.shared import (
    EnvOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    agree,
    err,
    language,
    out,
    say,
    told,
)
from passerelle.commands.stages import Name
from passerelle.core.automation import Automation, Stage
from passerelle.core.conversions.zones import zone_named
from passerelle.core.sentences import Language, Sentence
from passerelle.journal import table as tables
from passerelle.journal.backfills import Backfills
from passerelle.operations.backfilling import SHARE, Backfilling, Summary, deployed, interval_s
from passerelle.operations.runs import STATE_WORDS

ASKED_ABOVE = 20
"""Effects that are had without a question."""

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


def backfill(
    name: Name,
    since: Annotated[datetime, typer.Option("--since", formats=_FORMATS, help="From then on, in the account's zone.")],
    until: Annotated[
        datetime | None, typer.Option("--until", formats=_FORMATS, help="Until then; now by default.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Tell what would be done, and do nothing.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help=f"Do not ask above {ASKED_ABOVE}.")] = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring what happened before an automation was there: as a poll finds it, each once, live traffic first.

    Cut short, it goes on when it is asked the same once more. The runs tell what became of them.
    """
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        catalogue = Catalogue(installation.versions, now)
        deployment = catalogue.deployment(name, fresh=True)
        deployed(name, deployment)
        live = deployment.live is not None
        number = deployment.live if deployment.live is not None else deployment.test or 0
        automation = catalogue.automation(name, number, Stage.LIVE if live else Stage.TEST)
        zone = _zone(catalogue, automation)
        first, last = _moment(since, zone), _moment(until, zone) if until else now()
        with calling(installation, catalogue) as connect:
            progress = Backfills(tables.connect(installation.settings.table_name))
            pause = _interval_s(catalogue, automation)
            backfilling = Backfilling(
                connect, installation.journal, installation.queue, progress, now, lambda: time.sleep(pause)
            )
            summary = backfilling.look(automation, first, last, limit)
            if plan:
                with planning_of(installation, catalogue) as planning:
                    endings = Counter(planning.event(automation, one.event).ending for one in summary.to_send)
                _tell(summary, endings, chosen, as_json=as_json)
                return
            if len(summary.to_send) > ASKED_ABOVE and not yes:
                agree(_bring(len(summary.to_send)), chosen)
            sent = 0
            for at in backfilling.send(automation, first, last, summary):
                sent = at.sent
                err.print(f"{at.sent}/{at.to_send}", end="\r", markup=False)
    if as_json:
        out.print_json(json.dumps({"found": summary.found, "handled": _handled(summary), "sent": sent}))
        return
    _tell(summary, None, chosen, as_json=False)
    say(_sent(sent), chosen, "green")


def _tell(summary: Summary, endings: Counter[str] | None, lang: Language, *, as_json: bool) -> None:
    if as_json:
        would = dict(endings or {})
        out.print_json(json.dumps({"found": summary.found, "handled": _handled(summary), "would": would}))
        return
    out.print(f"{summary.found:6}  {_FOUND.in_language(lang)}", markup=False)
    for state, times in summary.handled.items():
        out.print(f"{times:6}  {_HANDLED.in_language(lang)} {STATE_WORDS[state].in_language(lang)}", markup=False)
    for ending, times in (endings or {}).items():
        out.print(f"{times:6}  {_WOULD.in_language(lang)} {ending}", markup=False)
    if summary.undecided:
        out.print(f"{summary.undecided:6}  {_UNDECIDED.in_language(lang)}", markup=False)


def _handled(summary: Summary) -> dict[str, int]:
    return {state.value: times for state, times in summary.handled.items()}


def _zone(catalogue: Catalogue, automation: Automation) -> tzinfo:
    """That of the account where it happened, where its connection says one."""
    given = catalogue.connection(automation.trigger.connection).settings.get("time_zone")
    return (zone_named(str(given)) if given else None) or UTC


def _moment(given: datetime, zone: tzinfo) -> datetime:
    return given.replace(tzinfo=zone).astimezone(UTC)


def _interval_s(catalogue: Catalogue, automation: Automation) -> float:
    accounts = [catalogue.connection(name) for name in automation.connections]
    return interval_s([one.requests / one.per_s for account in accounts for one in account.pace], SHARE)


def _bring(number: int) -> Sentence:
    return Sentence(
        fr=f"Donner {number} événements du passé à l'automatisation ?",
        en=f"Give {number} events of the past to the automation?",
    )


def _sent(number: int) -> Sentence:
    return Sentence(
        fr=f"Événements mis dans la file : {number}. « passerelle runs » montre ce qu'ils deviennent ; la même "
        "commande les compte parmi ceux qui ont été traités.",
        en=f'Events put in the queue: {number}. "passerelle runs" shows what becomes of them; the same command counts '
        "them among those that were handled.",
    )


_FOUND = Sentence(fr="événements qui remplissent le déclencheur", en="events that meet the trigger")
_HANDLED = Sentence(fr="déjà traités, exécution", en="handled already, run")
_WOULD = Sentence(fr="finiraient ainsi :", en="would end as")
_UNDECIDED = Sentence(
    fr="dépendent d'une valeur précédente que la plateforme ne dit plus (« unknown_former » décide)",
    en='depend on a former value that the platform no longer tells ("unknown_former" decides)',
)
