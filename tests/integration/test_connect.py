"""passerelle connect, as a person and as a program run it, against a tool with an OAuth server."""

import asyncio
import json
import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
import yaml
from aiohttp import web

from local.simulators.chassis.calls import Reply, Route, utc_now
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.server import root
from passerelle.configuration.folder import read_folder
from passerelle.journal.journal import Journal
from tests.commands import passerelle

CONFIG = Path(__file__).parents[2] / "config"
FETCH = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=20).read()"
BROWSER = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {FETCH!r}, sys.argv[1]])"
"""It returns at once, as a browser does that has a window of its own."""


@dataclass
class Tool:
    url: str
    oauth: OAuth
    redirect_port: int


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@pytest.fixture
def tool() -> Iterator[Tool]:
    port = free_port()
    client = Client("app", "app secret", redirects=[f"http://127.0.0.1:{port}/"])
    oauth = OAuth(utc_now, {"app": client})
    platform = Platform(
        name="tool",
        clock=utc_now,
        routes=[*oauth.routes(), Route("GET", "/me", lambda _call: Reply(body={"ok": True}))],
        control=oauth.control(),
        explain=lambda refused: Reply(refused.status, {"error": refused.code}),
        forget=oauth.forget,
        gates=(oauth.gate,),
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> web.AppRunner:
        runner = web.AppRunner(root([platform]), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result()
    yield Tool(f"http://127.0.0.1:{runner.addresses[0][1]}/tool", oauth, port)
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def folder(tmp_path: Path, tool: Tool) -> Path:
    shutil.copytree(CONFIG, tmp_path / "config")
    manifest = {
        "platform": "tool",
        "title": "Tool",
        "family": "generic",
        "settings": {"base_url": {"about": "Its address."}},
        "secrets": {
            "app_secret": {"about": "The secret of the application.", "use": "call"},
            "consent": {"about": "What the consent gave.", "use": "call"},
        },
        "call": {
            "auth": {
                "kind": "refresh_token",
                "token_url": "{base_url}/oauth/token",
                "client_id": "app",
                "client_secret": "{secret.app_secret}",
                "refresh": "consent",
                "authorize": {
                    "url": "{base_url}/oauth/authorize",
                    "redirect": f"http://127.0.0.1:{tool.redirect_port}/",
                },
            }
        },
        "probe": {"path": "/me"},
    }
    (tmp_path / "config/platforms/tool.yaml").write_text(yaml.safe_dump(manifest))
    return tmp_path / "config"


def parameter(name: str) -> str:
    answer = boto3.client("ssm").get_parameter(Name=f"/passerelle/test/{name}", WithDecryption=True)
    value: str = answer["Parameter"]["Value"]
    return value


def connect(folder: Path, *arguments: str, stdin: str | None = None, code: int = 0) -> str:
    where = ("--folder", str(folder), "--env", "test", "--lang", "en")
    return passerelle("connect", *arguments, *where, stdin=stdin, code=code)


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "browser.py"
    program.write_text(BROWSER)
    monkeypatch.setenv("BROWSER", f"{sys.executable} {program} %s")


def test_a_person_is_led_from_no_file_to_a_first_call(journal: Journal, folder: Path, tool: Tool, browser: None):
    said = connect(folder, "tool", "--name", "our-tool", "--open", stdin=f"{tool.url}\napp secret\n")

    assert read_folder(folder).connections["our-tool"].model.settings == {"base_url": tool.url}
    assert parameter("out/our-tool/secrets/app_secret") == "app secret"
    assert '"our-tool" is connected' in said
    assert "app secret" not in said
    [current] = tool.oauth.refresh_tokens()
    assert json.loads(parameter("out/our-tool/auth/token"))["refresh"] == current
    assert current not in said


def test_a_consent_that_was_withdrawn_is_asked_for_again(
    journal: Journal, folder: Path, tool: Tool, browser: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("APP", "app secret")
    monkeypatch.setenv("CONSENT", "withdrawn")
    given = ("--set", f"base_url={tool.url}", "--secret", "app_secret=APP", "--secret", "consent=CONSENT")

    said = connect(folder, "tool", *given, "--open")

    assert "The consent is stored" in said
    assert '"tool" is connected' in said


def test_it_goes_on_where_it_was_left_and_asks_nothing_twice(
    journal: Journal, folder: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
):
    tool.oauth.seed_refresh("given before")
    monkeypatch.setenv("APP", "app secret")
    monkeypatch.setenv("CONSENT", "given before")
    given = ("--set", f"base_url={tool.url}", "--secret", "app_secret=APP", "--secret", "consent=CONSENT")

    first = json.loads(connect(folder, "tool", *given, "--yes", "--json"))
    second = json.loads(connect(folder, "tool", "--yes", "--json"))

    assert first["file"] == str(folder / "connections/tool.yaml")
    assert first["secrets"] == ["app_secret", "consent"]
    assert (second["file"], second["secrets"]) == (None, [])
    assert tool.oauth.issued == 1


def test_a_program_is_told_what_is_missing_instead_of_being_asked(journal: Journal, folder: Path, tool: Tool):
    setting = connect(folder, "tool", "--yes", code=1)
    secret = connect(folder, "tool", "--yes", "--set", f"base_url={tool.url}", code=1)

    assert "--set base_url=VALUE" in setting
    assert "--secret app_secret=VARIABLE" in secret


def test_a_program_cannot_consent_for_a_person(
    journal: Journal, folder: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("APP", "app secret")

    said = connect(folder, "tool", "--yes", "--set", f"base_url={tool.url}", "--secret", "app_secret=APP", code=1)

    assert "consent of a person" in said


MISTAKES: list[tuple[list[str], str]] = [
    (["tol"], 'Is it "tool"?'),
    (["tool", "--name", "Our Tool"], "lower-case"),
    (["tool", "--set", "colour=blue"], "no such setting"),
    (["tool", "--set", "base_url"], "NAME=VALUE"),
    (["tool", "--set", "base_url=http://x", "--secret", "app_secret=NOT_THERE"], "NOT_THERE"),
    (["tool", "--name", "hubspot"], "an account on hubspot"),
    (["hubspot", "--set", "portal_id=1"], "change the settings there"),
]


def test_a_mistake_is_one_sentence(journal: Journal, folder: Path):
    said = [connect(folder, *arguments, "--yes", code=1) for arguments, _ in MISTAKES]

    assert [told for (_, told), one in zip(MISTAKES, said, strict=True) if told not in one] == []


def test_a_refused_secret_is_told_before_anything_is_published(
    journal: Journal, folder: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("APP", "wrong")
    monkeypatch.setenv("CONSENT", "x")
    given = ("--set", f"base_url={tool.url}", "--secret", "app_secret=APP", "--secret", "consent=CONSENT")

    said = connect(folder, "tool", *given, "--yes", code=1)

    assert "does not recognise our application" in said
    assert (
        boto3.client("dynamodb").scan(
            TableName="journal",
            FilterExpression="begins_with(pk, :c)",
            ExpressionAttributeValues={":c": {"S": "CONNECTION#"}},
        )["Items"]
        == []
    )


def test_the_port_of_the_redirect_may_be_taken(journal: Journal, folder: Path, tool: Tool):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", tool.redirect_port))
        taken.listen()

        said = connect(folder, "tool", "--set", f"base_url={tool.url}", stdin="app secret\n", code=1)

    assert "--paste" in said


def test_a_page_copied_from_elsewhere_is_refused(journal: Journal, folder: Path, tool: Tool):
    said = connect(
        folder,
        "tool",
        "--paste",
        "--set",
        f"base_url={tool.url}",
        stdin="app secret\nhttp://127.0.0.1/?code=x\n",
        code=1,
    )

    assert "does not answer the request" in said
