"""What check --online may find is all in the reference, and nothing else is."""

import re
from pathlib import Path

from passerelle.core.drift import DriftKind

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_every_code_of_a_finding_is_described_and_no_other():
    package = ROOT / "functions" / "passerelle"
    modules = [*(package / "core" / "checking").glob("*.py"), *(package / "operations" / "online").glob("*.py")]
    codes = {code for path in modules for code in re.findall(r'Fault\(\s*"(\w+)"', path.read_text(encoding="utf-8"))}
    section = PAGE.partition("## What `check --online` finds")[2].partition("\n## ")[0]
    described = {
        word
        for row in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, re.MULTILINE)
        for word in re.findall(r"`(\w+)`", row)
    }

    assert described == codes


def test_every_kind_of_drift_is_described_and_no_other():
    section = PAGE.partition("\n## Drift\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, re.MULTILINE)

    assert {word for row in rows for word in re.findall(r"`(\w+)`", row)} == set(DriftKind)
