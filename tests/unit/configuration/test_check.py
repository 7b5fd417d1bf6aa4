"""One thing wrong in the folder gives one finding: file, line, key, a sentence in both languages, a suggestion."""

import shutil
from pathlib import Path

import pytest
import yaml

from passerelle.configuration.folder import read_folder

CONFIG = Path(__file__).parents[3] / "config"
FAULTS = {fault["fault"]: fault for fault in yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text())}
PLATFORMS = ", ".join(sorted(path.stem for path in (CONFIG / "platforms").glob("*.yaml")))
WON = "automations/contract-when-deal-won.yaml"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path / "config"


def change(path, right, wrong):
    text = path.read_text()
    assert right in text, "the shipped file changed: adapt the fault"
    path.write_text(text.replace(right, wrong))


def test_what_is_shipped_is_in_order(folder):
    assert read_folder(folder).findings == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_once_where_it_is_and_so_that_it_can_be_mended(folder, name):
    fault = FAULTS[name]
    path = folder / fault["file"]
    if "whole" in fault:
        path.write_text(fault["whole"])
    else:
        change(path, fault["replace"], fault["by"])

    [finding] = read_folder(folder).findings

    assert finding.path == path
    assert [*path.read_text().splitlines(), ""][finding.line - 1].strip() == fault["line"]
    assert finding.key == fault.get("key", "")
    expected = {language: fault[language].replace("PLATFORMS", PLATFORMS) for language in ("fr", "en")}
    assert finding.problem.sentence.to_json() == expected
    assert finding.problem.suggestion == fault.get("suggestion")


def test_a_file_in_another_encoding_is_told(folder):
    path = folder / WON
    path.write_bytes(path.read_text().encode("latin-1"))

    [finding] = read_folder(folder).findings

    assert "UTF-8" in finding.problem.sentence.fr


def test_every_fault_of_a_file_is_told_at_once(folder):
    change(folder / WON, "as: siret", "as: sirret")
    change(folder / WON, "{zone: Europe/Paris}", "{zonne: Europe/Paris}")

    findings = read_folder(folder).findings

    assert [finding.problem.suggestion for finding in findings] == ["siret", "zone"]


def test_a_file_that_cannot_be_read_is_no_fault_of_those_that_name_it(folder):
    change(folder / "connections/hubspot.yaml", "platform: hubspot", "platform: [hubspot]")
    change(folder / "platforms/slack.yaml", "family: messaging", "family: [messaging]")

    findings = read_folder(folder).findings

    assert [finding.path.name for finding in findings] == ["hubspot.yaml", "slack.yaml"]


def test_a_platform_that_is_called_says_where(folder):
    change(folder / "platforms/slack.yaml", "  base_url:\n", "  address:\n")
    (folder / "connections/slack.yaml").write_text("connection: slack\nplatform: slack\n")

    [finding] = read_folder(folder).findings

    assert (finding.key, finding.line) == ("settings", 6)
    assert "base_url" in finding.problem.sentence.fr


def test_a_file_that_would_be_passed_over_is_told(folder):
    """It would be published as removed."""
    (folder / WON).rename((folder / WON).with_suffix(".yml"))

    [finding] = read_folder(folder).findings

    assert finding.path == (folder / WON).with_suffix(".yml")
    assert finding.problem.suggestion == "contract-when-deal-won.yaml"


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: " + "[" * 3000 + "]" * 3000])
def test_a_file_without_end_is_told(folder, text):
    (folder / WON).write_text(text)

    [finding] = read_folder(folder).findings

    assert "imbriqué" in finding.problem.sentence.fr


def test_a_folder_named_like_a_file_is_told(folder):
    (folder / "automations/other.yaml").mkdir()

    [finding] = read_folder(folder).findings

    assert finding.path.name == "other.yaml"


def test_an_environment_that_does_not_exist_is_told(folder):
    """Its settings would replace nothing: the real account would be called."""
    change(folder / "connections/slack.yaml", "  local:", "  locl:")

    [finding] = read_folder(folder).findings

    assert (finding.line, finding.problem.suggestion) == (5, "local")
