"""Every alarm of the deployed stack reaches the topic, and the one over all others follows its rule."""

import json
import re
from pathlib import Path

import pytest

TEMPLATE = (Path(__file__).parents[2] / "template.yaml").read_text(encoding="utf-8")
METRIC_ALARM = re.compile(
    r"^  (\w+):\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmName: !Sub passerelle-\S+}-(\S+)\n",
    re.MULTILINE,
)
NAMES = {logical_id: f"passerelle-local-{name}" for logical_id, name in METRIC_ALARM.findall(TEMPLATE)}


@pytest.fixture(scope="module")
def told(client, stack):
    """`told()`: the alarms that reached the topic since the last time it was asked, each with its new state."""
    sqs, sns = client("sqs"), client("sns")
    url = sqs.create_queue(QueueName="e2e-alarms")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = {"Version": "2012-10-17", "Statement": [allowed | {"Resource": arn}]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    subscription = sns.subscribe(
        TopicArn=stack.alarm_topic_arn, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True
    )["SubscriptionArn"]

    def told():
        found = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                alarm = json.loads(json.loads(message["Body"])["Message"])
                found.append((alarm["AlarmName"], alarm["NewStateValue"]))
        return found

    yield told
    sns.unsubscribe(SubscriptionArn=subscription)
    sqs.delete_queue(QueueUrl=url)


@pytest.fixture
def ring(client):
    """`ring(name, state)`: as if its metric had said so."""

    def ring(name, state):
        client("cloudwatch").set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")

    return ring


@pytest.mark.parametrize("name", NAMES.values())
def test_an_alarm_that_rings_reaches_the_topic_and_one_that_ends_does_not(told, ring, eventually, name):
    ring(name, "OK")
    told()

    ring(name, "ALARM")

    assert (name, "ALARM") in eventually(told)
    ring(name, "OK")
    assert (name, "OK") not in told()


def test_the_alarm_over_all_others_follows_its_rule_and_tells_only_the_end(client, stack, told, ring, eventually):
    """The embedded AWS makes none from a template, but it judges the rule of one."""
    (written,) = re.findall(r"^      AlarmRule: !Sub >-\n((?: {8}.+\n)+)", TEMPLATE, re.MULTILINE)
    rule = re.sub(r"\$\{(\w+)\}", lambda found: NAMES[found[1]], " ".join(written.split()))
    for name in NAMES.values():
        ring(name, "OK")
    ring(NAMES["ParkedRunAlarm"], "ALARM")
    cloudwatch, unwell = client("cloudwatch"), "passerelle-local-unwell"
    told()

    cloudwatch.put_composite_alarm(AlarmName=unwell, AlarmRule=rule, OKActions=[stack.alarm_topic_arn])
    described = cloudwatch.describe_alarms(AlarmNames=[unwell], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    begun = told()
    for name in NAMES.values():
        ring(name, "OK")

    assert [alarm["StateValue"] for alarm in described] == ["ALARM"]
    assert unwell not in dict(begun)
    assert (unwell, "OK") in eventually(told)
    cloudwatch.delete_alarms(AlarmNames=[unwell])


def test_the_dashboard_is_deployed_with_the_names_of_this_stack(client, stack):
    body = client("cloudwatch").get_dashboard(DashboardName="passerelle-local")["DashboardBody"]

    assert json.loads(body)["widgets"]
    assert "${" not in body
    assert stack.receive_function_name in body
