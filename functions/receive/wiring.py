"""What the receive function is made of, built at its first request."""

import os
import time
from datetime import UTC, datetime
from functools import cache

from passerelle.inbound.connections import Connections
from passerelle.inbound.receiver import Receiver
from passerelle.journal.bodies import Bodies
from passerelle.journal.parameters import Parameters
from passerelle.journal.queue import EventQueue
from passerelle.settings import ReceiveSettings


@cache
def receiver() -> Receiver:
    settings = ReceiveSettings.from_env(os.environ)
    parameters = Parameters.connect(f"{settings.parameter_prefix}/in")
    return Receiver(
        connections=Connections(parameters.read, time.monotonic),
        store=EventQueue.connect(settings.queue_url, Bodies.of(settings.bucket_name)),
        public_base_url=settings.public_base_url,
        now=lambda: datetime.now(UTC),
    )
