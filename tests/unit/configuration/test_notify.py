"""config/notify.yaml: what it names must exist, and the page about it tells every key of it."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from local.reference import keys_of
from passerelle.configuration.folder import read_folder
from passerelle.configuration.notify_file import NotifyFile, RecipientFile
from passerelle.core.severity import Severity

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/operations/messages.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]


@pytest.fixture
def findings(tmp_path: Path):
    """`findings(wrong, right)`: what is found in the page's example, one text replaced by another."""
    shutil.copytree(ROOT / "config", tmp_path / "config")

    def findings(right: str = "", wrong: str = ""):
        (tmp_path / "config/notify.yaml").write_text(EXAMPLE.replace(right, wrong, 1), encoding="utf-8")
        return [(one.key, one.problem.suggestion) for one in read_folder(tmp_path / "config").findings]

    return findings


def test_the_example_of_the_page_passes(findings):
    assert findings() == []


def test_the_page_describes_every_key_and_no_other():
    described = {
        word
        for row in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)
        for word in row[1:-1].split("`, `")
    }

    assert described == {*keys_of(NotifyFile), *keys_of(RecipientFile)}


@pytest.mark.parametrize(
    ("right", "wrong", "place", "suggestion"),
    [
        ("connection: slack", "connection: slak", "recipients.0.connection", "slack"),
        ("action: post_message", "action: post_mesage", "recipients.0.action", "post_message"),
        ("action: post_message", "action: create_deal", "recipients.0.action", None),
        ("{title}", "{titel}", "recipients.0.params", "title"),
        ("channel:", "chanel:", "recipients.0.params.chanel", "channel"),
        ('channel: "#passerelle", ', "", "recipients.0.params", None),
        ("name: sales", "name: operators", "recipients.1.name", None),
        ("at_least: error", "at_least: grave", "recipients.1.at_least", None),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(findings, right, wrong, place, suggestion):
    assert (place, suggestion) in findings(right, wrong)


def test_a_recipient_of_another_environment_is_left_out():
    file = NotifyFile.model_validate(yaml.safe_load(EXAMPLE))

    assert [one.name for one in file.recipients_in("test")] == ["operators"]
    assert [one.name for one in file.recipients_in("production")] == ["operators", "sales"]


def test_what_is_left_out_is_a_warning_in_french():
    [operators, _] = NotifyFile.model_validate(yaml.safe_load(EXAMPLE)).recipients_in("production")

    assert (operators.language, operators.threshold) == ("fr", Severity.WARNING)
