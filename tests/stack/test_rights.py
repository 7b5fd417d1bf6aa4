"""Who may do what: exact resources, or a reason beside the star."""

import re

import pytest

from passerelle.journal.bodies import JOURNALED, QUEUED


def test_every_star_has_its_reason_on_the_line_above(root):
    lines = (root / "template.yaml").read_text(encoding="utf-8").splitlines()
    star = re.compile(r"""^\s*-?\s*(Action|Resource|NotAction|NotResource):.*(["\s]\*["\s]*$|:\*[\],"\s]*$)""")

    starred = [number for number, line in enumerate(lines) if star.match(line)]

    assert starred
    for number in starred:
        above = lines[number - 1].strip()
        beside_action = lines[number - 3].strip()  # Effect and Action stand between the reason and the resource
        assert above.startswith("# ") or beside_action.startswith("# "), f"line {number + 1} has no reason"


def test_only_tracing_and_the_age_of_a_message_are_allowed_on_all_resources(statements):
    everywhere = [(role, statement["Action"]) for role, statement in statements if statement["Resource"] == "*"]

    assert everywhere
    assert {(role, action) for role, actions in everywhere for action in actions if "xray" not in action} == {
        ("ConsoleRole", "cloudwatch:GetMetricStatistics")
    }
    assert {action for _, actions in everywhere for action in actions if "xray" in action} == {
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
    }


def test_no_role_has_a_whole_service(statements):
    actions = [action for _, statement in statements for action in _list(statement["Action"])]

    assert [action for action in actions if "*" in action] == []


def test_every_statement_allows_named_actions_on_named_resources(statements):
    """A star stands at the end of a name of ours, or alone where AWS has no resource to name (the test above)."""
    for role, statement in statements:
        assert set(statement) <= {"Effect", "Action", "Resource", "Condition"}, role  # no NotAction, no NotResource
        assert statement["Effect"] == "Allow"
        for resource in _list(statement["Resource"]):
            place = resource if isinstance(resource, str) else str(next(iter(resource.values())))
            assert place == "*" or not place.startswith("arn:*"), role
            assert "*" not in place.partition("/")[0] or place == "*", f"{role}: {place}"


def test_every_right_of_a_function_is_in_a_role_of_the_template(functions, of_type):
    roles = of_type("AWS::IAM::Role")

    for name, function in functions.items():
        assert "Policies" not in function, name
        assert function["Role"]["Fn::GetAtt"].removesuffix(".Arn") in roles, name
    assert [name for name, role in roles.items() if "ManagedPolicyArns" in role] == []


def test_receive_reads_only_what_verifies_requests(statements):
    assert _parameters(statements, "ReceiveRole") == {"in/*"}


def test_deliver_and_poll_read_only_what_calls_out(statements):
    assert _parameters(statements, "DeliverRole") == {"out/*"}
    assert _parameters(statements, "PollRole") == {"out/*"}


def test_watch_reads_only_what_calls_out(statements):
    assert _parameters(statements, "WatchRole") == {"out/*"}


def test_the_functions_that_call_out_keep_renewed_tokens_and_write_no_other_secret(statements):
    written = {
        (role, statement["Resource"]["Fn::Sub"].partition("/passerelle/${Environment}/")[2])
        for role, statement in statements
        if "ssm:PutParameter" in _list(statement["Action"])
    }

    assert written == {(role, "out/*/auth/token") for role in ("ConsoleRole", "DeliverRole", "PollRole", "WatchRole")}


def test_only_who_ends_runs_may_delete_from_the_journal(statements):
    roles = {role for role, statement in statements if "dynamodb:DeleteItem" in _list(statement["Action"])}

    assert roles == {"DeliverRole", "WatchRole", "ConsoleRole"}


def test_only_watch_takes_dead_letters_and_the_console_counts_them(statements):
    on_them = [
        (role, action)
        for role, statement in statements
        if {"Fn::GetAtt": "DeadLetterQueue.Arn"} in _list(statement["Resource"])
        for action in _list(statement["Action"])
    ]

    assert sorted(on_them) == [
        ("ConsoleRole", "sqs:GetQueueAttributes"),
        ("ConsoleRole", "sqs:GetQueueUrl"),
        ("WatchRole", "sqs:DeleteMessage"),
        ("WatchRole", "sqs:ReceiveMessage"),
    ]


@pytest.mark.parametrize("role", ["WatchRole", "ConsoleRole"])
def test_who_ends_runs_handles_large_bodies_as_deliver_does(statements, role):
    assert _bucket(statements, role) == _bucket(statements, "DeliverRole")


def test_the_console_reads_how_requests_become_events_and_what_calls_out(statements):
    assert _parameters(statements, "ConsoleRole") == {"in/*", "out/*"}


def test_receive_has_no_access_to_the_journal(statements):
    actions = [
        action for role, statement in statements if role == "ReceiveRole" for action in _list(statement["Action"])
    ]

    assert [action for action in actions if action.startswith("dynamodb:")] == []


def test_receive_and_poll_may_only_add_the_bodies_of_what_they_queue(statements):
    for role in ("ReceiveRole", "PollRole"):
        assert _bucket(statements, role) == {("s3:PutObject", "${BodyBucket.Arn}/queue/*")}


def test_deliver_reads_and_writes_both_kinds_of_bodies_and_hears_which_are_gone(statements):
    assert _bucket(statements, "DeliverRole") == {
        ("s3:ListBucket", "BodyBucket.Arn"),
        ("s3:PutObjectTagging", f"${{BodyBucket.Arn}}/{JOURNALED}/*"),
        *(
            (f"s3:{do}Object", f"${{BodyBucket.Arn}}/{prefix}/*")
            for do in ("Get", "Put")
            for prefix in (QUEUED, JOURNALED)
        ),
    }


def test_deliver_alone_adds_files_to_the_archive_and_only_where_there_is_one(statements, template):
    roles = {role for role, _ in statements if _bucket(statements, role, "ArchiveBucketName")}

    assert roles == {"DeliverRole"}
    assert _bucket(statements, "DeliverRole", "ArchiveBucketName") == {
        ("s3:GetObject", "arn:${AWS::Partition}:s3:::${ArchiveBucketName}/*"),
        ("s3:PutObject", "arn:${AWS::Partition}:s3:::${ArchiveBucketName}/*"),
        ("s3:ListBucket", "arn:${AWS::Partition}:s3:::${ArchiveBucketName}"),
    }
    [policy] = template["Resources"]["DeliverRole"]["Properties"]["Policies"]
    conditions = [entry["Fn::If"][0] for entry in policy["PolicyDocument"]["Statement"] if "Fn::If" in entry]
    assert sorted(one for one in conditions if "Archive" in one) == ["HasArchive", "HasArchive", "HasArchiveKey"]


def test_deliver_alone_sends_e_mails_in_the_name_of_one_identity_and_only_where_there_is_one(statements, template):
    sending = [
        (role, statement["Action"], statement["Resource"])
        for role, statement in statements
        if any(action.startswith("ses:") for action in _list(statement["Action"]))
    ]

    assert sending == [("DeliverRole", "ses:SendEmail", {"Ref": "SesIdentityArn"})]
    [policy] = template["Resources"]["DeliverRole"]["Properties"]["Policies"]
    conditions = [entry["Fn::If"][0] for entry in policy["PolicyDocument"]["Statement"] if "Fn::If" in entry]
    assert conditions.count("HasSesIdentity") == 1


def test_nobody_may_delete_a_body(statements):
    actions = {action for _, statement in statements for action in _list(statement["Action"])}

    assert {action for action in actions if action.startswith("s3:")} == {
        "s3:GetObject",
        "s3:PutObject",
        "s3:PutObjectTagging",
        "s3:ListBucket",
    }


def _bucket(statements, role, bucket="BodyBucket"):
    """What a role may do in a bucket: the action, and the place."""
    places = {
        (action, resource.get("Fn::Sub") or resource["Fn::GetAtt"])
        for name, statement in statements
        for action in _list(statement["Action"])
        if name == role and action.startswith("s3:")
        for resource in _list(statement["Resource"])
    }
    return {(action, place) for action, place in places if bucket in place}


def _parameters(statements, role):
    """The paths below /passerelle/ENVIRONMENT/ that a role may read."""
    paths = set()
    for name, statement in statements:
        if name == role and any(action.startswith("ssm:Get") for action in _list(statement["Action"])):
            for resource in _list(statement["Resource"]):
                paths.add(resource["Fn::Sub"].partition(":parameter/passerelle/${Environment}/")[2])
    return paths


def _list(value):
    return value if isinstance(value, list) else [value]
