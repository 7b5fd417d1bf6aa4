"""Who may do what: exact resources, or a reason beside the star."""

import re


def test_every_star_has_its_reason_on_the_line_above(root):
    lines = (root / "template.yaml").read_text(encoding="utf-8").splitlines()
    star = re.compile(r"""^\s*-?\s*(Action|Resource|NotAction|NotResource):.*(["\s]\*["\s]*$|:\*[\],"\s]*$)""")

    starred = [number for number, line in enumerate(lines) if star.match(line)]

    assert starred
    for number in starred:
        above = lines[number - 1].strip()
        beside_action = lines[number - 3].strip()  # Effect and Action stand between the reason and the resource
        assert above.startswith("# ") or beside_action.startswith("# "), f"line {number + 1} has no reason"


def test_only_tracing_is_allowed_on_all_resources(statements):
    everywhere = [statement["Action"] for _, statement in statements if statement["Resource"] == "*"]

    assert everywhere
    assert {action for actions in everywhere for action in actions} == {
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
    }


def test_no_role_has_a_whole_service(statements):
    actions = [action for _, statement in statements for action in _list(statement["Action"])]

    assert [action for action in actions if "*" in action] == []


def test_receive_reads_only_what_verifies_requests(statements):
    assert _parameters(statements, "ReceiveRole") == {"in/*"}


def test_deliver_and_poll_read_only_what_calls_out(statements):
    assert _parameters(statements, "DeliverRole") == {"out/*"}
    assert _parameters(statements, "PollRole") == {"out/*"}


def test_watch_reads_no_secret(statements):
    assert _parameters(statements, "WatchRole") == set()


def test_only_deliver_may_delete_from_the_journal(statements):
    roles = {role for role, statement in statements if "dynamodb:DeleteItem" in _list(statement["Action"])}

    assert roles == {"DeliverRole"}


def test_receive_has_no_access_to_the_journal(statements):
    actions = [
        action for role, statement in statements if role == "ReceiveRole" for action in _list(statement["Action"])
    ]

    assert [action for action in actions if action.startswith("dynamodb:")] == []


def _parameters(statements, role):
    """The paths below /passerelle/ENVIRONMENT/ that a role may read."""
    paths = set()
    for name, statement in statements:
        if name == role and any(action.startswith("ssm:") for action in _list(statement["Action"])):
            for resource in _list(statement["Resource"]):
                paths.add(resource["Fn::Sub"].partition(":parameter/passerelle/${Environment}/")[2])
    return paths


def _list(value):
    return value if isinstance(value, list) else [value]
