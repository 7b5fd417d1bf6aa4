"""Choices, yes or no: what the table says, compared as texts, and nothing else."""

import pytest

TABLE = {"newbusiness": "Nouveau client", "existingbusiness": "Renouvellement"}


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        ({"choice": TABLE}, "newbusiness", "Nouveau client"),
        ({"choice": TABLE}, " newbusiness\u00a0", "Nouveau client"),
        ({"choice": {"a": "A", "b": "B"}}, "b", "B"),
        ({"choice": {1: "Un"}}, "1", "Un"),
        ({"choice": {1: "Un"}}, 1.0, "Un"),
        ({"choice": {"2": "Deux"}}, 2, "Deux"),
        ({"choice": {1.5: "Un et demi"}}, "1.5", "Un et demi"),
        ({"choice": {True: "Oui", False: "Non"}}, False, "Non"),
        ({"choice": {True: "Oui", False: "Non"}}, "true", "Oui"),
        ({"choice": {"e\u0301te\u0301": "Été"}}, "été", "Été"),
        ({"choice": {"a": 2026}}, "a", "2026"),
        ({"choice": {"a": "A", "default": "Autre"}}, "b", "Autre"),
        ({"choice": {"a": "A", "default": "Autre"}}, "a", "A"),
        ({"choice": {"values": {"a": "A", "default": "D"}}}, "default", "D"),
        ({"choice": {"values": {"a": "A"}, "default": "Autre"}}, "b", "Autre"),
        ({"choice": {"values": "Valeurs"}}, "values", "Valeurs"),
        ({"choice": ["A", "B"]}, "B", "B"),
        ({"choice": {"values": ["A", "B"], "default": "C"}}, "x", "C"),
        ({"choice": {"a": "A", "default": "Autre"}}, None, None),
        ({"choice": {"a": "A"}}, "  ", None),
    ],
)
def test_a_choice_becomes_the_label_the_table_gives(convert, spec, received, expected):
    assert convert(spec, received) == expected


@pytest.mark.parametrize(
    "received", ["unheard", "NEWBUSINESS", "newbusiness;existingbusiness", 3, ["newbusiness"], {"a": 1}]
)
def test_a_choice_out_of_the_table_is_refused_and_the_table_is_shown(refusal, received):
    error = refusal({"choice": {"newbusiness": "Nouveau client"}}, received)

    assert "newbusiness" in error.expected.fr
    assert "newbusiness" in error.expected.en
    assert "unheard" not in str(error)


def test_a_long_table_is_not_shown_whole(refusal):
    error = refusal({"choice": {f"value{n}": "label" for n in range(500)}}, "unheard")

    assert "value9" in error.expected.en
    assert "value10" not in error.expected.en


BY_SEMICOLON = {"choices": {"a": "A", "b": "B", "c": "A", "separator": ";"}}


@pytest.mark.parametrize(
    ("spec", "received", "expected"),
    [
        (BY_SEMICOLON, "a;b", ["A", "B"]),
        (BY_SEMICOLON, " b ; a ", ["B", "A"]),
        (BY_SEMICOLON, "a;;b;", ["A", "B"]),
        (BY_SEMICOLON, "a;c", ["A"]),
        (BY_SEMICOLON, ["b", "a"], ["B", "A"]),
        (BY_SEMICOLON, "a", ["A"]),
        (BY_SEMICOLON, ";", None),
        (BY_SEMICOLON, [], None),
        (BY_SEMICOLON, [None, ""], None),
        ({"choices": {"a": "A", "b": "B"}}, ["a", "b"], ["A", "B"]),
        ({"choices": {"a": "A", "b": "B"}}, "a", ["A"]),
        ({"choices": {"a;b": "A et B"}}, "a;b", ["A et B"]),
        ({"choices": {1: "Un", 2: "Deux"}}, [1, "2"], ["Un", "Deux"]),
        ({"choices": {"a": "A", "default": "Autre"}}, ["a", "x", "y"], ["A", "Autre"]),
        ({"choices": ["A", "B"]}, ["B"], ["B"]),
        ({"choices": {"values": {"separator": "S"}, "separator": ","}}, "separator,separator", ["S"]),
    ],
)
def test_several_choices_become_their_labels_each_once(convert, spec, received, expected):
    assert convert(spec, received) == expected


@pytest.mark.parametrize(
    ("spec", "received"),
    [
        (BY_SEMICOLON, "a;x"),
        (BY_SEMICOLON, ["a", ["b"]]),
        (BY_SEMICOLON, ["a;b"]),
        (BY_SEMICOLON, {"a": True}),
        ({"choices": {"a": "A", "b": "B"}}, "a;b"),
    ],
)
def test_one_unknown_choice_refuses_them_all(refusal, spec, received):
    assert refusal(spec, received)


@pytest.mark.parametrize(
    "received", [True, "true", "True", "TRUE", "vrai", "oui", "Oui", "yes", "YES", 1, 1.0, "1", " oui "]
)
def test_yes_is_true(convert, received):
    assert convert("boolean", received) is True


@pytest.mark.parametrize("received", [False, "false", "FALSE", "faux", "non", "Non", "no", 0, -0.0, "0"])
def test_no_is_false(convert, received):
    assert convert("boolean", received) is False


@pytest.mark.parametrize(
    "received", ["peut-être", "o", "y", "on", "off", "x", 2, -1, 0.5, "2", "ouioui", [True], {"a": 1}]
)
def test_neither_yes_nor_no_is_refused(refusal, received):
    assert refusal("boolean", received)
