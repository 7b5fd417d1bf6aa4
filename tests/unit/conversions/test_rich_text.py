"""Of Markdown, what a contract can show; nothing that is written is lost, and nothing in it can act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.core.conversions import compile_conversion

MARKDOWN = {"rich_text": "markdown"}


def paragraph(convert, text):
    [block] = convert(MARKDOWN, text)
    assert block["type"] == "paragraph"
    return block["children"]


def text_in(nodes):
    return "".join(node["text"] if "text" in node else text_in(node["children"]) for node in nodes)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("**gras**", [{"text": "gras", "bold": True}]),
        ("__gras__", [{"text": "gras", "bold": True}]),
        (
            "*penché* et _penché_",
            [{"text": "penché", "italic": True}, {"text": " et "}, {"text": "penché", "italic": True}],
        ),
        ("***les deux***", [{"text": "les deux", "bold": True, "italic": True}]),
        ("**gras et *penché***", None),
        ("2 * 3 * 4", [{"text": "2 * 3 * 4"}]),
        ("nom_de_champ", [{"text": "nom_de_champ"}]),
        ("**sans fin", [{"text": "**sans fin"}]),
        (r"\*pas penché\*", [{"text": "*pas penché*"}]),
        ("# pas un titre", [{"text": "# pas un titre"}]),
    ],
)
def test_what_stands_in_a_line(convert, text, nodes):
    found = paragraph(convert, text)

    assert nodes is None or found == nodes


def test_a_mark_inside_another_ends_before_it(convert):
    found = paragraph(convert, "**gras *et penché* encore**")

    assert found == [
        {"text": "gras ", "bold": True},
        {"text": "et penché", "bold": True, "italic": True},
        {"text": " encore", "bold": True},
    ]


def test_lists_of_two_sorts_and_the_text_between_stand_apart(convert):
    blocks = convert(MARKDOWN, "Avant\n- un\n* deux\n\n1. premier\n2) second\nAprès")

    assert [block["type"] for block in blocks] == ["paragraph", "bulleted-list", "numbered-list", "paragraph"]
    assert [text_in(block["children"]) for block in blocks] == ["Avant", "undeux", "premiersecond", "Après"]


@pytest.mark.parametrize("url", ["https://a.example/x?y=1", "HTTP://a.example", "mailto:lea@exemple.fr"])
def test_a_link_to_a_page_or_an_address_is_one(convert, url):
    [link] = paragraph(convert, f"[voir]({url})")

    assert (link["type"], link["url"], link["children"]) == ("link", url, [{"text": "voir"}])


@pytest.mark.parametrize(
    "url", ["javascript:alert`1`", "data:text/html,x", "//a.example", "file:///etc/passwd", "a.html"]
)
def test_any_other_link_stays_as_it_is_written(convert, url):
    assert paragraph(convert, f"[voir]({url})") == [{"text": f"[voir]({url})"}]


@given(st.text(alphabet="ab *_\\[]()-<>\n1.", max_size=60))
def test_whatever_is_written_every_letter_is_kept_and_every_block_holds_text(text):
    blocks = compile_conversion(MARKDOWN).convert(text) or []

    kept = text_in(blocks)
    assert [letter for letter in kept if letter in "ab"] == [letter for letter in text if letter in "ab"]
    assert all(block["children"] and text_in(block["children"]) for block in blocks)


def test_a_long_line_of_signs_is_read_in_no_time(convert):
    assert text_in(paragraph(convert, "a" + " *_[" * 20_000 + "b")).endswith("[b")


def test_marks_that_nothing_closes_take_no_time(convert):
    assert text_in(paragraph(convert, "*a " * 20_000 + "b_ " * 20_000)).endswith("b_")
