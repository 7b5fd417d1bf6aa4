"""What watch sees reaches each recipient once, by their connection; what fails is told later and counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from passerelle.catalogue import Catalogue
from passerelle.core.deployment import Deployment, Hold
from passerelle.core.news.judging import Told
from passerelle.core.news.letter import Desk, Letter
from passerelle.core.news.recipient import Recipient
from passerelle.core.runs import Reason, RunState
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from passerelle.errors import InvalidAutomation, Unavailable
from passerelle.journal.versions import Kind, Move, What
from passerelle.operations.account import DEADLINES
from passerelle.operations.news.runs import RunSightings
from passerelle.operations.news.sightings import Sightings, Wording
from passerelle.operations.news.telling import Telling
from passerelle.operations.news.wants import Wants
from passerelle.operations.trying import Found
from tests.fakes import NOW, Clock, MemoryJournal, MemoryVersions, deal_event, run_of
from tests.unit.delivery.conftest import AUTOMATION

NO = Sentence(fr="Non.", en="No.")
FRENCH = Recipient("operators", "slack", "post_message", {"channel": "#a"}, "fr")
ENGLISH = Recipient("sales", "teams", "post_message", {}, "en", Severity.ERROR)


@dataclass
class MemoryNews:
    people: Sequence[Recipient] | None = (FRENCH, ENGLISH)
    kept: dict[str, dict[str, Told]] = field(default_factory=dict)

    def recipients(self) -> list[Recipient] | None:
        return None if self.people is None else list(self.people)

    def told(self, recipient: str) -> dict[str, Told]:
        return dict(self.kept.get(recipient, {}))

    def keep(self, recipient: str, told: Told, now: datetime) -> None:
        self.kept.setdefault(recipient, {})[told.key] = told

    def forget(self, recipient: str, key: str) -> None:
        del self.kept[recipient][key]


@dataclass
class MemoryPost:
    sent: list[tuple[str, Letter]] = field(default_factory=list)
    down: set[str] = field(default_factory=set)

    def send(self, recipient: Recipient, letter: Letter) -> None:
        if recipient.connection in self.down:
            raise Unavailable(NO)
        self.sent.append((recipient.name, letter))


@dataclass
class Pages:
    def url(self, record: Any) -> str | None:
        if record.id == "gone":
            raise InvalidAutomation(NO)
        return f"https://crm.example/{record.id}"


@dataclass
class World:
    news: MemoryNews = field(default_factory=MemoryNews)
    post: MemoryPost = field(default_factory=MemoryPost)
    clock: Clock = field(default_factory=Clock)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    versions: MemoryVersions = field(default_factory=MemoryVersions)

    def __post_init__(self) -> None:
        self.versions.publish(Kind.AUTOMATION, AUTOMATION["name"], AUTOMATION)

    def run(self, record: str, state: RunState = RunState.PARKED, code: str = "missing_value", **changes: Any) -> None:
        run = run_of(deal_event(record, key=record))
        run = replace(run, automation=AUTOMATION["name"], version=1, state=state, reason=Reason(code, NO), **changes)
        self.journal.runs[run.id] = run

    def runs(self) -> RunSightings:
        catalogue = Catalogue(self.versions, self.clock)
        wants = Wants(catalogue, lambda _name: Pages())  # type: ignore[arg-type,return-value]  # only asked for pages
        return RunSightings(self.journal, self.versions, catalogue, wants, self.clock)

    def turn(self) -> None:
        seen, runs = Sightings(), self.runs()
        for look, topic in ((runs.parked, "parked"), (runs.unexplained, "unexplained"), (runs.paused, "paused")):
            seen.of(look, list, topic)()
        self.tell(seen)

    def tell(self, seen: Sightings) -> None:
        Telling(self.news, self.post, Desk("test", UTC), self.clock).tell(seen)

    def sent(self) -> list[str]:
        names = [name for name, _ in self.post.sent]
        self.post.sent.clear()
        return names


@pytest.fixture
def world() -> World:
    return World()


def test_like_failures_are_one_message_to_each_recipient_in_their_language(world: World):
    for number in range(100):
        world.run(str(number))

    world.turn()

    [(_, french), (_, english)] = world.post.sent
    assert "100 exécutions mises de côté" in french.title
    assert "100 runs parked" in english.title
    assert "https://crm.example/" in french.text


def test_another_kind_of_reason_is_another_message(world: World):
    world.news.people = [FRENCH]
    world.run("1")
    world.run("2", code="invalid_value")

    world.turn()

    assert world.sent() == ["operators", "operators"]


def test_the_next_turn_tells_nothing_more(world: World):
    world.run("1")
    world.turn()
    world.sent()

    world.turn()

    assert world.sent() == []


def test_what_could_not_be_sent_is_counted_and_sent_at_the_next_turn_to_that_recipient_alone(
    world: World, printed: Any
):
    world.run("1")
    world.post.down = {"slack"}

    world.turn()

    assert world.sent() == ["sales"]
    assert [line["MessagesFailed"] for line in printed() if "MessagesFailed" in line] == [[1.0]]
    world.post.down = set()
    world.turn()
    assert world.sent() == ["operators"]
    assert [line["MessagesFailed"] for line in printed() if "MessagesFailed" in line] == [[0.0]]


def test_a_recipient_who_cannot_be_reached_is_tried_once_a_turn(world: World, printed: Any):
    world.news.people = [FRENCH]
    for code in ("a", "b", "c"):
        world.run(code, code=code)
    world.post.down = {"slack"}

    world.turn()

    assert len([line for line in printed() if line.get("message") == "people told"]) == 1


def test_a_folder_without_recipients_tells_nobody_and_rings_nothing(world: World, printed: Any):
    world.news.people = None
    world.run("1")

    world.turn()

    assert world.sent() == []
    assert [line["MessagesFailed"] for line in printed() if "MessagesFailed" in line] == [[0.0]]


def test_a_record_whose_page_is_not_known_is_named_all_the_same(world: World):
    world.run("gone")

    world.turn()

    assert "deal gone\n" in world.post.sent[0][1].text


def test_a_run_past_its_deadline_is_told_and_one_that_is_not_is_left_alone(world: World):
    world.news.people = [ENGLISH]
    late = NOW - DEADLINES[RunState.RUNNING]
    world.run("1", RunState.RUNNING, updated_at=late)
    world.turn()
    early = world.sent()
    world.clock.advance(seconds=1)

    world.turn()

    assert early == []
    assert "a run stopped on its way" in world.post.sent[0][1].title


def test_a_pause_that_lasts_a_day_is_told_with_what_it_holds(world: World):
    world.news.people = [FRENCH]
    name = AUTOMATION["name"]
    before, after = Deployment(live=1), Deployment(live=1, hold=Hold.PAUSED)
    world.versions.deploy(name, after)
    world.versions.history.append(Move(name, What.PAUSED, NOW, "jean", "holidays", before, after))
    world.run("1", RunState.HELD)
    world.turn()
    at_once = world.sent()
    world.clock.advance(days=1)

    world.turn()

    assert at_once == []
    [(_, message)] = world.post.sent
    assert "en pause" in message.title
    assert "Exécutions retenues : 1." in message.text
    assert "Depuis : 02/03/2026 à 09:00" in message.text


def test_what_a_drift_holds_is_not_called_paused(world: World):
    world.versions.deploy(AUTOMATION["name"], Deployment(live=1, hold=Hold.DRIFT))

    assert world.runs().paused() == []


def test_a_task_that_fails_has_not_looked(world: World):
    seen = Sightings()

    def fails() -> Found:
        raise Unavailable(NO)

    with pytest.raises(Unavailable):
        seen.of(fails, Wording(world.clock).connections, "faulty", "down")()

    assert (seen.concerns, seen.looked) == ([], set())


def test_a_platform_that_is_down_is_told_after_an_hour(world: World):
    world.news.people = [FRENCH]
    told = []
    for _ in range(5):
        seen = Sightings()
        seen.of(lambda: Found({}, ["hubspot"]), Wording(world.clock).connections, "faulty", "down")()
        world.tell(seen)
        told.append(world.sent())
        world.clock.advance(minutes=15)

    assert told == [[], [], [], [], ["operators"]]
