"""When an alarm rings, for every value of the parameters it depends on."""

import re
from itertools import pairwise

import pytest

HOUR_S = 3600
MORE_PERIODS = 3
"""So many periods more CloudWatch may look back before it calls data missing."""

TOMORRO_GIVES_UP_AFTER_MS = 3000
MOST_PARTS = 100
"""CloudWatch takes no more alarms in one rule."""


def resolved(value, conditions, parameters):
    """What CloudFormation makes of `!If`, `!Or`, `!Equals` and `!Ref`, and of a plain value."""
    match value:
        case {"Fn::If": [name, yes, no]}:
            return yes if resolved(conditions[name], conditions, parameters) else no
        case {"Fn::Or": parts}:
            return any(resolved(part, conditions, parameters) for part in parts)
        case {"Fn::Equals": [one, other]}:
            return resolved(one, conditions, parameters) == resolved(other, conditions, parameters)
        case {"Ref": name}:
            return parameters[name]
        case _:
            return value


def rings_at(alarm, counted_at_s, until_s):
    """When an alarm on a sum above zero, missing data being no breach, rings first; None if it does not."""
    period, periods, wanted = alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]
    breached = {at_s // period for at_s in counted_at_s}
    for last in range(until_s // period):
        if len(breached & set(range(last - periods + 1, last + 1))) >= wanted:
            return (last + 1) * period
    return None


def silent_at(alarm, turns_s, until_s):
    """When an alarm on data that is missing rings first, wherever its windows begin; None if it does not."""
    window = alarm["Period"] * alarm["EvaluationPeriods"]
    edges = [0, *turns_s, until_s]
    return next((one + window for one, other in pairwise(edges) if other - one > window), None)


@pytest.fixture
def polls_failed(template, of_type):
    """The alarm, for polls that are so many minutes apart."""
    written = of_type("AWS::CloudWatch::Alarm")["PollFailedAlarm"]
    assert (written["Statistic"], written["Threshold"], written["TreatMissingData"]) == ("Sum", 0, "notBreaching")

    def alarm(minutes):
        parameters = {"PollEveryMinutes": minutes}
        names = ("Period", "EvaluationPeriods", "DatapointsToAlarm")
        return {name: resolved(written[name], template["Conditions"], parameters) for name in names}

    return alarm


def allowed(template):
    return template["Parameters"]["PollEveryMinutes"]["AllowedValues"]


@pytest.mark.parametrize("first_at_s", [0, 1, 59, 450, 899, 3599])
@pytest.mark.parametrize("late_s", [0, 45])
def test_polls_that_keep_failing_ring_whatever_their_interval(template, polls_failed, first_at_s, late_s):
    """Every second poll is started later than the schedule says, or takes longer."""
    for minutes in allowed(template):
        polls = [first_at_s + number * minutes * 60 + late_s * (number % 2) for number in range(6 * 60 // minutes)]

        at_s = rings_at(polls_failed(minutes), polls, 6 * HOUR_S)

        assert at_s is not None, minutes
        assert at_s <= first_at_s + 3 * HOUR_S, minutes


def test_a_poll_that_fails_once_does_not_ring_whatever_its_interval(template, polls_failed):
    for minutes in allowed(template):
        assert rings_at(polls_failed(minutes), [HOUR_S - 1], 6 * HOUR_S) is None, minutes


SILENT = {
    "PollSilentAlarm": ("PollEveryMinutes", "PollFunction", "Sum"),
    "WatchSilentAlarm": ("WatchEveryMinutes", "WatchFunction", "SampleCount"),
}


@pytest.fixture(params=sorted(SILENT))
def silence(request, template, of_type, functions):
    """Each alarm on silence, for every allowed interval: it, the seconds between turns, the function's time-out."""
    parameter, function, statistic = SILENT[request.param]
    written = of_type("AWS::CloudWatch::Alarm")[request.param]
    assert (written["Statistic"], written["Threshold"], written["TreatMissingData"]) == (statistic, 1, "breaching")
    assert (written["ComparisonOperator"], "DatapointsToAlarm" in written) == ("LessThanThreshold", False)
    return [
        (
            {
                name: resolved(written[name], template["Conditions"], {parameter: minutes})
                for name in ("Period", "EvaluationPeriods")
            },
            minutes * 60,
            functions[function]["Timeout"],
        )
        for minutes in template["Parameters"][parameter]["AllowedValues"]
    ]


def test_a_schedule_that_keeps_its_turns_is_never_called_silent_even_when_one_is_late_or_missed(silence):
    for alarm, interval_s, time_out_s in silence:
        late_s = 60 + time_out_s
        turns = [number * interval_s + late_s * (number % 2) for number in range(1, 12 * HOUR_S // interval_s)]

        assert silent_at(alarm, turns, turns[-1]) is None, interval_s
        if interval_s < HOUR_S:  # the slowest may miss none, and be late by most of an hour
            missed = [turn for number, turn in enumerate(turns) if number % 4]
            assert silent_at(alarm, missed, missed[-1]) is None, interval_s


def test_a_schedule_that_stops_is_called_silent_within_three_hours_whatever_its_interval(silence):
    for alarm, interval_s, _ in silence:
        turns = [number * interval_s for number in range(1, 4)]

        at_s = silent_at(alarm, turns, 24 * HOUR_S)

        assert at_s is not None
        assert at_s + MORE_PERIODS * alarm["Period"] <= turns[-1] + 3 * HOUR_S


def test_a_schedule_of_every_few_minutes_is_called_silent_within_an_hour_and_a_half(silence):
    for alarm, interval_s, _ in silence:
        if interval_s <= 10 * 60:
            assert (alarm["EvaluationPeriods"] + MORE_PERIODS) * alarm["Period"] <= HOUR_S * 1.5


@pytest.mark.parametrize("name", ["Deliver", "Poll", "Watch"])
def test_a_function_is_called_slow_at_four_fifths_of_its_time_out(of_type, functions, name):
    alarm = of_type("AWS::CloudWatch::Alarm")[f"{name}SlowAlarm"]

    assert (alarm["MetricName"], alarm["Statistic"]) == ("Duration", "Maximum")
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": f"{name}Function"}}]
    assert alarm["Threshold"] == 0.8 * functions[f"{name}Function"]["Timeout"] * 1000


def test_slow_answers_ring_before_the_first_sender_gives_up_and_one_cold_start_does_not(of_type):
    alarm = of_type("AWS::CloudWatch::Alarm")["ApiSlowAlarm"]

    assert (alarm["MetricName"], alarm["ExtendedStatistic"]) == ("Latency", "p99")
    assert alarm["Threshold"] < TOMORRO_GIVES_UP_AFTER_MS
    assert alarm["DatapointsToAlarm"] > 1


def test_one_answer_that_an_event_could_not_be_stored_rings(of_type):
    alarm = of_type("AWS::CloudWatch::Alarm")["ApiServerErrorAlarm"]

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/ApiGateway", "5xx", "Sum")
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (0, 1)
    assert alarm["Dimensions"] == [{"Name": "ApiId", "Value": {"Ref": "Api"}}]


def test_an_event_that_stays_in_the_queue_for_an_hour_rings(of_type):
    alarm = of_type("AWS::CloudWatch::Alarm")["OldEventAlarm"]

    assert (alarm["MetricName"], alarm["Statistic"]) == ("ApproximateAgeOfOldestMessage", "Maximum")
    assert alarm["Threshold"] == HOUR_S
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": "EventQueue.QueueName"}}]


def test_a_platform_rings_only_when_it_was_down_at_every_look_of_an_hour(of_type):
    alarm = of_type("AWS::CloudWatch::Alarm")["PlatformsDownAlarm"]

    assert (alarm["Statistic"], alarm["Threshold"], alarm["Period"]) == ("Minimum", 0, HOUR_S)
    assert alarm["TreatMissingData"] == "ignore"


def test_one_alarm_sums_up_all_others_and_tells_only_when_they_are_over(of_type):
    (unwell,) = of_type("AWS::CloudWatch::CompositeAlarm").values()

    parts = unwell["AlarmRule"]["Fn::Sub"].split(" OR ")

    assert sorted(parts) == sorted(f'ALARM("${{{name}}}")' for name in of_type("AWS::CloudWatch::Alarm"))
    assert len(parts) <= MOST_PARTS
    assert unwell["OKActions"] == [{"Ref": "AlarmTopic"}]
    assert "AlarmActions" not in unwell
    assert re.search(r"#dashboards/dashboard/passerelle-\$\{Environment\}$", unwell["AlarmDescription"]["Fn::Sub"])


def test_what_the_alarms_cost_is_told_for_as_many_as_there_are(of_type, root):
    page = (root / "docs/operations/README.md").read_text(encoding="utf-8")
    (number, price) = re.search(r"^\| alarms \| (\d+) \| 0\.10 \| (\d+\.\d\d) \|", page, re.MULTILINE).groups()

    assert int(number) == len(of_type("AWS::CloudWatch::Alarm"))
    assert price == f"{int(number) / 10:.2f}"


def test_how_each_alarm_is_proven_is_told(of_type, root):
    page = (root / "docs/operations/README.md").read_text(encoding="utf-8")
    proofs = page.partition("## How the alarms are proven")[2].partition("\n## ")[0]
    alarms = of_type("AWS::CloudWatch::Alarm") | of_type("AWS::CloudWatch::CompositeAlarm")

    names = {alarm["AlarmName"]["Fn::Sub"].removeprefix("passerelle-${Environment}-") for alarm in alarms.values()}
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", proofs)) == names


def test_a_version_that_is_announced_to_end_rings_until_a_day_has_passed_without_a_word_of_it(of_type):
    alarm = of_type("AWS::CloudWatch::Alarm")["VersionDeprecatedAlarm"]

    assert (alarm["MetricName"], alarm["Statistic"], alarm["Threshold"]) == ("VersionDeprecated", "Sum", 0)
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (24 * HOUR_S, 1)
    assert alarm["TreatMissingData"] == "notBreaching"
