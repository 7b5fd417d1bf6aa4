"""From a published connection to its platform: built once, taken up again when a secret or a setting changed."""

from datetime import time, timedelta

import httpx
import pytest

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import GENEROUS, PublishedConnection
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused, InvalidAutomation, Unavailable
from passerelle.http import new_client
from passerelle.platforms.connecting import KEEP, Connector
from tests.fakes import Clock, MemoryLock, means
from tests.unit.tomorro.fake import FreeBudget

MANIFEST = {
    "platform": "crm",
    "title": "CRM",
    "family": "crm",
    "secrets": {
        "api_token": {"about": "To call.", "use": "call"},
        "webhook": {"about": "To be called.", "use": "receive"},
    },
    "call": {"headers": {"authorization": "Bearer {secret.api_token}", "x-account": "{account}"}},
}


class World:
    def __init__(self, transport=None):
        self.settings = {"base_url": "https://api.example", "account": "a-1"}
        self.secrets = {"secrets/api_token": "one", "secrets/webhook": "hidden"}
        self.manifest = ManifestFile.model_validate(MANIFEST)
        self.reads = 0
        self.clock = Clock()
        locks = MemoryLock()
        client = new_client(transport)
        self.connect = Connector(self, self._read, client, FreeBudget(), lambda _name: locks, self.clock, str, means())

    def connection(self, name):
        return PublishedConnection(
            name=name, manifest=self.manifest, settings=dict(self.settings), limits=GENEROUS, poll=[]
        )

    def _read(self, _name):
        self.reads += 1
        if isinstance(self.secrets, Exception):
            raise self.secrets
        return self.secrets

    def later(self):
        self.clock.now += KEEP + timedelta(milliseconds=1)


@pytest.fixture
def world():
    return World()


def test_a_platform_calls_with_the_headers_of_its_manifest(world):
    assert dict(world.connect("crm").caller.headers) == {"authorization": "Bearer one", "x-account": "a-1"}


def test_a_platform_is_built_once_and_its_secrets_are_read_once_a_minute(world):
    first = world.connect("crm")

    assert world.connect("crm") is first
    assert world.reads == 1


def test_what_has_not_changed_keeps_its_platform_and_its_caches(world):
    first = world.connect("crm")

    world.later()

    assert world.connect("crm") is first
    assert world.reads == 2


def test_a_rotated_secret_is_taken_up_within_a_minute(world):
    world.connect("crm")
    world.secrets = {"secrets/api_token": "two"}

    before = world.connect("crm").caller.headers["authorization"]
    world.later()
    after = world.connect("crm").caller.headers["authorization"]

    assert (before, after) == ("Bearer one", "Bearer two")
    assert timedelta(minutes=1) >= KEEP


def test_a_changed_setting_is_taken_up_too(world):
    world.connect("crm")
    world.settings["base_url"] = "https://other.example"

    world.later()

    assert world.connect("crm").caller.base_url == "https://other.example"


def test_two_connections_never_share_a_platform(world):
    assert world.connect("crm") is not world.connect("crm-paris")
    assert world.connect("crm-paris").connection == "crm-paris"


def test_the_secret_that_proves_who_calls_us_is_not_needed_to_call(world):
    del world.secrets["secrets/webhook"]

    assert world.connect("crm").caller.headers["authorization"] == "Bearer one"


def test_a_platform_that_needs_no_secret_reads_none(world):
    world.manifest = ManifestFile.model_validate({**MANIFEST, "secrets": {}, "call": {}})

    world.connect("crm")

    assert world.reads == 0


def test_secrets_that_cannot_be_read_now_are_an_outage_and_the_next_call_asks_again(world):
    kept, world.secrets = world.secrets, Unavailable(Sentence(fr="En panne", en="Down"))
    with pytest.raises(Unavailable):
        world.connect("crm")

    world.secrets = kept

    assert world.connect("crm").connection == "crm"


@pytest.mark.parametrize("secret", ["jeton-été", "two\nlines"])
def test_a_secret_that_cannot_be_sent_is_refused_without_being_shown(world, secret):
    world.secrets = {"secrets/api_token": secret}

    with pytest.raises(CredentialsRefused) as refused:
        world.connect("crm")

    assert refused.value.code == "unsendable_key"
    assert secret not in refused.value.sentence.fr


def test_a_platform_shows_no_secret_when_it_is_printed(world):
    world.secrets = {"secrets/api_token": "a-hidden-token"}

    assert "a-hidden-token" not in repr(world.connect("crm"))
    assert "a-hidden-token" not in repr(world.connect)


def test_a_daily_quota_resets_in_the_zone_that_the_account_names(world):
    row = {"statuses": [429], "meaning": "rate_limited", "resets": {"at": "00:00", "zone": "{zone}"}}
    world.manifest = ManifestFile.model_validate({**MANIFEST, "call": {**MANIFEST["call"], "errors": [row]}})
    world.settings["zone"] = "Asia/Tokyo"

    [rule] = world.connect("crm").caller.rules.rows

    assert (rule.resets.at, str(rule.resets.zone)) == (time(0, 0), "Asia/Tokyo")


def test_a_zone_that_no_check_has_seen_is_refused_by_its_name(world):
    row = {"statuses": [429], "meaning": "rate_limited", "resets": {"at": "00:00", "zone": "{zone}"}}
    world.manifest = ManifestFile.model_validate({**MANIFEST, "call": {**MANIFEST["call"], "errors": [row]}})
    world.settings["zone"] = "Asia/Tokio"

    with pytest.raises(InvalidAutomation, match="Asia/Tokio"):
        world.connect("crm")


def test_a_version_that_the_platform_will_withdraw_is_counted_with_its_day(printed):
    headers = {"x-api-deprecation-warning": "a free text", "Sunset": "2027-01-31"}
    world = World(httpx.MockTransport(lambda _request: httpx.Response(200, json={"id": "c-1"}, headers=headers)))
    world.manifest = ManifestFile.model_validate({**MANIFEST, "native": "tomorro"})
    world.settings = {"base_url": "https://api.example"}

    world.connect("tomorro").client.contract("c-1")

    lines = printed()
    [line] = [one for one in lines if one.get("message") == "version deprecated"]
    counted = {tuple(one["VersionDeprecated"]) for one in lines if "VersionDeprecated" in one}
    assert (line["connection"], line["status"]) == ("tomorro", "2027-01-31")
    assert counted == {(1.0,)}
    assert "a free text" not in str(line)


def test_an_address_that_is_a_secret_is_taken_up_like_any_secret(world):
    called = {**MANIFEST, "call": {"address": "{secret.api_token}"}}
    world.manifest = ManifestFile.model_validate(called)
    world.secrets["secrets/api_token"] = "https://flows.example/one?sig=a"
    first = world.connect("crm").caller

    world.secrets["secrets/api_token"] = "https://flows.example/two?sig=b"
    world.later()

    addresses = [first.base_url, world.connect("crm").caller.base_url]
    assert addresses == ["https://flows.example/one?sig=a", "https://flows.example/two?sig=b"]
    assert first.secret_address
    assert "sig=a" not in repr(first)


OPTIONAL = {
    **MANIFEST,
    "secrets": {
        "api_token": {"about": "To call.", "use": "call", "optional": True},
        "user": {"about": "To call.", "use": "call", "optional": True},
    },
    "call": {
        "headers": {"authorization": "Bearer {secret.api_token}", "x-account": "{account}"},
        "sign": [{"kind": "basic", "secret": "user"}],
    },
}


@pytest.mark.parametrize(
    ("secrets", "sent"),
    [
        ({}, {"x-account": "a-1"}),
        ({"secrets/api_token": "one"}, {"authorization": "Bearer one", "x-account": "a-1"}),
        ({"secrets/user": "a:b"}, {"authorization": "Basic YTpi", "x-account": "a-1"}),
    ],
)
def test_what_would_carry_a_secret_that_an_account_does_without_is_not_sent(secrets, sent):
    asked: list[httpx.Request] = []
    world = World(httpx.MockTransport(lambda request: asked.append(request) or httpx.Response(200)))
    world.manifest = ManifestFile.model_validate(OPTIONAL)
    world.secrets = secrets

    world.connect("crm").caller.request("GET", "/me")

    [request] = asked
    assert {name: request.headers[name] for name in ("authorization", "x-account") if name in request.headers} == sent
