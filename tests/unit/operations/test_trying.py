"""A connection that is tried: the key, the clock, the webhook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity
from passerelle.errors import InvalidAutomation, PasserelleError, RateLimited, Unavailable
from passerelle.operations.online.connections import Trying
from tests.fakes import NOW

ADDRESS = "https://hooks.example.com/in/crm"
NO = Sentence(fr="Non.", en="No.")


@dataclass
class Tried:
    """A platform that answers a probe, and tells its webhooks."""

    clock: datetime | None = NOW
    urls: Sequence[str] | None = (ADDRESS,)
    error: PasserelleError | None = None

    def probe(self) -> datetime | None:
        if self.error is not None:
            raise self.error
        return self.clock

    def webhooks(self) -> Sequence[str] | None:
        return self.urls


def faults_of(platform: Tried, *, address: str | None = ADDRESS, poll: tuple[str, ...] = (), is_trigger: bool = True):
    trying = Trying(lambda _name: platform, lambda: NOW, lambda _name: address, lambda _name: is_trigger)
    return list(trying.faults("crm", receives=True, polls=bool(poll)))


def found(platform: Tried, **changes: Any):
    return [(one.code, one.severity) for one in faults_of(platform, **changes)]


def test_a_connection_in_order_is_not_talked_about():
    assert found(Tried()) == []
    assert found(Tried(clock=None)) == []


@pytest.mark.parametrize("seconds", [121, -121, 86_400])
def test_a_clock_that_is_wrong_is_found_before_signatures_are_refused(seconds):
    assert found(Tried(NOW + timedelta(seconds=seconds))) == [("clock_wrong", Severity.ERROR)]


def test_a_clock_may_be_a_little_wrong():
    assert found(Tried(NOW - timedelta(seconds=119))) == []


@pytest.mark.parametrize(
    ("urls", "poll", "expected"),
    [
        (None, (), [("webhook_unseen", Severity.NOTE)]),
        ((), (), [("webhook_missing", Severity.ERROR)]),
        ((), ("deal",), [("webhook_missing", Severity.WARNING)]),
        (("https://old.example.com/in/crm",), (), [("webhook_missing", Severity.WARNING)]),
        (("https://old.example.com/in/crm", ADDRESS), (), []),
    ],
)
def test_a_platform_that_does_not_call_us_is_found_with_the_address_to_paste(urls, poll, expected):
    faults = faults_of(Tried(urls=urls), poll=poll)

    assert [(one.code, one.severity) for one in faults] == expected
    assert all(ADDRESS in one.sentence.fr and ADDRESS in one.sentence.en for one in faults)


def test_where_our_address_is_unknown_any_webhook_of_the_connection_will_do():
    assert found(Tried(urls=("https://any.example.com/in/crm",)), address=None) == []
    assert found(Tried(urls=("https://any.example.com/in/other",)), address=None)[0][0] == "webhook_missing"


def test_the_webhook_of_a_connection_that_starts_nothing_does_not_matter():
    assert found(Tried(urls=()), is_trigger=False) == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unavailable(NO), "no_answer"),
        (RateLimited(NO), "rate_limited"),
        (InvalidAutomation(NO, code="invalid_settings"), "not_checked"),
    ],
)
def test_a_call_that_fails_is_one_finding_and_the_last(error, code):
    assert found(Tried(NOW + timedelta(days=1), (), error)) == [(code, Severity.ERROR)]
