"""Operations on Pipedrive records, second version of the API; notes and users are still on the first."""

import base64
import binascii
from datetime import UTC, datetime

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.pipedrive import seed
from local.simulators.pipedrive.store import ENTITIES, Store, stamp

DEFAULT_LIMIT = 100
MAX_LIMIT = 500
SORTS = ("id", "add_time", "update_time")


def kind_of(call: Call) -> str:
    kind = call.params["type"]
    if kind not in ENTITIES:
        raise RefusedError(404, "Unknown method", code="ERR_NOT_FOUND")
    return kind


def get_record(store: Store, call: Call) -> Reply:
    return _found(store.find(kind_of(call), call.params["id"]))


def create_record(store: Store, call: Call) -> Reply:
    return _found(store.create(kind_of(call), call.json_object(), "api"), 201)


def update_record(store: Store, call: Call) -> Reply:
    return _found(store.update(kind_of(call), call.params["id"], call.json_object(), "api"))


def list_records(store: Store, call: Call) -> Reply:
    """Pages by cursor; `updated_since` counts from that second on."""
    kind = kind_of(call)
    records = list(store.records[kind].values())
    since = call.one("updated_since")
    if since:
        bound = stamp(_instant(since))
        records = [one for one in records if one["update_time"] >= bound]
    key = call.one("sort_by") or "id"
    if key not in SORTS:
        raise _invalid(f"sort_by must be one of {', '.join(SORTS)}")
    descending = (call.one("sort_direction") or "asc") == "desc"
    records = sorted(records, key=lambda one: (one[key], one["id"]), reverse=descending)
    limit, start = _limit(call), _start(call)
    more = start + limit < len(records)
    return Reply(
        body={
            "success": True,
            "data": records[start : start + limit],
            "additional_data": {"next_cursor": _cursor(start + limit) if more else None},
        }
    )


def get_me(_call: Call) -> Reply:
    """Who the token belongs to."""
    me = {"id": seed.APPLICATION_USER_ID, "company_id": seed.COMPANY_ID, "active_flag": True}
    return Reply(body={"success": True, "data": me})


def add_note(store: Store, call: Call) -> Reply:
    return _found(store.add_note(call.json_object()), 201)


def _found(record: Json, status: int = 200) -> Reply:
    return Reply(status, {"success": True, "data": record})


def _limit(call: Call) -> int:
    text = call.one("limit") or str(DEFAULT_LIMIT)
    if not text.isdigit() or not 0 < int(text) <= MAX_LIMIT:
        raise _invalid(f"limit must be between 1 and {MAX_LIMIT}")
    return int(text)


def _start(call: Call) -> int:
    cursor = call.one("cursor")
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor.encode()).decode())
    except (ValueError, binascii.Error) as error:
        raise _invalid("cursor is not valid") from error


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(str(position).encode()).decode()


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _invalid("updated_since must be an RFC 3339 date-time") from error
    return moment.astimezone(UTC)


def _invalid(message: str) -> RefusedError:
    return RefusedError(400, message, code="ERR_SCHEMA_VALIDATION_FAILED")
