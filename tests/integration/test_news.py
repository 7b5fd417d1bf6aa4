"""Who is told, and what they were told, in the table: it comes back as it was, for this recipient alone."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from passerelle.core.news.judging import Told
from passerelle.core.news.recipient import Recipient
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from passerelle.journal.news import REMINDED_AFTER, News
from passerelle.journal.table import Table
from tests.fakes import NOW
from tests.tables import create_table

SALES = Recipient("sales", "slack", "post_message", {"channel": "#a", "text": "{title}"}, "en", Severity.NOTE)
TOLD = Told("parked#a#live#missing", Sentence(fr="À voir", en="Have a look"), 12, NOW)


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        client = boto3.client("dynamodb")
        yield News(Table(client, create_table(client)))


def test_recipients_come_back_as_they_were_published(news: News):
    before = news.recipients()
    news.publish([SALES])

    assert before is None
    assert news.recipients() == [SALES]


@pytest.mark.parametrize("told", [TOLD, replace(TOLD, gone_since=NOW + timedelta(hours=1))])
def test_what_was_told_comes_back_for_that_recipient_alone(news: News, told: Told):
    news.keep("sales", told, NOW)

    assert news.told("sales") == {told.key: told}
    assert news.told("operators") == {}


def test_what_is_over_is_forgotten(news: News):
    news.keep("sales", TOLD, NOW)
    news.forget("sales", TOLD.key)

    assert news.told("sales") == {}


def test_what_still_stands_is_forgotten_in_the_end_so_that_it_is_told_anew(news: News):
    news.keep("sales", TOLD, NOW)

    assert news.table.get("NEWS#sales", TOLD.key)["expires_at"] == int((NOW + REMINDED_AFTER).timestamp())
