"""The simulator of Google Sheets: one spreadsheet, opened to a service account. It calls nobody."""

from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Clock, RefusedError, Reply, Route
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.google_sheets import seed
from local.simulators.google_sheets.sheet import Sheet

_WORDS: Final = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
_APPEND: Final = ":append"
_INPUTS: Final = frozenset({"RAW", "USER_ENTERED"})


class Row(BaseModel):
    """By the names of the columns."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, Any]


def google_sheets(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    sheet = Sheet()
    oauth = OAuth(clock, {"robot": Client("robot", issuer=seed.ACCOUNT, audience=seed.AUDIENCE)}, token_path="/token")  # noqa: S106 - a path
    values = "/spreadsheets/{spreadsheet_id}/values/{range}"

    def forget() -> None:
        sheet.forget()
        oauth.forget()

    return Platform(
        name="google-sheets",
        clock=clock,
        routes=[
            *oauth.routes(),
            Route("GET", "/spreadsheets/{spreadsheet_id}", _spreadsheet),
            Route("GET", values, partial(_read, sheet)),
            Route("PUT", values, partial(_write, sheet)),
            Route("POST", values, partial(_append, sheet)),
        ],
        control=[
            *oauth.control(),
            Route("GET", "/state", lambda _call: Reply(body={"rows": sheet.by_column()})),
            Route("GET", "/records/rows", lambda _call: Reply(body=sheet.by_column())),
            Route("POST", "/records/rows", partial(_person_adds, sheet)),
            Route("GET", "/records/rows/{id}", partial(_shown, sheet)),
            Route("PATCH", "/records/rows/{id}", partial(_person_writes, sheet)),
        ],
        explain=explain,
        forget=forget,
        gates=(oauth.gate,),
    )


def explain(refused: RefusedError) -> Reply:
    word = refused.code if refused.code and refused.code.isupper() else _WORDS.get(refused.status, "UNKNOWN")
    body = {"error": {"code": refused.status, "message": refused.message, "status": word}}
    return Reply(refused.status, body, refused.headers)


def _spreadsheet(call: Call) -> Reply:
    _its_id(call)
    return Reply(body={"spreadsheetId": seed.SPREADSHEET_ID})


def _read(sheet: Sheet, call: Call) -> Reply:
    """An empty range has no `values`."""
    _its_id(call)
    named = unquote(call.params["range"])
    rows = sheet.read(named)
    return Reply(body={"range": named, "majorDimension": "ROWS", **({"values": rows} if any(rows) else {})})


def _write(sheet: Sheet, call: Call) -> Reply:
    _its_id(call)
    updated = sheet.write(unquote(call.params["range"]), _cells(call))
    return Reply(body={"spreadsheetId": seed.SPREADSHEET_ID, "updatedRange": updated, "updatedRows": 1})


def _append(sheet: Sheet, call: Call) -> Reply:
    _its_id(call)
    named = unquote(call.params["range"])
    if not named.endswith(_APPEND):
        raise RefusedError(404, "Unknown method", code="NOT_FOUND")
    sheet.read(named.removesuffix(_APPEND))
    updated = sheet.append(_cells(call))
    return Reply(body={"spreadsheetId": seed.SPREADSHEET_ID, "updates": {"updatedRange": updated, "updatedRows": 1}})


def _cells(call: Call) -> list[Any]:
    """One row, as we send it."""
    if call.one("valueInputOption") not in _INPUTS:
        raise RefusedError(400, "'valueInputOption' is required but not specified", code="INVALID_ARGUMENT")
    match call.json_object().get("values"):
        case [list(cells)]:
            return cells
        case _:
            raise RefusedError(400, "Invalid values", code="INVALID_ARGUMENT")


def _its_id(call: Call) -> None:
    if call.params["spreadsheet_id"] != seed.SPREADSHEET_ID:
        raise RefusedError(404, "Requested entity was not found.", code="NOT_FOUND")


def _person_adds(sheet: Sheet, call: Call) -> Reply:
    values = {seed.KEY: f"C-2026-{len(sheet.rows):03d}", **Row.model_validate(call.json()).values}
    sheet.append(sheet.cells(values))
    return Reply(201, {"id": values[seed.KEY]})


def _shown(sheet: Sheet, call: Call) -> Reply:
    number = sheet.number_of(call.params["id"])
    return Reply(body={"number": number, "values": sheet.by_column()[number - 2]})


def _person_writes(sheet: Sheet, call: Call) -> Reply:
    number = sheet.number_of(call.params["id"])
    sheet.write(f"'{seed.SHEET}'!{number}:{number}", sheet.cells(Row.model_validate(call.json()).values))
    return Reply(body={"id": call.params["id"]})
