"""Told once, again when it has grown tenfold, over when it has stayed away; never a flood."""

from dataclasses import replace
from datetime import timedelta

from passerelle.core.news.concern import Concern
from passerelle.core.news.judging import MOST, QUIET, Told, What, bundled, judge
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from tests.fakes import NOW

TEXT = Sentence(fr="Il faut voir.", en="Have a look.")
LOOKED = {"parked"}


def concern(cause="a", number=1, severity=Severity.ERROR, **others):
    return Concern("parked", cause, severity, TEXT, NOW, TEXT, TEXT, "runs", "overview", number, **others)


class Reader:
    """A recipient who gets every message."""

    def __init__(self, threshold=Severity.WARNING):
        self.threshold = threshold
        self.told: dict[str, Told] = {}
        self.now = NOW

    def turn(self, *concerns, looked=LOOKED, minutes=15):
        items = judge(concerns, self.told, looked, self.threshold, self.now)
        self.now += timedelta(minutes=minutes)
        for item in items:
            if item.after is None:
                del self.told[item.key]
            else:
                self.told[item.key] = item.after
        return [(item.what, item.key) for item in items if item.what]


def test_what_is_new_is_told_once():
    reader = Reader()

    turns = [reader.turn(concern()), reader.turn(concern()), reader.turn(concern())]

    assert turns == [[(What.NEW, "parked#a")], [], []]


def test_it_is_told_again_only_when_it_has_grown_tenfold():
    reader = Reader()

    turns = [reader.turn(concern(number=number)) for number in (3, 29, 30, 100, 299, 300)]

    assert [[what for what, _ in turn] for turn in turns] == [[What.NEW], [], [What.GREW], [], [], [What.GREW]]


def test_it_is_over_once_it_has_stayed_away_and_that_is_told_once():
    reader = Reader()
    reader.turn(concern())

    turns = [reader.turn(minutes=QUIET.seconds // 60), reader.turn(), reader.turn()]

    assert turns == [[], [(What.OVER, "parked#a")], []]


def test_what_comes_and_goes_is_one_matter():
    reader = Reader()

    turns = [reader.turn(concern()), reader.turn(), reader.turn(concern()), reader.turn(), reader.turn(concern())]

    assert turns == [[(What.NEW, "parked#a")], [], [], [], []]


def test_what_nobody_looked_at_is_not_over():
    reader = Reader()
    reader.turn(concern())

    turns = [reader.turn(looked=set(), minutes=600), reader.turn(looked={"drift"}, minutes=600)]

    assert turns == [[], []]


def test_what_must_last_is_told_after_that_time_and_not_at_all_when_it_ends_before():
    lasting, passing = Reader(), Reader()
    down = concern(patience=timedelta(hours=1))

    assert [lasting.turn(down) for _ in range(6)] == [[], [], [], [], [(What.NEW, "parked#a")], []]
    assert [passing.turn(down), passing.turn(), passing.turn(minutes=60), passing.turn()] == [[]] * 4


def test_what_is_told_late_is_told_with_its_beginning():
    reader = Reader()
    down = concern(patience=timedelta(hours=1))
    for turn in range(5):
        reader.turn(replace(down, since=NOW + turn * timedelta(minutes=15)))

    assert reader.told["parked#a"].since == NOW


def test_a_recipient_is_not_told_what_is_below_their_gravity():
    reader = Reader(Severity.ERROR)

    turn = reader.turn(concern("a"), concern("b", severity=Severity.WARNING), concern("c", severity=Severity.NOTE))

    assert turn == [(What.NEW, "parked#a")]


def test_the_end_of_what_was_told_is_told_whatever_the_gravity_has_become():
    reader = Reader(Severity.ERROR)
    reader.turn(concern())
    reader.turn(concern(severity=Severity.NOTE))
    reader.turn(minutes=60)

    assert reader.turn() == [(What.OVER, "parked#a")]


def test_the_gravest_comes_first():
    note, error = concern("a", severity=Severity.NOTE), concern("b")

    items = judge([note, error], {}, LOOKED, Severity.NOTE, NOW)

    assert [item.key for item in items] == ["parked#b", "parked#a"]


def test_more_than_fit_share_the_last_message_and_none_is_left_out():
    items = judge([concern(str(number)) for number in range(100)], {}, LOOKED, Severity.NOTE, NOW)

    bundles = bundled(items)

    assert len(bundles) == MOST
    assert [len(bundle) for bundle in bundles] == [1, 1, 1, 1, 96]
    assert {item.key for bundle in bundles for item in bundle} == {item.key for item in items}
