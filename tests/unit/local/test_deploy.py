import pytest

from local.deploy import Stack
from local.embedded_aws import EmbeddedAws
from local.processes import Process

OUTPUTS = {
    "ApiUrl": "http://1a2b.execute-api.localhost:4599",
    "WebhookUrl": "http://1a2b.execute-api.localhost:4599/in/{connection}",
    "ConsoleUrl": "http://1a2b.execute-api.localhost:4599/console",
    "QueueUrl": "http://localhost:4599/0/events.fifo",
    "DeadLetterQueueUrl": "http://localhost:4599/0/dead.fifo",
    "FailedInvocationQueueUrl": "http://localhost:4599/0/failed",
    "BucketName": "bodies",
    "TableName": "journal",
    "ParameterPrefix": "/passerelle/local",
    "AlarmTopicArn": "arn:aws:sns:eu-west-3:0:alarms",
    "ReceiveFunctionName": "receive",
    "DeliverFunctionName": "deliver",
    "PollFunctionName": "poll",
    "WatchFunctionName": "watch",
}


def test_outputs_are_found_under_their_own_names():
    stack = Stack.from_outputs(OUTPUTS)

    assert stack.dead_letter_queue_url == "http://localhost:4599/0/dead.fifo"
    assert stack.parameter_prefix == "/passerelle/local"


def test_an_output_that_is_missing_is_a_fault_and_not_an_empty_value():
    without_table = {name: value for name, value in OUTPUTS.items() if name != "TableName"}

    with pytest.raises(KeyError, match="table_name"):
        Stack.from_outputs(without_table)


def test_the_api_is_reached_by_its_name_in_the_host_header():
    assert Stack.from_outputs(OUTPUTS).api_host == "1a2b.execute-api.localhost"


def test_a_client_of_the_embedded_aws_can_reach_no_other_account(monkeypatch, tmp_path):
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_SQS"):
        monkeypatch.setenv(name, "of-the-shell")

    environment = EmbeddedAws(Process(tmp_path, pid=1, port=4711, started="")).client_environment()

    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4711"
    assert "of-the-shell" not in environment.values()
