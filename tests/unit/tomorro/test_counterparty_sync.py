"""A company of a CRM and its counterparty stay one: found by link, by name or by what identifies it, never doubled."""

from typing import Any

import httpx
import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Request, Value
from passerelle.errors import MappingFailed, Rejected, Unavailable
from passerelle.platforms.tomorro.counterparties import EnsureCounterparty
from passerelle.platforms.tomorro.counterparty_changes import SyncCounterparty, UpdateCounterparty
from passerelle.platforms.tomorro.counterparty_search import MOST_READ
from tests.fakes import MemoryLock
from tests.unit.tomorro.fake import NOW, FakeTomorro

SIREN = "732829320"


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


def syncing(tomorro: FakeTomorro, **settings: Any) -> SyncCounterparty:
    catalogue = tomorro.catalogue(**settings)
    ensure = EnsureCounterparty(catalogue.client, catalogue, MemoryLock())
    return SyncCounterparty(ensure, UpdateCounterparty(catalogue.client, catalogue))


def asking(name: str, siren: str | None = SIREN, **others: Any) -> Request:
    values = (Value("counterparty.name", name), Value("counterparty.field.SIREN", siren))
    given = {"params": {}, "values": values, "mark": "psr-0123456789ab", "stage": Stage.LIVE, **others}
    return Request(**given)


def by_siren(name: str, siren: str | None = SIREN) -> Request:
    return asking(name, siren, params={"by": "SIREN"})


def test_the_linked_one_is_renamed_whatever_it_was_called(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Ancien nom", p_siren=SIREN)
    sync = syncing(tomorro)

    result = sync.perform(sync.prepare(asking("Nouveau nom", linked_id="cp-1")))

    assert tomorro.writes() == [("PATCH", "/counterparties/cp-1", {"name": "Nouveau nom"})]
    assert result == {
        "id": "cp-1",
        "name": "Nouveau nom",
        "status": "active",
        "changed": True,
        "created": False,
    }


def test_a_known_one_gets_what_differs_and_no_other_write(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")
    sync = syncing(tomorro)

    sync.perform(sync.prepare(asking("BOULANGERIE  martin")))
    again = sync.perform(sync.prepare(asking("Boulangerie Martin")))

    attributes = [{"attributeDefinitionId": "p-siren", "value": SIREN}]
    assert tomorro.writes() == [("PATCH", "/counterparties/cp-1", {"attributes": attributes})]
    assert again["changed"] is False


def test_an_unknown_one_is_created_with_its_fields(tomorro: FakeTomorro):
    sync = syncing(tomorro)

    result = sync.perform(sync.prepare(asking("Boulangerie Martin")))

    assert (result["id"], result["created"]) == ("cp-new-1", True)
    assert tomorro.counterparties["cp-new-1"]["fields"] == {"p-siren": SIREN}


def test_one_that_is_identified_is_taken_whatever_its_name(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-9", "Boulangerie du Port", p_siren="111111111")
    tomorro.add_counterparty("cp-1", "Boulangerie Martin et fils", p_siren="732 829 320")

    call = syncing(tomorro).prepare(by_siren("Boulangerie Martin"))

    assert call["update"]["id"] == "cp-1"
    assert call["update"]["changes"]["name"] == "Boulangerie Martin"


def test_the_same_name_with_another_number_is_another_company(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin", p_siren="111111111")
    sync = syncing(tomorro)

    result = sync.perform(sync.prepare(by_siren("Boulangerie Martin")))

    assert result["created"] is True
    assert tomorro.counterparties["cp-1"]["fields"] == {"p-siren": "111111111"}


def test_one_of_the_name_whose_number_is_not_known_gets_it(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")

    call = syncing(tomorro).prepare(by_siren("Boulangerie Martin"))

    assert call["update"]["changes"]["attributes"] == [{"attributeDefinitionId": "p-siren", "value": SIREN}]


def test_without_a_number_the_name_tells(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin", p_siren=SIREN)

    call = syncing(tomorro).prepare(by_siren("Boulangerie Martin", siren=None))

    assert call["update"]["id"] == "cp-1"


def test_too_many_of_a_similar_name_are_left_to_a_person(tomorro: FakeTomorro):
    for number in range(MOST_READ + 1):
        tomorro.add_counterparty(f"cp-{number}", f"Boulangerie {number}")

    with pytest.raises(Rejected) as refused:
        syncing(tomorro).prepare(by_siren("Boulangerie Martin"))

    assert refused.value.code == "counterparty_ambiguous"


def test_an_archived_one_is_brought_back_where_the_connection_says_so(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin", status="archived", p_siren=SIREN)
    sync = syncing(tomorro, counterparty_archived="reactivate")

    result = sync.perform(sync.prepare(asking("Boulangerie Martin")))

    assert (result["status"], tomorro.counterparties["cp-1"]["status"]) == ("active", "active")


def test_after_a_lost_answer_what_was_created_is_found(tomorro: FakeTomorro):
    sync = syncing(tomorro)
    call = sync.prepare(by_siren("Boulangerie Martin"))
    before = sync.find(call, NOW)

    def lost(request: httpx.Request) -> None:
        if request.method == "POST":
            raise httpx.ReadTimeout("lost")

    tomorro.after = lost
    with pytest.raises(Unavailable):
        sync.perform(call)

    assert before is None
    assert sync.find(call, NOW) == {"id": "cp-new-1", "name": "Boulangerie Martin", "created": True, "changed": False}


def test_a_change_that_is_there_is_found_and_one_that_is_not_is_made(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")
    sync = syncing(tomorro)
    call = sync.prepare(asking("Boulangerie Martin", linked_id="cp-1"))

    before = sync.find(call, NOW)
    sync.perform(call)

    assert before is None
    assert sync.find(call, NOW) is not None


def test_a_status_that_tomorro_does_not_have_is_refused(tomorro: FakeTomorro):
    request = Request(
        params={},
        values=(Value("counterparty.name", "Martin"), Value("counterparty.status", "closed")),
        mark="psr-0123456789ab",
        stage=Stage.LIVE,
    )

    with pytest.raises(MappingFailed):
        syncing(tomorro).prepare(request)


def test_a_contract_may_name_its_counterparty_by_id(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")
    catalogue = tomorro.catalogue()
    ensure = EnsureCounterparty(catalogue.client, catalogue, MemoryLock())
    values = (Value("counterparty.id", "cp-1"), Value("counterparty.name", "Un autre nom"))

    call = ensure.prepare(Request(params={}, values=values, mark="psr-0123456789ab", stage=Stage.LIVE))

    assert ensure.perform(call) == {"id": "cp-1", "name": "Boulangerie Martin", "created": False}
