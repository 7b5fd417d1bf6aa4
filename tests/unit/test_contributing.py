import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "functions" / "passerelle"


def test_the_map_of_the_code_has_every_folder_once_and_no_other():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    told = re.findall(r"^\| `(\w+)/` \|", page, re.MULTILINE)

    assert sorted(told) == sorted(file.parent.name for file in PACKAGE.glob("*/__init__.py"))
