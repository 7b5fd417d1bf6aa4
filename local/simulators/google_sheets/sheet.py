"""One sheet: rows of cells, read and written by ranges such as 'Contrats'!5:5."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from local.simulators.chassis.calls import Json, RefusedError
from local.simulators.google_sheets import seed

_RANGE: Final = re.compile(r"'((?:[^']|'')+)'(?:!(?:(\d+):(\d+)|A1))?")


@dataclass(slots=True)
class Sheet:
    """Cells at the end of a row that are empty are not kept, as the service leaves them out."""

    rows: list[list[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.rows = [list(seed.COLUMNS), *(list(row) for row in seed.ROWS)]

    def read(self, named: str) -> list[list[Any]]:
        first, last = _lines(named, len(self.rows))
        return [_trimmed(row) for row in self.rows[first - 1 : last]]

    def write(self, named: str, cells: Sequence[Any]) -> str:
        """A null leaves its cell alone."""
        number, _ = _lines(named, len(self.rows))
        while len(self.rows) < number:
            self.rows.append([])
        row = self.rows[number - 1]
        row.extend([""] * (len(cells) - len(row)))
        for index, cell in enumerate(cells):
            if cell is not None:
                row[index] = cell
        return _range(number)

    def append(self, cells: Sequence[Any]) -> str:
        """Below the last row that holds something."""
        self.rows.append(["" if cell is None else cell for cell in cells])
        return _range(len(self.rows))

    def by_column(self) -> list[Json]:
        """For people: each row as a map."""
        header, *rows = self.rows
        return [dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False)) for row in rows]

    def number_of(self, key: str) -> int:
        found = [number for number, row in enumerate(self.by_column(), 2) if row[seed.KEY] == key]
        if not found:
            raise RefusedError(404, "No such row", code="NOT_FOUND")
        return found[0]

    def cells(self, values: Mapping[str, Any]) -> list[Any]:
        return [values.get(name) for name in self.rows[0]]


def _lines(named: str, count: int) -> tuple[int, int]:
    """The first and the last line of a range."""
    found = _RANGE.fullmatch(named)
    if found is None or found[1].replace("''", "'") != seed.SHEET:
        raise RefusedError(400, f"Unable to parse range: {named}", code="INVALID_ARGUMENT")
    return (int(found[2]), int(found[3])) if found[2] else (1, count)


def _range(number: int) -> str:
    return f"{seed.SHEET}!A{number}:F{number}"


def _trimmed(row: list[Any]) -> list[Any]:
    kept = list(row)
    while kept and kept[-1] == "":
        kept.pop()
    return kept
