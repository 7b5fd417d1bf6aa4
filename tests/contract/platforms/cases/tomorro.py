"""Tomorro: its calls are native and have their own suite; its webhooks are read by a manifest like all others."""

from local.simulators.tomorro import seed
from passerelle.core.events import UNKNOWN, Change, RecordRef
from tests.contract.platforms.case import Hook, PlatformCase, Simulated
from tests.signing import tomorro_headers

CONTRACT = {"id": "ctr_9c8b", "name": "Bail", "status": "signed", "updatedAt": "2026-03-02T08:59:59.000Z"}

TOMORRO = PlatformCase(
    name="tomorro",
    base_url=lambda address: address.tomorro,
    secrets={"api_key": seed.API_KEY},
    hook=Hook(
        secret=("signing", "tomorro-contract-suite"),
        sign=tomorro_headers,
        item={
            "eventId": "e-1",
            "webhookId": "w-1",
            "createdAt": "2026-03-02T09:00:00.000Z",
            "eventType": "contractSigned",
            "data": {"contract": CONTRACT},
        },
        event=("changed", RecordRef("contract", "9c8b"), (Change("status", "signed", UNKNOWN),)),
        unknown=lambda item: {**item, "eventId": "e-2", "eventType": "contractPainted"},
        body=lambda items: items[0],
        simulated=Simulated(
            "webhooks",
            {"name": "Passerelle", "secret": "tomorro-contract-suite"},
            lambda control, webhook: control.post(
                f"/webhooks/{webhook}/emit", json={"eventType": "contractSigned", "data": {"contract": CONTRACT}}
            ),
        ),
    ),
)
