"""The week in words: on Monday morning of the zone, once, to those who asked for it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from passerelle.core.news.letter import Desk
from passerelle.operations.digest import Digest
from passerelle.operations.news.weekly import Weekly
from tests.fakes import NOW, Clock
from tests.unit.operations.news.test_telling import ENGLISH, FRENCH, MemoryNews, MemoryPost

ASKED = replace(FRENCH, digest=True)


class Digests:
    def of_the_last(self, days):
        assert days == 7
        return Digest([], [])


class World:
    def __init__(self):
        self.news, self.post, self.clock = MemoryNews((ASKED, ENGLISH)), MemoryPost(), Clock()
        self.weekly = Weekly(self.news, self.post, Digests(), Desk("test", ZoneInfo("Europe/Paris")), self.clock)

    def turn(self):
        self.weekly.tell()
        sent = [(name, letter.title) for name, letter in self.post.sent]
        self.post.sent.clear()
        return sent


@pytest.fixture
def world():
    return World()


SENT = [("operators", "Passerelle (test) - la semaine en bref")]


def test_it_is_sent_once_to_those_who_asked(world):
    assert [world.turn(), world.turn()] == [SENT, []]


def test_the_next_monday_has_its_own(world):
    world.turn()
    world.clock.advance(days=7)

    assert world.turn() == SENT


@pytest.mark.parametrize(
    ("hours", "sent"), [(-2, SENT), (-3, []), (24, [])], ids=["eight in Paris", "seven in Paris", "Tuesday"]
)
def test_it_is_for_monday_morning_in_the_zone(world, hours, sent):
    """NOW is a Monday, ten o'clock in Paris."""
    world.clock.now = NOW + timedelta(hours=hours)

    assert world.turn() == sent


def test_what_could_not_be_sent_is_tried_again(world):
    world.post.down = {"slack"}
    failed = world.turn()
    world.post.down = set()

    assert [failed, world.turn()] == [[], SENT]
