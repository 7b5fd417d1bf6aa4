"""passerelle push."""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console

from passerelle.commands.reports import Format, report
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
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
from passerelle.configuration.folder import Folder, read_folder
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected
from passerelle.journal.stack import caller
from passerelle.journal.versions import PublishConflict
from passerelle.operations.online.findings import in_order, of_file
from passerelle.operations.publishing import Change, Publisher

CONFIG = Path("config")

SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", help="CONNECTION.SETTING=VALUE: a setting for this push, such as tomorro.base_url=https://..."
    ),
]


def push(
    env: EnvOption = "test",
    stack: StackOption = None,
    folder: FolderOption = CONFIG,
    settings: SetOption = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Do not ask before removing what is no longer in the folder.")
    ] = False,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Publish the folder as numbered versions; the functions use them within a minute. Twice is harmless.

    What is published and no longer in the folder is removed, after a question.
    """
    chosen = language(lang)
    with told(lang):
        read = read_config(folder)
        overrides = overrides_in(settings or [], read)
    if read.findings:
        report(in_order(of_file(finding) for finding in read.findings), Format.TEXT, chosen)
        err.print(_NOTHING_PUBLISHED.in_language(chosen), markup=False)
        raise typer.Exit(1)
    with told(lang):
        installation = Installation(env, stack)
        publisher = Publisher(installation.versions, installation.inbound, installation.news, env, caller(), overrides)
        gone = publisher.removals(read)
        if gone and not remove:
            for one in gone:
                _print_change(one, chosen, err)
            agree(_remove(len(gone)), chosen)
        changes = publish(publisher, read, gone)
    if as_json:
        out.print_json(json.dumps([{"kind": one.kind, "name": one.name, "what": one.what} for one in changes]))
        return
    for change in changes:
        _print_change(change, chosen)


def publish(publisher: Publisher, folder: Folder, agreed: Collection[Change] = ()) -> list[Change]:
    """Raises Rejected where somebody else keeps publishing, and where it would remove what is not `agreed`."""
    try:
        return publisher.publish(folder, datetime.now(UTC), agreed)
    except PublishConflict as error:
        raise Rejected(_CONFLICT, code="publish_conflict") from error


def read_config(folder: Path) -> Folder:
    """Raises Rejected when there is no such folder, or nothing in it: that would otherwise be all that is wrong."""
    if not (folder / "automations").is_dir():
        raise Rejected(_no_folder(folder), code="no_folder")
    read = read_folder(folder)
    if not (read.automations or read.connections or read.platforms or read.findings):
        raise Rejected(_no_file(folder), code="no_folder")
    return read


def overrides_in(texts: list[str], folder: Folder) -> dict[str, dict[str, Any]]:
    """By connection and setting, what --set gives. Raises Rejected for one that does not exist."""
    found: dict[str, dict[str, Any]] = {}
    manifests = folder.manifests()
    for text in texts:
        name, equals, value = text.partition("=")
        connection, dot, setting = name.partition(".")
        file = folder.accounts().get(connection)
        manifest = manifests.get(file.platform) if file else None
        if not (equals and dot) or manifest is None or setting not in manifest.settings:
            raise Rejected(_bad_set(name), code="bad_set")
        found.setdefault(connection, {})[setting] = value_of(name, value)
    return found


def value_of(name: str, text: str) -> Any:
    """As the file would hold it: a number, true, a list. A text needs no quotes."""
    try:
        return yaml.safe_load(text) if text else ""
    except yaml.YAMLError as error:
        raise Rejected(_bad_value(name), code="bad_set") from error


_WORDS = {
    "new": Sentence(fr="nouveau", en="new"),
    "changed": Sentence(fr="changé", en="changed"),
    "unchanged": Sentence(fr="inchangé", en="unchanged"),
    "removed": Sentence(fr="retiré", en="removed"),
}


_KINDS = {
    "automation": Sentence(fr="automatisation", en="automation"),
    "connection": Sentence(fr="connexion", en="connection"),
    "inbound": Sentence(fr="réception", en="inbound"),
    "recipients": Sentence(fr="destinataires", en="recipients"),
}


def _print_change(change: Change, lang: Language, to: Console = out) -> None:
    version = f"version {change.version}" if change.version else ""
    style = "dim" if change.what == "unchanged" else None
    what, kind = _WORDS[change.what].in_language(lang), _KINDS[change.kind].in_language(lang)
    line = f"{what:10} {kind:14} {change.name} {version}"
    to.print(line.rstrip(), style=style, markup=False)


_NOTHING_PUBLISHED = Sentence(fr="Rien n'a été publié.", en="Nothing was published.")


def _no_folder(folder: Path) -> Sentence:
    return Sentence(
        fr=f"Il n'y a pas de dossier « {folder}/automations ». Placez-vous à la racine du projet, ou donnez --folder.",
        en=f'There is no folder "{folder}/automations". Go to the root of the project, or give --folder.',
    )


def _no_file(folder: Path) -> Sentence:
    return Sentence(
        fr=f"Le dossier « {folder} » ne contient aucun fichier .yaml. Donnez le bon dossier avec --folder.",
        en=f'The folder "{folder}" holds no .yaml file. Give the right folder with --folder.',
    )


def _remove(number: int) -> Sentence:
    return Sentence(
        fr=f"Retirer ce qui n'est plus dans le dossier ({number}) ?",
        en=f"Remove what is no longer in the folder ({number})?",
    )


def _bad_set(name: str) -> Sentence:
    return Sentence(
        fr=f"« --set {name} » ne désigne pas un réglage. Écrivez CONNEXION.RÉGLAGE=VALEUR, "
        "par exemple tomorro.base_url=https://api.tomorro.com/v2.",
        en=f'"--set {name}" names no setting. Write CONNECTION.SETTING=VALUE, '
        "for example tomorro.base_url=https://api.tomorro.com/v2.",
    )


def _bad_value(name: str) -> Sentence:
    return Sentence(
        fr=f"La valeur de « --set {name} » n'est pas lisible. Mettez-la entre guillemets.",
        en=f'The value of "--set {name}" cannot be read. Put it in quotes.',
    )


_CONFLICT = Sentence(
    fr="Quelqu'un d'autre publie au même moment : rien n'a été activé. Relancez la commande.",
    en="Someone else is publishing at the same moment: nothing was activated. Run the command again.",
)
