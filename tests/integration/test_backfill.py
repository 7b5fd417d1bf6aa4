"""A backfill on an installation, against the simulators: what is found goes to the queue, and is told."""

import json
import os
from typing import Any

import boto3
import pytest

from local.simulators.hubspot import seed
from tests.commands import passerelle
from tests.integration.test_plan import WON, Shop, address, shop

__all__ = ["address", "shop"]  # fixtures


def backfill(*options: str, code: int = 0) -> Any:
    printed = passerelle("backfill", WON, "--since", "2020-01-01", "--json", *options, code=code)
    return json.loads(printed[printed.index("{") :]) if code == 0 else printed


@pytest.fixture
def won_long_ago(shop: Shop) -> Shop:
    shop.control("hubspot", "PATCH", f"records/deals/{seed.DEAL_ID}", {"properties": {"dealstage": "closedwon"}})
    passerelle("promote", WON, "--force", "--why", "a trial")
    return shop


def test_a_plan_tells_how_what_was_found_would_end_and_sends_nothing(won_long_ago: Shop):
    told = backfill("--plan")

    assert (told["found"], sum(told["would"].values())) == (1, 1)


def test_what_is_found_goes_to_the_queue_for_that_automation_alone(won_long_ago: Shop):
    told = backfill()

    [message] = boto3.client("sqs").receive_message(QueueUrl=os.environ["QUEUE_URL"])["Messages"]
    event = json.loads(message["Body"])
    assert told["sent"] == 1
    assert (event["source"], event["only"], event["record"]["id"]) == ("backfill", WON, seed.DEAL_ID)


def test_what_would_do_nothing_is_refused(shop: Shop):
    printed = passerelle("backfill", "nobody", "--since", "2020-01-01", code=1)

    assert "neither in test nor live" in printed
