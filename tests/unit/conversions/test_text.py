"""Texts and what is close to them: clean, whole, and never a structure in disguise."""

from decimal import Decimal

import pytest

COLLAPSE, SHORT = {"text": {"collapse": True}}, {"text": {"max_length": 5}}


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ("text", "Bonjour", "Bonjour"),
        ("text", "  Bonjour\u00a0\u202f\u200b\ufeff\n", "Bonjour"),
        ("text", "deux  mots", "deux  mots"),
        ("text", "e\u0301te\u0301", "été"),
        ("text", "ligne\r\nligne\rligne\vligne\u2028ligne", "ligne\nligne\nligne\nligne\nligne"),
        ("text", "a\tb", "a\tb"),
        ("text", "👩\u200d💻", "👩\u200d💻"),
        ("text", 12, "12"),
        ("text", 12.0, "12"),
        ("text", 12.5, "12.5"),
        ("text", 1e22, "10000000000000000000000"),
        ("text", 1e-7, "0.0000001"),
        ("text", Decimal("12.50"), "12.5"),
        (COLLAPSE, " 12  rue\u00a0 de\n\nl'Exemple ", "12 rue de l'Exemple"),
        (SHORT, "12345", "12345"),
        (SHORT, "  12345  ", "12345"),
        ({"text": {"max_length": 9, "collapse": True}}, "1234     5678", "1234 5678"),
        (None, " Bonjour ", "Bonjour"),
        (None, 12, 12),
        (None, 12.5, 12.5),
        (None, True, True),
        (None, False, False),
        (None, 0, 0),
        (None, Decimal("12.50"), 12.5),
    ],
)
def test_a_text_is_trimmed_and_otherwise_kept(convert, spec, received, expected):
    result = convert(spec, received)

    assert result == expected
    assert type(result) is type(expected)
    assert convert(spec, result) == result


@pytest.mark.parametrize(
    ("spec", "received", "kind"),
    [
        ("text", True, "is a true or false value"),
        ("text", [], None),
        ("text", ["a"], "is a list of 1 item"),
        ("text", ["a", "b"], "is a list of 2 items"),
        ("text", {"a": 1}, "holds several pieces of information"),
        ("text", float("nan"), "is not a finite number"),
        ("text", "a\x00b", "contains control characters, which cannot be seen"),
        ("text", "a\x1bb", "contains control characters, which cannot be seen"),
        ("text", "a\x9fb", "contains control characters, which cannot be seen"),
        ("text", "a\ud800b", "contains control characters, which cannot be seen"),
        ("text", "100\u202e001 EUR", "contains control characters, which cannot be seen"),
        (SHORT, "123456", "has 6 characters"),
        (None, ["a"], "is a list of 1 item"),
        (None, {"a": 1}, "holds several pieces of information"),
        (None, float("inf"), "is not a finite number"),
        (None, "a\x00b", "contains control characters, which cannot be seen"),
    ],
)
def test_what_is_not_a_clean_text_is_refused(convert, refusal, spec, received, kind):
    if kind is None:
        assert convert(spec, received) is None
    else:
        assert refusal(spec, received).kind.en == kind


def paragraph(text):
    return {"type": "paragraph", "children": [{"text": text}]}


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("Bonjour", [paragraph("Bonjour")]),
        ("Un\nDeux", [paragraph("Un"), paragraph("Deux")]),
        ("Un\r\n\r\n  Deux  \r\n", [paragraph("Un"), paragraph("Deux")]),
        ("a < b et b > c", [paragraph("a < b et b > c")]),
        ("R&D <contact@exemple.fr>", [paragraph("R&D <contact@exemple.fr>")]),
        (12.5, [paragraph("12.5")]),
    ],
)
def test_each_line_of_a_rich_text_is_a_paragraph(convert, received, expected):
    assert convert("rich_text", received) == expected


@pytest.mark.parametrize(
    "received",
    [
        "<p>Bonjour</p>",
        "Un<br>Deux",
        "Un<br/>Deux",
        '<div class="a">Un',
        "<B>gras</B>",
        "a\x00",
        [paragraph("a")],
        True,
    ],
)
def test_a_rich_text_that_would_show_its_tags_is_refused(refusal, received):
    assert refusal("rich_text", received)


@pytest.mark.parametrize("received", [{"a": [1, None, {"b": " c "}]}, [[1]], " a ", 12, 12.5, True, False, 0])
def test_raw_json_is_left_as_it_is(convert, received):
    assert convert("raw", received) == received


@pytest.mark.parametrize("received", [float("nan"), [float("inf")], {"a": "\ud800"}, {"a": {1}}, [Decimal(1)]])
def test_raw_refuses_what_json_cannot_say(refusal, received):
    assert refusal("raw", received)


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ("list", ["a", " b "], ["a", "b"]),
        ("list", [1, True], [1, True]),
        ("list", "a;b", ["a;b"]),
        ("list", [None, "", "a"], ["a"]),
        ("list", [None], None),
        ({"list": {"separator": ";"}}, "a; b;;c", ["a", "b", "c"]),
        ({"list": {"separator": ";"}}, ";", None),
        ({"list": {"separator": ";"}}, ["a;b"], ["a;b"]),
        ({"list": {"separator": "\n"}}, "a\r\nb", ["a", "b"]),
        ({"list": {"separator": ",", "of": "number"}}, "1, 2,3", [1, 2, 3]),
        ({"list": "siren"}, ["123 456 782"], ["123456782"]),
        ({"list": {"of": {"money": "EUR"}, "separator": "|"}}, "1,50 € | 2 €", [1.5, 2]),
        ({"list": {"of": {"list": "number"}}}, [[1, "2"], ["3"]], [[1, 2], [3]]),
    ],
)
def test_each_item_of_a_list_is_converted(convert, spec, received, expected):
    assert convert(spec, received) == expected


def test_an_item_that_is_refused_is_named_by_its_place(refusal):
    error = refusal({"list": {"of": "siren", "separator": ";"}}, "123456782;12345678")

    assert error.kind.fr == "contient, en position 2, un élément qui a 8 chiffres"
    assert error.kind.en == "contains, in position 2, an item that has 8 digits"
