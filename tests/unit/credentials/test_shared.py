"""One token for all functions: one renews, the others wait, and a used-up refresh token is never tried again."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from passerelle.core.sentences import Sentence
from passerelle.credentials.grant import Grant, Kept
from passerelle.credentials.shared import LOCK, SharedGrant
from passerelle.errors import Busy, CredentialsRefused, Unavailable
from tests.fakes import Clock, MemoryLock, MemoryTokens

NOTHING = Sentence(fr="non", en="no")
LIFE = timedelta(hours=1)


@dataclass
class Endpoint:
    """Rotates: each refresh token is good once, and using one again ends them all."""

    clock: Clock
    current: str = "first"
    ended: bool = False
    asked: list[str] = field(default_factory=list)
    fault: Exception | None = None

    def ask(self, parameters):
        if self.fault is not None:
            raise self.fault
        token = parameters["refresh_token"]
        self.asked.append(token)
        if self.ended or token != self.current:
            self.ended = True
            raise CredentialsRefused(NOTHING, code="grant_refused")
        number = len(self.asked)
        self.current = f"refresh-{number}"
        return Grant(f"access-{number}", self.clock(), self.clock() + LIFE, refresh=self.current)


@dataclass
class FailingTokens(MemoryTokens):
    """Refuses to write what `refuses` says, from the write with that number on."""

    fails: range = range(0)
    writes: int = 0

    def write(self, connection, text, refreshed_at=None):
        self.writes += 1
        if self.writes in self.fails:
            raise Unavailable(NOTHING)
        super().write(connection, text)


@dataclass
class Installation:
    clock: Clock = field(default_factory=Clock)
    lock: MemoryLock = field(default_factory=MemoryLock)
    tokens: MemoryTokens = field(default_factory=MemoryTokens)
    slept: list[float] = field(default_factory=list)

    def __post_init__(self):
        self.endpoint = Endpoint(self.clock)

    def process(self, origin="o", first="first"):
        return SharedGrant(
            "crm", self.endpoint.ask, self.tokens, self.lock, self.clock, self.slept.append, origin, first
        )

    def kept(self):
        return Kept.from_text(self.tokens.kept.get("crm"), "o")


@pytest.fixture
def here():
    return Installation()


def test_what_one_process_obtained_serves_the_others(here):
    first, second = here.process(), here.process()

    tokens = {first.grant().access, second.grant().access, here.process().grant().access}

    assert tokens == {"access-1"}
    assert here.endpoint.asked == ["first"]


def test_a_token_is_renewed_before_its_end_with_the_refresh_token_that_was_given_last(here):
    process = here.process()
    process.grant()

    here.clock.advance(minutes=59)
    renewed = process.grant()

    assert renewed.access == "access-2"
    assert here.endpoint.asked == ["first", "refresh-1"]


def test_a_token_that_was_refused_is_renewed_once_for_all_processes(here):
    first, second = here.process(), here.process()
    first.grant(), second.grant()

    renewed = [first.grant(refused="access-1").access, second.grant(refused="access-1").access]

    assert renewed == ["access-2", "access-2"]
    assert here.endpoint.asked == ["first", "refresh-1"]


def test_a_refresh_token_that_is_not_replaced_serves_again(here):
    here.endpoint.ask = lambda parameters: Grant(parameters["refresh_token"], here.clock(), here.clock() + LIFE)
    process = here.process()
    process.grant()

    here.clock.advance(hours=2)

    assert process.grant().access == "first"


def test_a_process_that_finds_another_one_renewing_waits_for_it_and_asks_nothing(here):
    process = here.process()
    here.lock.take(LOCK, "another process")

    def other_is_done(_seconds):
        grant = Grant("theirs", here.clock(), here.clock() + LIFE)
        here.tokens.write("crm", Kept("o", grant, "their refresh").to_text())

    process.sleep = other_is_done

    assert process.grant().access == "theirs"
    assert here.endpoint.asked == []


def test_a_process_that_waited_in_vain_leaves_it_to_the_queue(here):
    here.lock.take(LOCK, "another process")

    with pytest.raises(Busy) as busy:
        here.process().grant()

    assert busy.value.code == "token_renewing"
    assert sum(here.slept) < 10
    assert here.endpoint.asked == []


def test_nothing_is_asked_where_its_answer_could_not_be_kept(here):
    here.tokens = FailingTokens(fails=range(1, 2))

    with pytest.raises(Unavailable):
        here.process().grant()

    assert here.endpoint.asked == []
    assert here.process().grant().access == "access-1"


def test_an_answer_that_cannot_be_kept_at_once_is_kept_before_it_is_used(here):
    here.tokens = FailingTokens(fails=range(2, 4))

    token = here.process().grant().access

    assert token == here.kept().grant.access
    assert here.kept().refresh == "refresh-1"


def test_an_answer_that_cannot_be_kept_stays_in_its_process_and_nobody_asks_with_the_former_token(here):
    here.tokens = FailingTokens(fails=range(2, 6))
    process = here.process()
    with pytest.raises(Unavailable):
        process.grant()

    with pytest.raises(Busy):
        here.process().grant()
    here.lock.held.clear()  # it ended by itself
    token = process.grant().access

    assert token == "access-1"
    assert here.endpoint.asked == ["first"]
    assert here.kept().refresh == "refresh-1"


def test_a_process_that_died_with_the_answer_is_told_apart_from_a_consent_that_was_withdrawn(here):
    here.endpoint.ask({"refresh_token": "first"})  # whoever got this answer died with it
    here.tokens.write("crm", Kept("o", asking_since=here.clock()).to_text())

    with pytest.raises(CredentialsRefused) as refused:
        here.process().grant()

    assert refused.value.code == "grant_lost"
    assert "passerelle connect" in refused.value.sentence.en


def test_a_withdrawn_consent_is_told_and_the_lock_is_free_again(here):
    here.endpoint.ended = True

    with pytest.raises(CredentialsRefused) as refused:
        here.process().grant()

    assert refused.value.code == "grant_refused"
    here.lock.take(LOCK, "next")


def test_an_outage_of_the_endpoint_loses_nothing(here):
    here.endpoint.fault = Unavailable(NOTHING)
    with pytest.raises(Unavailable):
        here.process().grant()

    here.endpoint.fault = None

    assert here.process().grant().access == "access-1"


def test_a_refresh_token_that_a_person_stored_anew_replaces_all_that_was_kept(here):
    here.process().grant()
    here.endpoint.current = "second consent"

    token = here.process(origin="another", first="second consent").grant().access

    assert token == "access-2"
    assert here.endpoint.asked == ["first", "second consent"]


def test_what_is_kept_and_cannot_be_read_is_as_nothing(here):
    here.tokens.write("crm", "not json")

    assert here.process().grant().access == "access-1"


def test_no_secret_is_shown_of_what_is_held(here):
    shown = repr(here.process().grant()) + repr(here.kept())

    assert not any(secret in shown for secret in ("access-1", "refresh-1"))
