"""passerelle digest."""

import json
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
    language,
    out,
    told,
)
from passerelle.core.digest import text_of
from passerelle.operations.digest import Digests


def digest(
    days: Annotated[int, typer.Option("--days", help="Of the last so many days.", min=1, max=30)] = 7,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """What each live automation did, how fast, what was repaired, what changed, and what waits for a person."""
    chosen = language(lang)
    with told(lang):
        installation = Installation(env, stack)
        versions = installation.versions
        catalogue = Catalogue(versions, lambda: datetime.now(UTC))
        digests = Digests(installation.journal, catalogue, versions, lambda: datetime.now(UTC))
        found = digests.of_the_last(days)
    if as_json:
        changed = [one.to_json() for one in found.changed]
        out.print_json(json.dumps({"automations": [line.to_json() for line in found.lines], "changed": changed}))
        return
    out.print(text_of(found.lines, found.changed, chosen), markup=False, soft_wrap=True)
