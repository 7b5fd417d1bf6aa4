"""Every command and option of the command line is in its reference."""

import re
from pathlib import Path

import click
import pytest
import typer.main

from passerelle.commands.main import app

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text()
COMMON = {"--help", "--lang", "--env", "--stack", "--json"}


def commands(group: click.Group, prefix: str = "passerelle"):
    for name, command in group.commands.items():
        if isinstance(command, click.Group) or hasattr(command, "commands"):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


EVERY = dict(commands(typer.main.get_command(app)))
WRITE_FILES = {"passerelle guide", "passerelle pull"}


@pytest.mark.parametrize("name", EVERY)
def test_a_command_is_described(name):
    assert f"`{name}" in PAGE


@pytest.mark.parametrize("name", EVERY)
def test_its_options_are_described(name):
    options = {
        text for param in EVERY[name].params for text in (*param.opts, *param.secondary_opts) if text.startswith("--")
    } | COMMON

    assert {option for option in options if not re.search(rf"`[^`]*{option}\b", PAGE)} - {"--help"} == set()


@pytest.mark.parametrize("name", sorted(EVERY.keys() - WRITE_FILES))
def test_it_answers_programs_too(name):
    assert any("--json" in param.opts for param in EVERY[name].params)


def test_nothing_is_described_that_is_gone():
    known = {
        text for command in EVERY.values() for param in command.params for text in (*param.opts, *param.secondary_opts)
    } | COMMON

    assert set(re.findall(r"--[a-z][a-z-]*", PAGE)) - known == set()
