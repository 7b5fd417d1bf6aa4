"""Whatever a body is written in, paths see plain data, and what must not be kept is not."""

import json
from typing import Any

import pytest

from passerelle.errors import InvalidPayload
from passerelle.inbound.bodies import Body, read_body, without_dropped
from passerelle.inbound.form_bodies import MAX_FIELDS
from passerelle.inbound.json_bodies import MAX_DEPTH
from passerelle.inbound.requests import InboundRequest

FORM = "application/x-www-form-urlencoded"
WITH_DOCUMENT = Body("form", documents=frozenset({"payload"}))


def read(body: Body, content: bytes, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_body(body, InboundRequest("POST", "https://hooks.example.com/in/x", named, content))


def test_a_form_gives_its_fields_and_repeated_ones_as_lists() -> None:
    assert read(WITH_DOCUMENT, b"name=L%C3%A9a+D&tag=a&tag=b&empty=&payload=%7B%22id%22%3A5%7D") == {
        "name": "Léa D",
        "tag": ["a", "b"],
        "empty": "",
        "payload": {"id": 5},
    }
    assert read(WITH_DOCUMENT, b"") == {}


@pytest.mark.parametrize(
    "content", [b"\xff=1", b"name=%FF", b"nothing", b"payload=%7B", b"&".join([b"a=1"] * (MAX_FIELDS + 1))]
)
def test_a_form_that_cannot_be_read_is_malformed(content) -> None:
    with pytest.raises(InvalidPayload) as caught:
        read(WITH_DOCUMENT, content)

    assert caught.value.code == "malformed_body"


def test_xml_becomes_a_tree_without_namespaces() -> None:
    content = """<?xml version="1.0" encoding="UTF-8"?>
      <s:Envelope xmlns:s="urn:soap" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <s:Deal xmlns="urn:deal" xsi:type="d:Sale" rank="1"><Name>Éloïse &amp; Cie</Name><Tag>a</Tag><Tag>b</Tag>
        <Closed xsi:nil="true"/><Empty></Empty><Amount currency="EUR">12.50</Amount></s:Deal>
      </s:Envelope>"""

    assert read(Body("xml"), content.encode()) == {
        "Envelope": {
            "Deal": {
                "@type": "d:Sale",
                "@rank": "1",
                "Name": "Éloïse & Cie",
                "Tag": ["a", "b"],
                "Closed": None,
                "Empty": "",
                "Amount": {"@currency": "EUR", "#text": "12.50"},
            }
        }
    }


@pytest.mark.parametrize(
    ("content", "found"), [(b"<N>1</N>", ["1"]), (b"<N>1</N><N/>", ["1", ""]), (b"<N/><x/><N/><N/>", ["", "", ""])]
)
def test_an_element_that_may_be_repeated_is_a_list_even_alone(content, found) -> None:
    assert read(Body("xml", lists=frozenset({"N"})), b"<all>" + content + b"</all>")["all"]["N"] == found


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b"<a>\xff</a>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hosts">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        b"<a>&unknown;</a>",
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>',
        b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1),
    ],
)
def test_xml_that_cannot_be_read_or_has_a_document_type_is_malformed(content) -> None:
    with pytest.raises(InvalidPayload) as caught:
        read(Body("xml"), content)

    assert caught.value.code == "malformed_body"


def test_the_deepest_accepted_xml_is_read() -> None:
    assert read(Body("xml"), b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH)


def test_a_cloud_event_is_the_same_in_its_body_and_in_headers() -> None:
    event = {"specversion": "1.0", "id": "e-1", "type": "hired", "subject": "Zoé", "data": {"id": 5}}
    structured = read(Body("cloudevents"), json.dumps(event).encode(), content_type="application/cloudevents+json")
    binary = read(
        Body("cloudevents"),
        b'{"id":5}',
        content_type="application/json",
        ce_specversion="1.0",
        CE_Id="e-1",
        ce_type="hired",
        ce_subject="Zo%C3%A9",
    )

    assert structured == binary == event


def test_a_cloud_event_in_headers_may_have_text_or_no_data() -> None:
    headers = {"ce_specversion": "1.0", "ce_id": "e-1"}

    assert read(Body("cloudevents"), b"bonjour", content_type="text/plain", **headers)["data"] == "bonjour"
    assert read(Body("cloudevents"), b"", **headers) == {"specversion": "1.0", "id": "e-1"}


def test_a_batch_of_cloud_events_is_a_list() -> None:
    content_type = "application/cloudevents-batch+json"

    assert read(Body("cloudevents"), b'[{"id":"a"},{"id":"b"}]', content_type=content_type) == [
        {"id": "a"},
        {"id": "b"},
    ]


@pytest.mark.parametrize(
    ("content_type", "content", "value"),
    [
        (FORM, b"a=1", {"a": "1"}),
        (f"{FORM}; charset=utf-8", b"a=1", {"a": "1"}),
        ("application/soap+xml", b"<a>1</a>", {"a": "1"}),
        ("Text/XML; charset=utf-8", b"<a>1</a>", {"a": "1"}),
        ("application/json", b'{"a":1}', {"a": 1}),
        ("", b'{"a":1}', {"a": 1}),
    ],
)
def test_auto_follows_the_content_type(content_type, content, value) -> None:
    assert read(Body("auto"), content, content_type=content_type) == value


def test_where_nothing_is_read_a_body_is_empty_data() -> None:
    assert read(Body("none"), b"\xff") == {}


def test_what_must_not_be_kept_is_dropped_at_any_depth() -> None:
    body = Body("xml", drop=frozenset({"SessionId"}))
    value = {"SessionId": "live", "all": [{"SessionId": "live", "Id": "1"}, "SessionId"]}

    assert without_dropped(body, value) == {"all": [{"Id": "1"}, "SessionId"]}
