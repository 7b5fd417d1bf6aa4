"""Lines, addresses and HTML of a message."""

import pytest

from passerelle.errors import MappingFailed
from passerelle.platforms.message_parts import addresses, as_html, one_line


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b", "a\x0bb"])
def test_nothing_that_any_reader_may_take_for_the_end_of_a_line_stands_in_one(value):
    with pytest.raises(MappingFailed) as refused:
        one_line("subject", value)

    assert refused.value.code == "not_one_line"


@pytest.mark.parametrize("value", ["Contrat signé : «\u00a0Bail\u00a0» - 10\u202f€ 🎉", "", None, 7])
def test_a_line_stays_as_it_is(value):
    assert one_line("subject", value) == value


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("a@exemple.fr", ["a@exemple.fr"]),
        ("a@exemple.fr, b@exemple.fr;c@EXEMPLE.fr", ["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]),
        (["a@exemple.fr", "a@exemple.fr", None, ""], ["a@exemple.fr"]),
        (["a@exemple.fr,b@exemple.fr"], ["a@exemple.fr", "b@exemple.fr"]),
        ("", []),
        (None, []),
    ],
)
def test_addresses_come_from_a_list_or_a_text_each_once(value, wanted):
    assert addresses("to", value, 3) == wanted


@pytest.mark.parametrize("value", ["a", "a@b", "A <a@exemple.fr>", "a@exemple.fr b@exemple.fr", {"x": 1}, [["a"]], 7])
def test_what_is_no_address_is_refused(value):
    with pytest.raises(MappingFailed) as refused:
        addresses("to", value, 3)

    assert refused.value.code == "not_an_address"


def test_html_keeps_paragraphs_and_lines_and_escapes_all_the_rest():
    written = as_html("a <script>\r\nb & 'c'\n\n\n\nd")

    assert "<body><p>a &lt;script&gt;<br>b &amp; &#x27;c&#x27;</p><p>d</p></body>" in written
