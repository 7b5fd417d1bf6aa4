"""A list goes on as its manifest says, to its end, and never beyond the connection's own address."""

import httpx
import pytest

from passerelle.configuration.call_file import Listing
from passerelle.errors import InvalidPayload, Rejected
from passerelle.platforms.paging import Pages
from tests.unit.platforms.invented import BASE_URL, Service, platform_of


def read(service, next_page=None, query=None, **listing):
    """The items, and the pages as they were asked for."""
    request = {"path": "/deals", "query": query or {"size": 2, "at": "{page}"}, "take": "data"}
    pages = Pages(platform_of(service), Listing(request=request, next_page=next_page, **listing), {})
    return list(pages), service.lines, pages.cut


def page(*items, headers=None, **others):
    return httpx.Response(200, json={"data": list(items), **others}, headers=headers)


@pytest.mark.parametrize("how", ["paging.next", {"path": "paging.next"}])
def test_a_cursor_in_the_body_is_followed(how):
    found = read(Service(page(1, paging={"next": "b"}), page(2, paging={})), how)

    assert found == ([1, 2], ["GET /v1/deals?size=2", "GET /v1/deals?size=2&at=b"], False)


@pytest.mark.parametrize("end", [None, "", False])
def test_whatever_a_platform_writes_for_no_more_ends_the_list(end):
    assert read(Service(page(1, next=end)), "next")[1] == ["GET /v1/deals?size=2"]


def test_a_cursor_in_a_header_is_followed():
    _, asked, _ = read(Service(page(1, headers={"X-Next": "b"}), page(2)), {"header": "x-next"})

    assert asked == ["GET /v1/deals?size=2", "GET /v1/deals?size=2&at=b"]


def test_a_cursor_that_comes_again_leads_nowhere():
    assert read(Service(page(1, next="b"), page(2, next="b")), "next")[0] == [1, 2]


def test_a_cursor_counts_only_where_more_is_said_to_follow():
    found, _, cut = read(
        Service(page(1, next="b", more=True), page(2, next="c", more=False)), {"path": "next", "more": "more"}
    )

    assert (found, cut) == ([1, 2], False)


def test_an_address_in_the_body_is_asked_with_no_other_parameter():
    _, asked, _ = read(Service(page(1, next="/v1/deals/more?token=a%2Fb"), page(2)), {"url": "next"})

    assert asked == ["GET /v1/deals?size=2", "GET /v1/deals/more?token=a%2Fb"]


def test_an_address_in_the_link_header_is_asked_with_no_other_parameter():
    link = f'<{BASE_URL}/deals?first>; rel="first", <?cursor=b>; rel="prev next"'

    _, asked, _ = read(
        Service(page(1, headers={"Link": link}), page(2, headers={"Link": "<x>; rel=prev"})), {"link": "next"}
    )

    assert asked == ["GET /v1/deals?size=2", "GET /v1/deals?cursor=b"]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/v1/deals",
        "//elsewhere.example/v1/x",
        "http://api.example/v1/x",
        "/v2/deals",
        "../admin",
    ],
)
def test_an_address_elsewhere_is_never_called(address):
    service = Service(page(1, next=address), page(2))

    with pytest.raises(Rejected) as refused:
        read(service, {"url": "next"})

    assert refused.value.code == "foreign_url"
    assert len(service.asked) == 1


def test_pages_are_counted_from_where_the_platform_begins():
    _, asked, _ = read(Service(page(1, 2), page(3, 4), page()), {"count": "pages", "start": 1}, {"at": "{page}"})

    assert asked == [f"GET /v1/deals?at={number}" for number in (1, 2, 3)]


def test_items_are_counted_and_a_page_that_is_not_full_is_the_last():
    found, asked, _ = read(Service(page(1, 2), page(3)), {"count": "items", "size": 2}, {"at": "{page}"})

    assert (found, asked) == ([1, 2, 3], ["GET /v1/deals?at=0", "GET /v1/deals?at=2"])


@pytest.mark.parametrize(("bounds", "pages"), [({"max_pages": 2}, 2), ({"max_results": 3}, 2), ({"max_results": 2}, 1)])
def test_no_more_is_read_than_the_platform_gives_and_what_is_left_is_known(bounds, pages):
    _, asked, cut = read(Service(*(page(number, number, next=str(number)) for number in range(9))), "next", **bounds)

    assert (len(asked), cut) == (pages, True)


def test_what_is_no_list_is_told_and_not_read_letter_by_letter():
    with pytest.raises(InvalidPayload) as refused:
        read(Service({"data": "none"}))

    assert "take" in refused.value.sentence.en


@pytest.mark.parametrize("how", [{}, {"path": "a", "link": "next"}, {"count": "pages", "url": "b"}])
def test_a_list_goes_on_in_one_way_only(how):
    with pytest.raises(ValueError, match="give exactly one of these keys"):
        Listing(request={"path": "/x"}, next_page=how)
