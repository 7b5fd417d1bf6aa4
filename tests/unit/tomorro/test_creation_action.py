"""A contract is created complete, once, and recognised when its answer was lost."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.steps import Origin, Request, Value
from passerelle.errors import Effect, InvalidAutomation, MappingFailed, Rejected, Unavailable
from passerelle.platforms.tomorro.creation import CreateContract
from tests.unit.tomorro.fake import NOW, TEMPLATE_ID, TYPE_ID, FakeTomorro

MARK = "psr-0123456789ab"
DEAL = Origin("hubspot", RecordRef("deal", "987"), "https://crm.example.test/deal/987")
PIPEDRIVE_DEAL = Origin("pipedrive", RecordRef("deal", "987"), "https://crm.example.test/deal/987")


@pytest.fixture
def tomorro() -> FakeTomorro:
    fake = FakeTomorro()
    fake.add_counterparty("cp-1", "Boulangerie Martin")
    return fake


def action(tomorro: FakeTomorro, **settings: Any) -> CreateContract:
    catalogue = tomorro.catalogue(**settings)
    return CreateContract(catalogue.client, catalogue)


def asking(values: dict[str, Any] | None = None, **others: Any) -> Request:
    given = {"counterparty.name": "Boulangerie Martin", **(values or {})}
    defaults: dict[str, Any] = {
        "params": {"contract_type": TYPE_ID, "template": TEMPLATE_ID},
        "values": tuple(Value(to, value) for to, value in given.items()),
        "mark": MARK,
        "stage": Stage.LIVE,
        "origin": DEAL,
        "results": {"counterparty": {"id": "cp-1"}},
    }
    return Request(**{**defaults, **others})


def losing_the_answer_of_post(request: httpx.Request) -> None:
    if request.method == "POST":
        raise httpx.ReadTimeout("slow")


def test_everything_asked_for_is_in_the_one_call(tomorro: FakeTomorro):
    request = asking(
        {
            "field.Montant HT": 12500,
            "field:f-start": "2026-04-01",
            "field.Type de vente": "New customer",
            "field.SIRET": None,
            "contract.name": " Contrat  cadre ",
            "signatory.external": "gerant@martin.exemple",
            "signatory.internal": ["lea@exemple.fr", "m-noe"],
            "member": ["noe@exemple.fr"],
            "referent": "lea@exemple.fr",
            "supervisor": "m-noe",
            "folder": "folder-1",
        }
    )

    call = action(tomorro).prepare(request)

    assert call["create"] == {
        "contractTypeId": TYPE_ID,
        "templateId": TEMPLATE_ID,
        "counterparty": {"id": "cp-1"},
        "name": "Contrat cadre",
        "fields": [
            {"fieldId": "f-amount", "value": 12500},
            {"fieldId": "f-start", "value": "2026-04-01"},
            {"fieldId": "f-kind", "value": "Nouveau client"},
        ],
        "signatories": {
            "internalSignatoryMemberIds": ["m-lea", "m-noe"],
            "externalSignatoryEmailList": ["gerant@martin.exemple"],
        },
        "contractMembersIds": [{"memberId": "m-noe"}],
        "folderId": "folder-1",
        "referentId": "m-lea",
        "supervisorId": "m-noe",
        "integration": {
            "type": "hubspot",
            "externalId": "987",
            "externalEntity": "deal",
            "externalUrl": f"https://crm.example.test/deal/987#{MARK}",
        },
    }
    assert tomorro.writes() == []
    assert json.loads(json.dumps(call)) == call


def test_the_result_tells_the_contract_to_the_next_steps(tomorro: FakeTomorro):
    create = action(tomorro)

    result = create.perform(create.prepare(asking()))

    assert result == {
        "id": "c-new-1",
        "url": "https://app.tomorro.com/contracts/c-new-1",
        "name": "Contrat de prestation",
        "status": "draft",
        "counterparty_id": "cp-1",
    }


def test_a_contract_of_stage_test_is_recognised_by_its_name(tomorro: FakeTomorro):
    call = action(tomorro).prepare(asking(stage=Stage.TEST))

    assert call["create"]["name"] == "[TEST] Boulangerie Martin"


def test_a_record_of_an_unaccepted_platform_leaves_no_link_and_the_mark_in_the_name(tomorro: FakeTomorro):
    call = action(tomorro).prepare(asking(origin=PIPEDRIVE_DEAL))

    assert "integration" not in call["create"]
    assert call["create"]["name"] == f"Boulangerie Martin [{MARK}]"


def test_the_accepted_platforms_are_a_setting(tomorro: FakeTomorro):
    call = action(tomorro, integration_types=["pipedrive"]).prepare(asking(origin=PIPEDRIVE_DEAL))

    assert call["create"]["integration"]["type"] == "pipedrive"


def test_with_the_mark_elsewhere_the_link_stays_as_the_record_has_it(tomorro: FakeTomorro):
    call = action(tomorro, mark="field:Référence").prepare(asking())

    assert call["create"]["integration"]["externalUrl"] == DEAL.url
    assert call["create"]["fields"] == [{"fieldId": "f-ref", "value": MARK}]


@pytest.mark.parametrize(
    ("settings", "origin"),
    [
        ({}, DEAL),
        ({}, Origin("hubspot", RecordRef("deal", "987"))),
        ({}, PIPEDRIVE_DEAL),
        ({"mark": "name"}, DEAL),
        ({"mark": "field:Référence"}, DEAL),
    ],
)
def test_a_contract_made_by_a_lost_answer_is_found_by_its_mark(
    tomorro: FakeTomorro, settings: dict[str, Any], origin: Origin
):
    create = action(tomorro, **settings)
    call = json.loads(json.dumps(create.prepare(asking(origin=origin))))
    assert create.find(call, NOW) is None

    tomorro.after = losing_the_answer_of_post
    with pytest.raises(Unavailable) as caught:
        create.perform(call)

    assert caught.value.effect is Effect.UNKNOWN
    found = create.find(call, NOW)
    assert found is not None
    assert (found["id"], found["counterparty_id"]) == ("c-new-1", "cp-1")


@pytest.mark.parametrize("settings", [{}, {"mark": "name"}, {"mark": "field:Référence"}])
def test_the_contract_of_another_run_of_the_same_record_is_not_taken_for_ours(
    tomorro: FakeTomorro, settings: dict[str, Any]
):
    create = action(tomorro, **settings)
    create.perform(create.prepare(asking(mark="psr-ffffffffffff")))

    assert create.find(create.prepare(asking()), NOW) is None


@pytest.mark.parametrize(
    "properties",
    [
        {"integration": None},
        {"integration": {"type": "hubspot", "externalId": "986", "externalEntity": "deal"}},
        {"integration": {"type": "hubspot", "externalId": "987", "externalEntity": "company"}},
        {"integration": {"type": "salesforce", "externalId": "987", "externalEntity": "deal"}},
        {"templateId": "template-2"},
        {"counterparty": {"id": "cp-2"}},
        {"contractType": {"id": "type-2"}},
        {"createdAt": (NOW - timedelta(minutes=3)).isoformat()},
    ],
)
def test_a_contract_that_differs_is_not_ours(tomorro: FakeTomorro, properties: dict[str, Any]):
    link = {"type": "hubspot", "externalId": "987", "externalEntity": "deal", "externalUrl": DEAL.url}
    tomorro.add_contract("c-1", **{"integration": link, **properties})
    create = action(tomorro)

    assert create.find(create.prepare(asking()), NOW) is None


def test_a_contract_is_looked_for_a_little_before_our_clock(tomorro: FakeTomorro):
    link = {"type": "HubSpot", "externalId": 987, "externalEntity": "Deal"}
    tomorro.add_contract("c-1", integration=link, createdAt=(NOW - timedelta(seconds=90)).isoformat())
    create = action(tomorro)

    found = create.find(create.prepare(asking()), NOW)

    assert found is not None
    assert found["id"] == "c-1"


def test_the_search_asks_for_one_counterparty_type_and_day(tomorro: FakeTomorro):
    create = action(tomorro)
    just_after_midnight = NOW.replace(hour=0, minute=1)

    create.find(create.prepare(asking()), just_after_midnight)

    params = tomorro.requests[-1].url.params
    assert (params["counterpartyId"], params["contractTypeId"]) == ("cp-1", TYPE_ID)
    assert params["createdAt"] == "gte:2026-03-01"


def test_required_fields_of_the_form_that_are_not_filled_are_named_at_once(tomorro: FakeTomorro):
    tomorro.form = [
        {"smartFieldId": "f-amount", "required": True},
        {"smartFieldId": "f-start", "required": True},
        {"smartFieldId": "f-siret", "required": True},
        {"smartFieldId": "f-kind", "required": False},
    ]

    with pytest.raises(MappingFailed) as caught:
        action(tomorro).prepare(asking({"field.SIRET": "123"}))

    assert caught.value.code == "form_incomplete"
    assert "« Montant HT », « Date de début »" in caught.value.sentence.fr
    assert '"Montant HT", "Date de début"' in caught.value.sentence.en
    assert "SIRET" not in caught.value.sentence.en
    assert tomorro.writes() == []


def test_a_required_field_may_come_from_the_template_or_from_the_counterparty(tomorro: FakeTomorro):
    tomorro.form = [{"smartFieldId": "f-amount", "required": True}, {"smartFieldId": "f-siret", "required": True}]
    tomorro.templates[0]["smartFields"] = [{"id": "f-amount", "defaultValue": 100}, {"id": "f-siret"}]
    tomorro.add_counterparty("cp-1", "Boulangerie Martin", **{"f-siret": "123"})

    assert action(tomorro).prepare(asking())["create"]["contractTypeId"] == TYPE_ID


def test_a_counterparty_that_is_only_planned_is_not_read_and_counts_with_what_it_will_be_made_with(
    tomorro: FakeTomorro,
):
    tomorro.form = [{"smartFieldId": "p-siren", "required": True}]
    planned = {"results": {"counterparty": {"id": "<counterparty.id>"}}, "planned": frozenset({"counterparty"})}

    call = action(tomorro).prepare(asking({"counterparty.field.SIREN": "732829320"}, **planned))

    assert call["create"]["counterparty"] == {"id": "<counterparty.id>"}
    assert not any("counterparties" in path for _method, path, _body in tomorro.calls)


def test_the_form_is_not_asked_for_where_that_is_switched_off(tomorro: FakeTomorro):
    tomorro.form = [{"smartFieldId": "f-amount", "required": True}]

    action(tomorro, check_form=False).prepare(asking())

    assert not any("creation-form" in path for _method, path, _body in tomorro.calls)


@pytest.mark.parametrize("param", ["contract_type", "template"])
def test_a_missing_parameter_is_named(tomorro: FakeTomorro, param: str):
    params = {"contract_type": TYPE_ID, "template": TEMPLATE_ID, param: None}

    with pytest.raises(InvalidAutomation) as caught:
        action(tomorro).prepare(asking(params=params))

    assert param in caught.value.sentence.fr


def test_without_counterparty_nothing_is_created(tomorro: FakeTomorro):
    with pytest.raises(Rejected) as caught:
        action(tomorro).prepare(asking(results={}))

    assert caught.value.code == "missing_value"


def test_a_target_that_tomorro_does_not_have_is_refused_with_the_closest_one(tomorro: FakeTomorro):
    with pytest.raises(InvalidAutomation) as caught:
        action(tomorro).prepare(asking({"signatory.externals": "a@b.exemple"}))

    assert caught.value.code == "unknown_target"
    assert "« signatory.external »" in caught.value.sentence.fr
