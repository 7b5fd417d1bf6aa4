"""The schemas that editors read are those of the models, and every file says which one is its own."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema_rs import validator_for

from local.schemas import FOLDER, MODELS, schema_text

CONFIG = FOLDER.parent
FILES = sorted(
    path for folder in ("automations", "connections", "platforms") for path in (CONFIG / folder).glob("*.yaml")
)


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_is_that_of_its_model(name):
    stored = (FOLDER / f"{name}.schema.json").read_text()

    assert stored == schema_text(name), "run `make schemas`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_fits_the_schema_it_names(path: Path):
    first_line = path.read_text().splitlines()[0]
    kind = path.parent.name.removesuffix("s")

    assert first_line == f"# yaml-language-server: $schema=../schema/{kind}.schema.json"
    schema = json.loads((FOLDER / f"{kind}.schema.json").read_text())
    assert [error.message for error in validator_for(schema).iter_errors(yaml.safe_load(path.read_text()))] == []
