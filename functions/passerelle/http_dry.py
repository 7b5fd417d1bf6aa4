"""A client of which nothing but reads can leave: what makes a dry run one, whatever the code above it does."""

from typing import NewType

import httpx

from passerelle.core.plans import Outgoing
from passerelle.http import ONLY_READS, TOLD_INSTEAD, TOLD_PATH, new_client
from passerelle.http_bodies import decoded

DryClient = NewType("DryClient", httpx.Client)


class NotSent(Exception):
    """In place of an answer, for what is not known to only read. No error of httpx's: nothing takes it for one."""

    def __init__(self, request: Outgoing) -> None:
        super().__init__("a request that is no read was not sent")
        self.request = request


def new_dry_client(transport: httpx.BaseTransport | None = None) -> DryClient:
    client = new_client(transport)
    client.event_hooks = {"request": [_stop]}
    return DryClient(client)


def _stop(request: httpx.Request) -> None:
    if TOLD_INSTEAD in request.extensions:
        raise NotSent(request.extensions[TOLD_INSTEAD])
    if request.extensions.get(ONLY_READS) is not True:
        path = request.extensions.get(TOLD_PATH) or request.url.raw_path.decode("ascii")
        body = decoded(request.read(), request.headers.get("content-type", ""))
        raise NotSent(Outgoing(request.method, path, body))
