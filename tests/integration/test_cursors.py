"""Where each poll has come to, on a table: never backwards, with the platform's own cursor beside the moment."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.journal.cursors import Cursors, Reached
from passerelle.journal.table import Table
from tests.fakes import NOW
from tests.tables import create_table

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def cursors(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cursors]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield Cursors(Table(client, create_table(client)))


def test_a_poll_that_never_was_has_reached_nothing(cursors: Cursors):
    assert cursors.reached("crm", "deal") is None


def test_of_two_polls_that_overlap_the_further_one_stands(cursors: Cursors):
    cursors.advance("crm", "deal", LATER, "c2")
    cursors.advance("crm", "deal", NOW, "c1")

    assert cursors.reached("crm", "deal") == Reached(LATER, "c2")


def test_the_platforms_cursor_moves_on_within_one_moment(cursors: Cursors):
    cursors.advance("crm", "deal", NOW, "c1")
    cursors.advance("crm", "deal", NOW, "c2")

    assert cursors.reached("crm", "deal") == Reached(NOW, "c2")


def test_what_was_forgotten_begins_anew(cursors: Cursors):
    cursors.advance("crm", "deal", LATER, "c2")
    cursors.forget("crm", "deal")

    assert cursors.reached("crm", "deal") is None
    cursors.advance("crm", "deal", NOW)
    assert cursors.reached("crm", "deal") == Reached(NOW)
