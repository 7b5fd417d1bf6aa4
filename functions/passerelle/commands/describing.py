"""passerelle describe."""

import json
from typing import Annotated

import typer

from passerelle.commands.asking import OnlineOption
from passerelle.commands.automations import labels, read_files
from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    language,
    out,
    told,
)
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.telling.told import tell


def describe(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The automation.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every automation of the folder.")] = False,
    online: OnlineOption = False,
    folder: FolderOption = CONFIG,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what an automation does, from its file, in words that a person can approve without reading YAML.

    With --online, fields, options and templates have the names that the platforms give them.
    """
    chosen = language(lang)
    with told(lang):
        if (name is not None) == everything:
            raise Rejected(_WHICH, code="bad_argument")
        files = read_files(folder)
        names = sorted(files.automations) if name is None else [name]
        automations = [files.automation(one) for one in names]
        with labels(files, Installation(env, stack) if online else None, chosen) as labels_of:
            sentences = [tell(one, files.around, labels_of(one)) for one in automations]
    if as_json:
        out.print_json(json.dumps([one.to_json() for one in sentences]))
        return
    out.print("\n\n".join(one.text(chosen) for one in sentences), markup=False)


_WHICH = Sentence(
    fr="Dites quelle automatisation décrire : son nom, ou --all pour toutes.",
    en="Say which automation to describe: its name, or --all for all of them.",
)
