"""The proof is only as good as its sender: unique events, each twice, signed as the real one, until accepted."""

import shutil
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest

from local.processes import ROOT
from tests.faults.sending import BODIES, Door, DoorShut, events, scheme_of, secret_of, twice_shuffled
from tests.signing import hubspot_v3_headers

AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
SECRET = "hubspot-client-secret-0001"


def door(answers, **changes):
    """A door that answers with these statuses, one after the other; and the requests it saw."""
    seen = []

    def answer(request):
        seen.append(request)
        status = answers.pop(0)
        if status is None:
            raise httpx.ConnectError("cut", request=request)
        return httpx.Response(status)

    given = {"between_s": 0, "transport": httpx.MockTransport(answer), **changes}
    return Door("https://hooks.example.com", "hubspot", scheme_of(ROOT / "config", "hubspot"), SECRET, **given), seen


@pytest.mark.parametrize("connection", ["hubspot", "intake"])
def test_each_event_is_sent_twice_and_no_two_are_the_same(connection):
    ids = [str(7000 + place) for place in range(50)]

    once = events((BODIES / f"{connection}.tmpl").read_text(), ids, AT)
    sent = twice_shuffled([str(event) for event in once], seed=3)

    assert set(Counter(sent).values()) == {2}
    assert len(set(sent)) == len(ids)
    assert sent != sorted(sent)
    assert sent == twice_shuffled([str(event) for event in once], seed=3)


def test_requests_are_signed_as_the_sender_signs_them():
    own, seen = door([202], public_url="https://public.example.com")

    own.send([{"objectId": 1}], per_request=10)

    (request,) = seen
    at = datetime.fromtimestamp(int(request.headers["x-hubspot-request-timestamp"]) / 1000, UTC)
    wanted = hubspot_v3_headers(request.content, SECRET, at, "https://public.example.com/in/hubspot")
    assert request.headers["x-hubspot-signature-v3"] == wanted["x-hubspot-signature-v3"]


def test_what_is_not_accepted_is_sent_again_whole():
    own, seen = door([503, None, 429, 202, 202])

    own.send([1, 2, 3], per_request=2)

    assert [request.content for request in seen] == [b"[1, 2]"] * 4 + [b"[3]"]


def test_a_refusal_that_repeating_cannot_mend_ends_the_proof():
    own, _ = door([401])

    with pytest.raises(DoorShut, match="401"):
        own.send([1], per_request=1)


def test_a_door_that_stays_shut_ends_the_proof():
    own, _ = door([503] * 3, patience_s=-1)

    with pytest.raises(DoorShut, match="503"):
        own.send([1], per_request=1)


def test_the_secret_given_by_hand_needs_no_access_to_aws(monkeypatch):
    monkeypatch.setenv("FAULTS_SECRET", "by-hand")

    assert secret_of("hubspot", scheme_of(ROOT / "config", "hubspot"), "test", None) == "by-hand"


def test_a_connection_that_receives_nothing_is_said(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "config" / "connections" / "teams.yaml").write_text("connection: teams\nplatform: teams\n")

    with pytest.raises(DoorShut, match="teams"):
        scheme_of(tmp_path / "config", "teams")
    with pytest.raises(DoorShut, match="absent"):
        scheme_of(tmp_path / "config", "absent")
