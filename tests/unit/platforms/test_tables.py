"""Rows of cells, read and written by the names of their columns, whatever their order."""

import json

import pytest

from passerelle.core.automation import Stage
from passerelle.core.events import RecordRef
from passerelle.core.steps import Request, Value
from passerelle.errors import MappingFailed, RemoteRefused
from tests.unit.platforms.invented import Service, done, platform_of

SHEET = {
    "rows": [
        ["Reference", "Nom ", "", "Montant"],
        ["A-1", "Garance", "x"],
        [],
        ["", "sans clé"],
        ["A-2", "Petit", "", 5],
    ]
}
READ = {
    "path": "/sheet",
    "take": "rows",
    "table": {"header_row": 3, "key": "{column}"},
    "where": {"path": "key", "equals": "{id}", "gives": "values"},
}
UPSERT = {
    "nature": "set",
    "params": {"key": {"about": "x"}},
    "lookup": {"request": {**READ, "where": {"path": "key", "equals": "{key}"}}, "gives": {"row": "row"}},
    "request": {"method": "PUT", "path": "/sheet/{row}", "body": {"cells": ["{cells}"]}},
    "otherwise": {"method": "POST", "path": "/sheet", "body": {"cells": ["{cells}"]}},
}
SETTINGS = {"column": "Reference"}


def test_a_row_is_read_by_its_key_with_its_cells_by_column():
    read = platform_of(Service(SHEET), record={"read": READ}, settings=SETTINGS).read(
        RecordRef("deal", "A-1"), frozenset()
    )

    assert read == {"Reference": "A-1", "Nom": "Garance", "Montant": None, "id": "A-1", "url": None}


def test_a_row_that_is_there_is_updated_where_it_stands_in_the_order_of_the_columns():
    service = Service(SHEET, {})

    done(platform_of(service, action=UPSERT, settings=SETTINGS), {"key": "A-2"}, Montant=7, Reference="A-2")

    assert service.lines == ["GET /v1/sheet", "PUT /v1/sheet/7"]
    assert json.loads(service.asked[-1].content) == {"cells": [["A-2", None, None, 7]]}


def test_a_row_that_is_not_there_is_appended():
    service = Service(SHEET, {})

    done(platform_of(service, action=UPSERT, settings=SETTINGS), {"key": "A-3"}, Reference="A-3")

    assert service.lines == ["GET /v1/sheet", "POST /v1/sheet"]


def test_a_row_that_is_not_there_and_may_not_be_added_is_refused():
    action = {key: value for key, value in UPSERT.items() if key != "otherwise"}
    service = Service(SHEET)

    with pytest.raises(RemoteRefused) as refused:
        done(platform_of(service, action=action, settings=SETTINGS), {"key": "A-3"}, Nom="x")

    assert (refused.value.code, service.lines) == ("not_found", ["GET /v1/sheet"])


def test_a_value_without_column_is_refused_by_its_name_and_nothing_is_written():
    service = Service(SHEET)

    with pytest.raises(MappingFailed) as refused:
        done(platform_of(service, action=UPSERT, settings=SETTINGS), {"key": "A-1"}, Ville="Lyon")

    assert refused.value.code == "no_column"
    assert "Ville" in refused.value.sentence.fr
    assert service.lines == ["GET /v1/sheet"]


def test_without_a_key_column_a_row_is_known_by_its_number():
    read = {**READ, "table": {"header_row": 3}}

    row = platform_of(Service(SHEET), record={"read": read}).read(RecordRef("deal", "7"), frozenset())

    assert row["Nom"] == "Petit"


def test_an_intent_that_depends_on_what_will_be_read_keeps_what_it_needs_and_no_setting():
    [named] = platform_of(Service(SHEET), action=UPSERT, settings={**SETTINGS, "other": "z"}).actions("do")

    call = named.action.prepare(Request({"key": "A-1"}, (Value("Nom", "x"),), mark="psr-1", stage=Stage.LIVE))

    assert call == {"mark": "psr-1", "names": {"key": "A-1"}, "cells": {"Nom": "x"}}
