"""Changing, cancelling and sending for signature: only what is needed, and never what the status forbids."""

from typing import Any

import httpx
import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Nature, Request, Value
from passerelle.errors import Effect, InvalidAutomation, Rejected, Unavailable
from passerelle.platforms.tomorro.actions import tomorro_actions
from passerelle.platforms.tomorro.changes import CancelContract, UpdateContract
from passerelle.platforms.tomorro.signature import SendForSignature
from tests.fakes import MemoryLock
from tests.unit.tomorro.fake import NOW, FakeTomorro


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


def asking(values: dict[str, Any] | None = None, **others: Any) -> Request:
    defaults: dict[str, Any] = {
        "params": {},
        "values": tuple(Value(to, value) for to, value in (values or {}).items()),
        "mark": "psr-0123456789ab",
        "stage": Stage.LIVE,
        "linked_id": "ctr_c-1",
    }
    return Request(**{**defaults, **others})


def updating(tomorro: FakeTomorro, *, of_creation: bool = False) -> UpdateContract:
    catalogue = tomorro.catalogue()
    return UpdateContract(catalogue.client, catalogue, of_creation=of_creation)


def test_only_what_differs_is_sent(tomorro: FakeTomorro):
    fields = [
        {"attributeDefinitionId": "f-amount", "value": "12500.00"},
        {"attributeDefinitionId": "f-start", "value": "2026-04-01T00:00:00.000Z"},
        {"attributeDefinitionId": "f-siret", "value": "111"},
    ]
    tomorro.add_contract("c-1", name="Contrat", fields=fields)
    update = updating(tomorro)
    request = asking(
        {
            "field.Montant HT": 12500,
            "field.Date de début": "2026-04-01",
            "field.SIRET": "222",
            "field.Type de vente": "Renewal",
            "contract.name": "Contrat",
        }
    )

    result = update.perform(update.prepare(request))

    changed = [{"fieldId": "f-siret", "value": "222"}, {"fieldId": "f-kind", "value": "Renouvellement"}]
    assert tomorro.writes() == [("PATCH", "/contracts/c-1", {"fields": changed})]
    assert result["changed"] is True


def test_without_difference_nothing_is_sent(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", fields=[{"attributeDefinitionId": "f-siret", "value": "222"}])
    update = updating(tomorro)

    result = update.perform(update.prepare(asking({"field.SIRET": "222"})))

    assert tomorro.writes() == []
    assert (result["id"], result["changed"]) == ("c-1", False)


def test_an_absent_value_clears_the_field(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", fields=[{"attributeDefinitionId": "f-siret", "value": "222"}])

    call = updating(tomorro).prepare(asking({"field.SIRET": None, "field.Montant HT": None}))

    assert call["changes"] == {"fields": [{"fieldId": "f-siret", "value": None}]}


def test_members_are_added_to_those_present_and_signatories_sent_when_one_is_new(tomorro: FakeTomorro):
    tomorro.add_contract(
        "c-1",
        contractMembers=[{"id": "mem_m-lea", "email": "lea@exemple.fr"}],
        signatories=[{"id": "sig_1", "email": "Lea@exemple.fr", "type": "member"}],
    )
    update = updating(tomorro)

    same = update.prepare(asking({"member": "m-lea", "signatory.internal": "lea@exemple.fr"}))
    other = update.prepare(asking({"member": "m-noe", "signatory.external": "new@martin.exemple", "folder": "f-1"}))

    assert same["changes"] == {}
    assert other["changes"] == {
        "signatories": {"externalSignatoryEmailList": ["new@martin.exemple"]},
        "contractMembersIds": ["mem_m-lea", "m-noe"],
        "folderId": "f-1",
    }


def test_what_an_update_cannot_change_is_refused(tomorro: FakeTomorro):
    tomorro.add_contract("c-1")

    for to in ("counterparty.name", "referent", "counterparty.field.SIREN"):
        with pytest.raises(InvalidAutomation) as caught:
            updating(tomorro).prepare(asking({to: "x"}))
        assert f'"{to}"' in caught.value.sentence.en


def test_the_exchange_of_a_creation_updates_what_can_change_and_keeps_the_names_surroundings(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", name="[TEST] Ancien [psr-aaaaaaaaaaaa]")
    request = asking({"counterparty.name": "Martin", "contract.name": "Nouveau", "counterparty.field.SIREN": "1"})

    call = updating(tomorro, of_creation=True).prepare(request)

    assert call["changes"] == {"name": "[TEST] Nouveau [psr-aaaaaaaaaaaa]"}


def test_a_lost_update_is_found_by_the_values(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", name="Ancien")
    update = updating(tomorro)
    call = update.prepare(asking({"field.SIRET": "222", "contract.name": "Nouveau"}))

    before = update.find(call, NOW)
    update.perform(call)
    after = update.find(call, NOW)

    assert before is None
    assert after is not None
    assert after["name"] == "Nouveau"


def test_an_update_that_cannot_be_read_back_is_made_again(tomorro: FakeTomorro):
    tomorro.add_contract("c-1")
    update = updating(tomorro)
    call = update.prepare(asking({"folder": "f-1"}))
    update.perform(call)

    assert update.find(call, NOW) is None


def test_without_linked_contract_nothing_is_called(tomorro: FakeTomorro):
    client = tomorro.client()

    for action in (updating(tomorro), CancelContract(client), SendForSignature(client)):
        with pytest.raises(Rejected) as caught:
            action.prepare(asking(linked_id=None))
        assert caught.value.code == "no_linked_contract"
    assert tomorro.calls == []


def test_the_contract_just_created_by_the_run_is_the_linked_one(tomorro: FakeTomorro):
    tomorro.add_contract("c-7")

    call = CancelContract(tomorro.client()).prepare(asking(linked_id=None, results={"contract": {"id": "c-7"}}))

    assert call["id"] == "c-7"


def test_a_contract_is_canceled_once(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", status="negotiating")
    cancel = CancelContract(tomorro.client())
    call = cancel.prepare(asking())

    before = cancel.find(call, NOW)
    result = cancel.perform(call)
    again = cancel.perform(cancel.prepare(asking()))

    assert before is None
    assert tomorro.writes() == [("PATCH", "/contracts/c-1", {"status": "canceled"})]
    assert (result["status"], result["changed"]) == ("canceled", True)
    assert cancel.find(call, NOW) == result
    assert again["changed"] is False


def test_a_signed_contract_is_not_canceled(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", status="signed")

    with pytest.raises(Rejected) as caught:
        CancelContract(tomorro.client()).prepare(asking())

    assert caught.value.code == "contract_signed"


def test_a_contract_is_sent_for_signature_with_its_note(tomorro: FakeTomorro):
    tomorro.add_contract("c-1")
    send = SendForSignature(tomorro.client())

    result = send.perform(send.prepare(asking(params={"note": "Merci de signer", "reminders": False})))

    body = {"signatureNote": "Merci de signer", "isReminderEnabled": False}
    assert tomorro.writes() == [("POST", "/contracts/c-1/send-signature", body)]
    assert (result["sent"], result["signature_status"], result["status"]) == (True, "sent", "signing")


def test_a_request_held_by_an_approval_is_accepted_and_not_yet_sent(tomorro: FakeTomorro):
    tomorro.add_contract("c-1")
    tomorro.signature_status = "draft"
    send = SendForSignature(tomorro.client())

    result = send.perform(send.prepare(asking()))

    assert (result["sent"], result["signature_status"], result["status"]) == (False, "draft", "draft")


def test_nothing_is_read_after_the_request_for_signature(tomorro: FakeTomorro):
    tomorro.add_contract("c-1")
    send = SendForSignature(tomorro.client())
    call = send.prepare(asking())
    tomorro.calls.clear()

    send.perform(call)

    assert [method for method, _path, _body in tomorro.calls] == ["POST"]


@pytest.mark.parametrize("status", ["signing", "signed"])
def test_a_contract_already_sent_is_not_sent_again(tomorro: FakeTomorro, status: str):
    tomorro.add_contract("c-1", status=status)
    send = SendForSignature(tomorro.client())

    result = send.perform(send.prepare(asking()))

    assert tomorro.writes() == []
    assert result["sent"] is True


def test_a_canceled_contract_is_not_sent(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", status="canceled")

    with pytest.raises(Rejected) as caught:
        SendForSignature(tomorro.client()).prepare(asking())

    assert caught.value.code == "contract_canceled"


def test_a_request_whose_answer_was_lost_is_found_by_the_status(tomorro: FakeTomorro):
    def lose(request: httpx.Request) -> None:
        if request.method == "POST":
            raise httpx.ReadError("reset")

    tomorro.add_contract("c-1")
    send = SendForSignature(tomorro.client())
    call = send.prepare(asking())
    assert send.find(call, NOW) is None

    tomorro.after = lose
    with pytest.raises(Unavailable) as caught:
        send.perform(call)

    assert caught.value.effect is Effect.UNKNOWN
    found = send.find(call, NOW)
    assert found is not None
    assert found["sent"] is True


def test_each_action_has_its_steps_and_their_nature(tomorro: FakeTomorro):
    catalogue = tomorro.catalogue()

    actions = tomorro_actions(catalogue.client, catalogue, MemoryLock())

    natures = {name: [(step, action.nature) for step, action in steps] for name, steps in actions.items()}
    assert natures == {
        "create_contract": [("counterparty", Nature.CREATE), ("contract", Nature.CREATE)],
        "update_contract": [("contract", Nature.SET)],
        "update_record": [("contract", Nature.SET)],
        "update_created_contract": [("contract", Nature.SET)],
        "send_for_signature": [("contract", Nature.CREATE)],
        "cancel_contract": [("contract", Nature.SET)],
        "set_table_rows": [("table", Nature.SET)],
        "add_version": [("version", Nature.NOTIFY)],
        "create_counterparty": [("counterparty", Nature.CREATE)],
        "update_counterparty": [("counterparty", Nature.SET)],
        "sync_counterparty": [("counterparty", Nature.CREATE)],
        "ensure_member": [("member", Nature.CREATE)],
        "update_member": [("member", Nature.SET)],
    }


@pytest.mark.parametrize(
    ("kind", "linked_id", "values", "path"),
    [
        (None, "c-1", {"contract.name": "Bail"}, "/contracts/c-1"),
        ("contract", "c-1", {"contract.name": "Bail"}, "/contracts/c-1"),
        ("counterparty", "cp-1", {"counterparty.name": "Dupré"}, "/counterparties/cp-1"),
        ("member", "m-noe", {"member.role": "ADMIN"}, "/members/m-noe"),
    ],
)
def test_a_write_back_changes_the_record_of_the_kind_it_is_on(
    tomorro: FakeTomorro, kind: str | None, linked_id: str, values: dict[str, Any], path: str
):
    tomorro.add_contract("c-1")
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")
    catalogue = tomorro.catalogue()
    [(_, update)] = tomorro_actions(catalogue.client, catalogue, MemoryLock())["update_record"]
    params = {"record": kind} if kind else {}

    call = update.prepare(asking(values, params=params, linked_id=linked_id))
    update.perform(call)

    assert [(method, at) for method, at, _ in tomorro.writes()] == [("PATCH", path)]


def test_a_write_back_on_a_record_that_cannot_be_changed_is_refused(tomorro: FakeTomorro):
    catalogue = tomorro.catalogue()
    [(_, update)] = tomorro_actions(catalogue.client, catalogue, MemoryLock())["update_record"]

    with pytest.raises(InvalidAutomation) as refused:
        update.prepare(asking({}, params={"record": "clause"}))

    assert refused.value.code == "unknown_kind"
