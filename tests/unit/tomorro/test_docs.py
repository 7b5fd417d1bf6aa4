"""The page about Tomorro describes every setting, target and code, so that none is a secret of the code."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from passerelle.platforms.tomorro import targets
from passerelle.platforms.tomorro.settings import Settings

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/platforms/tomorro.md").read_text()
PACKAGE = ROOT / "functions/passerelle/platforms/tomorro"
CODES = sorted({code for file in PACKAGE.glob("*.py") for code in re.findall(r'code="(\w+)"', file.read_text())})


@pytest.mark.parametrize("name", [one.name for one in fields(Settings)])
def test_each_setting_is_described(name: str):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("target", targets.PLAIN)
def test_each_target_is_described(target: str):
    assert f"`{target}`" in PAGE


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_described(code: str):
    assert f"`{code}`" in PAGE
