"""What stores the files of a record needs a trigger whose record has some."""

import shutil
from pathlib import Path

import pytest
import yaml

from passerelle.configuration.folder import read_folder

CONFIG = Path(__file__).parents[3] / "config"
BUCKET = {"base_url": "https://archive.s3.eu-west-3.amazonaws.com", "bucket": "archive"}


@pytest.fixture
def findings(tmp_path):
    """What is found of an automation that archives, with that trigger."""

    def check(**when):
        root = tmp_path / "config"
        shutil.copytree(CONFIG, root)
        account = {"connection": "s3", "platform": "s3", "settings": BUCKET}
        (root / "connections" / "s3.yaml").write_text(yaml.safe_dump(account))
        automation = {
            "name": "archive",
            "want": {"fr": "Archiver", "en": "Archive"},
            "when": {"shared": True, **when},
            "do": {"connection": "s3", "action": "archive_signed_files", "folder": "Contrats"},
        }
        (root / "automations" / "archive.yaml").write_text(yaml.safe_dump(automation))
        return read_folder(root).findings

    return check


def test_a_contract_of_tomorro_has_files(findings):
    assert findings(connection="tomorro", record="contract", status="signed") == []


@pytest.mark.parametrize(
    "when",
    [
        {
            "connection": "hubspot",
            "record": "deal",
            "change": {"field": "dealstage", "to": "x", "unknown_former": "match"},
        },
        {"connection": "tomorro", "record": "counterparty", "created": True},
    ],
)
def test_another_record_has_none(findings, when):
    [finding] = findings(**when)

    assert finding.key == "do.action"
    assert "contrat de Tomorro" in finding.problem.sentence.fr
    assert "contract of Tomorro" in finding.problem.sentence.en
