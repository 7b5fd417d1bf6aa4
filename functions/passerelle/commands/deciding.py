"""passerelle replay, dismiss: one parked run, several, or all that a filter takes."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from passerelle.catalogue import Catalogue
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
    told,
)
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected
from passerelle.operations.deciding import AT_ONCE, Filter, Kind, Outcome, each, kinds, parked
from passerelle.operations.runs import RunOperations, Which

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]

RunIds = Annotated[list[str] | None, typer.Argument(help="The runs, as `passerelle runs` shows them.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every parked run.")]
AutomationOption = Annotated[str | None, typer.Option("--automation", help="Those of this automation.")]
CodeOption = Annotated[str | None, typer.Option("--code", help="Those parked for this reason, as in `runs --json`.")]
BeforeOption = Annotated[datetime | None, typer.Option("--before", formats=MOMENTS, help="Those parked before (UTC).")]
AfterOption = Annotated[
    datetime | None, typer.Option("--after", formats=MOMENTS, help="Those parked since then (UTC).")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask before deciding on several.")]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Named one by one, or by a filter."""

    run_ids: list[str]
    every: bool
    wanted: Filter

    def ids(self, installation: Installation) -> list[str]:
        """Raises Rejected when nothing was asked for, or the same in two ways."""
        filtered = self.every or self.wanted != Filter()
        if not self.run_ids and not filtered:
            raise Rejected(_WHICH, code="no_run")
        if self.run_ids and filtered:
            raise Rejected(_BOTH, code="bad_argument")
        if filtered:
            return [run.id for run in parked(installation.journal, self.wanted)]
        return list(dict.fromkeys(self.run_ids))


def replay(
    run_ids: RunIds = None,
    every: AllOption = False,
    automation: AutomationOption = None,
    code: CodeOption = None,
    before: BeforeOption = None,
    after: AfterOption = None,
    which: Annotated[
        Which, typer.Option("--version", help="The version the runs had, or the current one.")
    ] = Which.SAME,
    keep: Annotated[
        str | None,
        typer.Option("--keep", help="The connection whose values go over, where both sides had changed."),
    ] = None,
    per_minute: Annotated[int, typer.Option("--per-minute", min=1, help="At most so many in a minute.")] = 120,
    yes: YesOption = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send parked runs on their way again. What a run has done is not done again; twice is harmless.

    Cut short, it goes on when it is asked the same once more. Exit code 1 when a run was refused.
    """
    chosen = Chosen(run_ids or [], every, _filter(automation, code, before, after))
    with told(lang):
        installation = Installation(env, stack)
        operations = _operations(installation)
        ids = chosen.ids(installation)
        if len(ids) > 1 and not yes:
            _print(kinds(installation.journal, ids, lambda run: operations.version(run, which)))
            agree(_replay_these(len(ids)), language(lang))
        outcomes = each(
            ids,
            lambda run_id: operations.replay(run_id, which, keep),
            lambda: time.sleep(60 / per_minute),
        )
        _tell(outcomes, _replayed, language(lang), as_json=as_json)


def dismiss(
    run_ids: RunIds = None,
    *,
    why: Annotated[str, typer.Option("--why", help="Why they need no run any more; kept with them.")],
    every: AllOption = False,
    automation: AutomationOption = None,
    code: CodeOption = None,
    before: BeforeOption = None,
    after: AfterOption = None,
    yes: YesOption = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Settle parked runs by your own decision, with its reason. Exit code 1 when a run was refused."""
    chosen = Chosen(run_ids or [], every, _filter(automation, code, before, after))
    with told(lang):
        installation = Installation(env, stack)
        operations = _operations(installation)
        ids = chosen.ids(installation)
        if len(ids) > 1 and not yes:
            _print(kinds(installation.journal, ids, lambda _: None))
            agree(_dismiss_these(len(ids)), language(lang))
        outcomes = each(ids, lambda run_id: operations.dismiss(run_id, why), lambda: None)
        _tell(outcomes, _dismissed, language(lang), as_json=as_json)


def _filter(automation: str | None, code: str | None, before: datetime | None, after: datetime | None) -> Filter:
    return Filter(automation, code, *(moment and moment.replace(tzinfo=UTC) for moment in (before, after)))


def _print(found: Counter[Kind]) -> None:
    """How many of which kind, before anything is done."""
    for kind, times in sorted(found.items(), key=lambda item: (-item[1], item[0].automation, item[0].code)):
        version = f"  version {kind.version}" if kind.version is not None else ""
        err.print(f"{times:6}  {kind.automation}  {kind.code}{version}", markup=False)


def _tell(outcomes: Iterable[Outcome], done: Callable[[str], Sentence], lang: Language, *, as_json: bool) -> None:
    """Each as it happens, so that nobody waits in the dark. Raises Exit when one was refused."""
    kept = []
    for outcome in outcomes:
        kept.append(outcome)
        if as_json:
            continue
        sentence = outcome.refused or done(outcome.run_id)
        out.print(sentence.in_language(lang), style="red" if outcome.refused else None, markup=False)
    if as_json:
        out.print_json(json.dumps([_as_json(outcome) for outcome in kept]))
    elif not kept:
        out.print(_NONE_PARKED.in_language(lang), markup=False)
    if len(kept) == AT_ONCE:
        err.print(_MORE.in_language(lang), markup=False)
    if any(outcome.refused for outcome in kept):
        raise typer.Exit(1)


def _as_json(outcome: Outcome) -> dict[str, object]:
    reason = outcome.refused.to_json() if outcome.refused else None
    return {"id": outcome.run_id, "done": outcome.refused is None, "code": outcome.code, "reason": reason}


def _operations(installation: Installation) -> RunOperations:
    catalogue = Catalogue(installation.versions, _now)
    return RunOperations(installation.journal, installation.queue, catalogue.current_version, _now)


def _now() -> datetime:
    return datetime.now(UTC)


_NONE_PARKED = Sentence(
    fr="Aucune exécution mise de côté ne correspond.",
    en="No parked run fits.",
)
_MORE = Sentence(
    fr=f"Il peut y en avoir d'autres : {AT_ONCE} sont traitées à la fois. Relancez la même commande.",
    en=f"There may be more: {AT_ONCE} are decided on at once. Run the same command again.",
)
_WHICH = Sentence(
    fr="Dites lesquelles : leurs identifiants, --all, --automation, --code, --before ou --after.",
    en="Say which: their ids, --all, --automation, --code, --before or --after.",
)
_BOTH = Sentence(
    fr="Donnez des identifiants ou des filtres, pas les deux.",
    en="Give ids or filters, not both.",
)


def _replay_these(number: int) -> Sentence:
    return Sentence(fr=f"Rejouer ces {number} exécutions ?", en=f"Replay these {number} runs?")


def _dismiss_these(number: int) -> Sentence:
    return Sentence(fr=f"Écarter ces {number} exécutions ?", en=f"Dismiss these {number} runs?")


def _replayed(run_id: str) -> Sentence:
    return Sentence(fr=f"{run_id} : elle repart.", en=f"{run_id}: on its way again.")


def _dismissed(run_id: str) -> Sentence:
    return Sentence(fr=f"{run_id} : écartée.", en=f"{run_id}: dismissed.")
