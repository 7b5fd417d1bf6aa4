"""The parts of a request: headers, bodies of every writing, answers of every kind, rows of its own."""

import httpx
import pytest

from passerelle.core.events import RecordRef
from passerelle.errors import Rejected, RemoteRefused, Unavailable
from tests.unit.platforms.invented import Service, done, platform_of

DEAL = RecordRef("deal", "7")


def asked_with(request, **values):
    service = Service({})
    done(
        platform_of(service, action={"nature": "set", "params": {"tag": {"about": "x"}}, "request": request}), **values
    )
    return service.asked[0]


def test_a_request_has_its_own_headers_beside_those_of_the_connection():
    sent = asked_with({"path": "/x", "headers": {"If-Match": "{tag}"}}, params={"tag": "v3"})

    assert (sent.headers["if-match"], sent.headers["authorization"]) == ("v3", "Bearer k")


def test_a_header_without_value_is_not_sent():
    service = Service({})
    platform = platform_of(service, record={"read": {"path": "/x", "headers": {"X-Fields": "{fields}"}}})

    platform.read(DEAL, frozenset())

    assert "x-fields" not in service.asked[0].headers


@pytest.mark.parametrize("tag", ["é", "a\nb"])
def test_a_header_that_cannot_be_sent_is_refused_before_anything_leaves(tag):
    with pytest.raises(Rejected) as refused:
        asked_with({"path": "/x", "headers": {"X-Tag": "{tag}"}}, params={"tag": tag})

    assert refused.value.code == "unsendable_header"
    assert tag not in refused.value.sentence.en


def test_a_form_names_what_is_below_by_brackets_and_repeats_the_name_of_a_list():
    body = {"a": "{tag}", "card": {"city": "Île"}, "ids": [1, 2], "no": None, "yes": True}

    sent = asked_with({"method": "POST", "path": "/x", "encoding": "form", "body": body}, params={"tag": "x&y=z"})

    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent.content.decode() == "a=x%26y%3Dz&card%5Bcity%5D=%C3%8Ele&ids=1&ids=2&yes=true"


def test_a_text_is_sent_as_it_is():
    request = {
        "method": "PUT",
        "path": "/x",
        "encoding": "text",
        "body": "Lu : {tag}",
        "headers": {"content-type": "text/plain"},
    }

    sent = asked_with(request, params={"tag": "é"})

    assert (sent.content.decode(), sent.headers["content-type"]) == ("Lu : é", "text/plain")


def test_an_answer_that_is_no_json_may_be_read_as_text():
    action = {"nature": "notify", "request": {"path": "/x", "answer": "text"}, "result": {"said": "@"}}

    assert done(platform_of(Service(httpx.Response(200, text="Accepted")), action=action)) == {"said": "Accepted"}


def test_an_answer_that_should_be_json_and_is_a_page_is_tried_again():
    with pytest.raises(Unavailable) as failed:
        done(
            platform_of(
                Service(httpx.Response(200, text="<html>")), action={"nature": "set", "request": {"path": "/x"}}
            )
        )

    assert failed.value.code == "unreadable_answer"


def test_a_row_of_one_request_is_about_that_request_alone():
    rows = [{"statuses": [409], "meaning": "done"}]
    service = Service(httpx.Response(409, json={"id": 3}))
    action = {"nature": "set", "request": {"path": "/x", "errors": rows}, "result": {"id": "id"}}
    platform = platform_of(service, action=action, record={"read": {"path": "/y"}})

    assert done(platform) == {"id": 3}
    with pytest.raises(RemoteRefused):
        platform.read(DEAL, frozenset())


def test_a_wanted_item_is_found_in_a_list_whatever_the_type_of_its_value():
    where = {"path": "number", "equals": "{id}", "gives": "fields"}
    items = [{"number": None}, {"number": 7, "fields": {"name": "A"}}, {"number": "7", "fields": {"name": "B"}}]
    platform = platform_of(Service({"all": items}), record={"read": {"path": "/x", "take": "all", "where": where}})

    assert platform.read(DEAL, frozenset()) == {"name": "A", "id": "7", "url": None}


def test_an_item_that_is_not_in_the_list_is_a_record_that_is_gone():
    record = {"read": {"path": "/x", "take": "all", "where": {"path": "id", "equals": "{id}"}}}

    with pytest.raises(RemoteRefused) as refused:
        platform_of(Service({"all": [{"id": 8}]}), record=record).read(DEAL, frozenset())

    assert refused.value.code == "not_found"
