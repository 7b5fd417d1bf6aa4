"""The walk of docs/start.md, typed as it stands there: on an AWS of its own, where nothing was published before."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from local import embedded_aws, processes
from local.demo import playground
from local.deploy import deploy
from local.installation import Installation
from local.processes import ROOT, STATE
from local.simulators import running_simulators
from tests.e2e.transcript import Shown, Terminal, sessions

PAGE = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
LATER = ("passerelle runs", "passerelle why", "passerelle account")
"""What tells of work that goes on meanwhile: it may have to be asked again."""


@pytest.fixture(scope="module")
def deployed() -> Iterator[Installation]:
    directory = STATE / f"e2e-{os.getpid()}-walk"  # where `make down` finds it, should this run be killed
    aws = embedded_aws.start(directory, processes.free_port())
    with running_simulators(speed=60) as simulators:
        installation = Installation(aws, deploy(aws), simulators)
        installation.register_webhooks()
        yield installation
    embedded_aws.stop(directory)
    shutil.rmtree(directory)


@pytest.fixture
def terminal(deployed: Installation, tmp_path: Path) -> Iterator[Terminal]:
    """In a folder like ours, whose accounts are these simulators."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    for path in (tmp_path / "config" / "connections").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("http://127.0.0.1:4610", deployed.simulators.url), encoding="utf-8")
    own = playground(deployed)
    path = f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"
    with closing(Terminal.open(tmp_path, {**deployed.aws.client_environment(), **own, "PATH": path})) as opened:
        yield opened


def test_the_page_holds_a_walk():
    commands = [shown.command for shown in sessions(PAGE)]

    words = ("new", "check", "plan", "push", "test", "remark", "promote", "purge")
    assert [word for word in words if not any(one.startswith(f"passerelle {word} ") for one in commands)] == []


@pytest.mark.timeout(900)
def test_what_the_page_tells_is_what_happens(terminal, eventually):
    def typed(shown: Shown) -> bool:
        printed = terminal.type(shown.command)
        told.append("\n".join(printed))
        return terminal.shows(shown, printed)

    for shown in sessions(PAGE):
        told: list[str] = []
        if shown.command.startswith(LATER):
            eventually(lambda shown=shown: typed(shown))
        else:
            assert typed(shown), f"$ {shown.command}\n{told[-1]}"
