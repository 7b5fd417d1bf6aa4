"""An automation against both schemas: what does not fit is found, with its place and the way to mend it."""

from dataclasses import replace

import pytest

from passerelle.core.form_rules import Rule
from passerelle.core.severity import Severity
from tests.unit.checking.conftest import CREATION, FILE

LINE = len(FILE["exchange"])


def told(faults):
    return [(one.code, ".".join(map(str, one.place)), one.suggestion) for one in faults]


def test_what_fits_is_not_talked_about(found):
    assert found([{"to": "field.SIRET", "from": "deal.custom_fields.a1", "as": "siret"}]) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"field": "dealstag", "to": "closedwon"}, ("unknown_field", "when.change.field", "dealstage")),
        ({"field": "étape", "to": "closedwon"}, ("unknown_field", "when.change.field", "dealstage")),
        ({"field": "dealstage", "to": "closedwin"}, ("unknown_option", "when.change.to", "closedwon")),
        ({"field": "dealstage", "to": "Gagnée"}, ("unknown_option", "when.change.to", "closedwon")),
        (
            {"field": "dealstage", "from": "contractsend", "to": "closedwon"},
            ("unknown_option", "when.change.from", "contractsent"),
        ),
        ({"field": "dealstage", "to": "abandoned"}, ("archived_option", "when.change.to", None)),
    ],
)
def test_a_trigger_that_could_never_come_is_found(found, change, fault):
    assert told(found(when={"change": change})) == [fault]


@pytest.mark.parametrize(
    ("path", "code", "suggestion"),
    [
        ("deal.dealnam", "unknown_field", "deal.dealname"),
        ("deal.custom_fields.b2", "unknown_field", "deal.custom_fields.a1"),
        ("deal.Montant", "unknown_field", "deal.amount"),
        ("deal.amount.cents", "path_too_deep", None),
        ("not_null(deal.dealname, deal.nothing_like_it_at_all)", "unknown_field", None),
    ],
)
def test_a_path_to_nothing_is_found_with_the_nearest_name(found, path, code, suggestion):
    faults = told(found([{"to": "contract.name", "from": path}]))

    assert faults == [(code, f"exchange.{LINE}.from", suggestion)]


@pytest.mark.parametrize("path", ["deal.address.city", "deal.custom_fields", "deal", "event.kind", "deal.id"])
def test_a_path_that_may_lead_somewhere_is_left_alone(found, path):
    assert found([{"to": "contract.name", "from": path, "as": "text"}]) == []


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        ("field.SIRETT", ("unknown_target", "field.SIRET")),
        ("field.Montant", ("unknown_target", "field.Montant HT")),
        ("field.Date de signature", ("read_only_target", None)),
    ],
)
def test_a_target_that_is_not_there_or_cannot_be_written_is_found(found, to, fault):
    faults = found([{"to": to, "from": "deal.signed_on"}])

    assert [(one.code, one.suggestion) for one in faults] == [fault]


@pytest.mark.parametrize("to", ["field:f1", "FIELD.siret"])
def test_a_target_may_be_named_by_its_id_or_in_any_case(found, to):
    assert found([{"to": to, "from": "deal.dealname"}]) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"to": "field.SIRET", "from": "deal.closedate", "as": "siret"}, "wrong_type"),
        ({"to": "field.Montant HT", "from": "deal.is_vip", "as": "number"}, "wrong_type"),
        ({"to": "field.Date de début", "from": "deal.dealtype", "as": "date"}, "wrong_type"),
        ({"to": "field.Date de début", "from": "deal.amount", "as": "number"}, "wrong_target_type"),
        ({"to": "field.Date de début", "from": "deal.closedate"}, "wrong_target_type"),
        ({"to": "field.Montant HT", "from": "deal.dealname"}, "wrong_target_type"),
        ({"to": "field.SIRET", "from": "deal.is_vip"}, "wrong_target_type"),
        ({"to": "field.Commentaire", "from": "deal.dealname"}, "wrong_target_type"),
        ({"to": "field.Urgent", "from": "deal.dealname", "as": "text"}, "wrong_target_type"),
    ],
)
def test_a_value_of_the_wrong_type_is_found_before_it_comes(found, line, code):
    assert [(one.code, one.severity) for one in found([line])] == [(code, Severity.ERROR)]


@pytest.mark.parametrize(
    "line",
    [
        {"to": "field.SIRET", "from": "deal.amount"},
        {"to": "field.Date de début", "from": "deal.signed_on"},
        {"to": "field.Date de début", "from": "deal.closedate", "as": {"date": {"zone": "Europe/Paris"}}},
        {"to": "field.Commentaire", "from": "deal.dealname", "as": "rich_text"},
        {"to": "field.Urgent", "from": "deal.is_vip"},
        {"to": "field.Montant HT", "from": "deal.dealname || deal.amount", "as": "number"},
        {"to": "field.Commentaire", "from": "deal.address", "as": "raw"},
    ],
)
def test_a_value_that_has_the_right_type_or_an_unknown_one_passes(found, line):
    assert found([line]) == []


KIND = {"to": "field.Type de vente", "from": "deal.dealtype"}


@pytest.mark.parametrize(
    ("conversion", "faults"),
    [
        ({"new": "Nouveau client", "old": "Renouvellement"}, []),
        ({"new": "New customer", "old": "o2"}, []),
        ({"new": "Nouveau client"}, [("missing_choice", "old: ...")]),
        ({"values": {"new": "Nouveau client"}, "default": "Renouvellement"}, []),
        ({"new": "Nouveau client", "old": "Renouvelement"}, [("unknown_option", "Renouvellement")]),
        ({"new": "Nouveau client", "old": "Ancien"}, [("archived_option", None)]),
        (
            {"Nouveau client": "Nouveau client", "old": "Renouvellement"},
            [("missing_choice", "new: ..."), ("unknown_option", "new")],
        ),
        ({"new": "Nouveau client", "old": "Renouvellement", "olld": "Renouvellement"}, [("unknown_option", "old")]),
    ],
)
def test_every_choice_has_its_counterpart(found, conversion, faults):
    assert [(one.code, one.suggestion) for one in found([{**KIND, "as": {"choice": conversion}}])] == faults


def test_choices_passed_on_as_they_are_must_be_the_same_on_both_sides(found):
    [fault] = found([KIND])

    assert (fault.code, fault.suggestion) == ("missing_choice", "new: ..., old: ...")
    assert "« new (Nouveau client) »" in fault.sentence.fr


def test_free_text_into_a_list_of_choices_is_a_warning(found):
    [fault] = found([{"to": "field.Type de vente", "from": "deal.dealname"}])

    assert (fault.code, fault.severity) == ("free_text", Severity.WARNING)


def test_a_default_that_is_no_option_is_found(found):
    faults = found([{**KIND, "as": {"choice": {"new": "o1", "old": "o2"}}, "default": "Autre"}])

    assert told(faults) == [("unknown_option", f"exchange.{LINE}.default", None)]


def test_a_platform_that_wants_what_is_stored_is_not_given_labels(found):
    kind = replace(CREATION.fields["field.Type de vente"], takes_labels=False)
    target = replace(CREATION, fields={**CREATION.fields, kind.name: kind})

    faults = found([{**KIND, "as": {"choice": {"new": "Nouveau client", "old": "o2"}}}], target)

    assert [(one.code, one.suggestion) for one in faults] == [("unknown_option", "o1")]


@pytest.mark.parametrize(
    ("params", "faults"),
    [
        ({"contract_type": "Prestation"}, [("not_there", "do.contract_type", "t1")]),
        ({"contract_type": "t2"}, [("not_published", "do.contract_type", None)]),
        ({"template": "m-liv"}, [("not_there", "do.template", "m-live")]),
        ({"template": "{deal.dealname}"}, []),
    ],
)
def test_what_a_step_names_must_exist_and_be_published(found, params, faults):
    assert told(found(do=params)) == faults


def test_a_mandatory_field_that_no_line_fills_is_found(found):
    mandatory = replace(CREATION.fields["field.SIRET"], required=True)
    target = replace(CREATION, fields={**CREATION.fields, mandatory.name: mandatory})

    assert told(found(target=target)) == [("unmapped_required", "exchange", "- {to: field.SIRET, from: ...}")]
    assert found([{"to": "field:f1", "from": "deal.dealname"}], target) == []


RULE = Rule({"all": [{"fact": "f4", "operator": "equal", "value": "Renouvellement"}]}, ("f1",))


@pytest.mark.parametrize(
    ("table", "code", "severity"),
    [
        ({"new": "Renouvellement", "old": "Renouvellement"}, "unmapped_required", Severity.ERROR),
        ({"new": "Nouveau client", "old": "Renouvellement"}, "sometimes_required", Severity.WARNING),
    ],
)
def test_a_rule_of_the_form_is_worked_out_with_what_is_known(found, table, code, severity):
    line = {**KIND, "as": {"choice": table}, "required": True}

    [fault] = found([line], replace(CREATION, rules=(RULE,)))

    assert (fault.code, fault.severity) == (code, severity)


def test_a_conditional_field_is_told_with_its_condition(found):
    labels = {"new": "Nouveau client", "old": "Renouvellement"}

    [fault] = found([{**KIND, "as": {"choice": labels}}], replace(CREATION, rules=(RULE,)))

    assert "quand « Type de vente » est « Renouvellement »" in fault.sentence.fr
    assert 'when "Type de vente" is "Renouvellement"' in fault.sentence.en


def test_a_rule_that_never_holds_or_is_satisfied_says_nothing(found):
    rules = replace(CREATION, rules=(RULE,))

    assert found(target=rules) == []
    assert found([{**KIND, "as": {"choice": {"new": "Nouveau client", "old": "Nouveau client"}}}], rules) == []


def test_a_rule_that_cannot_be_read_is_said(found):
    [fault] = found(target=replace(CREATION, rules=(Rule({}, unread="matches"),)))

    assert (fault.code, fault.severity) == ("unread_rule", Severity.WARNING)
    assert "matches" in fault.sentence.en


def test_a_name_that_several_fields_have_is_refused_and_a_field_out_of_the_document_is_a_warning(found):
    line = {"to": "field.SIRET", "from": "deal.dealname"}

    [ambiguous] = found([line], replace(CREATION, ambiguous=frozenset({"field.SIRET"})))
    [hidden] = found([line], replace(CREATION, shown=frozenset({"counterparty.name", "field.Montant HT"})))

    assert (ambiguous.code, hidden.code, hidden.severity) == ("ambiguous_field", "not_shown", Severity.WARNING)


def test_conditions_are_held_to_the_options_too(found):
    faults = found(when={"where": [{"path": "deal.dealtype", "is": ["new", "Renouvellement"]}]})

    assert told(faults) == [("unknown_option", "when.where.0.is", "old")]


def test_every_sentence_says_it_in_both_languages_and_ends(found):
    faults = [
        *found(
            [
                {"to": "field.SIRETT", "from": "deal.nothing"},
                {"to": "field.Date de début", "from": "deal.closedate"},
                KIND,
            ],
            do={"contract_type": "t9"},
        )
    ]

    assert len(faults) >= 5
    for fault in faults:
        assert fault.sentence.fr.endswith(".")
        assert fault.sentence.en.endswith(".")
