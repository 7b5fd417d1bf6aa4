"""What a personal token may ask: the form, its responses, its webhooks."""

from datetime import UTC, datetime
from typing import Final

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.chassis.sender import Sender
from local.simulators.typeform import seed
from local.simulators.typeform.form import Form

_DEFAULT_PAGE, _MAX_PAGE = 25, 1000
_SORTS: Final = {None: True, "submitted_at,desc": True, "submitted_at,asc": False}
"""By the word of the request: whether the newest comes first."""


def get_form(call: Call) -> Reply:
    _its_id(call)
    return Reply(body={"id": seed.FORM_ID, "title": seed.TITLE, "fields": list(seed.FIELDS)})


def get_me(_call: Call) -> Reply:
    return Reply(body={"alias": "Passerelle", "email": "passerelle@exemple.fr", "language": "fr"})


def list_responses(form: Form, call: Call) -> Reply:
    """`since` counts from that second on."""
    _its_id(call)
    found = sorted(form.responses, key=lambda one: str(one["submitted_at"]), reverse=_newest_first(call))
    since = call.one("since")
    if since is not None:
        bound = _instant(since)
        found = [one for one in found if datetime.fromisoformat(one["submitted_at"]) >= bound]
    size = _page_size(call)
    return Reply(body={"total_items": len(found), "page_count": -(-len(found) // size), "items": found[:size]})


def list_webhooks(sender: Sender, call: Call) -> Reply:
    _its_id(call)
    items: list[Json] = [
        {"id": one.id, "form_id": seed.FORM_ID, "tag": one.name, "url": one.url, "enabled": True}
        for one in sender.subscriptions.values()
    ]
    return Reply(body={"items": items})


def _its_id(call: Call) -> None:
    if call.params["form_id"] != seed.FORM_ID:
        raise RefusedError(404, "Non existing form with uid", code="FORM_NOT_FOUND")


def _newest_first(call: Call) -> bool:
    word = call.one("sort")
    if word not in _SORTS:
        raise _invalid("sort")
    return _SORTS[word]


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromtimestamp(int(text), UTC) if text.isdigit() else datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise _invalid("since") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _page_size(call: Call) -> int:
    text = call.one("page_size") or str(_DEFAULT_PAGE)
    if not text.isdigit() or not 1 <= int(text) <= _MAX_PAGE:
        raise _invalid("page_size")
    return int(text)


def _invalid(name: str) -> RefusedError:
    return RefusedError(400, f"Invalid parameter {name}", code="VALIDATION_ERROR")
