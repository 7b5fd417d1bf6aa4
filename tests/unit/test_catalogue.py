"""What is active, compiled once, kept for a moment, and looked up again."""

from datetime import timedelta

import pytest

from passerelle.catalogue import REFRESH, Catalogue
from passerelle.configuration.published import PublishedConnection
from passerelle.core.automation import Stage
from passerelle.core.deployment import Deployment
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation, Unavailable
from passerelle.journal.versions import Kind
from tests.fakes import Clock, MemoryVersions
from tests.unit.delivery.conftest import AUTOMATION

CONNECTION = {
    "name": "hubspot",
    "manifest": {"platform": "hubspot", "title": "HubSpot", "family": "crm"},
    "settings": {},
    "limits": {"requests": 90, "per_s": 10, "burst": 20},
    "poll": ["deal"],
}


class CountingVersions(MemoryVersions):
    """Counts what the real store would be asked; `down` makes it refuse."""

    looks = 0
    reads = 0
    down = False

    def active(self):
        self.looks += 1
        if self.down:
            raise Unavailable(Sentence(fr="En panne", en="Down"))
        return super().active()

    def read(self, kind, wanted):
        self.reads += 1
        return super().read(kind, wanted)


class World:
    def __init__(self):
        self.store, self.clock = CountingVersions(), Clock()
        self.catalogue = Catalogue(self.store, self.clock)

    def publish(self, name="contract-when-deal-won", **changes):
        return self.store.publish(Kind.AUTOMATION, name, {**AUTOMATION, "name": name, **changes})

    def connect(self, name="hubspot", **changes):
        return self.store.publish(Kind.CONNECTION, name, {**CONNECTION, "name": name, **changes})

    def later(self):
        self.clock.now += REFRESH


@pytest.fixture
def world():
    return World()


def test_the_active_automations_come_in_the_order_of_their_names(world):
    world.publish("b")
    world.publish("a")

    assert list(world.catalogue.deployments()) == ["a", "b"]
    assert [(one.name, one.version) for one in world.catalogue.in_use()] == [("a", 1), ("b", 1)]


def test_a_push_is_taken_up_within_a_minute_and_not_looked_for_before(world):
    world.publish(missing="park")
    world.catalogue.in_use()
    world.publish(missing="skip")

    world.clock.now += REFRESH - timedelta(milliseconds=1)
    before = world.catalogue.in_use()
    world.clock.now += timedelta(milliseconds=1)
    after = world.catalogue.in_use()

    assert [one.version for one in before] == [1]
    assert [one.version for one in after] == [2]
    assert timedelta(minutes=1) > REFRESH


def test_what_has_not_changed_is_neither_read_nor_compiled_again(world):
    world.publish()
    world.connect()
    [first] = world.catalogue.in_use()
    reads = world.store.reads

    world.later()

    assert world.catalogue.in_use()[0] is first
    assert (world.store.reads, world.store.looks) == (reads, 2)


def test_all_that_is_active_is_read_in_one_request_a_kind(world):
    for name in ("a", "b", "c"):
        world.publish(name)
        world.connect(name)

    world.catalogue.in_use()
    for name in world.catalogue.connection_names():
        world.catalogue.connection(name)

    assert world.store.reads == 2


def test_an_older_version_stays_readable_for_the_runs_that_started_with_it(world):
    world.publish(missing="park")
    world.publish(missing="skip")

    assert world.catalogue.automation("contract-when-deal-won", 1, Stage.LIVE).missing == "park"
    assert world.catalogue.deployment("contract-when-deal-won").live == 2


def test_a_version_that_does_not_exist_is_refused_with_what_to_do(world):
    world.publish()

    with pytest.raises(InvalidAutomation) as refused:
        world.catalogue.automation("contract-when-deal-won", 7, Stage.LIVE)

    assert "La version 7 de l'automatisation « contract-when-deal-won » n'existe pas" in refused.value.sentence.fr
    assert 'Version 7 of the automation "contract-when-deal-won" does not exist' in refused.value.sentence.en


def test_a_connection_that_was_never_published_is_refused_with_the_command_to_type(world):
    with pytest.raises(InvalidAutomation) as refused:
        world.catalogue.connection("hubspot-paris")

    assert "passerelle push" in refused.value.sentence.fr
    assert "passerelle push" in refused.value.sentence.en
    assert world.catalogue.deployment("nothing") == Deployment()


def test_a_connection_comes_whole_and_all_are_named_even_one_that_cannot_be_read(world):
    world.connect("slack", poll=[])
    world.connect("hubspot")
    world.connect("old", unheard_of=1)

    connection = world.catalogue.connection("hubspot")

    assert world.catalogue.connection_names() == ["hubspot", "old", "slack"]
    assert isinstance(connection, PublishedConnection)
    assert (connection.platform, connection.poll) == ("hubspot", ["deal"])


def test_the_fields_that_trigger_something_are_known_by_connection_and_record(world):
    world.publish("a", when={"connection": "hubspot", "record": "deal", "change": {"field": "dealstage", "to": "x"}})
    world.publish("b", when={"connection": "hubspot", "record": "deal", "change": {"field": "amount"}})
    world.publish("c", when={"connection": "hubspot", "record": "company", "change": {"field": "name"}}, read={})
    world.publish("d", when={"connection": "hubspot", "record": "deal", "event": "created"})

    assert world.catalogue.watched("hubspot", "deal") == {"dealstage", "amount"}
    assert world.catalogue.watched("hubspot", "company") == {"name"}
    assert world.catalogue.watched("pipedrive", "deal") == frozenset()


def read_automation(catalogue: Catalogue) -> object:
    return catalogue.automation("old", 1, Stage.LIVE)


def read_connection(catalogue: Catalogue) -> object:
    return catalogue.connection("old")


@pytest.mark.parametrize(
    ("publish", "read", "fault"),
    [
        (
            "publish",
            read_automation,
            {"exchange": [{"to": "field.A", "from": "deal..amount"}]},
        ),
        (
            "publish",
            read_automation,
            {"exchange": [{"to": "field.A", "from": "deal.amount", "as": "unheard_of"}]},
        ),
        ("publish", read_automation, {"unheard_of": 1}),
        ("connect", read_connection, {"unheard_of": 1}),
        ("connect", read_connection, {"manifest": {"platform": "hubspot"}}),
    ],
)
def test_what_this_release_cannot_read_is_refused_by_its_name_and_version(world, publish, read, fault):
    getattr(world, publish)("old", **fault)

    with pytest.raises(InvalidAutomation) as refused:
        read(world.catalogue)

    assert "La version 1 de « old »" in refused.value.sentence.fr
    assert 'Version 1 of "old"' in refused.value.sentence.en


def test_a_connection_that_cannot_be_read_is_refused_to_those_who_need_it_and_to_nobody_else(world):
    world.publish("a")
    world.connect("hubspot")
    world.connect("old", unheard_of=1)

    assert [one.name for one in world.catalogue.in_use()] == ["a"]
    assert world.catalogue.connection("hubspot").name == "hubspot"


@pytest.mark.parametrize("kind", [Kind.AUTOMATION, Kind.CONNECTION])
def test_what_is_active_but_gone_from_the_store_is_refused_by_its_name(world, kind):
    world.publish("a")
    world.connect("a")
    del world.store.documents[kind, "a", 1]

    with pytest.raises(InvalidAutomation) as refused:
        world.catalogue.automation("a", 1, Stage.LIVE) if kind is Kind.AUTOMATION else world.catalogue.connection("a")

    assert "« a »" in refused.value.sentence.fr


def test_an_outage_of_the_store_is_told_and_the_next_look_asks_again(world):
    world.publish()
    world.store.down = True
    with pytest.raises(Unavailable):
        world.catalogue.in_use()

    world.store.down = False

    assert len(world.catalogue.in_use()) == 1
