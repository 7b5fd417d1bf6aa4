"""Every documented form of list is read, and a list is given whole or not at all."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.errors import RemoteRefused
from passerelle.http import Params
from passerelle.platforms.tomorro.paging import every_item
from passerelle.platforms.tomorro.shapes import Page, UnknownShapeError, page, single

ONE, TWO, THREE = {"id": "1"}, {"id": "2"}, {"id": "3"}
NEXT_LINK = "https://api.tomorro.com/v2/counterparties?limit=50&after=abc%3D"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"data": [ONE], "pagination": {"next_cursor": "abc", "has_next": True}}, Page((ONE,), "abc", more=True)),
        ({"data": [ONE], "pagination": {"next_cursor": None, "has_next": False}}, Page((ONE,), None, more=False)),
        ({"data": [ONE], "pagination": {"next_cursor": "abc", "has_next": False}}, Page((ONE,), None, more=False)),
        ({"contracts": [ONE], "hasNext": False, "hasPrevious": False}, Page((ONE,), None, more=False)),
        ({"contracts": [ONE], "hasNext": True, "hasPrevious": False}, Page((ONE,), None, more=True)),
        ({"contracts": [ONE], "hasNext": True, "nextCursor": "abc"}, Page((ONE,), "abc", more=True)),
        ({"contracts": [ONE], "hasNext": True, "endCursor": "abc"}, Page((ONE,), "abc", more=True)),
        ({"contractTypes": [ONE], "hasNext": True, "next": 7}, Page((ONE,), "7", more=True)),
        ({"data": [ONE], "pagination": {"hasNext": True, "next": "abc"}}, Page((ONE,), "abc", more=True)),
        ({"data": [ONE], "pagination": {"hasNext": True, "nextCursor": "abc"}}, Page((ONE,), "abc", more=True)),
        ({"data": [ONE], "links": {"self": "x", "next": NEXT_LINK}}, Page((ONE,), "abc=", more=True)),
        ({"data": [ONE], "pagination": {"hasNext": True, "next": NEXT_LINK}}, Page((ONE,), "abc=", more=True)),
        ({"data": [ONE], "links": {"next": None}}, Page((ONE,), None, more=False)),
        ({"data": {"contracts": [ONE], "hasNext": False}}, Page((ONE,), None, more=False)),
        ([ONE, TWO], Page((ONE, TWO), None, more=False)),
        ([], Page((), None, more=False)),
        ({"data": []}, Page((), None, more=False)),
    ],
)
def test_each_form_of_list_is_read(body: Any, expected: Page):
    assert page(body) == expected


@pytest.mark.parametrize(
    "body", [None, "text", 3, {}, {"a": [ONE], "b": [TWO]}, ["text"], {"data": "text"}, {"data": [1]}]
)
def test_another_form_is_told_and_not_taken_for_an_empty_list(body: Any):
    with pytest.raises(UnknownShapeError):
        page(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["data", "contracts", "pagination", "next"]), inner)
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_answer_is_a_page_or_an_unknown_form(body: Any):
    with contextlib.suppress(UnknownShapeError):
        assert isinstance(page(body), Page)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"data": ONE}, ONE),
        (ONE, ONE),
        ({"data": ONE, "meta": {}}, {"data": ONE, "meta": {}}),
        ({"data": [ONE]}, {"data": [ONE]}),
        (None, None),
    ],
)
def test_a_single_resource_leaves_its_envelope(body: Any, expected: Any):
    assert single(body) == expected


class Pages:
    """Answers in turn, and keeps what was asked."""

    def __init__(self, *pages: Page) -> None:
        self.pages = list(pages)
        self.asked: list[Params] = []

    def __call__(self, params: Params) -> Page:
        self.asked.append(params)
        return self.pages.pop(0)


def test_a_list_is_followed_by_its_cursors():
    pages = Pages(Page((ONE,), "a", more=True), Page((TWO,), "b", more=True), Page((THREE,), None, more=False))

    items = list(every_item(pages, {"name": "x"}))

    assert items == [ONE, TWO, THREE]
    assert pages.asked == [{"name": "x"}, {"name": "x", "after": "a"}, {"name": "x", "after": "b"}]


def test_a_list_that_moved_while_it_was_read_gives_each_item_once():
    pages = Pages(Page((ONE, TWO), "a", more=True), Page(({"id": "ctr_2"}, THREE), None, more=False))

    assert list(every_item(pages, {})) == [ONE, TWO, THREE]


def test_a_list_without_cursor_goes_on_from_the_last_creation():
    pages = Pages(Page((ONE, TWO), None, more=True), Page((TWO, THREE), None, more=False))
    params: Params = {"sort": "createdAt", "createdAt": "gte:2026-01-01"}

    items = list(every_item(pages, params, lambda item: f"2026-03-0{item['id']}"))

    assert items == [ONE, TWO, THREE]
    assert pages.asked[1] == {"sort": "createdAt", "createdAt": "gte:2026-03-02"}


@pytest.mark.parametrize(
    "pages",
    [
        Pages(Page((ONE,), None, more=True)),
        Pages(Page((ONE,), "a", more=True), Page((TWO,), "a", more=True)),
    ],
    ids=["no cursor", "the same cursor again"],
)
def test_a_list_that_cannot_be_continued_is_an_error_and_never_a_short_list(pages: Pages):
    with pytest.raises(RemoteRefused) as caught:
        list(every_item(pages, {}))

    assert caught.value.code == "list_unfinished"


def test_a_window_that_does_not_advance_is_an_error():
    same = Page((ONE, TWO), None, more=True)

    with pytest.raises(RemoteRefused) as caught:
        list(every_item(Pages(same, same), {}, lambda _item: "2026-03-02"))

    assert caught.value.code == "list_unfinished"
