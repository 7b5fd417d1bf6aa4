"""What all simulators share: faults, limits, the journal of requests, start and stop."""

import signal
import subprocess
import sys

import httpx
import pytest

from local.simulators import Address
from local.simulators.chassis.calls import Call, RefusedError
from local.simulators.chassis.faults import Fault, Faults, Match
from local.simulators.chassis.limits import Limiter, RateLimit
from local.simulators.server import platforms
from local.simulators.tomorro import seed
from tests.receiving import eventually

KEY = {"x-api-key": seed.API_KEY}
CUT = (httpx.NetworkError, httpx.RemoteProtocolError)
POST = {"method": "POST", "path": "/counterparties$"}


def set_faults(address: Address, *faults: dict) -> None:
    httpx.post(f"{address.control('tomorro')}/faults", json=list(faults)).raise_for_status()


def create(address: Address, name: str, read_timeout_s: float = 30.0) -> httpx.Response:
    return httpx.post(
        f"{address.tomorro}/counterparties",
        json={"name": name},
        headers=KEY,
        timeout=httpx.Timeout(30.0, read=read_timeout_s),
    )


def names(address: Address) -> list[str]:
    answer = httpx.get(f"{address.tomorro}/counterparties", headers=KEY).json()
    return [one["name"] for one in answer["data"]]


def test_a_connection_dropped_after_the_effect_leaves_the_effect(address):
    set_faults(address, {"match": POST, "kind": "drop_after", "times": 1})

    with pytest.raises(CUT):
        create(address, "Garage Dubois")

    assert "Garage Dubois" in names(address)


def test_a_connection_dropped_before_the_effect_leaves_nothing(address):
    set_faults(address, {"match": POST, "kind": "drop_before", "times": 1})

    with pytest.raises(CUT):
        create(address, "Garage Dubois")

    assert "Garage Dubois" not in names(address)


def test_an_answer_that_comes_too_late_has_had_its_effect(address):
    set_faults(address, {"match": POST, "kind": "late_answer", "seconds": 60, "times": 1})

    with pytest.raises(httpx.ReadTimeout):
        create(address, "Garage Dubois", read_timeout_s=0.5)

    eventually(lambda: "Garage Dubois" in names(address))


def test_a_faulty_status_has_no_effect_and_counts_down(address):
    set_faults(address, {"match": POST, "kind": "status", "status": 503, "retry_after": "7", "times": 1})

    refused, accepted = create(address, "Un"), create(address, "Deux")

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "7")
    assert accepted.status_code == 201
    assert "Un" not in names(address)


def test_a_fault_meets_only_its_method_and_path(address):
    set_faults(address, {"match": POST, "kind": "status"})

    answer = httpx.get(f"{address.tomorro}/counterparties", headers=KEY)

    assert answer.status_code == 200


def test_a_fault_that_cannot_be_understood_is_refused_with_a_reason(address):
    answer = httpx.post(f"{address.control('tomorro')}/faults", json=[{"kind": "status", "match": {"path": "("}}])

    assert answer.status_code == 400
    assert "not a regular expression" in answer.text


def test_drawn_faults_are_the_same_for_the_same_seed():
    call = Call("GET", "/tomorro/v2/contracts")

    def draws(seed_number: int) -> list[bool]:
        faults = Faults(seed_number)
        faults.set([Fault(kind="status", probability=0.5)])
        return [faults.draw(call) is not None for _ in range(64)]

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)
    assert {True, False} == set(draws(1))


def test_the_first_fault_that_is_drawn_applies():
    faults = Faults(1)
    faults.set([Fault(kind="status", probability=0), Fault(kind="latency", match=Match(method="get"))])

    drawn = faults.draw(Call("GET", "/anything"))

    assert drawn is not None
    assert drawn.kind == "latency"


def test_beyond_the_limit_requests_are_refused_until_the_window_ends():
    now = [100.0]
    limiter = Limiter(lambda: now[0])
    limiter.set(RateLimit(requests=2, window_s=10))
    limiter.take()
    limiter.take()

    with pytest.raises(RefusedError) as refused:
        limiter.take()
    now[0] += 10
    again = limiter.take()

    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "10")
    assert again is not None
    assert again.remaining == 1


def test_a_rate_limit_can_be_switched_on_and_off(address):
    control = f"{address.control('tomorro')}/rate_limit"
    httpx.post(control, json={"requests": 0, "window_s": 60})

    limited = create(address, "Un")
    httpx.post(control, json=None)
    free = create(address, "Deux")

    assert (limited.status_code, free.status_code) == (429, 201)
    assert int(limited.headers["retry-after"]) > 0


def test_requests_can_be_looked_up_without_their_credentials(address):
    create(address, "Garage Dubois")

    found = httpx.get(f"{address.control('tomorro')}/requests", params={"method": "POST", "path": "counterparties"})

    assert [(one["status"], one["body"]) for one in found.json()] == [(201, {"name": "Garage Dubois"})]
    assert seed.API_KEY not in found.text


def test_a_reset_brings_the_seed_back(address):
    create(address, "Garage Dubois")
    set_faults(address, {"kind": "status"})

    httpx.post(f"{address.url}/_control/reset")

    assert "Garage Dubois" not in names(address)
    assert "Boulangerie Martin" in names(address)


def test_the_process_says_when_it_is_ready_and_ends_cleanly_when_told_to():
    command = [sys.executable, "-m", "local.simulators", "--port", "0", "--speed", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        health = httpx.get(f"{line.split()[-1]}/_control/health").json()
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=60)

    assert line.startswith("Simulators ready on http://127.0.0.1:")
    assert health == {"status": "ok", "platforms": [one.name for one in platforms()]}
    assert (process.returncode, rest, errors) == (0, "", "")
