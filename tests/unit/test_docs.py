"""The documentation tells all there is: every key, code, setting, alarm and metric; and no link of it is broken."""

import re
import shlex
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest
import typer.main
import yaml
from pydantic import BaseModel

from local.docs import MANIFEST_ROOTS, PARTS
from local.reference import keys_of, sections
from passerelle import log
from passerelle.commands.main import app
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.folder import read_folder
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.runs import RunState
from passerelle.inbound.verify import Reason
from passerelle.platforms.receiving import Receiving
from passerelle.watching import OPEN

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONFIG = ROOT / "config"
FUNCTIONS = sorted((ROOT / "functions").rglob("*.py"))
PAGES = sorted(
    path for path in ROOT.rglob("*.md") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
OPERATIONS = DOCS / "operations"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code_words(page: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", page))


# ----------------------------------------------------------------------------------------------------------------------
# Every key of the files that people write
# ----------------------------------------------------------------------------------------------------------------------


FILE_PAGES = {
    "automation.md": {"config/automations/NAME.yaml": AutomationFile},
    "manifest.md": MANIFEST_ROOTS,
}
FILE_SECTIONS = [(page, one.title, one.models) for page, roots in FILE_PAGES.items() for one in sections(roots)]
KINDS = {"automation": ("automations", AutomationFile), "platform": ("platforms", ManifestFile)}
KINDS |= {"connection": ("connections", ConnectionFile)}


def section(page: str, title: str) -> str:
    found = re.search(rf"^## `{re.escape(title)}`\n(.*?)(?=^## |\Z)", text(DOCS / page), re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def examples() -> dict[str, str]:
    """The YAML files that the two pages hold, by the place where they would stand below config/."""
    found = {}
    for page in FILE_PAGES:
        for language, body in FENCE.findall(text(DOCS / page)):
            if language == "yaml":
                data = yaml.safe_load(body)
                if "want" in data:
                    found[f"automations/{data['name']}.yaml"] = body
                elif "connection" in data:
                    found[f"connections/{data['connection']}.yaml"] = body
                else:
                    found[f"platforms/{data['platform']}.yaml"] = body
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory):
    """config/ and the examples of the pages, as one folder."""
    root = tmp_path_factory.mktemp("whole") / "config"
    shutil.copytree(CONFIG, root)
    for place, body in examples().items():
        (root / place).write_text(body, encoding="utf-8")
    return read_folder(root)


@pytest.fixture(scope="module")
def shown(whole):
    """The keys that some file or example shows, by model."""
    found: set[tuple[type[BaseModel], str]] = set()

    def look(value: Any) -> None:
        if isinstance(value, BaseModel):
            for name in value.model_fields_set & type(value).model_fields.keys():
                found.add((type(value), type(value).model_fields[name].alias or name))
                look(getattr(value, name))
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                look(one)

    for reads in (whole.platforms, whole.connections, whole.automations):
        for read in reads.values():
            look(read.model)
    return found


@pytest.mark.parametrize(("page", "title", "models"), FILE_SECTIONS, ids=[title for _, title, _ in FILE_SECTIONS])
def test_every_key_of_a_file_is_described_and_no_other(page, title, models):
    described = re.findall(r"^\| `(\w+)` \|", section(page, title), re.MULTILINE)

    assert sorted(described) == sorted({key for model in models for key in keys_of(model)})


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_what_is_made_from_the_code_is_up_to_date(part):
    assert part.page.read_text(encoding="utf-8") == part.filled(), "run `make docs`"


def test_no_section_of_keys_is_about_something_that_is_gone():
    for page, roots in FILE_PAGES.items():
        titles = set(re.findall(r"^## `(.+)`$", text(DOCS / page), re.MULTILINE))

        assert titles == {section.title for section in sections(roots)}


@pytest.mark.parametrize(("page", "title", "models"), FILE_SECTIONS, ids=[title for _, title, _ in FILE_SECTIONS])
def test_every_key_of_a_file_has_an_example(page, title, models, shown):
    family = {one for one, _ in shown if any(issubclass(one, model) or issubclass(model, one) for model in models)}

    assert {
        key for model in models for key in keys_of(model) if not any((one, key) in shown for one in family)
    } == set()


def test_every_example_passes_the_check_of_the_folder(whole):
    assert len(examples()) >= len(FILE_PAGES)
    assert [(finding.path.name, finding.key, finding.problem.sentence.en) for finding in whole.findings] == []


@pytest.mark.parametrize("page", ["generic.md"])
def test_an_example_of_receiving_fits_its_platform(page):
    blocks = [
        yaml.safe_load(body) for language, body in FENCE.findall(text(DOCS / "platforms" / page)) if language == "yaml"
    ]
    base = yaml.safe_load(text(CONFIG / "platforms" / "generic.yaml"))["receive"]

    assert blocks
    for block in blocks:
        override = ConnectionFile.model_validate(block).receive
        Receiving.model_validate({**base, **override, "split": {**base["split"], **override.get("split", {})}})


# ----------------------------------------------------------------------------------------------------------------------
# Every name that a platform's manifest gives to people
# ----------------------------------------------------------------------------------------------------------------------

MANIFESTS = {path.stem: yaml.safe_load(text(path)) for path in sorted((CONFIG / "platforms").glob("*.yaml"))}
NAMED = [
    (platform, word)
    for platform, manifest in MANIFESTS.items()
    for word in [
        *manifest.get("settings", {}),
        *manifest.get("secrets", {}),
        *manifest.get("records", {}),
        *manifest.get("actions", {}),
        *(param for action in manifest.get("actions", {}).values() for param in action.get("params", {})),
    ]
]


@pytest.mark.parametrize(("platform", "word"), NAMED)
def test_every_setting_secret_record_action_and_parameter_of_a_platform_is_described(platform, word):
    assert f"`{word}`" in text(DOCS / "platforms" / f"{platform}.md")


# ----------------------------------------------------------------------------------------------------------------------
# Every code, log key, metric and alarm
# ----------------------------------------------------------------------------------------------------------------------

CODE = re.compile(
    r'code="(\w+)"|^    code = "(\w+)"|_error\(\d+, "(\w+)"'
    r'|(?:Reason|NotMet|Ignored|Refused|Obstacle)\(\s*"(\w+)"',
    re.MULTILINE,
)
METRIC_LITERAL = re.compile(r'(?<!\[)"([A-Z][a-z][A-Za-z]+)"')


def codes() -> set[str]:
    in_code = {word for path in FUNCTIONS for found in CODE.findall(text(path)) for word in found if word}
    rows = [row for manifest in MANIFESTS.values() for row in manifest.get("call", {}).get("errors", [])]
    in_manifests = {row["code"] for row in rows if "code" in row}
    return in_code | in_manifests | {reason.value for reason in Reason}


def metrics() -> set[str]:
    modules = [text(path) for path in FUNCTIONS if re.search(r"log\.(count|measure)\(", text(path))]
    named = {name for module in modules for name in METRIC_LITERAL.findall(module)}
    ended = {f"Run{state.capitalize()}" for state in RunState if state is not RunState.DISMISSED}  # by people alone
    return named | ended | {f"{state.capitalize()}Runs" for state in OPEN}


class _Template(yaml.SafeLoader):
    """Reads the template without knowing CloudFormation's own tags."""


_Template.add_multi_constructor("!", lambda _loader, _suffix, node: str(node.value))
RESOURCES = yaml.load(text(ROOT / "template.yaml"), _Template)["Resources"]  # noqa: S506 - a SafeLoader
ALARMS = {
    resource["Properties"]["AlarmName"].removeprefix("passerelle-${Environment}-"): resource["Properties"]
    for resource in RESOURCES.values()
    if resource["Type"] in {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"}
}


def test_every_code_is_described_and_no_other():
    here = set(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text(OPERATIONS / "codes.md"), re.MULTILINE))
    described = {word for row in here for word in code_words(row)}
    elsewhere = code_words(text(DOCS / "platforms" / "tomorro.md"))

    assert codes() - described - elsewhere == set()
    assert described - codes() == set()


@pytest.mark.parametrize("key", sorted(log.KEYS))
def test_every_key_of_a_log_line_is_described(key):
    assert key in code_words(text(OPERATIONS / "logs.md"))


def test_every_metric_is_described_and_no_other():
    described = set(re.findall(r"^\| `(\w+)` \|", text(OPERATIONS / "metrics.md"), re.MULTILINE))

    assert described == metrics()


@pytest.mark.parametrize("alarm", ALARMS)
def test_every_alarm_has_a_runbook(alarm):
    row = re.search(rf"^\| `{alarm}` \|.*\]\((\S+?\.md)\)", text(OPERATIONS / "README.md"), re.MULTILINE)

    assert row
    assert f"`{alarm}`" in text(OPERATIONS / row[1]).splitlines()[0]


def test_every_alarm_on_a_metric_of_ours_rings_for_one_that_exists():
    ours = {alarm["MetricName"] for alarm in ALARMS.values() if alarm.get("Namespace") == log.NAMESPACE}

    assert ours - metrics() == set()


def test_no_runbook_is_for_an_alarm_that_is_gone():
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", text(OPERATIONS / "README.md"), re.MULTILINE))

    assert rows == ALARMS.keys()


# ----------------------------------------------------------------------------------------------------------------------
# Links, tests, commands and targets that pages name
# ----------------------------------------------------------------------------------------------------------------------


def without_code(page: str) -> str:
    return re.sub(r"`[^`\n]*`", "``", FENCE.sub("", page))


def anchors(page: str) -> set[str]:
    """As GitHub makes them of headings."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_relative_link_is_broken(page):
    links = re.findall(r"\]\(([^)\s]+)\)", without_code(text(page)))
    broken = []
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = page.parent / unquote(place) if place else page
        if not target.exists() or (anchor and anchor not in anchors(text(target))):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_test_that_a_page_names_exists(page):
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text(page)):
        assert (ROOT / path).is_file(), path
        assert not name or f"def {name}(" in text(ROOT / path), name


def test_what_is_claimed_about_security_names_the_test_that_proves_it():
    tables = re.findall(
        r"^\| claim \| proved by \|\n\| --- \| --- \|\n((?:\|.*\n)+)", text(DOCS / "security.md"), re.MULTILINE
    )

    rows = [row for table in tables for row in table.splitlines()]

    assert rows
    assert [row for row in rows if not re.search(r"\| [^|]*`tests/[\w/]+\.py[^|]* \|$", row)] == []


def commands() -> list[tuple[str, str]]:
    """The lines of pages that a person may paste into a terminal, and that begin with our own command."""
    lines = []
    for page in PAGES:
        for language, body in FENCE.findall(text(page)):
            if language in {"", "sh", "bash", "console"}:
                whole = re.sub(r"\\\n\s*", "", body)
                pieces = [piece.strip() for line in whole.splitlines() for piece in re.split(r"\s\|\s|\s#\s", line)]
                lines += [(str(page.relative_to(ROOT)), piece) for piece in pieces if piece.startswith("passerelle ")]
    return lines


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_command_that_a_page_shows_can_be_typed(page, line):
    words = shlex.split(line)[1:]
    command: click.Command = typer.main.get_command(app)
    context = click.Context(command)
    while hasattr(command, "commands"):
        name = words.pop(0)
        command = command.commands[name]
        context = click.Context(command, parent=context, info_name=name)

    command.make_context(command.name, words, parent=context)


def test_a_target_of_make_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", text(ROOT / "Makefile"), re.MULTILINE))
    named = {
        target for page in PAGES for target in re.findall(r"(?:`|^)make ([a-z][a-z0-9-]*)", text(page), re.MULTILINE)
    }

    assert named - targets == set()
