"""passerelle check: the folder by itself, and held against the platforms as they are now."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from passerelle.commands.asking import OnlineOption, asking, now
from passerelle.commands.publishing import CONFIG, SetOption, overrides_in, read_config
from passerelle.commands.reports import Format, report
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    language,
    say,
    told,
)
from passerelle.configuration.folder import Folder
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.operations.online.checking import OnlineCheck
from passerelle.operations.online.findings import Told, fails, in_order, of_folder

NamesArgument = Annotated[list[str] | None, typer.Argument(help="With --online: these automations; all when absent.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Let a warning fail the check too.")]
FormatOption = Annotated[
    Format, typer.Option("--format", help="For people, programs, code scanning or a pull request.")
]


def check(
    names: NamesArgument = None,
    online: OnlineOption = False,
    strict: StrictOption = False,
    form: FormatOption = Format.TEXT,
    folder: FolderOption = CONFIG,
    env: EnvOption = "test",
    stack: StackOption = None,
    settings: SetOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Validate the folder, and with --online hold it against the platforms. Exit code 1 when something is wrong."""
    chosen = language(lang)
    with told(lang):
        if names and not online:
            raise Rejected(_ONLINE_ONLY, code="online_only")
        read = read_config(folder)
        findings = of_folder(read)
        if online:
            findings += _online(read, Installation(env, stack), overrides_in(settings or [], read), names or [])
    findings = in_order(findings)
    form = Format.JSON if as_json else form
    report(findings, form, chosen)
    if fails(findings, strict=strict):
        raise typer.Exit(1)
    if form is Format.TEXT:
        say(_all_well(read), chosen, "green")


def _online(
    folder: Folder, installation: Installation, overrides: Mapping[str, Mapping[str, Any]], names: list[str]
) -> list[Told]:
    with asking(folder, installation, overrides) as connect:
        return OnlineCheck(folder, connect, now, installation.webhook_address).run(names)


def _all_well(folder: Folder) -> Sentence:
    numbers = len(folder.automations), len(folder.connections), len(folder.platforms)
    fr = zip(numbers, ("automatisation", "connexion", "plateforme"), strict=True)
    en = zip(numbers, ("automation", "connection", "platform"), strict=True)
    return Sentence(
        fr=f"{', '.join(_counted(*one) for one in fr)} : tout est en ordre.",
        en=f"{', '.join(_counted(*one) for one in en)}: all is well.",
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"


_ONLINE_ONLY = Sentence(
    fr="Sans « --online », le dossier est vérifié en entier : n'indiquez pas d'automatisation, ou ajoutez --online.",
    en="Without --online the folder is checked as a whole: name no automation, or add --online.",
)
