"""docs/conversions.md describes every conversion and every option, and tells the truth of each example."""

import json
import re
from pathlib import Path

import pytest
import yaml

from passerelle.core.conversions import CONVERSIONS

PAGE = (Path(__file__).parents[3] / "docs/conversions.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
ROW = re.compile(r"^\| `(?P<spec>.+?)` \| `(?P<received>.+?)` \| (?:`(?P<gives>.+)`|refused: (?P<kind>.+)) \|$")
LINES = [line for body in SECTIONS.values() for line in body.splitlines() if line.startswith("| `")]


def test_every_conversion_is_described_and_no_other():
    assert SECTIONS.keys() == {"no as", *CONVERSIONS}


@pytest.mark.parametrize("name", CONVERSIONS)
def test_every_option_is_described_and_no_other(name):
    described = re.findall(r"^- `(\w+)`:", SECTIONS[name], re.MULTILINE)

    assert sorted(described) == sorted(CONVERSIONS[name].options)


@pytest.mark.parametrize("name", CONVERSIONS)
def test_every_conversion_and_every_option_has_an_example(name):
    specs = [yaml.safe_load(ROW.match(line)["spec"]) for line in LINES]
    examples = [spec for spec in specs if spec == name or (isinstance(spec, dict) and name in spec)]
    written = json.dumps(examples)

    assert examples
    for option in CONVERSIONS[name].options:
        shorthand = option in {CONVERSIONS[name].shorthand, "values"}
        assert f'"{option}":' in written or (shorthand and any(isinstance(spec, dict) for spec in examples))


@pytest.mark.parametrize("line", LINES)
def test_every_example_is_true(line, convert, refusal):
    row = ROW.match(line)
    assert row, "the row is not of the form the page uses"
    spec, received = yaml.safe_load(row["spec"]), json.loads(row["received"])

    if row["kind"]:
        assert refusal(spec, received).kind.en == row["kind"]
    else:
        assert convert(spec, received) == json.loads(row["gives"])
