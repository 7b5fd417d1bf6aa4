"""Rows keep together what belongs together: a value that is missing never moves the others up."""

import pytest

from passerelle.core.conversions import InvalidConversion, compile_conversion
from passerelle.core.conversions.phrases import phrase_of

COLUMNS = {"Label": "name", "Price": {"from": "price", "as": {"money": "EUR"}}}
ROWS = {"rows": {"columns": COLUMNS}}


def test_each_thing_is_a_row_with_the_values_it_has(convert):
    things = [{"name": "Licence", "price": "9,50"}, {"price": 3}, {"name": "Formation"}]

    assert convert(ROWS, things) == [{"Label": "Licence", "Price": 9.5}, {"Price": 3}, {"Label": "Formation"}]


def test_one_thing_alone_is_one_row(convert):
    assert convert(ROWS, {"name": "Licence"}) == [{"Label": "Licence"}]


@pytest.mark.parametrize("value", [[], None, [{}], [{"name": "  "}]])
def test_nothing_makes_no_rows(convert, value):
    assert convert(ROWS, value) is None


def test_a_wrong_value_is_told_by_its_row_and_column_and_never_shown(refusal):
    refused = refusal(ROWS, [{"name": "Licence", "price": 9}, {"name": "Option", "price": "offert"}])

    assert "en ligne 2, colonne « Price »" in refused.kind.fr
    assert "offert" not in f"{refused.kind}{refused.expected}"


@pytest.mark.parametrize(
    "columns",
    [
        None,
        {},
        ["name"],
        {"Label": 3},
        {"Label": {"as": "text"}},
        {"Label": {"from": "name", "has": "text"}},
        {"Label": "name["},
        {"Label": {"from": "name", "as": "txt"}},
    ],
)
def test_columns_that_cannot_be_understood_are_refused_with_the_file(columns):
    with pytest.raises(InvalidConversion):
        compile_conversion({"rows": {"columns": columns}})


def test_a_person_reads_every_column_and_its_form():
    told = phrase_of(ROWS)

    assert told.fr == "comme lignes d'un tableau : « Label » sans conversion, « Price » comme montant en EUR"
