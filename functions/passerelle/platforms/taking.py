"""What is wanted of an answer: a part of it, the rows of a table, the one item of a list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from passerelle.configuration.call_file import Call, Table, Where
from passerelle.core.history import as_text
from passerelle.core.steps import Json
from passerelle.platforms.requests import expression, fill_text


def taken(call: Call, body: Any, names: Mapping[str, Any]) -> Any:
    """None where there is nothing of the kind."""
    found = expression(call.take).search(body)
    if call.table is not None:
        found = table_rows(call.table, found, names)
    return _the_one(call.where, found, names) if call.where is not None else found


def columns_of(call: Call, body: Any) -> list[str]:
    """The names of the columns of a table, in their order; empty where a column has none."""
    cells = expression(call.take).search(body)
    return [as_text(name).strip() for name in cells[0]] if isinstance(cells, list) and cells else []


def table_rows(table: Table, cells: Any, names: Mapping[str, Any]) -> list[Json]:
    """Cells that a platform leaves out at the end of a row are empty ones. Of two columns with one name, the first is
    meant.
    """
    if not isinstance(cells, list) or not cells:
        return []
    header, *lines = cells
    columns = {as_text(name).strip(): index for index, name in reversed(list(enumerate(header))) if name}
    key = fill_text(table.key, names)
    rows = []
    for number, line in enumerate(lines, table.header_row + 1):
        values = {name: _cell(line, index) for name, index in columns.items()}
        own = as_text(values.get(key)) if key else str(number)
        if own and any(value is not None for value in values.values()):
            rows.append({"row": number, "key": own, "values": values})
    return rows


def cells_of(values: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    """The values in the order of the columns; None where a column gets none."""
    left = dict(values)
    return [left.pop(name, None) for name in columns]


def _cell(line: Any, index: int) -> Any:
    value = line[index] if isinstance(line, list) and index < len(line) else None
    return None if value == "" else value


def _the_one(where: Where, found: Any, names: Mapping[str, Any]) -> Any:
    wanted = fill_text(where.equals, names)
    items: Iterable[Any] = found if isinstance(found, list) else [found]
    path = expression(where.path)
    for item in items:
        if item is not None and (value := path.search(item)) is not None and as_text(value) == wanted:
            return expression(where.gives).search(item)
    return None
