"""Where the versions of an automation stand after each of the things that people do."""

import pytest

from passerelle.core.deployment import Deployment, Hold, share_of
from passerelle.core.events import RecordRef


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        (Deployment(), 1, Deployment(test=1)),
        (Deployment(test=1), 2, Deployment(test=2)),
        (Deployment(test=1), 1, Deployment(test=1)),
        (Deployment(live=1), 2, Deployment(test=2, live=1)),
        (Deployment(live=1, test=2), 1, Deployment(live=1)),
        (Deployment(live=1, test=2, canary=10), 3, Deployment(live=1, test=3)),
        (Deployment(live=1, test=2, canary=10), 2, Deployment(live=1, test=2, canary=10)),
        (Deployment(live=1, hold=Hold.PAUSED), 2, Deployment(live=1, test=2, hold=Hold.PAUSED)),
    ],
)
def test_what_is_pushed_is_tested_beside_what_is_live(before, number, after):
    assert before.pushed(number) == after


def test_promoting_and_rolling_back_change_places():
    first = Deployment(test=1).promoted()
    second = first.pushed(2).promoted()

    back = second.rolled_back()

    assert (first, second) == (Deployment(live=1), Deployment(live=2, former=1))
    assert back == Deployment(live=1, test=2)
    assert back.promoted() == second
    assert (first.promoted(), first.rolled_back()) == (first, first)


@pytest.mark.parametrize(
    "deployment", [Deployment(), Deployment(1, 2, 3, Hold.DRIFT, 10, shadow=True), Deployment(live=4, hold=Hold.PAUSED)]
)
def test_it_is_kept_as_it_is(deployment):
    assert Deployment.from_json(deployment.to_json()) == deployment


def test_a_shadow_stands_beside_a_live_version_until_one_of_the_two_is_another():
    deployment = Deployment(live=1, test=2, former=7).shadowed(on=True)

    assert deployment.shadow
    assert deployment.pushed(2) == deployment
    for after in (deployment.pushed(3), deployment.promoted(), deployment.rolled_back(), deployment.shadowed(on=False)):
        assert not after.shadow


def test_there_is_no_shadow_without_two_versions():
    assert Deployment(test=1).shadowed(on=True) == Deployment(test=1)
    assert Deployment(live=1).shadowed(on=True) == Deployment(live=1)


def test_a_canary_takes_its_share_of_the_records_and_always_the_same_ones():
    records = [RecordRef("deal", str(number)) for number in range(2000)]
    deployment = Deployment(live=1, test=2, canary=10)

    first = [deployment.live_for(record) for record in records]
    again = [deployment.live_for(record) for record in records]
    wider = Deployment(live=1, test=2, canary=30)

    assert first == again
    assert 120 <= first.count(2) <= 280
    assert all(wider.live_for(record) == 2 for record in records if share_of(record) < 10)
    assert {Deployment(live=1, test=2).live_for(record) for record in records} == {1}
