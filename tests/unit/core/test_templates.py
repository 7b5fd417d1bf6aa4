"""Texts with expressions in them: whole values, longer texts, and nothing that can run or escape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.expressions import InvalidExpression
from passerelle.core.templates import compile_template

DATA = {
    "contract": {"name": "Bail", "id": 7, "tags": ["a", "b"], "signed": True, "amount": 4200.0, "parties": {"b": 1}},
    "deal": {"id": "42"},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{contract.id}", 7),
        ("{contract.tags}", ["a", "b"]),
        ("{contract.signed}", True),
        ("{contract.parties}", {"b": 1}),
        ("{contract.nothing}", None),
    ],
)
def test_a_placeholder_alone_gives_the_value_itself(text, value):
    assert compile_template(text).fill(DATA) == value


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Signé : {contract.name}", "Signé : Bail"),
        ("{contract.name} ({contract.id})", "Bail (7)"),
        ("[{contract.nothing}]", "[]"),
        (" {contract.id}", " 7"),
        ("signé {contract.signed}", "signé true"),
        ("montant {contract.amount}", "montant 4200"),
        ("pour {contract.tags}", "pour a, b"),
        ("avec {contract.parties}", 'avec {"b": 1}'),
        ("", ""),
        ("sans rien", "sans rien"),
        ("{{contract.name}}", "{contract.name}"),
        ("{{{contract.name}}}", "{Bail}"),
    ],
)
def test_a_longer_text_stays_a_text_in_which_a_missing_value_is_empty(text, filled):
    assert compile_template(text).fill(DATA) == filled


def test_a_tree_keeps_its_shape_and_its_literals():
    tree = {"channel": "#legal", "count": 3, "lines": ["{contract.name}", {"id": "{deal.id}"}], "none": None}

    assert compile_template(tree).fill(DATA) == {
        "channel": "#legal",
        "count": 3,
        "lines": ["Bail", {"id": "42"}],
        "none": None,
    }


def test_what_is_put_into_a_longer_text_is_quoted_and_the_text_itself_is_not():
    assert (
        compile_template("/a b/{deal.id}").fill({"deal": {"id": "1/../2"}}, lambda text: f"<{text}>") == "/a b/<1/../2>"
    )


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{deal.title}", "<all>"),
        ({"text": ["{deal.title}"]}, {"text": ["<all>"]}),
        ("{deal.tags}", ["<a>", 5]),
        ("{deal.parties}", {"b": {"c": "<d>"}}),
        ("{deal.id}", 7),
        ("{deal.nothing}", None),
        ("all", "all"),
    ],
)
def test_a_text_that_stands_alone_is_quoted_too_and_what_is_no_text_stays_as_it_is(text, filled):
    data = {"deal": {"title": "all", "tags": ["a", 5], "parties": {"b": {"c": "d"}}, "id": 7}}

    assert compile_template(text).fill(data, lambda value: f"<{value}>") == filled


@given(st.text())
def test_a_value_is_never_read_as_a_template(value):
    filled = compile_template("<{deal.title}>").fill({"deal": {"title": value}, "secret": "hidden"})

    assert filled == f"<{value}>"


@pytest.mark.parametrize("text", ["{a b}", "{.}", "{a.}", "{{x}} {a..b}", "{a{b c}", "{}", "{ouvert", "fermé}"])
def test_a_placeholder_that_cannot_be_read_is_refused_wherever_it_stands(text):
    with pytest.raises(InvalidExpression):
        compile_template({"text": [text]})


def test_the_expressions_of_a_tree_are_known():
    template = compile_template({"a": "{deal.id} {contract.name}", "b": ["{contract.id}"], "c": 1})

    assert [expression.text for expression in template.expressions()] == ["deal.id", "contract.name", "contract.id"]
