"""From what was read to the values of the action, or one sentence why not."""

import pytest

from passerelle.core.automation import Line, Missing
from passerelle.core.conversions import compile_conversion
from passerelle.core.expressions import compile_expression
from passerelle.core.mapping import Refused, Sources, map_lines
from passerelle.core.steps import Value

DATA = {
    "deal": {"amount": "12500.50", "title": "  Refonte  ", "empty": " "},
    "company": {"name": "Martin", "siret": "123"},
}
SOURCES = Sources({"deal": "hubspot", "company": "hubspot"})


def line(to, path, spec=None, *, required=False, default=None):
    return Line(to, compile_expression(path), compile_conversion(spec), required, default)


def mapped(*lines, missing=Missing.PARK):
    return map_lines(lines, DATA, missing, SOURCES)


def refusal(*lines, missing=Missing.PARK):
    with pytest.raises(Refused) as refused:
        mapped(*lines, missing=missing)
    return refused.value


def test_each_line_gives_its_converted_value_in_the_order_of_the_file():
    values = mapped(
        line("field.Montant HT", "deal.amount", {"money": "EUR"}), line("counterparty.name", "company.name")
    )

    assert values == (Value("field.Montant HT", 12500.5), Value("counterparty.name", "Martin"))


@pytest.mark.parametrize("path", ["deal.nothing", "deal.empty", "nobody.name"])
def test_an_optional_value_that_is_missing_is_left_out(path):
    assert mapped(line("field.A", path), line("field.B", "company.name")) == (Value("field.B", "Martin"),)


@pytest.mark.parametrize("missing", Missing)
@pytest.mark.parametrize("required", [True, False])
def test_a_missing_value_takes_its_default_whatever_the_automation_says_of_missing_ones(missing, required):
    assert mapped(line("field.A", "deal.nothing", required=required, default="rien"), missing=missing) == (
        Value("field.A", "rien"),
    )


def test_a_default_never_replaces_a_value_that_is_there():
    assert mapped(line("field.A", "company.name", default="rien")) == (Value("field.A", "Martin"),)


def test_a_missing_required_value_parks_the_run():
    refused = refusal(line("counterparty.name", "company.nothing", required=True))

    assert (refused.code, refused.skip) == ("missing_value", False)
    assert refused.sentence.fr == (
        "Le champ « nom du cocontractant » est obligatoire, mais « company.nothing » est vide. "
        "Complétez la fiche « company » dans hubspot, puis rejouez l'exécution."
    )
    assert refused.sentence.en == (
        'The field "counterparty name" is required, but "company.nothing" is empty. '
        "Fill in the company record in hubspot, then replay the run."
    )


def test_a_missing_required_value_skips_the_run_where_the_automation_says_so():
    assert refusal(line("field.A", "deal.nothing", required=True), missing=Missing.SKIP).skip is True


def test_a_missing_required_value_without_default_is_left_out_where_the_automation_says_so():
    assert mapped(line("field.A", "deal.nothing", required=True), missing=Missing.DEFAULT) == ()


@pytest.mark.parametrize("missing", Missing)
def test_a_value_that_cannot_be_converted_parks_the_run_even_if_it_is_optional(missing):
    refused = refusal(line("field.SIRET", "company.siret", "siret", default="x"), missing=missing)

    assert (refused.code, refused.skip) == ("value_refused", False)
    assert "« SIRET »" in refused.sentence.fr
    assert "dans hubspot" in refused.sentence.fr
    assert '"SIRET"' in refused.sentence.en
    assert "123" not in refused.sentence.fr + refused.sentence.en


def test_a_refusal_names_its_field_in_the_words_of_each_language():
    refused = refusal(line("counterparty.name", "company", required=True))

    assert "« nom du cocontractant »" in refused.sentence.fr
    assert '"counterparty name"' in refused.sentence.en


@pytest.mark.parametrize(
    ("path", "record", "where"),
    [
        ("not_null(deal.nothing, company.nothing)", "deal", " dans hubspot"),
        ('"deal"."mon champ"', "deal", " dans hubspot"),
        ("company.nothing || deal.nothing", "company", " dans hubspot"),
        ("event.data.nothing", "event", ""),
    ],
)
def test_the_record_to_complete_is_named_whatever_the_form_of_the_path(path, record, where):
    refused = refusal(line("field.A", path, required=True))

    assert f"Complétez la fiche « {record} »{where}, puis" in refused.sentence.fr


def test_the_first_line_at_fault_is_the_one_that_is_told():
    refused = refusal(line("field.A", "deal.nothing", required=True), line("field.B", "deal.none", required=True))

    assert "« A »" in refused.sentence.fr
