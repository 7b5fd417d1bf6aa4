"""Shared tokens in SSM and in the table: encrypted, and never an older one for the newest."""

from datetime import timedelta

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from passerelle.errors import Busy, Unavailable
from passerelle.journal.parameters import Parameters
from passerelle.journal.table import Table
from passerelle.journal.tokens import SETTLES, TokenStore
from tests.fakes import Clock
from tests.tables import create_table

NAME = "/passerelle/test/out/crm/auth/token"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        yield boto3.client("ssm")


@pytest.fixture
def store(aws, clock):
    client = boto3.client("dynamodb")
    return TokenStore(Parameters.connect("/passerelle/test/out"), Table(client, create_table(client)), clock)


def test_what_was_written_is_read_and_is_encrypted(aws, store):
    store.write("crm", "secret text")

    assert store.read("crm") == store.read_latest("crm") == "secret text"
    assert aws.get_parameter(Name=NAME, WithDecryption=False)["Parameter"]["Type"] == "SecureString"


def test_nothing_is_read_where_nothing_was_written(store):
    assert store.read("crm") is None
    assert store.read_latest("crm") is None


def test_a_token_larger_than_a_standard_parameter_fits(store):
    store.write("crm", "t" * 6000)

    assert store.read("crm") == "t" * 6000


def test_the_table_holds_no_token(store):
    store.write("crm", "secret text")

    assert "secret text" not in str(list(store.table.query("TOKEN#crm")))


def test_what_is_older_than_the_last_write_is_not_taken_for_the_newest(aws, store):
    store.write("crm", "old")
    store.write("crm", "new")
    aws.put_parameter(Name=NAME, Value="old", Type="SecureString", Overwrite=True)  # as a late copy still gives it

    with pytest.raises(Busy) as busy:
        store.read_latest("crm")

    assert busy.value.code == "token_renewing"


def test_a_write_that_never_came_to_its_end_is_waited_for_and_then_forgotten(aws, store, clock):
    store.write("crm", "old")
    store.write("crm", "new")
    aws.put_parameter(Name=NAME, Value="old", Type="SecureString", Overwrite=True)

    clock.now += SETTLES + timedelta(seconds=1)

    assert store.read_latest("crm") == "old"


def test_a_refusal_of_aws_is_an_outage_that_is_told(aws, store):
    refusing = Stubber(aws)
    refusing.add_client_error("put_parameter", "ThrottlingException")
    failing = TokenStore(Parameters(aws, "/passerelle/test/out"), store.table, store.clock)

    with refusing, pytest.raises(Unavailable) as failed:
        failing.write("crm", "text")

    assert failed.value.code == "parameters_unavailable"
