"""Pace, line and shutter, as pure functions of the gate and the clock."""

from hypothesis import given
from hypothesis import strategies as st

from passerelle.core import gate as gates
from passerelle.core.gate import FAILURES_TO_SHUT, PROBE_MS, Gate, Held, Limits, Passed

LIMITS = Limits(requests=40, per_s=60, burst=10)


@given(
    limits=st.builds(
        Limits, requests=st.integers(1, 200), per_s=st.sampled_from([1.0, 2.0, 10.0, 60.0]), burst=st.integers(1, 20)
    ).filter(lambda limits: limits.burst <= limits.requests),
    pauses=st.lists(st.integers(0, 3000), min_size=1, max_size=300),
)
def test_no_window_sees_more_calls_than_the_limit(limits, pauses):
    gate, now, went = Gate(), 1_000_000, []
    for pause in pauses:
        now += pause
        match gates.ask(gate, (limits,), now):
            case Passed(gate=gate):
                went.append(now)
            case Held(wait_ms=wait_ms):
                assert wait_ms > 0

    window = limits.per_s * 1000
    assert all(sum(start <= at < start + window for at in went) <= limits.requests for start in went)


@given(now=st.integers(1, 10**9), calls=st.integers(1, 60))
def test_the_time_to_wait_is_exact(now, calls):
    gate = Gate()
    for _ in range(calls):
        answer = gates.ask(gate, (LIMITS,), now)
        if isinstance(answer, Held):
            now += answer.wait_ms
            answer = gates.ask(gate, (LIMITS,), now)
        assert isinstance(answer, Passed)
        gate = answer.gate


def test_each_who_stands_in_line_gets_a_turn_of_his_own():
    gate, now, turns = Gate(idle_at=(30_000,)), 0, []
    for _ in range(4):
        gate, turn = gates.stand_in_line(gate, (LIMITS,), 5_000, now)
        turns.append(turn)

    assert turns == [5_000 + place * gates.CALLS_A_TURN * LIMITS.interval_ms for place in range(4)]


def test_a_line_that_has_passed_is_forgotten():
    gate, turn = gates.stand_in_line(Gate(line_at=1_000), (LIMITS,), 500, now=60_000)

    assert turn == 500
    assert gate.line_at > 60_500


def test_failures_in_a_row_shut_the_gate_for_longer_each_time():
    gate, now, shut = Gate(), 0, []
    for _ in range(FAILURES_TO_SHUT + 3):
        gate = gates.failed(gate, now)
        shut.append(gate.shut_until)

    assert shut[: FAILURES_TO_SHUT - 1] == [0] * (FAILURES_TO_SHUT - 1)
    assert shut[FAILURES_TO_SHUT - 1 :] == [15_000, 30_000, 60_000, 120_000]


def test_an_answer_in_between_begins_the_count_anew():
    gate = Gate()
    for _ in range(FAILURES_TO_SHUT - 1):
        gate = gates.failed(gate, 0)

    gate = gates.failed(gates.answered(gate), 0)

    assert gate.shut_until == 0


def test_after_the_shutter_one_probes_and_the_others_wait():
    shut = Gate(failures=FAILURES_TO_SHUT, shut_until=15_000)

    before, first = gates.ask(shut, (LIMITS,), 14_999), gates.ask(shut, (LIMITS,), 15_000)
    second = gates.ask(first.gate, (LIMITS,), 15_001)

    assert before == Held(1, shut=True)
    assert isinstance(first, Passed)
    assert first.probe
    assert second == Held(PROBE_MS - 1, shut=True)


def test_a_probe_that_is_never_heard_of_again_does_not_shut_the_gate_for_good():
    probing = gates.ask(Gate(failures=FAILURES_TO_SHUT, shut_until=15_000), (LIMITS,), 15_000).gate

    assert isinstance(gates.ask(probing, (LIMITS,), 15_000 + PROBE_MS), Passed)


@given(pauses=st.lists(st.integers(0, 2000), min_size=1, max_size=300))
def test_of_several_limits_every_one_is_kept(pauses):
    limits = (Limits(requests=5, per_s=1, burst=5), Limits(requests=20, per_s=60, burst=10))
    gate, now, went = Gate(), 1_000_000, []
    for pause in pauses:
        now += pause
        match gates.ask(gate, limits, now):
            case Passed(gate=gate):
                went.append(now)
            case Held(wait_ms=wait_ms):
                assert wait_ms > 0

    for limit in limits:
        window = limit.per_s * 1000
        assert all(sum(start <= at < start + window for at in went) <= limit.requests for start in went)


def test_a_pause_that_a_platform_asks_for_spends_nothing_of_the_day():
    a_day = Limits(requests=10_000, per_s=86_400, burst=5_000)
    limits = (a_day, Limits(requests=5, per_s=1, burst=5))

    quiet = gates.silence(Gate(), limits, 30_000, now=1_000_000)

    assert gates.ask(quiet, limits, 1_029_999) == Held(1)
    assert gates.ask(quiet, (a_day,), 1_029_999) == gates.ask(Gate(), (a_day,), 1_029_999)


def test_a_line_moves_at_the_pace_of_the_limit_that_holds_it():
    fast, slow = Limits(requests=5, per_s=1, burst=1), Limits(requests=60, per_s=3600, burst=1)
    gate, turns = Gate(idle_at=(0, 90_000)), []
    for _ in range(2):
        gate, turn = gates.stand_in_line(gate, (fast, slow), 90_000, now=0)
        turns.append(turn)

    assert turns == [90_000, 90_000 + gates.CALLS_A_TURN * slow.interval_ms]
