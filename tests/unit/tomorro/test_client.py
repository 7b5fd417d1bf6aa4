"""The client says its version, strips prefixes from paths, and reads what Tomorro may answer."""

from typing import Any

import httpx
import pytest

from passerelle.errors import Effect, InvalidAutomation, RemoteRefused, Unavailable
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.settings import Archived, Settings, read_settings
from tests.unit.tomorro.fake import FakeTomorro, ok


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


def test_every_call_names_the_version_and_the_key(tomorro: FakeTomorro):
    tomorro.add_contract("c-1")

    tomorro.client().contract("c-1")

    headers = tomorro.requests[0].headers
    assert headers["tomorro-version"] == "2025-01-29.alpha"
    assert headers["x-api-key"] == "key-1"


@pytest.mark.parametrize("contract_id", ["c-1", "ctr_c-1"])
def test_an_id_goes_into_the_path_without_its_prefix(tomorro: FakeTomorro, contract_id: str):
    tomorro.add_contract("c-1")

    contract = tomorro.client().contract(contract_id)

    assert tomorro.calls == [("GET", "/contracts/c-1", None)]
    assert contract.id == "ctr_c-1"


def test_an_enveloped_answer_with_unknown_words_and_nulls_is_read(tomorro: FakeTomorro):
    answer = {
        "data": {
            "id": "ctr_c-1",
            "name": None,
            "status": "executed",
            "signatories": None,
            "counterparty": None,
            "createdAt": "not a date",
            "brandNew": {"deep": [1]},
            "fields": [{"attributeDefinitionId": "f-1", "value": {"unit": "month"}, "extra": 1}],
        }
    }
    tomorro.before = lambda _request: ok(answer)

    contract = tomorro.client().contract("c-1")

    assert (contract.name, contract.status, contract.signatories, contract.created_at) == ("", "executed", (), None)
    assert contract.fields[0].value == {"unit": "month"}


@pytest.mark.parametrize("body", [[], "text", {"name": "no id"}])
def test_an_answer_without_what_we_need_is_unreadable_and_a_write_then_unknown(tomorro: FakeTomorro, body: Any):
    tomorro.before = lambda _request: ok(body, 201)
    client = tomorro.client()

    with pytest.raises(Unavailable) as write:
        client.create_contract({"name": "x"})
    with pytest.raises(Unavailable) as read:
        client.contract("c-1")

    assert (write.value.code, write.value.effect) == ("unreadable_answer", Effect.UNKNOWN)
    assert read.value.effect is Effect.NOT_DONE
    assert write.value.__cause__ is None  # pydantic's error quotes the answer


def test_a_list_of_another_form_is_unreadable(tomorro: FakeTomorro):
    tomorro.before = lambda _request: ok({"count": 0})

    with pytest.raises(Unavailable) as caught:
        tomorro.client().members()

    assert caught.value.code == "unreadable_answer"


def test_a_page_never_asks_for_more_than_fifty_items(tomorro: FakeTomorro):
    tomorro.client().members()

    assert tomorro.requests[0].url.params["limit"] == "50"
    with pytest.raises(InvalidAutomation):
        read_settings({"page_size": 51})


def test_contracts_without_cursor_are_read_by_windows_of_creation(tomorro: FakeTomorro):
    tomorro.add_contract("c-1", createdAt="2026-03-01T10:00:00.123Z")
    tomorro.add_contract("c-2", createdAt="2026-03-01T11:00:00.456Z")

    def listing(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != "/v2/contracts":
            return None
        later = "T" in request.url.params.get("createdAt", "")
        return ok({"contracts": [{"id": "c-2"}] if later else [{"id": "c-1"}, {"id": "c-2"}], "hasNext": not later})

    tomorro.before = listing

    found = [one.id for one in tomorro.client().contracts()]

    assert found == ["c-1", "c-2"]
    windows = [one.url.params for one in tomorro.requests if one.url.path == "/v2/contracts"]
    assert windows[1]["createdAt"] == "gte:2026-03-01T11:00:00.456000Z"
    assert {one["sort"] for one in windows} == {"createdAt"}


def test_a_deprecated_version_is_told(tomorro: FakeTomorro):
    headers = {"x-api-deprecation-warning": "2025-01-15.init is deprecated", "Sunset": "2027-01-31"}
    tomorro.before = lambda _request: httpx.Response(200, json={"id": "c-1"}, headers=headers)
    told: list[tuple[str, str]] = []
    client = TomorroClient(tomorro.client().caller, Settings(), lambda *words: told.append(words))

    client.contract("c-1")

    assert told == [("2025-01-15.init is deprecated", "2027-01-31")]


def test_a_current_version_tells_nothing(tomorro: FakeTomorro):
    tomorro.add_contract("c-1")
    told: list[Any] = []
    client = TomorroClient(tomorro.client().caller, Settings(), lambda *words: told.append(words))

    client.contract("c-1")

    assert told == []


def test_a_withdrawn_version_has_its_own_code_and_names_the_setting(tomorro: FakeTomorro):
    tomorro.before = lambda _request: httpx.Response(410, json={"statusCode": 410})

    with pytest.raises(RemoteRefused) as caught:
        tomorro.client().contract("c-1")

    assert caught.value.code == "version_gone"
    assert '"version"' in caught.value.sentence.en


def test_the_path_of_the_signature_request_is_a_setting(tomorro: FakeTomorro):
    tomorro.before = lambda _request: ok({"id": "sig_1", "status": "sent"})

    tomorro.client(signature_path="/contracts/{id}/signatures").send_for_signature("ctr_c-1", {})

    assert tomorro.calls == [("POST", "/contracts/c-1/signatures", {})]


def test_a_change_that_answers_nothing_is_read_back(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin")
    tomorro.before = lambda request: httpx.Response(204) if request.method == "PATCH" else None

    assert tomorro.client().update_counterparty("cp-1", {"status": "active"}).name == "Boulangerie Martin"


def test_signed_files_versions_clauses_and_types_are_read(tomorro: FakeTomorro):
    answers = {
        "/v2/contracts/c-1/signed-files": [{"id": "f", "filename": "a.pdf", "downloadUrl": "https://files.test/a"}],
        "/v2/contracts/c-1/versions": {"id": "v-1", "contractId": "c-1", "version": 2, "status": "draft"},
        "/v2/contracts/c-1/clauses": [{"id": "k", "isCustom": True, "clause": {"id": "cl", "name": "Durée"}}],
        "/v2/contract-types": {"contractTypes": [{"id": "t", "name": "Prestation"}], "hasNext": False},
    }
    tomorro.before = lambda request: ok(answers[request.url.path])
    client = tomorro.client()

    assert client.signed_files("c-1")[0].download_url == "https://files.test/a"
    assert client.create_version("c-1", {"key": "k"}).version == 2
    assert client.contract_clauses("c-1")[0].is_custom
    assert client.contract_types()[0].name == "Prestation"


def test_settings_are_read_from_plain_values():
    settings = read_settings({"counterparty_archived": "use", "integration_types": ["hubspot"], "page_size": 20})

    assert settings.counterparty_archived is Archived.USE
    assert settings.integration_types == ("hubspot",)
    assert settings.base_url == "https://api.tomorro.com/v2"


@pytest.mark.parametrize(
    "values",
    [
        {"colour": "blue"},
        {"mark": "somewhere"},
        {"mark": "field: "},
        {"app_url": "https://app.tomorro.com/contracts"},
        {"base_url": "api.tomorro.com"},
        {"version": "latest"},
        {"counterparty_several": "newest"},
        {"clock_margin_s": -1},
    ],
)
def test_an_unknown_or_invalid_setting_is_refused_by_name_without_its_value(values: dict[str, Any]):
    with pytest.raises(InvalidAutomation) as caught:
        read_settings(values)

    [(name, value)] = values.items()
    assert name in caught.value.sentence.fr
    assert str(value) not in caught.value.sentence.fr
