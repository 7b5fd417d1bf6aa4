"""passerelle sample: a signed request, ready to be sent by hand."""

import json
import shlex
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import EnvOption, FolderOption, Installation, LangOption, StackOption, out, told
from passerelle.commands.signing import signed_headers
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.inbound.connections import Connection


def sample(
    connection: Annotated[str, typer.Argument(help="The connection to send to.")],
    url: Annotated[str, typer.Option("--url", help="Where to send it: the stack's address, without a final slash.")],
    body: Annotated[
        Path | None, typer.Option("--body", help="The JSON to send; config/samples/CONNECTION.json by default.")
    ] = None,
    public_url: Annotated[
        str | None, typer.Option("--public-url", help="The address that is signed, where it is another one.")
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", help="The header Host, where the address does not say it.")
    ] = None,
    env: EnvOption = "test",
    stack: StackOption = None,
    folder: FolderOption = CONFIG,
    lang: LangOption = None,
) -> None:
    """Print a curl line with a fresh signature. $NOW and $UNIQUE in the body are replaced."""
    with told(lang):
        path = body or folder / "samples" / f"{connection}.json"
        content = _content(path)
        known = _connection(Installation(env, stack), connection)
        scheme = known.schemes[0]
        secrets = known.secrets.get(scheme.secret, ())
        if not secrets:
            raise Rejected(_no_secret(connection, scheme.secret), code="no_secret")
        address = f"/in/{connection}"
        signed_url = (public_url or url).rstrip("/") + address
        headers = signed_headers(scheme, secrets[0], signed_url, content, datetime.now(UTC), uuid.uuid4().hex)
    if host is not None:
        headers["Host"] = host
    parts = ["curl", "-sS", "-X", "POST", url.rstrip("/") + address, "-H", "content-type: application/json"]
    for name, value in headers.items():
        parts += ["-H", f"{name}: {value}"]
    out.print(shlex.join([*parts, "-d", content.decode()]), markup=False)


def _content(path: Path) -> bytes:
    """Compact, as senders send it: the signature is over these very bytes."""
    try:
        text = path.read_text(encoding="utf-8")
        text = text.replace("$NOW", datetime.now(UTC).isoformat()).replace("$UNIQUE", uuid.uuid4().hex[:8])
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()
    except (OSError, ValueError) as error:
        raise Rejected(_no_body(path), code="no_body") from error


def _connection(installation: Installation, name: str) -> Connection:
    stored = installation.inbound.read(name)
    if "settings" not in stored:
        raise Rejected(_not_published(name), code="not_published")
    secrets = {key.removeprefix("secrets/"): value for key, value in stored.items() if key.startswith("secrets/")}
    return Connection.from_json(name, json.loads(stored["settings"]), secrets)


def _no_body(path: Path) -> Sentence:
    return Sentence(
        fr=f"« {path} » n'est pas un fichier JSON lisible. Donnez --body FICHIER.",
        en=f'"{path}" is not a readable JSON file. Give --body FILE.',
    )


def _not_published(name: str) -> Sentence:
    return Sentence(
        fr=f"La connexion « {name} » ne reçoit rien, ou n'est pas publiée. Lancez « passerelle push ».",
        en=f'The connection "{name}" receives nothing, or is not published. Run "passerelle push".',
    )


def _no_secret(connection: str, name: str) -> Sentence:
    return Sentence(
        fr=f"Le secret « {name} » de « {connection} » n'est pas enregistré. Lancez « passerelle secrets set "
        f"{connection} {name} ».",
        en=f'The secret "{name}" of "{connection}" is not stored. Run "passerelle secrets set {connection} {name}".',
    )
