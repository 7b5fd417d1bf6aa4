"""passerelle sample: a request as its sender would make it, ready to be sent by hand.

A signature is printed; a credential never is: the shell puts it in, from a variable that the person exports.
"""

import json
import shlex
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    err,
    language,
    out,
    told,
)
from passerelle.commands.signing import signed_headers
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.inbound.connections import Connection
from passerelle.inbound.schemes import Basic, Digest, Hmac, Token

VARIABLE = "PASSERELLE_SECRET"


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
    as_json: JsonOption = False,
) -> None:
    """Print a curl line with a fresh signature. $NOW and $UNIQUE in the body are replaced.

    Where the sender sends a token or a password instead, the line takes it from the variable PASSERELLE_SECRET.
    """
    with told(lang):
        content = _content(body or folder / "samples" / f"{connection}.json")
        scheme, secret = _proof(Installation(env, stack), connection)
    address = f"/in/{connection}"
    headers = {"content-type": "application/json"}
    if not isinstance(scheme, Basic | Token):
        signed_url = (public_url or url).rstrip("/") + address
        headers |= signed_headers(scheme, secret, signed_url, content, datetime.now(UTC), uuid.uuid4().hex)
    if host is not None:
        headers["Host"] = host
    request = _Request(url.rstrip("/") + address, headers, content.decode(), _credential(scheme))
    if as_json:
        out.print_json(json.dumps(asdict(request)))
        return
    if request.credential is not None:
        err.print(_export(connection, scheme.secret).in_language(language(lang)), markup=False)
    out.print(request.curl(), markup=False)


@dataclass(frozen=True, slots=True)
class _Request:
    """`credential` is what curl must be given besides, as the shell reads it."""

    url: str
    headers: dict[str, str]
    body: str
    credential: str | None

    def curl(self) -> str:
        headers = [word for name, value in self.headers.items() for word in ("-H", f"{name}: {value}")]
        line = shlex.join(["curl", "-sS", "-X", "POST", self.url, *headers, "-d", self.body])
        return line if self.credential is None else f"{line} {self.credential}"


Imitable = Hmac | Digest | Basic | Token
"""The ways of proving oneself that one secret and one curl line are enough for."""


def _credential(scheme: Imitable) -> str | None:
    """Where the sender sends the secret itself, the shell fills it in."""
    match scheme:
        case Basic():
            return f'-u "${VARIABLE}"'
        case Token():
            return f"-H {shlex.quote(f'{scheme.header}: {scheme.prefix}')}" + f'"${VARIABLE}"'
        case _:
            return None


def _content(path: Path) -> bytes:
    """Compact, as senders send it: the signature is over these very bytes."""
    try:
        text = path.read_text(encoding="utf-8")
        text = text.replace("$NOW", datetime.now(UTC).isoformat()).replace("$UNIQUE", uuid.uuid4().hex[:8])
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()
    except (OSError, ValueError) as error:
        raise Rejected(_no_body(path), code="no_body") from error


def _proof(installation: Installation, name: str) -> tuple[Imitable, str]:
    """The first way in which the connection asks its sender to prove itself, and with which secret."""
    stored = installation.inbound.read(name)
    if "settings" not in stored:
        raise Rejected(_not_published(name), code="not_published")
    kept = {key.removeprefix("secrets/"): value for key, value in stored.items() if key.startswith("secrets/")}
    connection = Connection.from_json(name, json.loads(stored["settings"]), kept)
    scheme = next((one for one in connection.schemes if isinstance(one, Imitable)), None)
    if scheme is None:
        raise Rejected(_no_sample(name), code="no_sample")
    secrets = connection.secrets.get(scheme.secret, ())
    if not secrets:
        raise Rejected(_no_secret(name, scheme.secret), code="no_secret")
    return scheme, secrets[0]


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


def _no_sample(name: str) -> Sentence:
    return Sentence(
        fr=f"Les requêtes que reçoit « {name} » ne peuvent être imitées : seul leur expéditeur sait se prouver. Faites "
        "arriver un vrai événement, puis lancez « passerelle verify-webhook ».",
        en=f'The requests that "{name}" receives cannot be imitated: only their sender can prove itself. Cause a real '
        'event, then run "passerelle verify-webhook".',
    )


def _export(connection: str, name: str) -> Sentence:
    export = f"read -rs {VARIABLE}; export {VARIABLE}"
    return Sentence(
        fr=f"Cet expéditeur envoie le secret « {name} » de « {connection} » tel quel, et il n'est jamais affiché. "
        f"Avant de lancer la ligne, tapez-le après : {export}",
        en=f'This sender sends the secret "{name}" of "{connection}" itself, and it is never shown. '
        f"Before you run the line, type it after: {export}",
    )


def _no_secret(connection: str, name: str) -> Sentence:
    return Sentence(
        fr=f"Le secret « {name} » de « {connection} » n'est pas enregistré. Lancez « passerelle secrets set "
        f"{connection} {name} ».",
        en=f'The secret "{name}" of "{connection}" is not stored. Run "passerelle secrets set {connection} {name}".',
    )
