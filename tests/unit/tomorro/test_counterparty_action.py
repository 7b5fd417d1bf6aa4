"""The counterparty of a contract is the one of that exact name: taken, brought back, created, or left to a person."""

from typing import Any

import httpx
import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Request, Value
from passerelle.errors import Effect, MappingFailed, Rejected, Unavailable
from passerelle.platforms.tomorro.counterparties import EnsureCounterparty
from tests.fakes import MemoryLock
from tests.unit.tomorro.fake import NOW, FakeTomorro


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


def action(tomorro: FakeTomorro, lock: MemoryLock | None = None, **settings: Any) -> EnsureCounterparty:
    catalogue = tomorro.catalogue(**settings)
    return EnsureCounterparty(catalogue.client, catalogue, lock or MemoryLock())


def asking(name: Any, *others: Value) -> Request:
    return Request(
        params={}, values=(Value("counterparty.name", name), *others), mark="psr-0123456789ab", stage=Stage.LIVE
    )


@pytest.mark.parametrize("name", ["Boulangerie Martin", "  boulangerie  MARTIN ", "Boulangerie\u00a0Martin"])
def test_a_counterparty_of_the_same_name_is_taken(tomorro: FakeTomorro, name: str):
    tomorro.add_counterparty("cp-9", "Boulangerie Martin Frères")
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")
    ensure = action(tomorro)

    call = ensure.prepare(asking(name))
    result = ensure.perform(call)

    assert call["adopt"] == "cp-1"
    assert (result["id"], result["created"]) == ("cp-1", False)
    assert tomorro.writes() == []


def test_a_longer_name_is_another_counterparty(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-9", "Boulangerie Martin Frères")
    ensure = action(tomorro)

    result = ensure.perform(ensure.prepare(asking("Boulangerie Martin")))

    assert result == {"id": "cp-new-1", "name": "Boulangerie Martin", "created": True}


def test_a_new_counterparty_gets_its_own_fields(tomorro: FakeTomorro):
    ensure = action(tomorro)
    request = asking("Martin", Value("counterparty.field.SIREN", "732829320"), Value("counterparty.field.SIREN", None))

    ensure.perform(ensure.prepare(request))

    body = {"name": "Martin", "attributes": [{"attributeDefinitionId": "p-siren", "value": "732829320"}]}
    assert tomorro.writes() == [("POST", "/counterparties", body)]


def test_an_archived_counterparty_parks_the_run_unless_told_otherwise(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Martin", status="archived")

    with pytest.raises(Rejected) as caught:
        action(tomorro).prepare(asking("Martin"))

    assert caught.value.code == "counterparty_archived"
    assert action(tomorro, counterparty_archived="use").prepare(asking("Martin"))["adopt"] == "cp-1"


def test_an_archived_counterparty_is_reactivated_where_that_is_the_policy(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Martin", status="archived")
    ensure = action(tomorro, counterparty_archived="reactivate")

    call = ensure.prepare(asking("Martin"))
    before = ensure.find(call, NOW)
    result = ensure.perform(call)

    assert before is None
    assert tomorro.counterparties["cp-1"]["status"] == "active"
    told = {"id": "cp-1", "name": "Martin", "created": False, "reactivated": True}
    assert result == ensure.find(call, NOW) == told


def test_an_active_counterparty_comes_before_archived_ones(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Martin", status="archived")
    tomorro.add_counterparty("cp-2", "Martin")

    assert action(tomorro).prepare(asking("Martin"))["adopt"] == "cp-2"


def test_several_active_counterparties_park_the_run_unless_the_oldest_is_asked_for(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Martin")
    tomorro.add_counterparty("cp-2", "MARTIN")

    with pytest.raises(Rejected) as caught:
        action(tomorro).prepare(asking("Martin"))

    assert caught.value.code == "counterparty_ambiguous"
    assert "Martin" not in caught.value.sentence.fr
    assert action(tomorro, counterparty_several="oldest").prepare(asking("Martin"))["adopt"] == "cp-1"
    assert tomorro.requests[0].url.params["sort"] == "createdAt"


@pytest.mark.parametrize("name", [None, "", "\u00a0 "])
def test_a_missing_name_parks_the_run_before_any_call(tomorro: FakeTomorro, name: str | None):
    with pytest.raises(MappingFailed) as caught:
        action(tomorro).prepare(asking(name))

    assert caught.value.code == "missing_value"
    assert tomorro.calls == []


@pytest.mark.parametrize(
    ("name", "part"), [("in: Design, Studio", "Design"), ("Martin, Durand & Associés", "Durand & Associés")]
)
def test_a_name_is_never_read_as_a_filter(tomorro: FakeTomorro, name: str, part: str):
    tomorro.add_counterparty("cp-1", name)

    call = action(tomorro).prepare(asking(name))

    assert call["adopt"] == "cp-1"
    assert tomorro.requests[0].url.params["name"] == part


def test_a_counterparty_made_by_a_lost_answer_is_found_and_not_made_again(tomorro: FakeTomorro):
    def lose(request: httpx.Request) -> None:
        if request.method == "POST":
            raise httpx.ReadTimeout("slow")

    ensure = action(tomorro)
    call = ensure.prepare(asking("Martin"))
    assert ensure.find(call, NOW) is None

    tomorro.after = lose
    with pytest.raises(Unavailable) as caught:
        ensure.perform(call)

    assert caught.value.effect is Effect.UNKNOWN
    assert ensure.find(call, NOW) == {"id": "cp-new-1", "name": "Martin", "created": True}
