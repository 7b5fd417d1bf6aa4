"""The envelopes of the account, and what happens to them."""

import copy
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from local.simulators.chassis.calls import Clock, Json, RefusedError
from local.simulators.docusign import seed

STATUSES: Final = ("created", "sent", "delivered", "completed", "declined", "voided")

Publish = Callable[[str, Json, str | None], None]


def stamp(instant: datetime) -> str:
    """With seven decimals, as DocuSign writes moments."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"


@dataclass(slots=True)
class Store:
    """`publish` tells an event by its name, of an envelope and perhaps of one of its recipients."""

    clock: Clock
    publish: Publish
    envelopes: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.envelopes.clear()
        self._add(seed.ENVELOPE)

    def find(self, identifier: str) -> Json:
        found = self.envelopes.get(identifier)
        if found is None:
            raise RefusedError(404, "The envelope specified does not exist.", code="ENVELOPE_DOES_NOT_EXIST")
        return found

    def create(self, values: Mapping[str, Any]) -> Json:
        made = self._add({**seed.ENVELOPE, "status": "created", **values, "envelopeId": str(uuid.uuid4())})
        self.publish("envelope-created", made, None)
        return made

    def change(self, identifier: str, values: Mapping[str, Any]) -> Json:
        """A new status moves its own moment and is told; anything else only the moment of the last change."""
        envelope = self.find(identifier)
        status = values.get("status", envelope["status"])
        if status not in STATUSES:
            raise RefusedError(400, f"status must be one of {', '.join(STATUSES)}", code="INVALID_REQUEST_PARAMETER")
        takes_status, now = status != envelope["status"], self._now()
        envelope |= {**values, "lastModifiedDateTime": now}
        if takes_status:
            envelope |= {"statusChangedDateTime": now, f"{status}DateTime": now}
            self.publish(f"envelope-{status}", envelope, None)
        return envelope

    def sign(self, identifier: str, recipient: str) -> Json:
        """One recipient signs; with the last one, the envelope is completed."""
        envelope = self.find(identifier)
        signers = envelope["recipients"]["signers"]
        signer = next((one for one in signers if one["recipientId"] == recipient), None)
        if signer is None:
            raise RefusedError(404, "The recipient specified does not exist.", code="UNKNOWN_ENVELOPE_RECIPIENT")
        signer |= {"status": "completed", "signedDateTime": self._now()}
        self.publish("recipient-completed", envelope, recipient)
        if all(one["status"] == "completed" for one in signers):
            self.change(identifier, {"status": "completed"})
        return envelope

    def delete(self, identifier: str) -> None:
        envelope = self.find(identifier)
        del self.envelopes[identifier]
        self.publish("envelope-deleted", envelope, None)

    def _add(self, envelope: Mapping[str, Any]) -> Json:
        moments = dict.fromkeys(("createdDateTime", "lastModifiedDateTime", "statusChangedDateTime"), self._now())
        added = {**copy.deepcopy(dict(envelope)), **moments}
        self.envelopes[added["envelopeId"]] = added
        return added

    def _now(self) -> str:
        return stamp(self.clock())
