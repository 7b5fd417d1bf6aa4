"""Senders that sign nothing show a secret: in the address, in the body, or both at once."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from passerelle.errors import InvalidPayload
from passerelle.inbound.bodies import JSON_BODY, Body
from passerelle.inbound.reasons import Reason
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.scheme_rows import scheme_from_json
from passerelle.inbound.schemes import Scheme, secrets_of
from passerelle.inbound.verify import Refused, verify
from passerelle.platforms.receiving_schemes import SchemeRow

NOW = datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
SECRETS = {"address": ["address-secret"], "state": ["old-state", "new-state"]}
PATH = {"kind": "path", "secret": "address"}
STATE = {"kind": "body", "secret": "state", "items": "value", "path": "clientState"}
BOTH = {"kind": "all", "of": [PATH, STATE]}


def scheme_of(row: dict[str, Any]) -> Scheme:
    return scheme_from_json(TypeAdapter(SchemeRow).validate_python(row).model_dump(mode="json", exclude_none=True))


def check(row: dict[str, Any], body: Any, token: str = "", rules: Body = JSON_BODY) -> Verified | Refused:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = InboundRequest("POST", "https://hooks.example.com/in/x", {}, raw, token)
    return verify([scheme_of(row)], SECRETS, request, NOW, rules)


def states(*values: Any) -> dict[str, Any]:
    return {"value": [{"id": place, "clientState": value} for place, value in enumerate(values)]}


def test_the_secret_at_the_end_of_the_address_is_accepted_and_any_other_refused() -> None:
    assert isinstance(check(PATH, {}, "address-secret"), Verified)
    assert check(PATH, {}, "another") == Refused(Reason.MISMATCH)
    assert check(PATH, {}) == Refused(Reason.MISSING_HEADER)
    assert check({**PATH, "secret": "none"}, {}, "address-secret") == Refused(Reason.NO_SECRET)


def test_every_item_of_the_body_shows_a_live_secret() -> None:
    assert isinstance(check(STATE, states("new-state", "old-state")), Verified)
    assert check(STATE, states("new-state", "forged")) == Refused(Reason.MISMATCH)


@pytest.mark.parametrize("value", [None, "", 5, ["new-state"]])
def test_one_item_without_its_secret_refuses_the_whole_body(value) -> None:
    assert check(STATE, states("new-state", value)) == Refused(Reason.MISSING_HEADER)


@pytest.mark.parametrize("body", [{}, {"value": []}, {"value": None}, [], "new-state"])
def test_a_body_without_items_proves_nothing(body) -> None:
    assert check(STATE, body) == Refused(Reason.MISSING_HEADER)


def test_a_body_that_cannot_be_read_is_malformed() -> None:
    with pytest.raises(InvalidPayload):
        check(STATE, b"{")


def test_of_several_proofs_none_suffices_alone() -> None:
    assert isinstance(check(BOTH, states("new-state"), "address-secret"), Verified)
    assert check(BOTH, states("forged"), "address-secret") == Refused(Reason.MISMATCH)
    assert check(BOTH, states("new-state"), "another") == Refused(Reason.MISMATCH)
    assert check(BOTH, states("new-state")) == Refused(Reason.MISSING_HEADER)


def test_a_body_is_not_read_for_who_does_not_know_the_address() -> None:
    assert check(BOTH, b"{", "another") == Refused(Reason.MISMATCH)


def test_a_secret_that_is_never_kept_still_proves_its_sender() -> None:
    row = {"kind": "body", "secret": "state", "path": "token"}

    assert isinstance(check(row, {"token": "new-state"}, rules=Body(drop=frozenset({"token"}))), Verified)


def test_the_secrets_of_several_proofs_are_all_known() -> None:
    assert secrets_of(scheme_of(BOTH)) == {"address", "state"}
