"""When an alarm rings, for every value of the parameters it depends on."""

import pytest

HOUR_S = 3600


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


def test_a_version_that_is_announced_to_end_rings_until_a_day_has_passed_without_a_word_of_it(of_type):
    alarm = of_type("AWS::CloudWatch::Alarm")["VersionDeprecatedAlarm"]

    assert (alarm["MetricName"], alarm["Statistic"], alarm["Threshold"]) == ("VersionDeprecated", "Sum", 0)
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (24 * HOUR_S, 1)
    assert alarm["TreatMissingData"] == "notBreaching"
