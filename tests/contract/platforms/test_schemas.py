"""What a platform tells of its records and actions: the same form for all, so that one check serves them all."""

import httpx
import pytest

from local.simulators.pipedrive import seed as pipedrive
from local.simulators.tomorro import seed as tomorro
from passerelle.core.form_rules import Verdict, verdict
from passerelle.core.schema import FieldType
from passerelle.errors import CredentialsRefused
from tests.contract.platforms.cases import (
    BAMBOOHR,
    DOCUSIGN,
    GREENHOUSE,
    HUBSPOT,
    LUCCA,
    PERSONIO,
    PIPEDRIVE,
    SLACK,
    TOMORRO,
    TYPEFORM,
    WITH_UPDATES,
    YOUSIGN,
    named,
)
from tests.contract.platforms.world import manifest_of

NOTHING: frozenset[str] = frozenset()
PARAMS = {"contract_type": tomorro.SERVICE_TYPE_ID, "template": tomorro.SERVICE_TEMPLATE_TEST_ID}


def described(case):
    return [kind for kind, record in manifest_of(case.name).records.items() if record.fields] or (
        ["contract", "counterparty"] if case is TOMORRO else []
    )


@pytest.mark.parametrize("case", WITH_UPDATES, ids=named)
def test_every_kind_of_record_that_is_read_tells_its_fields(case):
    readable = {kind for kind, record in manifest_of(case.name).records.items() if record.read}

    assert readable == set(described(case))


@pytest.mark.parametrize("case", WITH_UPDATES, ids=named)
def test_the_fields_of_the_known_records_are_all_told(case, world_of):
    platform = world_of(case).platform()

    for known in case.records.known:
        schema = platform.record_schema(known.record.kind, NOTHING)
        read = platform.read(known.record, frozenset(known.fields))

        plain = [name for name, value in read.items() if not isinstance(value, dict)]
        assert [name for name in plain if not schema.knows([name])] == []


@pytest.mark.parametrize("case", WITH_UPDATES, ids=named)
def test_what_can_be_written_is_told_under_the_names_that_an_exchange_uses(case, world_of):
    platform, kind = world_of(case).platform(), case.records.first.kind

    target = platform.target_schema("update_record", {}, kind, NOTHING)

    assert [one.to for one in case.records.writes if not target.fields[one.to].writable] == []
    assert not target.fields["id"].writable


@pytest.mark.parametrize("case", [case for case in WITH_UPDATES if case.records.tells_options], ids=named)
def test_the_values_of_the_trigger_are_among_its_options(case, world_of):
    schema = world_of(case).platform().record_schema(case.records.first.kind, NOTHING)
    trigger = case.records.trigger

    options = {one.value for one in schema.fields[trigger.field].options}

    assert schema.fields[trigger.field].type is FieldType.CHOICE
    assert {trigger.value, trigger.former} <= options


@pytest.mark.parametrize(
    "case",
    [HUBSPOT, PIPEDRIVE, SLACK, TOMORRO, TYPEFORM, YOUSIGN, DOCUSIGN, BAMBOOHR, GREENHOUSE, LUCCA, PERSONIO],
    ids=named,
)
def test_a_harmless_read_tells_a_right_key_from_a_wrong_one_and_what_time_it_is_there(case, world_of):
    world = world_of(case)
    wrong = dict.fromkeys(case.secrets, "not-the-key")

    assert world.platform().probe() is not None
    with pytest.raises(CredentialsRefused):
        world.platform(secrets=wrong).probe()


@pytest.mark.parametrize("case", [PIPEDRIVE, TYPEFORM, BAMBOOHR, PERSONIO], ids=named)
def test_a_platform_tells_which_addresses_it_calls(case, world_of):
    world, url = world_of(case), f"http://127.0.0.1:9/in/{case.name}"
    before = world.platform().webhooks()

    world.control.post("/subscriptions", json={"url": url}).raise_for_status()

    assert (before, world.platform().webhooks()) == ([], [url])


@pytest.mark.parametrize("case", [HUBSPOT, SLACK, TOMORRO, YOUSIGN, DOCUSIGN, GREENHOUSE, LUCCA], ids=named)
def test_a_platform_that_cannot_tell_which_addresses_it_calls_says_so(case, world_of):
    assert world_of(case).platform().webhooks() is None


def test_a_property_of_hubspot_tells_its_type_its_options_and_what_is_hidden(world_of):
    world = world_of(HUBSPOT)
    world.control.patch("/properties/deals/dealtype", json={"hidden": ["existingbusiness"]}).raise_for_status()

    schema = world.platform().record_schema("deal", NOTHING)

    assert (schema.fields["amount"].type, schema.fields["closedate"].type) == (FieldType.NUMBER, FieldType.DATETIME)
    assert [(one.value, one.label, one.archived) for one in schema.fields["dealtype"].options] == [
        ("newbusiness", "Nouveau client", False),
        ("existingbusiness", "Client existant", True),
    ]
    assert not schema.fields["hs_lastmodifieddate"].writable


def test_a_custom_field_of_pipedrive_is_named_as_paths_and_updates_name_it(world_of):
    schema = world_of(PIPEDRIVE).platform().record_schema("deal", NOTHING)

    kind = schema.fields[f"custom_fields.{pipedrive.SALE_KIND_FIELD}"]
    assert (kind.title, kind.type) == ("Type de vente", FieldType.CHOICE)
    assert [(one.value, one.label) for one in kind.options] == [("31", "Nouveau client"), ("32", "Renouvellement")]
    assert not schema.knows(["custom_fields", "0" * 40])


def test_the_questions_of_a_form_are_named_as_paths_name_their_answers(world_of):
    schema = world_of(TYPEFORM).platform().record_schema("response", NOTHING)

    types = {name: field.type for name, field in schema.fields.items() if name.startswith("answers.")}
    assert types == {
        "answers.company": FieldType.TEXT,
        "answers.siret": FieldType.TEXT,
        "answers.amount": FieldType.NUMBER,
        "answers.kind": FieldType.CHOICE,
        "answers.sites": FieldType.CHOICES,
        "answers.start": FieldType.DATE,
        "answers.agrees": FieldType.BOOLEAN,
        "answers.signer_email": FieldType.TEXT,
    }
    assert schema.fields["answers.company"].title == "Votre société"
    assert [one.value for one in schema.fields["answers.kind"].options] == ["Nouveau client", "Renouvellement"]
    assert not schema.knows(["answers", "removed"])


@pytest.fixture
def account(world_of):
    return world_of(TOMORRO)


def creation(account, **changes):
    wanted = frozenset({"field.Type de vente"})
    return account.platform().target_schema("create_contract", {**PARAMS, **changes}, None, wanted)


def test_tomorro_tells_what_a_creation_takes_and_what_it_needs(account):
    target = creation(account)

    assert {name for name, one in target.fields.items() if one.required} == {"counterparty.name", "field.Montant HT"}
    assert target.field("field.type DE vente").options[0].labels == ("Nouveau client", "New customer")
    assert target.field(f"field:{tomorro.SIRET_ID}").title == "SIRET"
    assert not target.field("field.Date de signature").writable
    assert target.field("field.Commentaire").type is FieldType.RICH_TEXT
    assert target.field("counterparty.field.SIREN").type is FieldType.TEXT


def test_only_the_options_that_are_wanted_are_asked_for(account):
    creation(account)

    asked = httpx.get(f"{account.control.base_url}requests", params={"path": "/options"}).json()
    assert len(asked) == 1


def test_a_template_that_is_not_published_is_not_among_the_choices(account):
    path = f"/templates/{tomorro.SERVICE_TEMPLATE_TEST_ID}"
    account.control.patch(path, json={"published": False}).raise_for_status()

    assert [one.value for one in creation(account).params["template"]] == [tomorro.SERVICE_TEMPLATE_LIVE_ID]


def test_a_contract_type_that_is_not_published_is_marked(account):
    path = f"/contract-types/{tomorro.SERVICE_TYPE_ID}"
    account.control.patch(path, json={"published": False}).raise_for_status()

    marked = {one.label: one.archived for one in creation(account).params["contract_type"]}
    assert marked == {"Contrat de prestation": True, "Contrat de travail": False}


def test_an_unknown_contract_type_leaves_the_rest_to_be_checked(account):
    target = creation(account, contract_type="0c000000-0000-4000-8000-00000000dead")

    assert "template" not in target.params
    assert target.field("field.SIRET") is not None


def test_the_rules_of_the_form_are_read_and_those_of_unknown_facts_are_not(account):
    needs = {"type": "required", "params": {"smartFieldId": tomorro.START_DATE_ID}}
    rules = [
        {
            "conditions": {"all": [{"fact": tomorro.SALE_KIND_ID, "operator": "equal", "value": "Renouvellement"}]},
            "event": needs,
        },
        {"conditions": {"all": [{"fact": "weather", "operator": "equal", "value": "rain"}]}, "event": needs},
        {"conditions": {"all": []}, "event": {"type": "noop"}},
    ]
    path = f"/contract-types/{tomorro.SERVICE_TYPE_ID}"
    account.control.patch(path, json={"rules": rules}).raise_for_status()

    read, strange = creation(account).rules

    assert verdict(read, {tomorro.SALE_KIND_ID: ("Renouvellement",)}) is Verdict.ALWAYS
    assert (read.needs, strange.unread) == ((tomorro.START_DATE_ID,), "weather")


def test_two_fields_of_one_name_are_told_apart_by_id_only(account):
    path = f"/smart-fields/{tomorro.DURATION_ID}"
    account.control.patch(path, json={"names": {"fr": "siret"}}).raise_for_status()

    assert {"field.SIRET", "field.siret"} <= creation(account).ambiguous


def test_the_smart_fields_of_a_contract_are_named_as_paths_name_them(account):
    schema = account.platform().record_schema("contract", NOTHING)

    assert schema.fields["fields.Montant HT"].type is FieldType.NUMBER
    assert [one.value for one in schema.fields["status"].options][-1] == "canceled"
    assert not schema.knows(["fields", "Montant TTC"])
