"""passerelle promote."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands import shadowing
from passerelle.commands.asking import calling, now
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
from passerelle.commands.stages import WhyOption, live_now, operations_of
from passerelle.core.deployment import Deployment
from passerelle.core.promotion import Obstacle
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected
from passerelle.journal import table as tables
from passerelle.journal.ledger import Ledger
from passerelle.journal.looks import Looks
from passerelle.operations.comparing import Comparing
from passerelle.operations.promoting import Promoting, Proof


def promote(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="The automations.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that have a version in test.")] = False,
    canary: Annotated[
        int | None, typer.Option("--canary", min=1, max=99, help="Only for this share of the records, in percent.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Although something stands in the way; needs --why.")] = False,
    shadow: shadowing.ShadowOption = None,
    why: WhyOption = "",
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the tested version live: it uses the real template from now on, on every record.

    Refused unless this very version fits both platforms as they are now, its tests have shown each outcome that
    matters, and no remark waits for a change. A version that fails is taken back by itself: a canary at any time, a new
    live version within a day.
    """
    chosen = language(lang)
    done: list[dict[str, Any]] = []
    with told(lang):
        if bool(names) == everything:
            raise Rejected(_WHICH, code="bad_argument")
        if force and not why:
            raise Rejected(_FORCE_WHY, code="bad_argument")
        installation = Installation(env, stack)
        operations = operations_of(env, stack)
        wanted = operations.in_test() if everything else names or []
        if shadow is not None:
            shadowing.alone(canary, force)
            shadowing.switch(operations, wanted, why, chosen, on=shadow, as_json=as_json)
            return
        catalogue = Catalogue(installation.versions, now)
        table = tables.connect(installation.settings.table_name)
        proof = Proof(Ledger(table), Looks(table))
        with calling(installation, catalogue) as connect:
            promoting = Promoting(catalogue, operations, connect, proof.evidence, proof.drifted)
            for name in wanted:
                obstacles = promoting.obstacles(name)
                if not as_json:
                    _print_difference(installation, catalogue.deployment(name), name)
                _print_obstacles(name, obstacles, chosen, style="yellow" if force else "red")
                refused = bool(obstacles) and not force
                deployment = catalogue.deployment(name)
                if not refused:
                    deployment = promoting.promote(name, why, obstacles, canary)
                    if not as_json:
                        say(
                            live_now(name, deployment) if canary is None else _opened(name, deployment), chosen, "green"
                        )
                done.append(_as_json(name, deployment, obstacles, promoted=not refused))
    if as_json:
        out.print_json(json.dumps(done))
    if not all(one["promoted"] for one in done):
        raise typer.Exit(1)


def _as_json(name: str, deployment: Deployment, obstacles: Sequence[Obstacle], *, promoted: bool) -> dict[str, Any]:
    told = [obstacle.sentence.to_json() for obstacle in obstacles]
    return {"automation": name, **deployment.to_json(), "promoted": promoted, "obstacles": told}


def _print_difference(installation: Installation, deployment: Deployment, name: str) -> None:
    """What will be different from what is live."""
    if deployment.live is not None and deployment.test is not None:
        for line in Comparing(installation.versions).between(name, deployment.live, deployment.test):
            out.print(f"    {line}", style={"+": "green", "-": "red"}.get(line[0]), markup=False)


def _print_obstacles(name: str, obstacles: Sequence[Obstacle], lang: Language, style: str) -> None:
    if obstacles:
        err.print(_stands(name, len(obstacles)).in_language(lang), style="bold", markup=False)
    for obstacle in obstacles:
        err.print(f"    {obstacle.sentence.in_language(lang)}", style=style, markup=False)


_WHICH = Sentence(
    fr="Dites quelles automatisations mettre en service : leurs noms, ou --all.",
    en="Say which automations to make live: their names, or --all.",
)
_FORCE_WHY = Sentence(
    fr="Avec --force, dites pourquoi (--why) : l'historique le gardera.",
    en="With --force, say why (--why): the history will keep it.",
)


def _stands(name: str, number: int) -> Sentence:
    return Sentence(
        fr=f"« {name} » : {number} obstacle{'s' if number > 1 else ''} à la mise en service.",
        en=f'"{name}": {number} thing{"s" if number > 1 else ""} in the way of going live.',
    )


def _opened(name: str, deployment: Deployment) -> Sentence:
    return Sentence(
        fr=f"« {name} » : la version {deployment.test} compte comme en service pour {deployment.canary} % des fiches, "
        f"la version {deployment.live} pour les autres. Elle revient d'elle-même si elle échoue.",
        en=f'"{name}": version {deployment.test} counts as live for {deployment.canary} % of the records, '
        f"version {deployment.live} for the others. It returns by itself when it fails.",
    )
