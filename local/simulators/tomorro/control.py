"""What a person would do in Tomorro's web app, and a look at everything the account holds."""

import secrets
from functools import partial
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply, Route
from local.simulators.chassis.control import changed
from local.simulators.chassis.deliveries import Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.tomorro import lifecycle, redefining
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.contracts import create_contract
from local.simulators.tomorro.model import Contract, Status
from local.simulators.tomorro.views import contract_view, counterparty_view, member_view
from local.simulators.tomorro.webhooks import EVENT_TYPES, emit


class NewWebhook(BaseModel):
    """As the web app asks for it; `host` and `public_url` are for receivers behind another name."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: str = "Webhook"
    url: str
    secret: Annotated[str, Field(min_length=1)] | None = None
    events: tuple[str, ...] = EVENT_TYPES
    host: str | None = None
    public_url: str | None = None
    owner_member_id: str | None = Field(default=None, alias="ownerMemberId")


def routes(account: Account, sender: Sender) -> list[Route]:
    return [
        Route("GET", "/state", lambda _call: Reply(body=_state(account))),
        Route("GET", "/switches", lambda _call: Reply(body=account.switches.model_dump(mode="json"))),
        Route("PATCH", "/switches", partial(_switch, account)),
        Route("POST", "/contracts", partial(create_contract, account)),
        Route("GET", "/contracts/{id}", partial(_contract, account)),
        Route("POST", "/contracts/{id}/sign", partial(_sign, account)),
        Route("POST", "/contracts/{id}/delete", partial(_delete, account)),
        Route("POST", "/contracts/{id}/remind", partial(_remind, account)),
        Route("POST", "/contracts/{id}/status", partial(_set_status, account)),
        *redefining.routes(account),
        Route("POST", "/webhooks", partial(_subscribe, sender)),
        Route("POST", "/webhooks/{id}/emit", partial(_emit, account, sender)),
    ]


def _state(account: Account) -> Json:
    return {
        "contracts": [_whole(account, one) for one in account.contracts.values()],
        "counterparties": [counterparty_view(one) for one in account.counterparties.values()],
        "members": [member_view(one) for one in account.members.values()],
    }


def _whole(account: Account, contract: Contract) -> Json:
    return {**contract_view(account, contract), "plainId": contract.id, "records": contract.records}


def _switch(account: Account, call: Call) -> Reply:
    account.switches = changed(account.switches, call.json())
    return Reply(body=account.switches.model_dump(mode="json"))


def _contract(account: Account, call: Call) -> Reply:
    return Reply(body=_whole(account, account.contract(call.params["id"])))


def _sign(account: Account, call: Call) -> Reply:
    contract = account.contract(call.params["id"])
    lifecycle.sign(account, contract)
    return Reply(body=_whole(account, contract))


def _delete(account: Account, call: Call) -> Reply:
    contract = account.contract(call.params["id"])
    del account.contracts[contract.id]
    account.tell("contractDeleted", contract)
    return Reply(204)


def _remind(account: Account, call: Call) -> Reply:
    account.tell("reminderEventCreated", account.contract(call.params["id"]))
    return Reply(204)


def _set_status(account: Account, call: Call) -> Reply:
    contract = account.contract(call.params["id"])
    wanted = call.json_object().get("status")
    if wanted not in [status.value for status in Status] or wanted == Status.SIGNED.value:
        raise RefusedError(400, "status must be a status of Tomorro; use /sign to have a contract signed")
    lifecycle.move(account, contract, Status(wanted))
    return Reply(body=_whole(account, contract))


def _subscribe(sender: Sender, call: Call) -> Reply:
    wanted = NewWebhook.model_validate(call.json())
    unknown = set(wanted.events) - set(EVENT_TYPES)
    if unknown:
        raise RefusedError(400, f"events must be among: {', '.join(EVENT_TYPES)}")
    subscription = Subscription(
        id=new_id(),
        name=wanted.name,
        url=wanted.url,
        secret=wanted.secret or secrets.token_hex(24),
        topics=wanted.events,
        host=wanted.host,
        public_url=wanted.public_url,
        details={"ownerMemberId": wanted.owner_member_id},
    )
    return sender.subscribe(subscription)


def _emit(account: Account, sender: Sender, call: Call) -> Reply:
    """Any event at all, also one that Tomorro does not have."""
    subscription = sender.subscriptions.get(call.params["id"])
    if subscription is None:
        raise RefusedError(404, "No such webhook")
    body = call.json_object()
    emit(sender, subscription, str(body.get("eventType", "")), body.get("data", {}), account.now())
    return Reply(204)
