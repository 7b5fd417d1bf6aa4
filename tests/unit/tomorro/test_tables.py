"""A dynamic table gets all its rows each time, under the columns that it has."""

from typing import Any

import pytest

from passerelle.core.automation import Stage
from passerelle.core.steps import Request, Value
from passerelle.errors import MappingFailed
from passerelle.platforms.tomorro.tables import SetTableRows
from tests.unit.tomorro.fake import NOW, FakeTomorro, smart_field

ROWS = [{"Désignation": "Licence", "prix  UNITAIRE": "9.50"}, {"Désignation": "Formation"}]


@pytest.fixture
def tomorro() -> FakeTomorro:
    tomorro = FakeTomorro()
    tomorro.add_contract("c-1")
    tomorro.table = [smart_field("t-label", "Désignation"), smart_field("t-price", "Prix unitaire", "number")]
    return tomorro


def action(tomorro: FakeTomorro) -> SetTableRows:
    catalogue = tomorro.catalogue()
    return SetTableRows(catalogue.client, catalogue)


def asking(rows: Any) -> Request:
    values = () if rows is None else (Value("rows", rows),)
    return Request({"table": "table-1"}, values, mark="psr-0123456789ab", stage=Stage.LIVE, linked_id="ctr_c-1")


def test_all_rows_are_sent_under_the_ids_of_their_columns(tomorro: FakeTomorro):
    fill = action(tomorro)

    result = fill.perform(fill.prepare(asking(ROWS)))

    [(method, path, body)] = tomorro.writes()
    assert (method, path) == ("PUT", "/custom-objects/table-1/contract/c-1/records")
    assert [row["fields"] for row in body["records"]] == [
        [{"smartFieldId": "t-label", "value": "Licence"}, {"smartFieldId": "t-price", "value": 9.5}],
        [{"smartFieldId": "t-label", "value": "Formation"}],
    ]
    assert (result["id"], result["rows"], result["changed"]) == ("c-1", 2, True)


def test_what_could_not_be_read_empties_no_table(tomorro: FakeTomorro):
    fill = action(tomorro)

    result = fill.perform(fill.prepare(asking(None)))

    assert (tomorro.writes(), result["changed"]) == ([], False)


def test_rows_cannot_be_read_back_and_are_sent_again(tomorro: FakeTomorro):
    fill = action(tomorro)

    assert fill.find(fill.prepare(asking(ROWS)), NOW) is None


def test_a_column_that_the_table_does_not_have_is_told_with_the_one_it_has(tomorro: FakeTomorro):
    with pytest.raises(MappingFailed) as refused:
        action(tomorro).prepare(asking([{"Designation": "Licence"}]))

    assert refused.value.code == "unknown_field"
    assert "« Désignation »" in refused.value.sentence.fr


@pytest.mark.parametrize("rows", ["Licence", ["Licence"], {"Désignation": "Licence"}])
def test_what_is_no_list_of_rows_is_refused(tomorro: FakeTomorro, rows: Any):
    with pytest.raises(MappingFailed) as refused:
        action(tomorro).prepare(asking(rows))

    assert refused.value.code == "wrong_form"
