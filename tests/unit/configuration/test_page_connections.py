"""The connection that a platform's page shows is one that passes the check: people copy it as it is."""

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from passerelle.configuration.folder import read_folder

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"^ *```yaml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
PAGES = ["docusign", "teams", "typeform", "yousign"]


def shown(platform: str) -> dict[str, str]:
    """The connection files of a page, by name."""
    page = (ROOT / "docs" / "platforms" / f"{platform}.md").read_text(encoding="utf-8")
    files = {text: yaml.safe_load(text) for text in map(dedent, BLOCK.findall(page))}
    return {data["connection"]: text for text, data in files.items() if data.get("platform") == platform}


@pytest.mark.parametrize("platform", PAGES)
def test_the_connection_of_a_page_passes_the_check(platform, tmp_path):
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    [(name, text)] = shown(platform).items()

    (folder / "connections" / f"{name}.yaml").write_text(text, encoding="utf-8")

    read = read_folder(folder)
    assert [finding.problem.sentence.en for finding in read.findings] == []
    assert read.connections[name].model.platform == platform
