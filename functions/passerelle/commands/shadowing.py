"""passerelle shadow, and the shadow that promote switches."""

import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from passerelle.commands.shared import (
    EnvOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    language,
    out,
    say,
    told,
)
from passerelle.commands.stages import Name
from passerelle.core.deployment import Deployment
from passerelle.core.sentences import Language, Sentence
from passerelle.core.shadows import ShadowTally, tally
from passerelle.errors import Rejected
from passerelle.journal import table as tables
from passerelle.journal.shadows import Shadows
from passerelle.operations.comparing import Comparing
from passerelle.operations.stages import StageOperations

ShadowOption = Annotated[
    bool | None,
    typer.Option("--shadow/--no-shadow", help="Promote nothing: compare the tested version with the live one, or end."),
]


def shadow(
    name: Name,
    version: Annotated[int | None, typer.Option("--version", help="This one instead of the one in test.")] = None,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """What the tested version would have done otherwise than the live one, since `promote NAME --shadow`."""
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        number = version or Comparing(installation.versions).latest(name)
        found = tally(Shadows(tables.connect(installation.settings.table_name)).of(name, number))
        on = installation.versions.active(consistent=True).automations.get(name, Deployment()).shadow
    if as_json:
        out.print_json(json.dumps({"automation": name, "version": number, "shadow": on, **_as_json(found)}))
        return
    _print(found, number, chosen)
    if not on:
        say(_off(name), chosen)


def switch(
    operations: StageOperations, names: Iterable[str], why: str, lang: Language, *, on: bool, as_json: bool
) -> None:
    """Compare the tested version of each with the live one from now on, or no longer."""
    done = []
    for name in names:
        deployment = operations.shadow(name, why, on=on)
        done.append({"automation": name, **deployment.to_json(), "promoted": False, "obstacles": []})
        if not as_json:
            say(_on(name, deployment.test) if on else _ended(name), lang, "green")
    if as_json:
        out.print_json(json.dumps(done))


def alone(*others: object) -> None:
    """Raises Rejected: the shadow is switched by itself."""
    if any(others):
        raise Rejected(_ALONE, code="bad_argument")


def _print(found: ShadowTally, version: int, lang: Language) -> None:
    say(_compared(version, found), lang, "bold")
    for (before, after), number in sorted(found.endings.items()):
        out.print(f"    {before} -> {after}: {number}", style="yellow", markup=False)
    for name, number in sorted(found.names.items()):
        out.print(f"    {name}: {number}", style="yellow", markup=False)


def _as_json(found: ShadowTally) -> dict[str, Any]:
    return {
        "compared": found.compared,
        "same": found.same,
        "endings": [{"live": before, "tested": after, "events": n} for (before, after), n in found.endings.items()],
        "names": dict(found.names),
    }


_ALONE = Sentence(
    fr="--shadow et --no-shadow ne mettent rien en service : donnez-les sans --canary ni --force.",
    en="--shadow and --no-shadow make nothing live: give them without --canary and --force.",
)


def _compared(version: int, found: ShadowTally) -> Sentence:
    differ = found.compared - found.same
    return Sentence(
        fr=f"Version {version} : {found.compared} événements comparés, {differ} autrement que la version en service.",
        en=f"Version {version}: {found.compared} events compared, {differ} otherwise than the live version.",
    )


def _off(name: str) -> Sentence:
    return Sentence(
        fr=f"Rien n'est comparé en ce moment. Pour commencer : passerelle promote {name} --shadow.",
        en=f"Nothing is being compared at this moment. To begin: passerelle promote {name} --shadow.",
    )


def _on(name: str, version: int | None) -> Sentence:
    return Sentence(
        fr=f"« {name} » : la version {version} est comparée à la version en service, sans rien écrire. "
        f"« passerelle shadow {name} » dit ce qui diffère.",
        en=f'"{name}": version {version} is compared with the live version, and writes nothing. '
        f'"passerelle shadow {name}" tells what differs.',
    )


def _ended(name: str) -> Sentence:
    return Sentence(fr=f"« {name} » n'est plus comparée.", en=f'"{name}" is no longer compared.')
