"""passerelle stages, rollback, pause, resume: which version runs, and on what."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from passerelle.commands.shared import (
    EnvOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    answer,
    language,
    out,
    say,
    told,
)
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.sentences import Language, Sentence
from passerelle.journal.stack import caller
from passerelle.operations.stages import StageOperations

Name = Annotated[str, typer.Argument(metavar="NAME", help="The automation.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why; kept in its history.")]


def stages(
    env: EnvOption = "test", stack: StackOption = None, lang: LangOption = None, as_json: JsonOption = False
) -> None:
    """Where each automation stands: the version that is tested, the one that is live, and whether it is paused."""
    chosen = language(lang)
    with told(lang):
        automations = Installation(env, stack).versions.active(consistent=True).automations
    if as_json:
        out.print_json(json.dumps({name: one.to_json() for name, one in sorted(automations.items())}))
        return
    if not automations:
        say(_NONE, chosen)
        return
    table = Table(*(title.in_language(chosen) for title in _TITLES), box=None, pad_edge=False)
    for name, one in sorted(automations.items()):
        table.add_row(name, _version(one.live), _version(one.test), _remark(one, chosen))
    out.print(table)


def rollback(
    name: Name,
    why: WhyOption,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the former version live again."""
    with told(lang):
        deployment = operations_of(env, stack).rollback(name, why)
    answer(live_now(name, deployment), lang, as_json=as_json, automation=name, **deployment.to_json())


def pause(
    name: Name,
    why: WhyOption,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold an automation's events until it is resumed. Nothing is lost, and nothing runs."""
    with told(lang):
        deployment = operations_of(env, stack).pause(name, why)
    answer(_paused(name), lang, as_json=as_json, automation=name, **deployment.to_json())


def resume(
    name: Name,
    why: WhyOption = "",
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let the held events of an automation go, each record's in their order."""
    with told(lang):
        records = operations_of(env, stack).resume(name, why)
    answer(_resumed(name, records), lang, as_json=as_json, automation=name, records=records)


def operations_of(env: Any, stack: str | None) -> StageOperations:
    installation = Installation(env, stack)
    return StageOperations(
        installation.versions, installation.journal, installation.queue, lambda: datetime.now(UTC), caller()
    )


def _version(number: int | None) -> str:
    return "-" if number is None else str(number)


def _remark(deployment: Deployment, lang: Language) -> str:
    remarks = []
    if deployment.hold is not None:
        remarks.append(_HOLDS[deployment.hold].in_language(lang))
    if deployment.canary is not None:
        remarks.append(f"canary {deployment.canary} %")
    if deployment.shadow:
        remarks.append(_SHADOW.in_language(lang))
    return ", ".join(remarks)


def summary(deployment: Deployment, lang: Language) -> str:
    numbers = {_TITLES[1]: deployment.live, _TITLES[2]: deployment.test}
    return ", ".join(f"{title.in_language(lang)} {_version(number)}" for title, number in numbers.items())


_TITLES = (
    Sentence(fr="automatisation", en="automation"),
    Sentence(fr="en service", en="live"),
    Sentence(fr="en test", en="test"),
    Sentence(fr="remarque", en="remark"),
)
_HOLDS = {
    Hold.PAUSED: Sentence(fr="en pause", en="paused"),
    Hold.DRIFT: Sentence(fr="retenue : une plateforme a changé", en="held: a platform has changed"),
}
_SHADOW = Sentence(fr="comparée (shadow)", en="compared (shadow)")
_NONE = Sentence(fr="Rien n'a été publié sous ce nom.", en="Nothing was pushed under that name.")


def live_now(name: str, deployment: Deployment) -> Sentence:
    return Sentence(
        fr=f"« {name} » : la version {deployment.live} est en service, prise en compte dans la minute.",
        en=f'"{name}": version {deployment.live} is live, taken up within a minute.',
    )


def _paused(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » est en pause dans la minute. Ses événements sont gardés jusqu'à « passerelle resume {name} ».",
        en=f'"{name}" is paused within a minute. Its events are kept until "passerelle resume {name}".',
    )


def _resumed(name: str, records: int) -> Sentence:
    if not records:
        return Sentence(fr=f"« {name} » reprend. Rien n'était gardé.", en=f'"{name}" is resumed. Nothing was held.')
    return Sentence(
        fr=f"« {name} » reprend : les événements gardés de {records} fiche{'s' if records > 1 else ''} repartent.",
        en=f'"{name}" is resumed: the held events of {records} record{"s" if records > 1 else ""} are on their way.',
    )
