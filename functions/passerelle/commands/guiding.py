"""passerelle guide."""

from pathlib import Path
from typing import Annotated

import typer

from passerelle.commands.automations import read_files
from passerelle.commands.page import html_page
from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import FolderOption, LangOption, language, say, told
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.telling.guide import guide as guide_to


def guide(
    name: Annotated[str, typer.Argument(help="The automation.")],
    output: Annotated[Path | None, typer.Option("--output", help="The file to write; none: print it.")] = None,
    as_html: Annotated[
        bool, typer.Option("--html", help="One HTML page, ready to print, instead of Markdown.")
    ] = False,
    folder: FolderOption = CONFIG,
    lang: LangOption = None,
) -> None:
    """Write the page for the people who live with an automation: what it does, what its messages mean, whom to ask."""
    chosen = language(lang)
    with told(lang):
        files = read_files(folder)
        text = guide_to(files.automation(name), files.around, chosen)
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
