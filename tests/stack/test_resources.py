"""Queues, table, routes, schedules and alarms: what they must be for nothing to be lost in silence."""

import re
from dataclasses import fields
from datetime import timedelta

import pytest

from local.deploy import Stack
from passerelle.draining import ENOUGH
from passerelle.journal.bodies import EXPIRES, JOURNALED, QUEUED
from passerelle.journal.dead_letters import HELD_S
from passerelle.journal.items import KEEP_EVENTS

FOURTEEN_DAYS_S = 14 * 24 * 3600
THREE_DAYS_S = 3 * 24 * 3600
FUNCTIONS = ["ReceiveFunction", "DeliverFunction", "PollFunction", "WatchFunction"]


def test_every_parameter_is_described(template):
    assert [name for name, parameter in template["Parameters"].items() if not parameter.get("Description")] == []


def test_every_parameter_is_used(template, root):
    text = (root / "template.yaml").read_text(encoding="utf-8")

    assert [name for name in template["Parameters"] if not re.search(rf"!Ref {name}\b|\${{{name}}}", text)] == []


def test_samconfig_sets_only_parameters_that_exist(template, root):
    text = (root / "samconfig.toml").read_text(encoding="utf-8")
    overrides = re.findall(r'"(\w+)=[^"]*"', "".join(re.findall(r"parameter_overrides = (\[.*\])", text)))

    assert overrides
    assert set(overrides) <= set(template["Parameters"])


def test_every_output_is_described_and_known_to_the_launcher(template):
    assert [name for name, output in template["Outputs"].items() if not output.get("Description")] == []
    local = [name for name, one in template["Outputs"].items() if one.get("Condition", "HasConsole") == "HasConsole"]
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in local}
    assert names == {field.name for field in fields(Stack)}


def test_every_queue_is_encrypted_and_keeps_its_messages_as_long_as_it_can(of_type):
    queues = of_type("AWS::SQS::Queue")

    assert len(queues) == 3
    for queue in queues.values():
        assert queue["SqsManagedSseEnabled"] is True
        assert queue["MessageRetentionPeriod"] == FOURTEEN_DAYS_S


def test_events_stay_invisible_for_six_times_the_time_out_of_deliver(of_type, functions):
    queue = of_type("AWS::SQS::Queue")["EventQueue"]

    assert queue["VisibilityTimeout"] >= 6 * functions["DeliverFunction"]["Timeout"]


def test_an_event_may_wait_three_days_before_the_queue_gives_it_up(of_type):
    queue = of_type("AWS::SQS::Queue")["EventQueue"]
    quarter_of_an_hour_s = 15 * 60

    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": "DeadLetterQueue.Arn"}
    # A waiting event backs off to a quarter of an hour; two thirds of the count remain for what comes back sooner.
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 3 * THREE_DAYS_S / quarter_of_an_hour_s


def test_what_holds_state_survives_the_stack(template):
    for name in ("JournalTable", "EventQueue", "DeadLetterQueue", "BodyBucket", "BodyBucketPolicy"):
        assert template["Resources"][name]["DeletionPolicy"] == "Retain"
        assert template["Resources"][name]["UpdateReplacePolicy"] == "Retain"


def test_the_journal_can_be_restored_and_forgets_what_expires(of_type):
    (table,) = of_type("AWS::DynamoDB::Table").values()

    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["SSESpecification"]["SSEEnabled"] is True


def test_the_journal_of_production_cannot_be_deleted_by_mistake(template, of_type):
    (table,) = of_type("AWS::DynamoDB::Table").values()

    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}
    assert template["Conditions"]["IsProduction"] == {"Fn::Equals": [{"Ref": "Environment"}, "production"]}


def test_the_bucket_is_encrypted_closed_to_the_world_and_keeps_no_former_version(of_type):
    (bucket,) = of_type("AWS::S3::Bucket").values()
    [rule] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "VersioningConfiguration" not in bucket


def test_the_bucket_is_reached_over_tls_only(of_type):
    (policy,) = of_type("AWS::S3::BucketPolicy").values()

    assert policy["Bucket"] == {"Ref": "BodyBucket"}
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [{"Fn::GetAtt": "BodyBucket.Arn"}, {"Fn::Sub": "${BodyBucket.Arn}/*"}],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


def test_a_body_is_kept_as_long_as_its_message_may_come_or_its_event_be_replayed_and_then_forgotten(of_type):
    (bucket,) = of_type("AWS::S3::Bucket").values()
    rules = bucket["LifecycleConfiguration"]["Rules"]
    [queued, journaled, kept] = [rule for rule in rules if "ExpirationInDays" in rule]
    in_the_queue_among_the_dead_letters_and_back = timedelta(seconds=3 * FOURTEEN_DAYS_S)

    assert {rule["Status"] for rule in rules} == {"Enabled"}
    assert [rule["Prefix"] for rule in (queued, journaled, kept)] == [f"{QUEUED}/", f"{JOURNALED}/", f"{JOURNALED}/"]
    assert timedelta(days=queued["ExpirationInDays"]) > in_the_queue_among_the_dead_letters_and_back
    assert timedelta(days=journaled["ExpirationInDays"]) == KEEP_EVENTS + timedelta(days=1)
    assert ["=".join(tag.values()) for tag in journaled["TagFilters"]] == [EXPIRES]
    assert "TagFilters" not in queued | kept
    assert kept["ExpirationInDays"] > 365
    assert [rule["AbortIncompleteMultipartUpload"] for rule in rules if "Prefix" not in rule] == [
        {"DaysAfterInitiation": 1}
    ]


def test_the_api_has_three_routes_for_senders_and_only_they_may_start_receive(of_type):
    lasting = [route for route in of_type("AWS::ApiGatewayV2::Route").values() if "Condition" not in route["self"]]
    permissions = of_type("AWS::Lambda::Permission")

    assert sorted(route["RouteKey"] for route in lasting) == [
        "GET /in/{connection}",
        "POST /in/{connection}",
        "POST /in/{connection}/{token}",
    ]
    assert permissions["ReceivePermission"]["SourceArn"]["Fn::Sub"].endswith(":${Api}/*/POST/in/*")
    assert permissions["ReceiveHandshakePermission"]["SourceArn"]["Fn::Sub"].endswith(":${Api}/*/GET/in/*")


def test_every_route_of_the_console_asks_for_a_token_but_those_of_its_page(of_type):
    routes = [route for route in of_type("AWS::ApiGatewayV2::Route").values() if "Condition" in route["self"]]
    open_to_all = [route["RouteKey"] for route in routes if route.get("AuthorizationType") != "JWT"]

    assert {route["self"]["Condition"] for route in routes} == {"HasConsole"}
    assert sorted(open_to_all) == ["GET /console", "GET /console/static/{file}"]


def test_the_api_outlasts_receive_and_logs_nothing_personal(of_type, functions):
    integration = of_type("AWS::ApiGatewayV2::Integration")["ReceiveIntegration"]
    (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()

    assert integration["TimeoutInMillis"] > functions["ReceiveFunction"]["Timeout"] * 1000
    for personal in ("sourceIp", "userAgent", "path", "identity", "caller", "authorizer"):
        assert personal not in stage["AccessLogSettings"]["Format"]


def test_deliver_reports_which_messages_failed_and_is_limited(functions):
    queue = functions["DeliverFunction"]["Events"]["Queue"]["Properties"]

    assert queue["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert queue["ScalingConfig"]["MaximumConcurrency"] == {"Ref": "DeliverConcurrency"}


def test_schedules_have_a_zone_retries_and_somewhere_to_report(of_type):
    schedules = of_type("AWS::Scheduler::Schedule")

    assert sorted(schedules) == ["PollSchedule", "WatchSchedule"]
    for schedule in schedules.values():
        assert schedule["ScheduleExpressionTimezone"] == {"Ref": "TimeZone"}
        assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] > 0
        assert schedule["Target"]["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": "FailedInvocationQueue.Arn"}


def test_every_alarm_says_what_to_do_and_reaches_the_topic_when_it_begins(of_type):
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
        assert len(alarm["AlarmDescription"]) > 80, name
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}], name
        assert "TreatMissingData" in alarm, name


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_an_alarm_on_errors_and_on_throttles(of_type, function, metric):
    watched = [
        (alarm["MetricName"], dimension["Value"])
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        for dimension in alarm["Dimensions"]
    ]

    assert (metric, {"Ref": function}) in watched


def test_a_dead_letter_stays_away_from_the_next_watch_while_one_is_at_it(functions):
    assert functions["WatchFunction"]["Timeout"] < HELD_S


def test_taking_dead_letters_ends_before_watch_does(functions):
    assert ENOUGH.total_seconds() + 30 < functions["WatchFunction"]["Timeout"]


@pytest.mark.parametrize("queue", ["DeadLetterQueue", "FailedInvocationQueue"])
def test_one_message_in_a_queue_of_failures_rings(of_type, queue):
    alarms = [
        alarm
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if alarm["Dimensions"][0]["Value"] == {"Fn::GetAtt": f"{queue}.QueueName"}
    ]

    assert [(alarm["Threshold"], alarm["ComparisonOperator"]) for alarm in alarms] == [(0, "GreaterThanThreshold")]


def test_the_alarms_on_our_own_metrics_look_at_this_environment_only(of_type):
    ours = [alarm for alarm in of_type("AWS::CloudWatch::Alarm").values() if alarm["Namespace"] == "Passerelle"]

    assert {alarm["MetricName"] for alarm in ours} == {
        "ParkedRuns",
        "SignatureRefused",
        "PollFailed",
        "UnexplainedRuns",
        "VersionDeprecated",
        "VersionTakenBack",
        "DriftFound",
        "FaultyConnections",
        "RenewalsFailed",
        "MessagesFailed",
        "AbsentAutomations",
        "CredentialsExpiringDays",
        "PlatformsDown",
    }
    for alarm in ours:
        assert alarm["Dimensions"] == [{"Name": "service", "Value": {"Fn::Sub": "passerelle-${Environment}"}}]


def test_cloudwatch_may_use_the_key_of_the_alarm_topic(template, of_type):
    (topic,) = of_type("AWS::SNS::Topic").values()
    key = template["Resources"][topic["KmsMasterKeyId"]["Ref"]]["Properties"]
    allowed = {
        action
        for statement in key["KeyPolicy"]["Statement"]
        if statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        for action in statement["Action"]
    }

    assert allowed == {"kms:Decrypt", "kms:GenerateDataKey"}
