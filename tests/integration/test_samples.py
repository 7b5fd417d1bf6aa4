"""passerelle sample: a request that verification accepts, and that shows no secret."""

import base64
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passerelle.inbound.connections import Connection
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.verify import verify
from passerelle.journal.journal import Journal
from passerelle.journal.parameters import Parameters
from tests.commands import passerelle

CONFIG = str(Path(__file__).parents[2] / "config")
SECRET = "a-canary-secret-0815"
PASSWORD = f"user:{SECRET}"


def _published(name: str, secrets: dict[str, str]) -> Connection:
    settings = Parameters.connect("/passerelle/test/in").read(name)["settings"]
    return Connection.from_json(name, json.loads(settings), secrets)


def typed(line: str, **variables: str) -> list[str]:
    """The arguments that a shell gives to curl."""
    shell = shutil.which("sh") or "sh"
    done = subprocess.run(
        [shell, "-c", f"curl() {{ printf '%s\\0' \"$@\"; }}\n{line}"],
        env=os.environ | variables,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.split("\0")


def sent(arguments: list[str]) -> dict[str, str]:
    """The headers that curl would send."""
    headers = dict(arguments[place + 1].split(": ", 1) for place, word in enumerate(arguments) if word == "-H")
    if "-u" in arguments:
        user = arguments[arguments.index("-u") + 1]
        headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode()
    return headers


TO = ["--url", "http://127.0.0.1:9", "--public-url", "https://hooks.example.com", "--host", "hooks.example.com"]


def sampled(connection: str, folder: str, body: Path) -> tuple[str, str]:
    """The secret of a pushed connection, and the line that `sample` prints for it."""
    body.write_text('{"name": "Éther", "at": "$NOW"}')
    secret = "user:" + SECRET
    passerelle("push", "--folder", folder)
    name = _published(connection, {}).schemes[0].secret
    passerelle("secrets", "set", connection, name, "--folder", folder, stdin=secret)
    return secret, passerelle("sample", connection, *TO, "--body", str(body), "--folder", folder, stdout_only=True)


@pytest.mark.parametrize("connection", ["intake", "hubspot", "pipedrive", "tomorro"])
def test_a_sample_is_a_request_that_verification_accepts(journal: Journal, tmp_path: Path, connection: str):
    secret, line = sampled(connection, CONFIG, tmp_path / "body.json")

    arguments = typed(line, PASSERELLE_SECRET=secret)

    assert accepted(connection, secret, arguments)
    assert f"http://127.0.0.1:9/in/{connection}" in arguments
    assert sent(arguments)["Host"] == "hooks.example.com"
    assert "$NOW" not in line


@pytest.mark.parametrize("header", ["X-Token", "Authorization"])
def test_a_sample_never_shows_a_password_or_a_token(journal: Journal, tmp_path: Path, header: str):
    prefix = "Bearer " if header == "Authorization" else ""
    scheme = f'{{kind: token, secret: token, header: {header}, prefix: "{prefix}"}}'
    shutil.copytree(CONFIG, tmp_path / "config")
    path = tmp_path / "config/connections/intake.yaml"
    path.write_text(f"{path.read_text()}\nreceive:\n  schemes: [{scheme}]\n")

    folder = str(tmp_path / "config")
    printed = {name: sampled(name, folder, tmp_path / "body.json") for name in ("intake", "pipedrive")}

    assert accepted("intake", printed["intake"][0], typed(printed["intake"][1], PASSERELLE_SECRET=printed["intake"][0]))
    for name, (_, line) in printed.items():
        as_json = passerelle("sample", name, *TO, "--body", str(tmp_path / "body.json"), "--json", "--folder", folder)
        for text in (line, as_json):
            assert SECRET not in text
            assert base64.b64encode(f"user:{SECRET}".encode()).decode() not in text
            assert "$PASSERELLE_SECRET" in text


def accepted(connection: str, secret: str, arguments: list[str]) -> bool:
    known = _published(connection, {_published(connection, {}).schemes[0].secret: secret})
    lower = {name.lower(): value for name, value in sent(arguments).items()}
    body = arguments[arguments.index("-d") + 1].encode()
    request = InboundRequest("POST", f"https://hooks.example.com/in/{connection}", lower, body)
    return isinstance(verify(known.schemes, known.secrets, request, datetime.now(UTC)), Verified)


def test_a_sample_needs_its_secret_and_its_body(journal: Journal, tmp_path: Path):
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    (folder / "connections" / "teams.yaml").write_text("connection: teams\nplatform: teams\n")
    passerelle("push", "--folder", str(folder))
    to = ["--url", "https://hooks.example.com", "--lang", "fr"]

    assert "passerelle secrets set intake signing" in passerelle("sample", "intake", *to, "--folder", CONFIG, code=1)
    assert "--body" in passerelle("sample", "intake", *to, "--folder", str(tmp_path), code=1)
    assert "ne reçoit rien" in passerelle("sample", "teams", *to, "--body", f"{CONFIG}/samples/intake.json", code=1)
