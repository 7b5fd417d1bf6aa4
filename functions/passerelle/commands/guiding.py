"""passerelle guide."""

from pathlib import Path
from typing import Annotated

import typer

from passerelle.commands.asking import OnlineOption
from passerelle.commands.automations import labels, read_files
from passerelle.commands.page import html_page
from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    LangOption,
    StackOption,
    language,
    say,
    told,
)
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.telling.guide import guide as guide_to


def guide(
    name: Annotated[str, typer.Argument(help="The automation.")],
    output: Annotated[Path | None, typer.Option("--output", help="The file to write; none: print it.")] = None,
    as_html: Annotated[
        bool, typer.Option("--html", help="One HTML page, ready to print, instead of Markdown.")
    ] = False,
    online: OnlineOption = False,
    folder: FolderOption = CONFIG,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
) -> None:
    """Write the page for the people who live with an automation: what it does, what its messages mean, whom to ask."""
    chosen = language(lang)
    with told(lang):
        files = read_files(folder)
        file = files.automation(name)
        with labels(files, Installation(env, stack) if online else None, chosen) as labels_of:
            text = guide_to(file, files.around, chosen, labels_of(file))
        page = html_page(text, chosen) if as_html else text
        if output is None:
            typer.echo(page, nl=False)
            return
        try:
            output.write_text(page, encoding="utf-8")
        except OSError as error:
            raise Rejected(_unwritable(output), code="unwritable") from error
    say(_written(output), chosen, "green")


def _written(path: Path) -> Sentence:
    return Sentence(fr=f"Le guide est dans {path}.", en=f"The guide is in {path}.")


def _unwritable(path: Path) -> Sentence:
    return Sentence(
        fr=f"« {path} » ne peut pas être écrit. Vérifiez que le dossier existe, et vos droits.",
        en=f'"{path}" cannot be written. Check that the folder exists, and your rights.',
    )
