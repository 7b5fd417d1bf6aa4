"""What a step can promise depends on its nature, and on nothing else; and it keeps that."""

import pytest

from passerelle.configuration.manifest_checks import manifest_problems
from tests.faults.chance import Seeded
from tests.faults.far_side import EVERYTHING
from tests.faults.natures import MANIFEST, PROMISES, OneNature, total

BY_NAME = {one.about: one for one in PROMISES}


def told(promise, weights, stories=12, **others):
    return total(
        [OneNature(Seeded(seed), weights, events=8, promise=promise, **others).books() for seed in range(stories)]
    )


def test_the_manifest_of_the_harness_has_no_fault():
    assert list(manifest_problems(MANIFEST)) == []


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.about)
@pytest.mark.parametrize("interleave", [False, True], ids=["one worker", "two workers"])
def test_a_nature_keeps_its_promise_whatever_goes_wrong(promise, interleave):
    books = told(promise, EVERYTHING, interleave=interleave)

    assert books.keep(promise), books


@pytest.mark.parametrize("nature", ["create, found again", "set"])
def test_what_can_be_read_back_or_repeated_has_one_effect_and_asks_nobody(nature):
    books = told(BY_NAME[nature], EVERYTHING)

    assert (books.effects, books.doubled, books.unknown, books.asked) == (books.accepted, 0, 0, 0)


@pytest.mark.parametrize("nature", ["create, not found", "notify"])
def test_where_nothing_can_be_read_back_the_policy_decides_between_twice_and_perhaps_not(nature):
    lost_answers = {"none": 80, "lost_after": 10, "lost_before": 10}

    repeated = told(BY_NAME[f"{nature}: repeat"], lost_answers)
    given_up = told(BY_NAME[f"{nature}: give up"], lost_answers)

    assert (repeated.lost, repeated.unknown, repeated.asked) == (0, 0, 0)
    assert repeated.doubled > 0
    assert (given_up.lost, given_up.doubled) == (0, 0)
    assert given_up.unknown + given_up.asked > 0


def test_a_person_who_is_asked_settles_it_with_one_record_for_each_event():
    books = told(BY_NAME["create, not found: give up"], EVERYTHING)

    assert books.asked > 0
    assert books.effects == books.accepted
