"""passerelle secrets set | retire | list."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from passerelle.commands.publishing import CONFIG, read_config
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    answer,
    language,
    out,
    stdin_or_prompt,
    told,
)
from passerelle.core.sentences import Sentence
from passerelle.operations.secrets import SecretOperations

app = typer.Typer(help="Credentials, kept in SSM as SecureString; their values are never shown.", no_args_is_help=True)

Connection = Annotated[str, typer.Argument(help="The connection, as under config/connections/.")]
Name = Annotated[str, typer.Argument(help="The secret, as the platform's manifest names it.")]


@app.command("set")
def store(
    connection: Connection,
    name: Name,
    keep_previous: Annotated[
        bool, typer.Option("--keep-previous", help="Let the former value stay valid too, until `secrets retire`.")
    ] = False,
    expires: Annotated[
        datetime | None,
        typer.Option(
            "--expires", formats=["%Y-%m-%d"], help="The day on which it ends, if it does: watch warns before."
        ),
    ] = None,
    env: EnvOption = "test",
    stack: StackOption = None,
    folder: FolderOption = CONFIG,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Store a secret, read from standard input or typed unseen. It is used within a minute, without a deployment."""
    with told(lang):
        value = stdin_or_prompt(lambda: str(typer.prompt(f"{connection} {name}", hide_input=True)))
        day = expires.date() if expires is not None else None
        _operations(folder, env, stack).store(connection, name, value, keep_previous=keep_previous, expires=day)
    answer(_stored(connection, name), lang, as_json=as_json, connection=connection, name=name)


@app.command()
def retire(
    connection: Connection,
    name: Name,
    env: EnvOption = "test",
    stack: StackOption = None,
    folder: FolderOption = CONFIG,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a rotation: the former value is valid no longer."""
    with told(lang):
        _operations(folder, env, stack).retire(connection, name)
    answer(_retired(connection, name), lang, as_json=as_json, connection=connection, name=name)


@app.command("list")
def listed(
    env: EnvOption = "test",
    stack: StackOption = None,
    folder: FolderOption = CONFIG,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which secrets are needed, and which are stored."""
    chosen = language(lang)
    with told(lang):
        found = _operations(folder, env, stack).listed()
    if as_json:
        out.print_json(json.dumps([asdict(one) for one in found]))
        return
    for one in found:
        remarks = [_PREVIOUS] if one.previous else []
        remarks += [] if one.needed else [_NOT_NEEDED]
        remarks += [_until(one.expires)] if one.expires else []
        remark = "".join(f" ({sentence.in_language(chosen)})" for sentence in remarks)
        out.print(f"{'+' if one.stored else '-'} {one.connection} {one.name}{remark}: {one.about}", markup=False)


def _operations(folder: FolderOption, env: EnvOption, stack: str | None) -> SecretOperations:
    installation = Installation(env, stack)
    return SecretOperations(read_config(folder), installation.inbound, installation.outbound)


_PREVIOUS = Sentence(fr="+ ancienne valeur", en="+ former value")
_NOT_NEEDED = Sentence(fr="ne sert pas", en="not needed")


def _until(day: str) -> Sentence:
    return Sentence(fr=f"jusqu'au {day}", en=f"until {day}")


def _stored(connection: str, name: str) -> Sentence:
    return Sentence(
        fr=f"Le secret « {name} » de « {connection} » est enregistré.",
        en=f'The secret "{name}" of "{connection}" is stored.',
    )


def _retired(connection: str, name: str) -> Sentence:
    return Sentence(
        fr=f"L'ancienne valeur du secret « {name} » de « {connection} » n'est plus valable.",
        en=f'The former value of the secret "{name}" of "{connection}" is valid no longer.',
    )
