"""The questions lead to a file that check accepts; an answer that cannot be right is refused where it is given."""

from dataclasses import replace

import pytest
import yaml

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.qualities import unclear
from passerelle.core.schema import Field, FieldType, Option
from passerelle.drafting.draft import Draft
from passerelle.drafting.interview import answered, missing_parts, next_question
from passerelle.drafting.making import document, made
from passerelle.drafting.reads import readable
from passerelle.drafting.yaml_text import file_text
from passerelle.errors import Rejected
from tests.unit.drafting.conftest import AROUND, FOLDER, WON, Known


def test_what_is_proposed_leaves_nothing_undecided(finished):
    draft = finished({"when.change.from": "contractsent"})

    file = made(draft)

    assert list(unclear(file, AROUND)) == []
    assert file.name == "create-contract-when-deal-closedwon"
    assert document(draft)["when"] == {
        "connection": "hubspot",
        "record": "deal",
        "change": {"field": "dealstage", "from": "contractsent", "to": "closedwon", "unknown_former": "park"},
        "again": "ignore",
    }
    assert document(draft)["test"] == {"where": [{"path": "deal.dealname", "contains": "[TEST]"}]}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_text_reads_back_as_the_same_document(finished, lang):
    wanted = {"owner": "Équipe : ventes, « Sud »", "want.fr": "Créer: le contrat # dès que"}
    draft = finished(wanted)

    read = yaml.safe_load(file_text(document(draft), lang))

    assert read == document(draft)
    assert list(read) == ["name", "want", "owner", "when", "read", "do", "exchange", "missing", "test"]


@pytest.mark.parametrize(
    ("slots", "part"),
    [
        (["when.event"], "le déclencheur"),
        (["when.connection"], "la plateforme du déclencheur"),
        (["do.action"], "l'action"),
        (["do.connection"], "la plateforme de l'action"),
        (["exchange.0.to", "exchange.1.to"], "au moins une information échangée, avec son sens"),
    ],
)
def test_a_part_of_the_sentence_that_is_missing_is_named(begun, slots, part):
    answers = {slot: value for slot, value in WON.items() if slot not in slots}

    missing = missing_parts(Draft(answers, AROUND, Known(), {}))

    assert [one.fr.partition(" (")[0] for one in missing] == [part]


def test_an_action_that_exchanges_nothing_needs_no_data(begun):
    answers = {**WON, "do.action": "cancel_contract", "exchange.0.to": "", "exchange.1.to": ""}

    assert missing_parts(Draft(answers, AROUND, Known(), {})) == []


def test_what_the_creation_form_demands_is_proposed_first(finished):
    draft = finished({"exchange.1.to": "", "exchange.1.from": "deal.amount"})

    assert [line.to for line in draft.lines()] == ["counterparty.name", "field.Montant HT"]
    assert [line["required"] for line in document(draft)["exchange"]] == [True, True]


def test_the_one_field_that_people_call_alike_is_proposed(finished):
    known = Known()
    company = known.records["hubspot", "company"]
    known.records["hubspot", "company"] = replace(company, fields={"name": company.fields["name"]})

    draft = finished({"exchange.0.from": "", "exchange.2.to": "SIRET"}, Draft({}, AROUND, known, {}))

    assert [line.source for line in draft.lines()] == ["company.name", "deal.amount", "deal.custom_fields.a1"]


def test_of_two_fields_that_people_call_alike_none_is_proposed(finished):
    with pytest.raises(Rejected, match=r"--map field\.SIRET= "):
        finished({"exchange.2.to": "SIRET"})


def test_a_choice_is_mapped_option_by_option(finished):
    line = {"exchange.2.to": "field.Type de vente", "exchange.2.from": "deal.dealtype", "exchange.2.as.new": ""}

    draft = finished(line)

    assert document(draft)["exchange"][2]["as"] == {"choice": {"new": "Nouveau client", "old": "Renouvellement"}}


def test_an_option_without_a_namesake_has_to_be_mapped_by_a_person(begun, finished):
    known = Known()
    target = known.creation.fields["field.Type de vente"]
    others = (Option("o1", ("Première vente",)), Option("o2", ("Renouvellement",)))
    fields = {
        **known.creation.fields,
        target.name: Field(target.name, "Type", FieldType.CHOICE, options=others, takes_labels=True),
    }
    known.creation = type(known.creation)(fields, known.creation.params)
    line = {"exchange.2.to": "field.Type de vente", "exchange.2.from": "deal.dealtype"}
    draft = Draft({}, AROUND, known, {})

    with pytest.raises(
        Rejected, match=r"--option field.Type de vente=new: \(Première vente, Renouvellement\) is missing"
    ):
        finished(line, draft)


@pytest.mark.parametrize(
    ("slot", "answer", "said"),
    [
        ("do.connection", "tomoro", 'Do you mean "tomorro"'),
        ("do.action", "create_contrat", 'Do you mean "create_contract"'),
        ("when.record", "deals", 'Do you mean "deal"'),
        ("when.event", "delted", 'Do you mean "deleted"'),
        ("when.change.field", "dealstag", 'Do you mean "dealstage"'),
        ("when.change.to", "closedwin", 'Do you mean "closedwon"'),
        ("do.template.test", "m-tes", 'Do you mean "m-test"'),
        ("exchange.0.from", "compani.name", 'Do you mean "company"'),
        ("exchange.0.from", "company.nme", 'Do you mean "company.name"'),
        ("exchange.0.from", "company..name", "is not a JMESPath"),
        ("exchange.1.to", "field.Montent HT", 'Do you mean "field.Montant HT"'),
        ("exchange.1.to", "field.Date de signature", "the platform works it out"),
        ("exchange.1.as", "mony", 'There is no conversion "mony"'),
        ("exchange.1.as", "{money: EUR", "cannot be read"),
        ("when.where", "deal.pipeline", "PATH=VALUE"),
        ("name", "My Need", "lower-case letters"),
    ],
)
def test_an_answer_that_fits_no_account_is_refused_with_what_was_meant(finished, slot, answer, said):
    with pytest.raises(Rejected, match=r".*") as refused:
        finished({slot: answer})

    assert said in refused.value.sentence.en


def test_a_choice_may_be_given_by_what_people_see(finished):
    draft = finished({"when.change.to": "gagnée", "do.contract_type": "Prestation", "do.template.live": "vrai"})

    assert document(draft)["when"]["change"]["to"] == "closedwon"
    assert document(draft)["do"]["template"] == {"test": "m-test", "live": "m-live"}


def test_a_label_that_two_choices_have_tells_neither(finished):
    known = Known()
    templates = (Option("m-test", ("fr",)), Option("m-live", ("fr",)))
    known.creation = replace(known.creation, params={**known.creation.params, "template": templates})

    with pytest.raises(Rejected, match=r'there is no "fr"\. Choose one of: m-test, m-live'):
        finished({"do.template.live": "fr"}, Draft({}, AROUND, known, {}))


def test_an_event_that_starts_another_automation_as_well_must_be_intended(begun, finished):
    others = {name: read.model for name, read in FOLDER.automations.items()}
    draft = begun(others=others)

    with pytest.raises(Rejected, match=r"contract-when-deal-won as well\. Is that intended"):
        finished(draft=draft)

    assert document(finished({"when.shared": "yes"}, draft))["when"]["shared"] is True


def test_the_record_that_our_link_joins_is_read(begun, finished):
    need = {
        "do.connection": "hubspot",
        "do.action": "update_record",
        "do.record": "deal",
        "when.connection": "tomorro",
        "when.record": "contract",
        "when.event": "change",
        "when.change.to": "signed",
        "exchange.0.to": "tomorro_contract_status",
        "exchange.0.from": "contract.status",
    }

    draft = finished(draft=begun(online=False), need=need)

    assert document(draft)["when"] == {"connection": "tomorro", "record": "contract", "status": "signed"}
    assert document(draft)["read"] == {"deal": {"connection": "hubspot", "record": "deal", "linked": True}}
    assert isinstance(made(draft), AutomationFile)


def test_a_message_reads_what_its_text_names(begun, finished):
    need = {
        "do.connection": "slack",
        "do.action": "post_message",
        "do.channel": "#ventes",
        "do.text": "Gagné : {company.name}",
        "when.connection": "hubspot",
        "when.record": "deal",
        "when.event": "change",
        "when.change.field": "dealstage",
        "when.change.to": "closedwon",
    }

    draft = finished(draft=begun(online=False), need=need)

    assert document(draft)["read"] == {"company": {"record": "company", "of": "deal", "several": "park"}}
    assert "exchange" not in document(draft)
    assert document(draft)["when"]["again"] == "ignore"


def test_questions_come_one_at_a_time_and_each_says_its_option(begun):
    draft = begun()
    slots, options = [], []

    while (question := next_question(draft)) is not None and len(slots) < len(WON):
        slots.append(question.slot)
        options.append(question.option)
        draft = answered(draft, question, WON.get(question.slot, ""))

    assert slots[:6] == [
        "do.connection",
        "do.action",
        "when.connection",
        "when.record",
        "when.event",
        "when.change.field",
    ]
    assert all(option.startswith("--") for option in options)


@pytest.mark.parametrize(
    ("action", "linked"),
    [
        ("create_contract", set()),
        ("update_contract", {"contract"}),
        ("update_counterparty", {"counterparty"}),
        ("update_member", {"member"}),
        ("sync_counterparty", set()),
        ("ensure_member", set()),
    ],
)
def test_what_an_action_makes_cannot_be_read_before_it_and_what_it_changes_can(action, linked):
    draft = Draft({**WON, "do.action": action}, AROUND, Known(), {})

    assert {name for name, read in readable(draft).items() if "linked" in read} == linked
