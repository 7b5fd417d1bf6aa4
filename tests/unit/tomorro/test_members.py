"""A member is one e-mail address: never two of them, and nobody is let in again by a machine."""

from typing import Any

import httpx
import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Request, Value
from passerelle.errors import MappingFailed, Rejected, Unavailable
from passerelle.platforms.tomorro.members import EnsureMember, UpdateMember
from tests.fakes import MemoryLock
from tests.unit.tomorro.fake import NOW, FakeTomorro

NINA = {"member.email": "nina@exemple.fr", "member.first_name": "Nina", "member.last_name": "Petit"}


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


def ensuring(tomorro: FakeTomorro) -> EnsureMember:
    return EnsureMember(tomorro.client(), MemoryLock())


def updating(tomorro: FakeTomorro) -> UpdateMember:
    catalogue = tomorro.catalogue()
    return UpdateMember(catalogue.client, catalogue)


def asking(values: dict[str, Any], **others: Any) -> Request:
    lines = tuple(Value(to, value) for to, value in values.items())
    return Request(**{"params": {}, "values": lines, "mark": "psr-0123456789ab", "stage": Stage.LIVE, **others})


def test_somebody_new_is_created_with_the_least_rights(tomorro: FakeTomorro):
    ensure = ensuring(tomorro)

    result = ensure.perform(ensure.prepare(asking(NINA)))

    user = {"email": "nina@exemple.fr", "firstName": "Nina", "lastName": "Petit"}
    assert tomorro.writes() == [("POST", "/members", {"user": user, "role": "USER"})]
    assert result == {"id": "m-new-1", "role": "USER", "status": "active", "created": True}


def test_an_invitation_is_sent_when_it_is_asked_for(tomorro: FakeTomorro):
    call = ensuring(tomorro).prepare(asking({**NINA, "member.role": "manager"}, params={"invite": True}))

    assert (call["create"]["role"], call["create"]["sendInvitation"]) == ("MANAGER", True)


def test_somebody_who_is_a_member_is_taken_as_they_are(tomorro: FakeTomorro):
    ensure = ensuring(tomorro)

    result = ensure.perform(ensure.prepare(asking({"member.email": " LEA@exemple.fr ", "member.role": "USER"})))

    assert tomorro.writes() == []
    assert result == {"id": "m-lea", "role": "ADMIN", "status": "active", "created": False}


def test_somebody_whose_access_was_taken_away_is_for_a_person_to_let_in(tomorro: FakeTomorro):
    tomorro.members[1]["status"] = "disabled"

    with pytest.raises(Rejected) as refused:
        ensuring(tomorro).prepare(asking({"member.email": "noe@exemple.fr"}))

    assert refused.value.code == "member_disabled"
    assert "noe@exemple.fr" not in refused.value.sentence.fr


def test_after_a_lost_answer_the_member_is_found_by_address(tomorro: FakeTomorro):
    ensure = ensuring(tomorro)
    call = ensure.prepare(asking(NINA))
    before = ensure.find(call, NOW)

    def lost(request: httpx.Request) -> None:
        if request.method == "POST":
            raise httpx.ReadTimeout("lost")

    tomorro.after = lost
    with pytest.raises(Unavailable):
        ensure.perform(call)

    assert before is None
    assert ensure.find(call, NOW) == {"id": "m-new-1", "role": "USER", "status": "active", "created": True}


def test_a_member_that_another_run_has_just_created_is_taken(tomorro: FakeTomorro):
    ensure = ensuring(tomorro)
    first, second = (ensure.prepare(asking(NINA, mark=f"psr-{number}")) for number in (1, 2))

    made = ensure.perform(first)
    ensure.lock.release("nina@exemple.fr", "psr-1")
    taken = ensure.perform(second)

    assert (taken["id"], taken["created"]) == (made["id"], False)
    assert [call[0] for call in tomorro.writes()] == ["POST"]


@pytest.mark.parametrize("values", [{}, {"member.email": "  "}])
def test_without_an_address_nobody_is_created(tomorro: FakeTomorro, values: dict[str, Any]):
    with pytest.raises(MappingFailed) as refused:
        ensuring(tomorro).prepare(asking(values))

    assert refused.value.code == "missing_value"


def test_only_what_differs_of_a_member_is_sent(tomorro: FakeTomorro):
    update = updating(tomorro)
    request = asking({"member.role": "user", "member.status": "disabled"}, linked_id="m-noe")

    result = update.perform(update.prepare(request))

    assert tomorro.writes() == [("PATCH", "/members/m-noe", {"status": "disabled"})]
    assert result == {"id": "m-noe", "role": "USER", "status": "disabled", "changed": True}


def test_without_difference_nothing_is_sent(tomorro: FakeTomorro):
    update = updating(tomorro)

    result = update.perform(update.prepare(asking({"member.email": "Noe@exemple.fr".lower()}, linked_id="m-noe")))

    assert (tomorro.writes(), result["changed"]) == ([], False)


def test_somebody_who_leaves_may_have_a_substitute_who_is_named_by_address(tomorro: FakeTomorro):
    values = {"member.status": "disabled", "member.substitute": "lea@exemple.fr"}

    call = updating(tomorro).prepare(asking(values, linked_id="noe@exemple.fr"))

    assert call == {"id": "m-noe", "changes": {"status": "disabled", "substituteId": "m-lea"}}


def test_a_role_that_tomorro_does_not_have_is_refused_with_those_it_has(tomorro: FakeTomorro):
    with pytest.raises(MappingFailed) as refused:
        updating(tomorro).prepare(asking({"member.role": "boss"}, linked_id="m-noe"))

    assert "USER, MANAGER, ADMIN" in refused.value.sentence.fr


def test_a_member_who_is_not_linked_cannot_be_changed(tomorro: FakeTomorro):
    with pytest.raises(Rejected) as refused:
        updating(tomorro).prepare(asking({"member.role": "USER"}))

    assert refused.value.code == "no_linked_record"
