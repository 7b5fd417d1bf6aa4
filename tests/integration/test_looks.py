"""What was seen of the platforms, in the table: it comes back as it was, for this version at this stage alone."""

from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.drift import Difference, DriftKind, Look
from passerelle.core.sentences import Sentence
from passerelle.journal.looks import KEPT_FOR, Looks
from passerelle.journal.table import Table
from tests.fakes import NOW
from tests.tables import create_table
from tests.unit.checking.conftest import FILE

AUTOMATION = compile_automation(AutomationFile.model_validate(FILE), 3, Stage.LIVE)
SENTENCE = Sentence(fr="Le champ « é » a disparu.", en="The field is gone.")
LOOK = Look(
    {"version": 1, "records": {"deal": {"n": 1.5, "é": None}}},
    (Difference(DriftKind.FIELD_REMOVED, "deal.é", SENTENCE, breaks=True),),
    NOW,
)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield Table(client, create_table(client))


def test_a_look_comes_back_as_it_was_kept(table):
    looks = Looks(table)

    assert looks.last(AUTOMATION) is None
    looks.keep(AUTOMATION, LOOK)

    assert looks.last(AUTOMATION) == LOOK


def test_another_version_and_another_stage_have_their_own(table):
    looks = Looks(table)
    looks.keep(AUTOMATION, LOOK)

    assert looks.last(replace(AUTOMATION, version=4)) is None
    assert looks.last(replace(AUTOMATION, stage=Stage.TEST)) is None


def test_what_is_no_longer_looked_at_expires(table):
    Looks(table).keep(AUTOMATION, LOOK)

    item = table.get("DRIFT#contract-when-deal-won", "V#00000003#live")

    assert item["expires_at"] == int((NOW + KEPT_FOR).timestamp())
