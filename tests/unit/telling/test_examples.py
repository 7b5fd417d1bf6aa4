"""The sentence of each example, as the person who approves it reads it. Read them aloud when you change one."""

from pathlib import Path

import pytest
import yaml

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.yaml_files import read_yaml
from passerelle.telling.told import tell
from tests.unit.telling.conftest import AROUND

EXAMPLES = Path(__file__).parents[3] / "config" / "examples"
SENTENCES = yaml.safe_load(Path(__file__).with_name("examples.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_is_told_as_people_would_say_it(path):
    file = AutomationFile.model_validate(read_yaml(path).data)

    assert tell(file, AROUND).sentence.to_json() == SENTENCES[path.stem]
