"""Members, counterparties, tables, clauses and every kind of field, against the simulator's documented shapes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from local.simulators import Address
from local.simulators.tomorro import seed
from passerelle.core.automation import Stage
from passerelle.core.conversions import compile_conversion
from passerelle.core.events import RecordRef
from passerelle.core.schema import FieldType
from passerelle.core.steps import Json, Request, Value
from passerelle.http import Caller
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import ERROR_RULES, TomorroClient, request_headers
from passerelle.platforms.tomorro.platform import TomorroPlatform
from passerelle.platforms.tomorro.settings import read_settings
from tests.contract.conftest import OnePlatform
from tests.contract.platforms.world import RecordedBudget
from tests.fakes import MemoryLock

NOBODY: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def one_platform() -> OnePlatform:
    return OnePlatform("tomorro", {"x-api-key": seed.API_KEY})


@pytest.fixture
def tomorro(address: Address) -> Iterator[TomorroPlatform]:
    settings = read_settings({"base_url": address.tomorro, "page_size": 2})
    with httpx.Client() as http:
        caller = Caller(
            connection="tomorro",
            base_url=settings.base_url,
            headers=request_headers(seed.API_KEY, settings),
            client=http,
            budget=RecordedBudget(),
            clock=_now,
            correlation_id=lambda: "c-1",
            rules=ERROR_RULES,
        )
        client = TomorroClient(caller, settings, lambda _warning, _sunset: None)
        yield TomorroPlatform("tomorro", client, Catalogue(client, _now), _now, MemoryLock())


def _now() -> datetime:
    return datetime.now(UTC)


def do(tomorro: TomorroPlatform, name: str, values: Json, **others: Any) -> Json:
    """An action of one step, to its result; it is found again where it can be."""
    [named] = tomorro.actions(name)
    lines = tuple(Value(to, value) for to, value in values.items())
    request = Request(**{"params": {}, "values": lines, "mark": "psr-1", "stage": Stage.LIVE, **others})
    return named.action.perform(named.action.prepare(request))


def contract_of(api: httpx.Client, **fields: Any) -> str:
    body = {
        "contractTypeId": seed.SERVICE_TYPE_ID,
        "templateId": seed.SERVICE_TEMPLATE_TEST_ID,
        "counterparty": {"id": seed.BAKERY_ID},
        "fields": [{"fieldId": seed.AMOUNT_ID, "value": 100}],
        **fields,
    }
    return str(api.post("/contracts", json=body).raise_for_status().json()["id"]).removeprefix("ctr_")


def test_a_member_is_created_read_changed_and_disabled(tomorro: TomorroPlatform):
    values = {"member.email": "nina@exemple.fr", "member.first_name": "Nina", "member.group": ["g-1"]}
    made = do(tomorro, "ensure_member", values, params={"invite": True})
    found = do(tomorro, "ensure_member", {"member.email": "NINA@exemple.fr"})
    leaving = {"member.status": "disabled", "member.substitute": "hugo.bernard@exemple.fr"}
    left = do(tomorro, "update_member", leaving, linked_id=made["id"])

    member = tomorro.read(RecordRef("member", made["id"]), NOBODY)
    assert (made["status"], made["created"], found["id"], found["created"]) == ("pending", True, made["id"], False)
    assert (left["status"], left["changed"]) == ("disabled", True)
    assert (member["email"], member["first_name"], member["groups"]) == ("nina@exemple.fr", "Nina", ["g-1"])


def test_a_member_may_be_read_by_address(tomorro: TomorroPlatform):
    member = tomorro.read(RecordRef("member", "hugo.bernard@exemple.fr"), NOBODY)

    assert (member["id"], member["role"]) == (seed.LAWYER_ID, "MANAGER")


def test_a_counterparty_is_kept_in_sync_and_its_change_is_polled(tomorro: TomorroPlatform):
    since = _now() - timedelta(minutes=1)
    values = {"counterparty.name": "Boulangerie Martin et fils", "counterparty.field.SIREN": "732829320"}

    known = do(tomorro, "sync_counterparty", values, params={"by": "SIREN"})
    new = do(tomorro, "sync_counterparty", {"counterparty.name": "Verrerie Colas"})
    polled = [event for one in tomorro.changes("counterparty", since, frozenset({"name"})) for event in one.events]

    assert (known["id"], known["changed"], new["created"]) == (seed.BAKERY_ID, True, True)
    assert [(event.kind, event.record.id) for event in polled] == [
        ("changed", seed.BAKERY_ID),
        ("created", new["id"]),
        ("changed", new["id"]),
    ]
    assert polled[0].changes[0].value == "Boulangerie Martin et fils"


def test_rows_replace_those_that_were_there(tomorro: TomorroPlatform, api: httpx.Client, control: httpx.Client):
    contract = contract_of(api)
    rows = [{"Désignation": "Licence", "Prix unitaire": 9.5}, {"Désignation": "Formation"}]

    for given in (rows, rows[:1]):
        do(tomorro, "set_table_rows", {"rows": given}, params={"table": seed.PRICE_TABLE_ID}, linked_id=contract)

    [kept] = control.get(f"/contracts/{contract}").json()["records"].values()
    assert list(kept.values()) == [{seed.LINE_LABEL_ID: "Licence", seed.LINE_PRICE_ID: 9.5}]


def test_the_columns_of_a_table_are_known_to_checks(tomorro: TomorroPlatform):
    there = tomorro.target_schema("set_table_rows", {"table": seed.PRICE_TABLE_ID}, None, NOBODY)
    gone = tomorro.target_schema("set_table_rows", {"table": "not-there"}, None, NOBODY)

    assert there is not None and gone is not None  # noqa: PT018 - for the types
    assert {one.title: one.type for one in there.fields["rows"].columns} == {
        "Désignation": FieldType.TEXT,
        "Prix unitaire": FieldType.NUMBER,
    }
    assert gone.params == {"table": ()}


@pytest.mark.parametrize(
    ("action", "targets"),
    [
        ("create_counterparty", {"counterparty.name", "counterparty.field.SIREN", "counterparty.field.Numéro de TVA"}),
        ("ensure_member", {"member.email", "member.role", "member.group"}),
        ("update_member", {"member.status", "member.substitute"}),
        ("add_version", {"file.url", "file.name"}),
        ("send_for_signature", set()),
    ],
)
def test_what_an_action_can_fill_is_known_to_checks(tomorro: TomorroPlatform, action: str, targets: set[str]):
    schema = tomorro.target_schema(action, {}, None, NOBODY)

    assert schema is not None
    assert targets <= schema.fields.keys()
    assert bool(targets) == bool(schema.fields)


@pytest.mark.parametrize("full", [True, False])
def test_a_clause_is_read_by_id_or_name_whichever_list_tomorro_shows(
    tomorro: TomorroPlatform, control: httpx.Client, full: bool
):
    control.patch("/switches", json={"full_clauses": full}).raise_for_status()

    by_name, by_id = (tomorro.read(RecordRef("clause", one), NOBODY) for one in ("responsabilité", seed.LIABILITY_ID))

    assert by_name == by_id
    assert by_id["text"] == "La responsabilité est limitée aux sommes versées."


def test_clauses_and_signed_files_are_read_where_a_path_names_them(
    tomorro: TomorroPlatform, api: httpx.Client, control: httpx.Client
):
    record = RecordRef("contract", contract_of(api))
    control.post(f"/contracts/{record.id}/sign").raise_for_status()

    without, read = (tomorro.read(record, wanted) for wanted in (NOBODY, frozenset({"clauses", "signed_files"})))

    assert without.keys() & {"clauses", "signed_files"} == set()
    [file] = read["signed_files"]
    assert file.keys() == {"id", "name", "content_type"}
    assert isinstance(read["clauses"], list)


@pytest.mark.parametrize(
    ("field", "spec", "received", "held"),
    [
        ("SIRET", "siret", "732 829 320 00074", "73282932000074"),
        ("Montant HT", {"money": "EUR"}, "12 500,50", 12500.5),
        ("Date de début", "date", "2026-04-01T22:30:00Z", "2026-04-02"),
        ("Type de vente", {"choice": {"new": "Nouveau client"}}, "new", "Nouveau client"),
        ("Sites concernés", {"choices": {"hq": "Siège", "shop": "Boutique"}}, ["hq", "shop"], ["Siège", "Boutique"]),
        ("Commentaire", "rich_text", "Bonjour", [{"type": "paragraph", "children": [{"text": "Bonjour"}]}]),
        (
            "Commentaire",
            {"rich_text": "markdown"},
            "**Bonjour**",
            [{"type": "paragraph", "children": [{"text": "Bonjour", "bold": True}]}],
        ),
    ],
)
def test_a_field_of_every_sort_is_filled_by_a_conversion(
    tomorro: TomorroPlatform, api: httpx.Client, field: str, spec: Any, received: Any, held: Any
):
    contract = contract_of(api)
    value = compile_conversion(spec).convert(received)

    do(tomorro, "update_contract", {f"field.{field}": value}, linked_id=contract)

    assert tomorro.read(RecordRef("contract", contract), NOBODY)["fields"][field] == held
