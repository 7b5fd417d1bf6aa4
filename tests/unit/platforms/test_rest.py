"""What a manifest says becomes addresses and requests."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import yaml

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.steps import Request, Value
from passerelle.core.templates import compile_template
from passerelle.errors import InvalidAutomation, InvalidPayload, MappingFailed, RemoteRefused
from passerelle.http import Caller, new_client
from passerelle.http_failures import ErrorRules
from passerelle.platforms.nesting import nested
from passerelle.platforms.rest import RestPlatform
from tests.fakes import Clock
from tests.unit.tomorro.fake import FreeBudget

PLATFORMS = Path(__file__).parents[3] / "config" / "platforms"


def platform(name, handler=lambda _request: httpx.Response(200, json={}), base_url="https://api.example", **settings):
    manifest = ManifestFile.model_validate(yaml.safe_load((PLATFORMS / f"{name}.yaml").read_text()))
    defaults = {key: setting.default for key, setting in manifest.settings.items()}
    caller = Caller(
        connection=name,
        base_url=base_url,
        headers={},
        client=new_client(httpx.MockTransport(handler)),
        budget=FreeBudget(),
        clock=Clock(),
        correlation_id=lambda: "c-1",
    )
    return RestPlatform(name, manifest, {**defaults, **settings}, caller, Clock())


def test_the_page_of_a_record_is_an_address_that_a_person_can_open():
    url = platform("hubspot", portal_id="62515").url(RecordRef("deal", "42/../1"))

    assert url == "https://app.hubspot.com/contacts/62515/record/0-3/42%2F..%2F1"


def test_an_id_never_leaves_its_place_in_a_path():
    asked = []

    def handler(request):
        asked.append(request.url.raw_path.decode())
        return httpx.Response(200, json={"properties": {}})

    platform("hubspot", handler).read(RecordRef("deal", "1/../../companies/2?x=y"), frozenset({"amount"}))

    assert asked == ["/crm/objects/2026-03/deals/1%2F..%2F..%2Fcompanies%2F2%3Fx%3Dy?properties=amount"]


@pytest.mark.parametrize("base_url", ["https://proxy.example/crm", "https://proxy.example/crm/"])
def test_requests_go_below_the_path_of_the_base_url(base_url):
    asked = []

    def handler(request):
        asked.append(str(request.url))
        return httpx.Response(200, json={"properties": {}})

    platform("hubspot", handler, base_url).read(RecordRef("deal", "7"), frozenset({"amount"}))

    assert asked == ["https://proxy.example/crm/crm/objects/2026-03/deals/7?properties=amount"]


def test_only_the_fields_that_are_used_are_asked_for():
    asked = []

    def handler(request):
        asked.append(dict(request.url.params))
        return httpx.Response(200, json={"properties": {"amount": "5"}})

    read = platform("hubspot", handler, portal_id="1").read(RecordRef("deal", "7"), frozenset({"b", "a", "id", "*"}))

    assert asked == [{"properties": "a,b"}]
    assert read == {"amount": "5", "id": "7", "url": "https://app.hubspot.com/contacts/1/record/0-3/7"}


def test_an_update_sends_the_values_below_their_parents():
    sent = []

    def handler(request):
        sent.append((request.method, request.url.path, request.content.decode()))
        return httpx.Response(200, json={"data": {"id": 3}})

    [named] = platform("pipedrive", handler).actions("update_record")
    values = (Value("custom_fields.ab12", "c-1"), Value("title", "Été"))
    request = Request({"record": "deal"}, values, mark="psr-1", stage=Stage.LIVE, linked_id="3")

    result = named.action.perform(named.action.prepare(request))

    assert sent == [("PATCH", "/api/v2/deals/3", '{"custom_fields":{"ab12":"c-1"},"title":"Été"}')]
    assert result == {"id": 3}


def test_a_value_put_into_a_message_cannot_call_everybody():
    [named] = platform("slack").actions("post_message")

    text = compile_template("Signé : {name}").fill({"name": "<!channel> & Cie"}, named.quote)

    assert text == "Signé : &lt;!channel&gt; &amp; Cie"


@pytest.mark.parametrize(
    ("answer", "code"),
    [({"ok": False, "error": "channel_not_found"}, "channel_refused"), ({"ok": False, "error": "x"}, "remote_refused")],
)
def test_what_slack_refuses_with_200_is_a_refusal(answer, code):
    slack = platform("slack", lambda _request: httpx.Response(200, json=answer))
    rules = ErrorRules(tuple(row.rule({}) for row in slack.manifest.call.errors))
    slack = replace(slack, caller=replace(slack.caller, rules=rules))
    [named] = slack.actions("post_message")

    with pytest.raises(RemoteRefused) as refused:
        named.action.perform({"method": "POST", "path": "/chat.postMessage", "query": {}, "body": {}})

    assert refused.value.code == code


@pytest.mark.parametrize("what", ["actions", "record", "related"])
def test_what_the_manifest_does_not_know_is_said_by_name(what):
    hubspot = platform("hubspot")
    asked = {
        "actions": lambda: hubspot.actions("delete_everything"),
        "record": lambda: hubspot.record("invoice"),
        "related": lambda: hubspot.related(RecordRef("deal", "1"), "invoice"),
    }

    with pytest.raises(InvalidAutomation) as refused:
        asked[what]()

    assert "hubspot" in refused.value.sentence.en


@pytest.mark.parametrize(
    ("found", "ids"), [(42, ["42"]), ("42", ["42"]), (None, []), ([], []), ([7, "8", None], ["7", "8"])]
)
def test_one_associated_id_or_a_list_of_them_are_ids_all_the_same(found, ids):
    pipedrive = platform("pipedrive", lambda _request: httpx.Response(200, json={"data": {"org_id": found}}))

    assert pipedrive.related(RecordRef("deal", "1"), "organization") == ids


@pytest.mark.parametrize(
    ("ask", "body"),
    [
        (lambda hubspot, deal: hubspot.read(deal, frozenset({"amount"})), []),
        (lambda hubspot, deal: hubspot.read(deal, frozenset({"amount"})), {"properties": ["amount"]}),
        (lambda hubspot, deal: hubspot.versions(deal, "amount"), {"propertiesWithHistory": ["amount"]}),
    ],
)
def test_an_answer_of_another_shape_is_refused(ask, body):
    hubspot = platform("hubspot", lambda _request: httpx.Response(200, json=body))

    with pytest.raises(InvalidPayload) as refused:
        ask(hubspot, RecordRef("deal", "1"))

    assert "hubspot" in refused.value.sentence.fr


@pytest.mark.parametrize("names", [("a", "a.b"), ("a.b.c", "a.b"), ("a.b.c", "x", "a")])
def test_a_value_and_a_part_of_it_are_refused_together(names):
    with pytest.raises(InvalidAutomation) as refused:
        nested([Value(name, 1) for name in names])

    assert "Gardez l'un des deux" in refused.value.sentence.fr
    assert "Keep one of them" in refused.value.sentence.en


def test_names_that_only_begin_alike_are_sent_together():
    assert nested([Value("a", 1), Value("ab", 2), Value("abc.d", 3)]) == {"a": 1, "ab": 2, "abc": {"d": 3}}


def test_a_dotted_target_is_nested():
    assert nested([Value("a.b", 1), Value("a.c", 2), Value("d", 3)]) == {"a": {"b": 1, "c": 2}, "d": 3}


@pytest.mark.parametrize("empty", [None, ""])
def test_a_parameter_that_comes_out_empty_sends_nothing_and_says_which(empty):
    asked = []
    [named] = platform("teams", lambda request: asked.append(request) or httpx.Response(202)).actions("post_link")
    params = {"title": "Contrat signé", "text": "Bail", "link": empty}

    with pytest.raises(MappingFailed) as refused:
        named.action.prepare(Request(params, (), mark="psr-1", stage=Stage.LIVE))

    assert (refused.value.code, asked) == ("missing_value", [])
    assert "« link »" in refused.value.sentence.fr
    assert '"link"' in refused.value.sentence.en
