"""What people are shown of a body is what would have been sent."""

import httpx
import pytest

from passerelle.http_bodies import decoded, encoded


@pytest.mark.parametrize(
    ("body", "encoding", "shown"),
    [
        ({"a": [1, None]}, "json", {"a": [1, None]}),
        ({"a": "é&", "b": {"c": True}}, "form", {"a": "é&", "b[c]": "true"}),
        ("Bonjour", "text", "Bonjour"),
        (None, "json", None),
        (None, "form", None),
    ],
)
def test_a_body_is_shown_as_it_was_written(body, encoding, shown):
    request = httpx.Request("POST", "https://api.example", **encoded(body, encoding))

    assert decoded(request.read(), request.headers.get("content-type", "")) == shown
