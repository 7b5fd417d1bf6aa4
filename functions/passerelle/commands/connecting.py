"""passerelle connect: an account on a platform, step by step, from its file to its first call."""

import json
from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from passerelle.commands.asking import FolderConnections, calling, now
from passerelle.commands.connect_steps import obtain_consent, pairs, store_secrets, write_file
from passerelle.commands.publishing import CONFIG, publish, read_config
from passerelle.commands.reports import Format, report
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
from passerelle.commands.talking import Talk
from passerelle.configuration.folder import Folder
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused, Rejected
from passerelle.journal import table as tables
from passerelle.journal.stack import caller
from passerelle.journal.subscriptions import Subscriptions
from passerelle.operations.connecting import checked_name, manifest_named
from passerelle.operations.online.findings import in_order, of_file
from passerelle.operations.publishing import Publisher
from passerelle.operations.renewing import Subscribing
from passerelle.operations.secrets import SecretOperations
from passerelle.platforms.connecting import Connector


def connect(
    platform: Annotated[str, typer.Argument(metavar="PLATFORM", help="The platform, as under config/platforms/.")],
    name: Annotated[str | None, typer.Option("--name", help="The connection; the platform's name by default.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="SETTING=VALUE, for the file of a new connection.")
    ] = None,
    secrets: Annotated[
        list[str] | None, typer.Option("--secret", help="NAME=VARIABLE: the environment variable that holds a secret.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Ask for the secrets, and for the consent, that are there already.")
    ] = False,
    paste: Annotated[
        bool, typer.Option("--paste", help="Copy the address of the page after a consent, instead of listening for it.")
    ] = False,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page of the consent in the browser of this machine.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: all is given by options, or is there.")] = False,
    env: EnvOption = "test",
    stack: StackOption = None,
    folder: FolderOption = CONFIG,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Connect an account: write its file, store its secrets, obtain a consent, publish, try it, and say what is left.

    It may be run again at any time: what is there already is not asked again.
    """
    talk = Talk(language(lang), asks=not yes, silent=as_json, pastes=paste, opens=open_page)
    with told(lang):
        read = read_config(folder)
        manifest = manifest_named(platform, read.manifests())
        connection = checked_name(name or platform)
        written = write_file(folder, read, manifest, connection, pairs(settings or []), talk)
        read = read_config(folder)
    if read.findings:
        report(in_order(of_file(finding) for finding in read.findings), Format.TEXT, talk.lang)
        raise typer.Exit(1)
    with told(lang):
        installation = Installation(env, stack)
        operations = SecretOperations(read, installation.inbound, installation.outbound)
        stored = store_secrets(operations, manifest, connection, pairs(secrets or []), talk, again=again)
        with calling(installation, FolderConnections(read, env, {})) as connector:
            consenting = partial(obtain_consent, connector, operations, manifest, connection, talk)
            consenting(again=again)
            tried = _tried(connector, connection, consenting, asks=talk.asks)
            talk.say(_TRIED if manifest.native is not None or manifest.probe is not None else _UNTRIED)
            _publish(read, installation, talk)
            webhooks = _subscribe(tried, installation, connection, talk)
    address = installation.webhook_address(connection) if manifest.receive is not None else None
    if as_json:
        facts = {"connection": connection, "file": written, "secrets": stored, "webhooks": webhooks}
        out.print_json(json.dumps({**facts, "address": address}))
        return
    _tell_the_rest(manifest, connection, address, bool(webhooks), talk)


def _tried(connector: Connector, connection: str, consenting: Callable[..., None], *, asks: bool) -> Connector:
    """A consent that has ended is asked for again."""
    try:
        connector(connection).probe()
    except CredentialsRefused as error:
        if error.code not in {"grant_refused", "grant_lost"} or not asks:
            raise
        consenting(again=True)
        connector = connector.anew()
        connector(connection).probe()
    return connector


def _publish(read: Folder, installation: Installation, talk: Talk) -> None:
    publish(Publisher(installation.versions, installation.inbound, installation.news, installation.env, caller()), read)
    talk.say(_PUBLISHED)


def _subscribe(connector: Connector, installation: Installation, connection: str, talk: Talk) -> list[str]:
    platform = connector(connection)
    if not platform.subscriptions():
        return []
    address = installation.webhook_address(connection)
    if address is None:
        raise Rejected(_NO_ADDRESS, code="no_stack")
    store = Subscriptions(tables.connect(installation.settings.table_name))
    made = Subscribing(store, installation.inbound, installation.outbound, now).subscribe(connection, platform, address)
    talk.say(_subscribed(made))
    return made


def _tell_the_rest(manifest: ManifestFile, connection: str, address: str | None, made: bool, talk: Talk) -> None:
    talk.say(_connected(connection), "green")
    if manifest.receive is None or made:
        return
    talk.say(_paste_there(address or f"https://.../in/{connection}"), "bold")
    for number, step in enumerate(manifest.onboarding, 1):
        out.print(f"  {number}. {step.sentence().in_language(talk.lang)}", markup=False)
    talk.say(_then(connection))


def _subscribed(names: list[str]) -> Sentence:
    listed = ", ".join(names)
    return Sentence(
        fr=f"La plateforme nous appelle ({listed}) : il n'y a rien à y coller.",
        en=f"The platform calls us ({listed}): there is nothing to paste there.",
    )


def _connected(connection: str) -> Sentence:
    return Sentence(fr=f"« {connection} » est connectée.", en=f'"{connection}" is connected.')


def _paste_there(address: str) -> Sentence:
    return Sentence(
        fr=f"Adresse à coller dans la plateforme : {address}", en=f"Address to paste in the platform: {address}"
    )


def _then(connection: str) -> Sentence:
    return Sentence(
        fr=f"Ensuite : « passerelle verify-webhook {connection} » attend un événement ; « passerelle sample "
        f"{connection} » en envoie un d'essai.",
        en=f'Then: "passerelle verify-webhook {connection}" waits for an event; "passerelle sample {connection}" sends '
        "one to try.",
    )


_TRIED = Sentence(
    fr="Essayée : la plateforme répond et nous accepte.", en="Tried: the platform answers and lets us in."
)
_UNTRIED = Sentence(
    fr="Pas essayée : la plateforme n'a rien qui se demande sans effet.",
    en="Not tried: the platform has nothing that can be asked without an effect.",
)
_PUBLISHED = Sentence(fr="Publiée.", en="Published.")
_NO_ADDRESS = Sentence(
    fr="L'adresse à appeler n'est pas connue : elle se lit dans les sorties de la pile. Retirez TABLE_NAME et les "
    "autres variables de l'environnement, ou donnez --stack.",
    en="The address to call is not known: it is read in the outputs of the stack. Remove TABLE_NAME and the other "
    "variables from the environment, or give --stack.",
)
