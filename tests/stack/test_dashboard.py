"""The dashboard shows every metric of ours and no metric that does not exist; its questions stand in their order."""

import json
import re
from itertools import combinations

import pytest

OF_AWS = {
    "AWS/ApiGateway": ("ApiId", {"Count", "4xx", "5xx", "Latency"}),
    "AWS/Lambda": ("FunctionName", {"Invocations", "Errors", "Throttles", "Duration"}),
    "AWS/SQS": (
        "QueueName",
        {
            "ApproximateAgeOfOldestMessage",
            "ApproximateNumberOfMessagesVisible",
            "ApproximateNumberOfMessagesNotVisible",
        },
    ),
}
"""The names that AWS documents, of those we use."""


@pytest.fixture(scope="module")
def body(of_type):
    """The widgets, with the names of the template left in their places."""
    (dashboard,) = of_type("AWS::CloudWatch::Dashboard").values()
    return json.loads(dashboard["DashboardBody"]["Fn::Sub"])


@pytest.fixture(scope="module")
def shown(body):
    """Each metric as CloudWatch reads it: `.` repeats what stands above."""
    found = []
    for widget in body["widgets"]:
        above = []
        for metric in widget["properties"].get("metrics", []):
            row = [part for part in metric if isinstance(part, str)]
            above = [above[place] if part == "." else part for place, part in enumerate(row)]
            found.append(tuple(above))
    return found


def test_it_answers_its_questions_from_top_to_bottom(body):
    titles = [widget for widget in body["widgets"] if widget["properties"].get("markdown", "").startswith("## ")]

    assert [title["properties"]["markdown"].removeprefix("## ") for title in sorted(titles, key=_top)] == [
        "Is it well?",
        "What is waiting?",
        "What failed?",
        "How fast?",
        "How much?",
    ]


def test_every_metric_of_ours_is_shown_and_no_other(shown, root):
    """The page of metrics is held to the code by a test of its own."""
    page = (root / "docs/operations/metrics.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))

    ours = {metric for namespace, metric, *_ in shown if namespace == "Passerelle"}

    assert described
    assert ours == described


def test_our_metrics_are_those_of_this_environment(shown):
    dimensions = {tuple(rest) for namespace, _, *rest in shown if namespace == "Passerelle"}

    assert dimensions == {("service", "passerelle-${Environment}")}


def test_every_metric_of_aws_exists_and_is_one_of_this_stack(shown, template):
    for namespace, metric, dimension, value in (one for one in shown if one[0] != "Passerelle"):
        name, metrics = OF_AWS[namespace]
        resource = re.fullmatch(r"\$\{(\w+)(?:\.QueueName)?\}", value)
        assert metric in metrics
        assert dimension == name
        assert resource
        assert resource[1] in template["Resources"], value


def test_every_alarm_is_shown_and_the_one_over_all_others_first(body, of_type):
    (alarms,) = [widget["properties"]["alarms"] for widget in body["widgets"] if widget["type"] == "alarm"]
    (unwell,) = of_type("AWS::CloudWatch::CompositeAlarm").values()

    assert alarms[0].endswith(f":alarm:{unwell['AlarmName']['Fn::Sub']}")
    assert sorted(alarms[1:]) == sorted(f"${{{name}.Arn}}" for name in of_type("AWS::CloudWatch::Alarm"))


def test_every_lasting_function_is_shown_with_its_pace_and_its_number(shown, lasting):
    for metric in ("Duration", "Invocations", "Errors", "Throttles"):
        assert {one[3] for one in shown if one[1] == metric} == {f"${{{name}}}" for name in lasting}


def test_a_line_that_is_drawn_at_a_time_out_stands_at_it(body, lasting):
    drawn = {
        note["value"]
        for widget in body["widgets"]
        for note in widget["properties"].get("annotations", {}).get("horizontal", [])
        if note["label"].startswith("Time-out")
    }

    assert drawn == {function["Timeout"] * 1000 for name, function in lasting.items() if name != "ReceiveFunction"}


def test_no_widget_covers_another_or_leaves_the_page(body):
    for one, other in combinations(body["widgets"], 2):
        apart = (
            one["x"] + one["width"] <= other["x"]
            or other["x"] + other["width"] <= one["x"]
            or one["y"] + one["height"] <= other["y"]
            or other["y"] + other["height"] <= one["y"]
        )
        assert apart, (one["properties"], other["properties"])
    assert max(widget["x"] + widget["width"] for widget in body["widgets"]) == 24


def test_every_graph_has_a_title_and_looks_at_the_region_of_the_stack(body):
    graphs = [widget["properties"] for widget in body["widgets"] if widget["type"] == "metric"]

    assert all(graph["title"] and graph["region"] == "${AWS::Region}" for graph in graphs)


def _top(widget):
    return widget["y"]
