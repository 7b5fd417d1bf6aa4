"""Every polled record of every connection: the cursor, the first look, the time left, and troubles kept apart."""

from datetime import timedelta

import pytest

from passerelle import correlation
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import GENEROUS, PublishedConnection
from passerelle.core.events import Change
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused, InvalidAutomation, RemoteRefused, Unavailable
from passerelle.platforms.platform import Polled
from passerelle.polling import BATCH, ENOUGH_MS, FIRST_LOOK_BACK, PollingBroken, poll_connections
from tests.fakes import NOW, Clock, FakePlatform, MemoryCursors, MemoryJournal, MemoryQueue, deal_event

DOWN = Sentence(fr="En panne", en="Down")
MANIFEST = ManifestFile.model_validate({"platform": "hubspot", "title": "HubSpot", "family": "crm"})
SINCE = NOW - timedelta(hours=1)


def connection(name, *poll, receives=False):
    return PublishedConnection(
        name=name, manifest=MANIFEST, settings={}, limits=GENEROUS, poll=list(poll), receives=receives
    )


def found(deal, minutes=0, **others):
    at = SINCE + timedelta(minutes=minutes)
    return Polled(at, (deal_event(deal, Change("dealstage", "closedwon"), at=at, **others),))


class Platform(FakePlatform):
    """`asked` keeps what was looked for; an error among what is found is raised in its place."""

    def __init__(self, *polled):
        super().__init__(polled=list(polled))
        self.asked = []

    def changes(self, kind, since, watched, cursor=None):
        self.asked.append((kind, since, watched))
        for one in self.polled:
            if isinstance(one, Exception):
                raise one
            yield one


class World:
    def __init__(self):
        self.platforms = {"hubspot": Platform()}
        self.published = [connection("hubspot", "deal")]
        self.unreadable = ()
        self.cursors = MemoryCursors({("hubspot", "deal"): SINCE})
        self.journal, self.queue, self.clock = MemoryJournal(), MemoryQueue(), Clock()
        self.left_ms = lambda: 240_000

    def connection_names(self):
        return [*self.unreadable, *(one.name for one in self.published)]

    def connection(self, name):
        if name in self.unreadable:
            raise InvalidAutomation(DOWN)
        return next(one for one in self.published if one.name == name)

    def watched(self, _connection, _record):
        return frozenset({"dealstage"})

    def finds(self, *polled, name="hubspot"):
        self.platforms[name] = Platform(*polled)
        return self.platforms[name]

    def poll(self):
        poll_connections(self, self._platform, self.cursors, self.journal, self.queue, self.clock, self.left_ms)

    def _platform(self, name):
        if isinstance(self.platforms[name], Exception):
            raise self.platforms[name]
        return self.platforms[name]

    @property
    def deals(self):
        return [event.record.id for event in self.queue.put_events]

    @property
    def cursor(self):
        return self.cursors.kept[("hubspot", "deal")]


@pytest.fixture
def world():
    return World()


def test_what_changed_goes_through_the_queue_in_its_order_and_the_cursor_follows(world):
    platform = world.finds(found("1", 1), found("2", 2))

    world.poll()

    assert platform.asked == [("deal", SINCE, frozenset({"dealstage"}))]
    assert world.deals == ["1", "2"]
    assert world.cursor == SINCE + timedelta(minutes=2)


def rarely(every_s):
    """A platform that wants to be asked so seldom."""
    poll = {"request": {"path": "/deals"}, "every_s": every_s}
    deals = {"title": {"fr": "affaire", "en": "deal"}, "poll": poll}
    manifest = ManifestFile.model_validate({**MANIFEST.model_dump(exclude_defaults=True), "records": {"deal": deals}})
    return connection("hubspot", "deal").model_copy(update={"manifest": manifest})


def test_a_platform_that_wants_to_be_asked_seldom_is_left_alone_between_two_polls(world):
    platform = world.finds(Unavailable(DOWN))
    world.published = [rarely(900)]

    asked = []
    for _ in range(4):
        world.poll()
        asked.append(len(platform.asked))
        world.clock.advance(minutes=5)

    assert asked == [1, 1, 1, 2]
    assert world.cursor == SINCE


def test_nothing_found_leaves_the_cursor_where_it_was(world):
    world.poll()

    assert world.cursor == SINCE


def test_the_cursor_never_goes_back(world):
    world.finds(found("1", -30))

    world.poll()

    assert world.deals == ["1"]
    assert world.cursor == SINCE


def test_the_cursor_stays_before_what_the_queue_did_not_take(world):
    deals = [found(str(number), number) for number in range(1, BATCH + 2)]
    world.finds(*deals)
    put, calls = world.queue.put, []

    def second_fails(events, *, correlation_id):
        calls.append(len(events))
        if len(calls) == 2:
            raise Unavailable(DOWN, code="queue_unavailable")
        put(events, correlation_id=correlation_id)

    world.queue.put = second_fails

    world.poll()

    assert calls == [BATCH, 1]
    assert world.cursor == SINCE + timedelta(minutes=BATCH)


def test_the_cursor_stays_before_what_the_platform_did_not_tell(world):
    deals = [found(str(number), number) for number in range(1, BATCH + 1)]
    world.finds(*deals, Unavailable(DOWN))

    world.poll()

    assert len(world.deals) == BATCH
    assert world.cursor == SINCE + timedelta(minutes=BATCH)


def test_the_first_look_goes_back_a_little_and_takes_what_it_finds_as_known(world):
    world.cursors.kept.clear()
    platform = world.finds(Polled(NOW, (deal_event("1", Change("dealstage", "closedwon"), at=NOW),)))

    world.poll()
    world.poll()

    assert [since for _, since, _ in platform.asked] == [NOW - FIRST_LOOK_BACK, NOW]
    assert world.deals == []


def test_what_was_seen_by_another_way_is_not_queued_again(world):
    world.journal.note([found("1", 1).events[0]])
    world.finds(found("1", 1), found("2", 2))

    world.poll()

    assert world.deals == ["2"]
    assert world.cursor == SINCE + timedelta(minutes=2)


def test_when_time_runs_out_the_rest_is_for_the_next_poll(world):
    world.finds(*[found(str(number), number) for number in range(1, 3 * BATCH)])
    left = iter([ENOUGH_MS, ENOUGH_MS - 1])
    world.left_ms = lambda: next(left)

    world.poll()

    assert len(world.deals) == 2 * BATCH
    assert world.cursor == SINCE + timedelta(minutes=2 * BATCH)


@pytest.mark.parametrize("trouble", [Unavailable(DOWN), CredentialsRefused(DOWN), InvalidAutomation(DOWN)])
@pytest.mark.parametrize("when", ["connecting", "asking"])
def test_the_trouble_of_one_connection_does_not_keep_the_others_from_being_asked(world, printed, trouble, when):
    world.published = [connection("broken", "deal"), connection("hubspot", "deal")]
    world.platforms["broken"] = trouble if when == "connecting" else Platform(trouble)
    world.finds(found("1", 1))

    world.poll()

    assert world.deals == ["1"]
    lines = printed()
    outcomes = {line["connection"]: line["outcome"] for line in lines if "message" in line}
    assert outcomes == {"broken": "failed", "hubspot": "polled"}
    assert [line["connection"] for line in lines if "PollFailed" in line] == ["broken"]


def test_a_published_connection_that_cannot_be_read_does_not_keep_the_others_from_being_asked(world, printed):
    world.unreadable = ("ancient",)
    world.finds(found("1", 1))

    world.poll()

    assert world.deals == ["1"]
    lines = printed()
    told = {line["connection"]: (line["outcome"], line.get("code")) for line in lines if "message" in line}
    assert told == {"ancient": ("failed", "invalid_automation"), "hubspot": ("polled", None)}
    assert [line["connection"] for line in lines if "PollFailed" in line] == ["ancient"]


def test_a_queue_that_refuses_is_told_with_the_code_of_its_refusal(world, printed):
    def refuse(_events, *, correlation_id):
        raise Unavailable(DOWN, code="queue_unavailable", error_type="AccessDenied", correlation_id=correlation_id)

    world.finds(found("1", 1))
    world.queue.put = refuse

    world.poll()

    [line] = [line for line in printed() if "message" in line]
    assert (line["outcome"], line["code"], line["error_type"]) == ("failed", "queue_unavailable", "AccessDenied")
    assert world.cursor == SINCE


@pytest.mark.parametrize(("receives", "repaired"), [(True, [[2.0]]), (False, [])])
def test_what_a_webhook_should_have_told_is_counted_as_repaired(world, printed, receives, repaired):
    world.published = [connection("hubspot", "deal", receives=receives)]
    world.journal.note([found("1", 1).events[0]])
    world.finds(found("1", 1), found("2", 2), found("3", 3))

    world.poll()

    counted = [line for line in printed() if "EventsRepaired" in line]
    assert [line["EventsRepaired"] for line in counted] == repaired
    assert {line["connection"] for line in counted} <= {"hubspot"}


def test_a_poll_that_finds_nothing_new_repairs_nothing(world, printed):
    world.published = [connection("hubspot", "deal", receives=True)]

    world.poll()

    assert [line for line in printed() if "EventsRepaired" in line] == []


@pytest.mark.parametrize("when", ["connecting", "asking"])
def test_a_bug_in_one_poll_rings_only_after_all_others_and_does_not_tell_its_text(world, printed, when):
    bug = ZeroDivisionError("Confidentiel")
    world.published = [connection("broken", "deal"), connection("hubspot", "deal")]
    world.platforms["broken"] = bug if when == "connecting" else Platform(bug)
    world.finds(found("1", 1))

    with pytest.raises(PollingBroken) as broken:
        world.poll()

    assert world.deals == ["1"]
    told = {line["connection"]: line.get("error_type") for line in printed()}
    assert told == {"broken": "ZeroDivisionError", "hubspot": None}
    assert "Confidentiel" not in str(told) + str(broken.value)
    assert broken.value.__context__ is None


def test_only_the_records_that_a_connection_asks_for_are_polled(world):
    platform = world.finds()
    world.published = [connection("hubspot", "deal", "company"), connection("slack")]

    world.poll()

    assert [kind for kind, _, _ in platform.asked] == ["deal", "company"]


def test_one_line_tells_each_poll_under_its_own_correlation_id(world, printed):
    world.published = [connection("hubspot", "deal", "company")]
    world.finds(found("1", 1))

    world.poll()

    first, second = printed()
    assert (first["message"], first["outcome"], first["events"]) == ("connection polled", "polled", 1)
    assert (first["connection"], first["platform"]) == ("hubspot", "hubspot")
    assert first["correlation_id"] != second["correlation_id"]
    assert correlation.current() == ""


def test_the_cursor_that_a_platform_gives_is_kept_and_given_back():
    world = World()
    world.cursors.own["hubspot", "deal"] = "c0"
    asked = []

    class Marked(Platform):
        def changes(self, kind, since, watched, cursor=None):
            asked.append(cursor)
            yield Polled(NOW, (), "c1")
            yield found("1", 5)

    world.platforms["hubspot"] = Marked()
    world.poll()
    world.poll()

    assert asked == ["c0", "c1"]


@pytest.mark.usefixtures("printed")
def test_after_a_cursor_that_is_no_longer_known_the_next_look_is_a_first_one():
    world = World()
    world.cursors.own["hubspot", "deal"] = "c0"
    world.finds(RemoteRefused(DOWN, code="cursor_expired"))

    world.poll()

    assert (world.cursors.kept, world.cursors.own) == ({}, {})


@pytest.mark.usefixtures("printed")
def test_a_first_look_that_saw_nothing_to_its_end_is_not_taken_for_one():
    world = World()
    world.cursors.kept.clear()
    start = NOW - FIRST_LOOK_BACK
    world.finds(Polled(start, found("1").events), Unavailable(DOWN))

    world.poll()

    assert world.cursors.kept == {}
