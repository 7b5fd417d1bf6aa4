"""A platform with odd paging, throttling and signatures, added by the YAML of docs/platforms/add-a-platform.md
alone."""

import hashlib
import hmac
import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import yaml

from passerelle.configuration.manifest_checks import manifest_problems
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.automation import Stage
from passerelle.core.events import Change, RecordRef
from passerelle.core.steps import Request, Value
from passerelle.errors import RateLimited, Unavailable
from passerelle.http import Caller, new_client
from passerelle.http_failures import ErrorRules
from passerelle.inbound.connections import Connections
from passerelle.inbound.receiver import Receiver
from passerelle.platforms.receiving import compile_settings, settings_text
from passerelle.platforms.rest import RestPlatform
from tests.fakes import NOW, Clock, MemoryQueue
from tests.signing import PUBLIC_BASE_URL, gateway_event
from tests.unit.tomorro.fake import FreeBudget

GUIDE = Path(__file__).parents[2] / "docs" / "platforms" / "add-a-platform.md"
WRITTEN = yaml.safe_load(re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1])
MANIFEST = ManifestFile.model_validate(WRITTEN)
SECRET = "kiosque-secret"
MS = int(NOW.timestamp() * 1000)


class Kiosque:
    """Two orders a page, the next one by a header; throttles by 403, a code and the second at which it opens again."""

    def __init__(self):
        self.orders = [{"ref": f"o-{number}", "state": "new", "touched": MS + number} for number in range(5)]
        self.messages, self.throttled, self.lost = [], False, False

    def __call__(self, request):
        if self.throttled:
            opens = {"X-Kiosque-Open-At": str(int(NOW.timestamp()) + 25)}
            return httpx.Response(403, json={"fault": {"code": "SLOW"}}, headers=opens)
        answer = self._answer(request)
        if self.lost and request.method != "GET":
            raise httpx.ReadTimeout("lost", request=request)
        return answer

    def _answer(self, request):
        last = request.url.path.rpartition("/")[2]
        if request.method == "POST" and last == "messages":
            self.messages.append(json.loads(request.content)["text"])
            return httpx.Response(200, text="Thank you")
        if request.method == "POST":
            self.orders.append({"ref": f"o-{len(self.orders)}", "touched": MS, **json.loads(request.content)})
            return httpx.Response(201, json=self.orders[-1])
        if last != "orders":
            [order] = [one for one in self.orders if one["ref"] == last]
            order |= dict(httpx.QueryParams(request.content.decode())) if request.method == "PUT" else {}
            return httpx.Response(200, json=order if request.method == "PUT" else {"order": order})
        start = int(request.url.params.get("after", 0))
        more = {"X-Kiosque-Next": str(start + 2)} if start + 2 < len(self.orders) else {}
        return httpx.Response(200, json={"batch": {"orders": self.orders[start : start + 2]}}, headers=more)


@pytest.fixture
def kiosque():
    return Kiosque()


@pytest.fixture
def platform(kiosque):
    rules = ErrorRules(tuple(row.rule({}) for row in MANIFEST.call.errors))
    client = new_client(httpx.MockTransport(kiosque))
    caller = Caller("kiosque", "https://kiosque.example/api", {}, client, FreeBudget(), Clock(), str, rules)
    return RestPlatform("kiosque", MANIFEST, {}, caller, Clock())


def prepared(platform, action, linked_id=None, params=None, **values):
    [named] = platform.actions(action)
    lines = tuple(Value(name, value) for name, value in values.items())
    request = Request({"record": "order", **(params or {})}, lines, mark="psr-1", stage=Stage.LIVE, linked_id=linked_id)
    return named.action, named.action.prepare(request)


def test_the_file_of_the_guide_has_no_fault():
    assert list(manifest_problems(MANIFEST)) == []


def test_a_record_is_read(platform):
    assert platform.read(RecordRef("order", "o-1"), frozenset())["state"] == "new"


def test_all_pages_are_polled(platform):
    found = platform.changes("order", NOW - timedelta(minutes=1), frozenset({"state"}))

    assert [event.record.id for one in found for event in one.events] == ["o-0", "o-1", "o-2", "o-3", "o-4"]


def test_an_order_is_updated_by_a_form(platform, kiosque):
    action, call = prepared(platform, "update_record", "o-2", state="signé & payé")

    assert action.perform(call) == {"id": "o-2"}
    assert kiosque.orders[2]["state"] == "signé & payé"


def test_an_order_whose_answer_was_lost_is_found_on_the_last_page(platform, kiosque):
    action, call = prepared(platform, "create_order", state="new")
    assert action.find(call, NOW) is None
    kiosque.lost = True

    with pytest.raises(Unavailable):
        action.perform(call)

    assert action.find(call, NOW) == {"id": "o-5"}


def test_people_are_told_whatever_the_answer_is_written_in(platform, kiosque):
    action, call = prepared(platform, "tell", params={"text": "Signé"})

    action.perform(call)

    assert kiosque.messages == ["Signé"]


def test_its_way_of_saying_too_fast_is_understood(platform, kiosque):
    kiosque.throttled = True

    with pytest.raises(RateLimited) as limited:
        platform.read(RecordRef("order", "o-1"), frozenset())

    assert limited.value.retry_after_s == 25


def post(body, *secrets, at=NOW):
    """The status, and the events that came of a request signed with each of these secrets."""
    moment, queue = str(int(at.timestamp())), MemoryQueue()
    text = f"{moment}.m-1.".encode() + body
    signatures = " ".join(f"v1,{hmac.new(one.encode(), text, hashlib.sha512).hexdigest()}" for one in secrets)
    headers = {"x-kiosque-signatures": signatures, "x-kiosque-id": "m-1", "x-kiosque-time": moment}
    parameters = {"settings": settings_text(compile_settings("kiosque", WRITTEN["receive"])), "secrets/signing": SECRET}
    connections = Connections(lambda _name: parameters, lambda: 0.0)
    receiver = Receiver(connections, queue, PUBLIC_BASE_URL, Clock())
    return receiver(gateway_event("kiosque", body, headers))["statusCode"], queue.put_events


BODY = json.dumps({"at": "2026-03-02T09:00:00Z", "order": {"ref": "o-1", "state": "signé"}}).encode()


def test_one_right_signature_among_several_is_enough():
    status, [event] = post(BODY, "former-secret", SECRET)

    assert (status, event.record.id, event.changes) == (200, "o-1", (Change("state", "signé"),))


@pytest.mark.parametrize(("secrets", "at"), [(["another"], NOW), ([], NOW), ([SECRET], NOW - timedelta(minutes=10))])
def test_a_forged_or_an_old_request_is_refused(secrets, at):
    assert post(BODY, *secrets, at=at) == (401, [])
