"""Fill a dynamic table of a contract: always with all its rows, since nothing shows those that are there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from passerelle.core.steps import Json, Nature, Request
from passerelle.platforms.tomorro import models, refusals
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.names import closest, key, plain_id
from passerelle.platforms.tomorro.results import contract_url
from passerelle.platforms.tomorro.targets import ROWS, linked_contract, param, wanted_of
from passerelle.platforms.tomorro.values import written


@dataclass(frozen=True, slots=True)
class SetTableRows:
    """Without rows, nothing is sent: a list that could not be read must not empty a table."""

    client: TomorroClient
    catalogue: Catalogue
    nature: Nature = Nature.SET

    def prepare(self, request: Request) -> Json:
        table = self.catalogue.custom_object(param(request, "table"))
        rows = wanted_of(request).plain.get(ROWS)
        records = None if rows is None else [self._record(table, row) for row in _checked(rows)]
        return {"table": table.id, "contract": plain_id(linked_contract(request)), "records": records}

    def perform(self, call: Json) -> Json:
        records = call["records"]
        if records:
            self.client.set_table_rows(call["table"], call["contract"], {"records": records})
        contract_id = call["contract"]
        return {
            "id": contract_id,
            "url": contract_url(contract_id, self.client.settings),
            "rows": len(records or ()),
            "changed": bool(records),
        }

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - nothing shows the rows
        return None if call["records"] else self.perform(call)

    def _record(self, table: models.CustomObject, row: Json) -> Json:
        fields = []
        for name, value in row.items():
            column = next((one for one in table.columns if key(one.name) == key(name)), None)
            if column is None:
                raise refusals.unknown_column(table.name, name, closest(name, (one.name for one in table.columns)))
            fields.append({"smartFieldId": column.id, "value": written(self.catalogue, column, value)})
        return {"id": None, "fields": fields}


def _checked(rows: Any) -> list[Json]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise refusals.wrong_form(ROWS, "une liste de lignes (as: rows)", "a list of rows (as: rows)")
    return rows
