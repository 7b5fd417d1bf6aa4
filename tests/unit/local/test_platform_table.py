"""What the README's table says of a manifest."""

from typing import Any

import pytest

from local.platform_table import platform_table
from passerelle.configuration.manifest_file import ManifestFile

TITLE = {"fr": "fiche", "en": "record"}


def cells(**manifest: Any) -> dict[str, str]:
    whole = {"platform": "tool", "title": "Tool", "family": "generic", **manifest}
    head, _, row = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in platform_table([ManifestFile.model_validate(whole)]).splitlines()
    )
    return dict(zip(head, row, strict=True))


def test_what_a_platform_cannot_do_is_said():
    assert cells() == {
        "platform": "[Tool](docs/platforms/tool.md)",
        "events in": "–",
        "polling": "–",
        "reads": "–",
        "writes": "–",
        "authentication": "–",
        "drift check": "–",
    }


def test_a_record_tells_whether_it_is_read_polled_and_checked():
    request = {"path": "/things"}
    poll = {"request": request, "changed_at": {"path": "at"}}
    thing = {"title": TITLE, "read": request, "poll": poll, "fields": {"request": request}}

    row = cells(records={"thing": thing, "told": {"title": TITLE}})

    assert (row["reads"], row["polling"], row["drift check"]) == ("`thing`", "`thing`", "yes")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ({"headers": {"Authorization": "Bearer {secret.key}"}}, "out: Bearer token"),
        ({"headers": {"authorization": "Basic {secret.key}"}}, "out: Basic"),
        ({"headers": {"x-key": "{secret.key}", "accept": "*/*"}}, "out: key (`x-key`)"),
        ({"address": "{secret.url}"}, "out: secret address"),
        ({"headers": {"accept": "*/*"}}, "–"),
        ({"auth": {"kind": "aws", "service": "ses", "region": "eu-west-3"}}, "out: AWS signature"),
        ({"auth": {"kind": "basic", "user": "{secret.key}"}}, "out: Basic"),
        (
            {"auth": {"kind": "client_credentials", "token_url": "https://x", "client_id": "a"}},
            "out: OAuth, client credentials",
        ),
        (
            {"auth": {"kind": "jwt_bearer", "token_url": "https://x", "key": "{secret.key}", "claims": {}}},
            "out: OAuth, signed statement",
        ),
        ({"sign": [{"kind": "hmac", "secret": "key", "header": "x-sign"}]}, "out: HMAC-SHA256"),
        (
            {"address": "{secret.url}", "sign": [{"kind": "jwt", "secret": "a"}, {"kind": "basic", "secret": "b"}]},
            "out: secret address and JWT and Basic",
        ),
    ],
)
def test_how_we_prove_who_we_are_is_read_in_what_a_call_is_made_with(call, told):
    assert cells(call=call)["authentication"] == told


def test_each_way_in_which_a_sender_proves_itself_is_told_once():
    schemes = [
        {"kind": "hmac", "headers": ["X-A"], "algorithm": "sha1"},
        {"kind": "hmac", "headers": ["X-B"], "algorithm": "sha1"},
        {"kind": "token", "header": "X-C"},
    ]
    split = {"key": ["id"], "occurred_at": {"path": "at"}, "rows": [{"event": "created", "record": "a", "id": "id"}]}

    row = cells(receive={"schemes": schemes, "split": split})

    assert (row["events in"], row["authentication"]) == ("yes", "in: HMAC-SHA1, token")
