"""The signature requests of the account, and what happens to them."""

import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from local.simulators.chassis.calls import Clock, Json, RefusedError, iso
from local.simulators.yousign import seed

TOLD_AS: Final = {
    "ongoing": "activated",
    "done": "done",
    "declined": "declined",
    "expired": "expired",
    "canceled": "canceled",
    "rejected": "rejected",
    "deleted": "deleted",
}
"""The last word of the event by which each status is told."""

Publish = Callable[[str, Json], None]


@dataclass(slots=True)
class Store:
    """`publish` tells an event by its name and its data."""

    clock: Clock
    publish: Publish
    requests: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.requests.clear()
        self._add(copy.deepcopy(seed.REQUEST))

    def find(self, identifier: str) -> Json:
        found = self.requests.get(identifier)
        if found is None:
            raise RefusedError(404, "Signature Request not found", code="not_found")
        return found

    def create(self, name: str) -> Json:
        return self._add({**copy.deepcopy(seed.REQUEST), "id": str(uuid.uuid4()), "name": name, "status": "draft"})

    def take_status(self, identifier: str, status: str) -> Json:
        if status not in TOLD_AS:
            raise RefusedError(400, f"status must be one of {', '.join(TOLD_AS)}", code="invalid_status")
        request = self.find(identifier)
        request["status"] = status
        if status == "done":
            request["completed_at"] = iso(self.clock())
        self.publish(f"signature_request.{TOLD_AS[status]}", {"signature_request": copy.deepcopy(request)})
        return request

    def sign(self, identifier: str, signer_id: str) -> Json:
        """One signer signs; with the last one the request is done."""
        request = self.find(identifier)
        signer = next((one for one in request["signers"] if one["id"] == signer_id), None)
        if signer is None:
            raise RefusedError(404, "Signer not found", code="not_found")
        signer["status"] = "signed"
        told = {**signer, "info": seed.SIGNERS[signer_id], "signed_at": iso(self.clock())}
        self.publish("signer.done", {"signer": told, "signature_request": copy.deepcopy(request)})
        if all(one["status"] == "signed" for one in request["signers"]):
            self.take_status(identifier, "done")
        return request

    def _add(self, request: Json) -> Json:
        self.requests[request["id"]] = {**request, "created_at": iso(self.clock())}
        return self.requests[request["id"]]
