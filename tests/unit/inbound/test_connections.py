import json
from collections.abc import Mapping

import pytest

from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.inbound.connections import BETWEEN_READS_S, FRESH_S, MAX_UNKNOWN, SERVES_S, Connections
from passerelle.platforms.receiving import compile_settings, settings_text


class Store:
    """Parameters that can be changed, and made unreachable."""

    def __init__(self, settings: str) -> None:
        self.parameters: dict[str, dict[str, str]] = {"crm": {"settings": settings, "secrets/signing": "first"}}
        self.is_down = False
        self.reads: list[str] = []

    def read(self, name: str) -> Mapping[str, str]:
        self.reads.append(name)
        if self.is_down:
            raise Unavailable(Sentence(fr="panne", en="down"))
        return dict(self.parameters.get(name, {}))


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(manifest) -> Store:
    return Store(settings_text(compile_settings("generic", manifest("generic"))))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connections(store, clock) -> Connections:
    return Connections(store.read, clock)


def secrets(connections: Connections) -> tuple[str, ...]:
    found = connections.get("crm")
    assert found is not None
    return found.secrets["signing"]


def test_a_connection_is_read_once_a_minute(connections, store, clock) -> None:
    connections.get("crm")
    clock.now += FRESH_S - 1
    connections.get("crm")
    assert len(store.reads) == 1

    clock.now += 1
    connections.get("crm")

    assert len(store.reads) == 2


def test_an_unknown_connection_is_remembered_too(connections, store) -> None:
    assert connections.get("nobody") is None
    assert connections.get("nobody") is None

    assert store.reads == ["nobody"]


def test_many_unknown_names_neither_grow_without_bound_nor_push_a_known_one_out(connections, store) -> None:
    connections.get("crm")
    for number in range(MAX_UNKNOWN + 1):
        connections.get(f"nobody-{number}")
    store.reads.clear()

    connections.get("crm")
    connections.get(f"nobody-{MAX_UNKNOWN}")
    connections.get("nobody-0")

    assert store.reads == ["nobody-0"]


def test_an_unknown_connection_that_was_created_is_found_within_a_minute(connections, store, clock) -> None:
    store.parameters["new"] = {}
    assert connections.get("new") is None
    store.parameters["new"] = store.parameters["crm"]
    clock.now += FRESH_S

    assert connections.get("new") is not None


def test_a_known_connection_outlives_an_outage_of_the_parameters_for_ten_minutes(connections, store, clock) -> None:
    connections.get("crm")
    store.is_down = True
    clock.now += SERVES_S - 1
    assert secrets(connections) == ("first",)

    clock.now += 1
    with pytest.raises(Unavailable):
        connections.get("crm")


def test_during_an_outage_the_parameters_are_asked_at_most_every_five_seconds(connections, store, clock) -> None:
    connections.get("crm")
    store.is_down = True
    clock.now += FRESH_S
    store.reads.clear()

    for _ in range(5):
        connections.get("crm")
    assert len(store.reads) == 1

    clock.now += BETWEEN_READS_S
    connections.get("crm")
    assert len(store.reads) == 2


def test_an_outage_on_the_first_request_is_our_trouble(connections, store) -> None:
    store.is_down = True

    with pytest.raises(Unavailable):
        connections.get("crm")


def test_a_deleted_connection_is_unknown_after_the_next_reading(connections, store, clock) -> None:
    connections.get("crm")
    store.parameters.clear()
    clock.now += FRESH_S

    assert connections.get("crm") is None


def test_after_a_refusal_the_connection_is_read_again_but_not_at_each_forged_request(connections, store, clock) -> None:
    connections.get("crm")
    assert connections.reread("crm") is None

    clock.now += BETWEEN_READS_S
    store.parameters["crm"]["secrets/signing"] = "second"
    current = connections.reread("crm")

    assert current is not None
    assert current.secrets["signing"] == ("second",)
    assert connections.reread("crm") is None
    assert len(store.reads) == 2


def test_a_reading_that_fails_after_a_refusal_changes_nothing(connections, store, clock) -> None:
    connections.get("crm")
    clock.now += BETWEEN_READS_S
    store.is_down = True

    assert connections.reread("crm") is None
    assert secrets(connections) == ("first",)


def test_every_value_under_the_name_of_a_secret_is_live_and_blanks_are_not(connections, store) -> None:
    store.parameters["crm"] |= {
        "secrets/signing": " first\n",
        "secrets/signing-previous": "older",
        "secrets/signing-second-webhook": "another",
        "secrets/signing-empty": "  ",
        "secrets/token": "apart",
    }

    assert secrets(connections) == ("first", "older", "another")


@pytest.mark.parametrize("settings", ["", "{", "[]", "{}", '{"platform":"x","schemes":[{"kind":"none"}]}'])
def test_unreadable_settings_are_our_trouble_and_not_the_sender_s(connections, store, settings) -> None:
    store.parameters["crm"]["settings"] = settings

    with pytest.raises(Unavailable) as caught:
        connections.get("crm")

    assert caught.value.code == "unreadable_settings"


def test_settings_broken_by_hand_do_not_stop_a_connection_that_worked(connections, store, clock) -> None:
    connections.get("crm")
    store.parameters["crm"]["settings"] = json.dumps({"platform": "generic"})
    clock.now += FRESH_S

    assert secrets(connections) == ("first",)


def test_a_connection_never_shows_its_secrets(connections) -> None:
    assert "first" not in repr(connections.get("crm"))
