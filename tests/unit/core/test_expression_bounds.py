"""No expression can run for long: one that could multiply what it reads is refused where it is written."""

import pytest

from passerelle.core.expression_bounds import MOST
from passerelle.core.expressions import InvalidExpression, compile_expression

DOUBLES = "[@, @][]"


@pytest.mark.parametrize(
    "text",
    [
        " | ".join([DOUBLES] * 40),
        "[[@,@],[@,@],[@,@]] | " * 5 + "@",
        "map(&[@,@,@,@,@,@,@,@,@,@,@,@], @) | " * 4 + "@",
        "[?" + " || ".join(["@"] * 1001) + "]",
        "(" * 900 + "a" + ")" * 900,
        "a." * 1000 + "a",
    ],
    ids=["doubling", "lists in a row", "mapping", "long condition", "nested", "long"],
)
def test_an_expression_that_could_run_for_long_is_refused_with_what_to_do(text):
    with pytest.raises(InvalidExpression) as refused:
        compile_expression(text)

    assert "plus simplement" in refused.value.sentence.fr
    assert "more simply" in refused.value.sentence.en
    assert len(refused.value.sentence.en) < 250


@pytest.mark.parametrize(
    "text",
    [
        "[fields, fields[].properties.fields[]][] | [?!contains(['group', 'statement'], type)]",
        "not_null(text, email, url, file_url, phone_number, date, number, boolean, choice.label, payment.amount)",
        "results[?associationTypes[?label == 'Primary']].toObjectId || results[].toObjectId",
        " | ".join([DOUBLES] * 9),
    ],
)
def test_what_people_write_is_admitted(text):
    assert compile_expression(text).text == text


def test_what_is_admitted_makes_no_more_than_the_bound():
    found = compile_expression(" | ".join([DOUBLES] * 9)).search(list(range(100)))

    assert 100 < len(found) <= MOST * 100
