"""Any signed JSON: nothing is called, whatever comes is an event."""

from passerelle.core.events import RecordRef
from tests.contract.platforms.case import Hook, PlatformCase
from tests.signing import generic_headers

GENERIC = PlatformCase(
    name="generic",
    hook=Hook(
        secret=("signing", "generic-contract-suite"),
        sign=generic_headers,
        item={
            "event_id": "hire-0001",
            "type": "hired",
            "record": "candidate",
            "id": 4242,
            "occurred_at": "2026-03-02T08:59:59Z",
            "data": {"position": "Chargée d'études"},
        },
        event=("hired", RecordRef("candidate", "4242"), ()),
        unknown=lambda item: {**item, "event_id": "hire-0002", "type": None},
        body=lambda items: items,
    ),
)
