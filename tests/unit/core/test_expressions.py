"""Which fields an expression uses, what it finds, and what is said of one that cannot be read."""

import pytest

from passerelle.core.expressions import ALL_FIELDS, InvalidExpression, compile_expression, merged_needs


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("company.name", {"company": {"name"}}),
        ("deal", {"deal": {ALL_FIELDS}}),
        ("deal.amount || deal.value", {"deal": {"amount", "value"}}),
        ("deal.amount || company.revenue", {"deal": {"amount"}, "company": {"revenue"}}),
        ('deal."mon champ"', {"deal": {"mon champ"}}),
        ("deal.custom_fields.ab12", {"deal": {"custom_fields"}}),
        ("deal.lines[0].label", {"deal": {"lines"}}),
        ("deal.lines[*].label", {"deal": {"lines"}}),
        ("deal.lines[].label", {"deal": {"lines"}}),
        ("deal.lines[?kind == 'sale'].label", {"deal": {"lines"}}),
        ("deal.lines | [0].label", {"deal": {"lines"}}),
        ("deal.[amount, title]", {"deal": {"amount", "title"}}),
        ("deal.{a: amount, t: title}", {"deal": {"amount", "title"}}),
        ("deal.lines[0]", {"deal": {"lines"}}),
        ("deal.lines[1:2]", {"deal": {"lines"}}),
        ("[deal.a, deal.b] | [0]", {"deal": {"a", "b"}}),
        ("deal.keys(@)", {"deal": {ALL_FIELDS}}),
        ("deal.*", {"deal": {ALL_FIELDS}}),
        ("{total: deal.amount, who: company.name}", {"deal": {"amount"}, "company": {"name"}}),
        ("[deal.amount, deal.title]", {"deal": {"amount", "title"}}),
        ("join(' ', [contact.firstname, contact.lastname])", {"contact": {"firstname", "lastname"}}),
        ("not_null(deal.a, company.b, 'none')", {"deal": {"a"}, "company": {"b"}}),
        ("max_by(deal.lines, &price).label", {"deal": {"lines"}}),
        ("deal.amount > `5` && !(deal.lost)", {"deal": {"amount", "lost"}}),
        ("@.deal.amount", {"deal": {"amount"}}),
        ("'a literal'", {}),
        ("`5`", {}),
    ],
)
def test_the_fields_that_an_expression_uses_are_known_before_anything_is_read(text, needs):
    assert compile_expression(text).needs() == needs


def test_the_needs_of_several_expressions_are_one_set_a_root():
    expressions = [compile_expression(text) for text in ("deal.a", "deal.b || company.c", "deal.a")]

    assert merged_needs(expressions) == {"deal": {"a", "b"}, "company": {"c"}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("company.name", "Martin"),
        ("company.siret", None),
        ("nobody.name", None),
        ("company.name.first", None),
        ("sum(company.name)", None),
        ("join(' ', [company.name, company.siret])", None),
    ],
)
def test_what_is_not_there_or_not_of_the_right_kind_is_missing_and_never_an_error(text, value):
    assert compile_expression(text).search({"company": {"name": "Martin"}}) == value


@pytest.mark.parametrize(
    ("text", "place"), [("company..name", 9), ("company.mon champ", 13), ("deal.[", 7), ("", None), ("#", 1)]
)
def test_a_path_that_cannot_be_read_is_refused_with_its_place_and_an_example(text, place):
    with pytest.raises(InvalidExpression) as refused:
        compile_expression(text)

    sentence = refused.value.sentence
    assert f"« {text} »" in sentence.fr
    assert f'"{text}"' in sentence.en
    assert "company.name" in sentence.fr
    assert "company.name" in sentence.en
    assert place is None or f"at character {place}" in sentence.en


@pytest.mark.parametrize("text", ["company.mon_champ()", "unknown_function(deal.amount)", "length(deal.a, deal.b)"])
def test_a_function_that_does_not_exist_is_found_when_the_file_is_read(text):
    with pytest.raises(InvalidExpression) as refused:
        compile_expression(text)

    function = text.split("(")[0].split(".")[-1]
    assert f"« {function} »" in refused.value.sentence.fr
    assert f'"{function}"' in refused.value.sentence.en


@pytest.mark.parametrize(
    ("text", "paths", "given"),
    [
        ("deal.amount", [("deal", "amount")], [("deal", "amount")]),
        ("deal.custom.a || deal.b", [("deal", "custom", "a"), ("deal", "b")], [("deal", "custom", "a"), ("deal", "b")]),
        ('company.fields."Montant HT"', [("company", "fields", "Montant HT")], [("company", "fields", "Montant HT")]),
        ("join(', ', [company.address, company.city])", [("company", "address"), ("company", "city")], []),
        ("deal.a || 'none'", [("deal", "a")], []),
        ("'France'", [], []),
        ("deal", [("deal",)], [("deal",)]),
    ],
)
def test_an_expression_tells_the_paths_it_uses_and_those_whose_values_it_gives_as_they_are(text, paths, given):
    expression = compile_expression(text)

    assert (list(expression.paths()), list(expression.gives())) == (paths, given)
