"""A file's link opens at hosts of the connection's choice, with no key of ours, and its bytes are never held whole."""

import tracemalloc
from collections.abc import Iterator

import httpx
import pytest

from passerelle.core.plans import Outgoing
from passerelle.errors import Effect, Rejected, RemoteRefused, Unavailable
from passerelle.http import Caller, new_client
from passerelle.http_dry import NotSent, new_dry_client
from passerelle.streaming import MEBIBYTE, Content, Fetcher
from tests.fakes import Clock
from tests.unit.test_http import FakeBudget

LINK = "https://bucket.s3.eu-west-3.amazonaws.com/signed.pdf?X-Amz-Signature=5ecret"
INSTEAD = Outgoing("PUT", "/Contrats/Bail.pdf", {"file": "Contrats/Bail.pdf"})


def fetcher(client: httpx.Client, **changes) -> Fetcher:
    settings = {"base_url": "https://api.example.test/v2", "domains": ("amazonaws.com",), "largest_bytes": MEBIBYTE}
    return Fetcher("tomorro", client, **settings | changes)


def answering(response: httpx.Response) -> httpx.Client:
    return new_client(httpx.MockTransport(lambda _request: response))


def read(client: httpx.Client, link: str = LINK, **changes) -> bytes:
    with fetcher(client, **changes).opened(link, INSTEAD) as content:
        return b"".join(content.first(content.length))


def test_a_link_is_opened_without_any_key_of_ours():
    asked = []

    def handler(request):
        asked.append(request)
        return httpx.Response(200, content=b"%PDF")

    assert read(new_client(httpx.MockTransport(handler))) == b"%PDF"
    assert str(asked[0].url) == LINK
    assert not asked[0].headers.keys() & {"authorization", "x-api-key", "cookie", "x-correlation-id"}


@pytest.mark.parametrize("link", ["https://api.example.test/files/1", LINK, "https://amazonaws.com/x"])
def test_a_link_may_lead_to_the_api_itself_and_below_the_domains_of_the_connection(link):
    assert read(answering(httpx.Response(200, content=b"x")), link) == b"x"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/signed.pdf?token=5ecret",
        "https://notamazonaws.com/x?token=5ecret",
        "https://amazonaws.com.evil.example/x?token=5ecret",
        "http://bucket.amazonaws.com/x?token=5ecret",
        "https://bucket.amazonaws.com:8443/x?token=5ecret",
        "https://user:5ecret@bucket.amazonaws.com/x",
        "http://169.254.169.254/latest/5ecret",
        "https://[x?token=5ecret",
        "file:///etc/5ecret",
    ],
)
def test_a_link_that_leads_elsewhere_is_not_opened_and_not_told(link):
    client = new_client(httpx.MockTransport(lambda _request: pytest.fail("was asked")))

    with pytest.raises(Rejected) as refused:
        read(client, link)

    assert refused.value.code == "foreign_file_host"
    assert "5ecret" not in f"{refused.value.sentence.fr}{refused.value.sentence.en}{refused.value.context}"


@pytest.mark.parametrize(
    ("response", "kind", "code"),
    [
        (httpx.Response(403), Unavailable, "file_link_ended"),
        (httpx.Response(404), Unavailable, "file_link_ended"),
        (httpx.Response(429), Unavailable, "file_unavailable"),
        (httpx.Response(503), Unavailable, "file_unavailable"),
        (httpx.Response(302, headers={"location": "https://evil.example"}), RemoteRefused, "redirected"),
        (httpx.Response(200, content=iter([b"x"])), RemoteRefused, "file_without_length"),
        (httpx.Response(200, headers={"content-length": "0"}), RemoteRefused, "file_empty"),
        (httpx.Response(200, content=b"x" * (MEBIBYTE + 1)), Rejected, "file_too_large"),
    ],
)
def test_what_cannot_be_passed_on_is_said_and_leaves_nothing_behind(response, kind, code):
    with pytest.raises(kind) as failed:
        read(answering(response))

    assert failed.value.code == code
    assert getattr(failed.value, "effect", Effect.NOT_DONE) is Effect.NOT_DONE
    assert "5ecret" not in str(failed.value)


@pytest.mark.parametrize("when", ["before", "within"])
def test_a_file_that_breaks_off_is_tried_again_and_its_link_is_in_no_text_of_the_error(when):
    def broken() -> Iterator[bytes]:
        yield b"%PDF"
        raise httpx.ReadError(f"lost {LINK}")

    def handler(request):
        if when == "before":
            raise httpx.ConnectError(f"no way to {LINK}")
        return httpx.Response(200, headers={"content-length": "9"}, content=broken())

    with pytest.raises(Unavailable) as failed:
        read(new_client(httpx.MockTransport(handler)))

    assert failed.value.code == "file_unavailable"
    assert failed.value.__suppress_context__
    assert "5ecret" not in f"{failed.value}{failed.value.context}"


def test_a_dry_run_asks_for_no_file_and_tells_what_would_be_sent():
    client = new_dry_client(httpx.MockTransport(lambda _request: pytest.fail("was asked")))

    with pytest.raises(NotSent) as stopped:
        read(client)

    assert stopped.value.request == INSTEAD


@pytest.mark.parametrize("size", [1, 3, 4, 100])
def test_bytes_are_given_once_and_in_order_however_they_come(size):
    content = Content(10, iter([b"0123", b"4567", b"89"]))
    parts = []

    while part := b"".join(content.first(size)):
        parts.append(part)

    assert b"".join(parts) == b"0123456789"
    assert all(len(part) == size for part in parts[:-1])


class Far(httpx.BaseTransport):
    """Gives a file of that many bytes, and takes it, chunk by chunk."""

    def __init__(self, length: int) -> None:
        self.length, self.taken = length, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, headers={"content-length": str(self.length)}, content=self._given())
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.taken += sum(len(chunk) for chunk in request.stream)
        return httpx.Response(200, json={})

    def _given(self) -> Iterator[bytes]:
        for _ in range(self.length // 65536):
            yield b"x" * 65536


def peak_of(length: int) -> int:
    far = Far(length)
    client = new_client(far)
    caller = Caller("store", "https://store.example.test", {}, client, FakeBudget(), Clock(), lambda: "c-1")
    tracemalloc.start()
    try:
        with fetcher(client, largest_bytes=1024 * MEBIBYTE).opened(LINK, INSTEAD) as content:
            headers = {"content-length": str(content.length)}
            caller.request("PUT", "/x", headers=headers, content=content.first(content.length))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        assert far.taken == length


def test_a_large_file_takes_no_more_memory_than_a_small_one():
    peak_of(MEBIBYTE)  # what is made once

    assert peak_of(200 * MEBIBYTE) < peak_of(MEBIBYTE) + MEBIBYTE
