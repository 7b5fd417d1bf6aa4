"""One server for every simulated platform, for the command line and for tests."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from local.simulators.airtable import airtable
from local.simulators.bamboohr import bamboohr
from local.simulators.chassis.calls import Clock, Reply, Route, utc_now
from local.simulators.chassis.control import control_doorway, control_routes
from local.simulators.chassis.platform import Platform
from local.simulators.chassis.web import MAX_BODY_BYTES, application, doorway
from local.simulators.docusign import docusign
from local.simulators.google_drive import google_drive
from local.simulators.google_sheets import google_sheets
from local.simulators.greenhouse import greenhouse
from local.simulators.hooks import make, n8n, standard_webhooks, zapier
from local.simulators.hooks.rest import rest
from local.simulators.hubspot import hubspot
from local.simulators.lucca import lucca
from local.simulators.personio import personio
from local.simulators.pipedrive import pipedrive
from local.simulators.s3 import s3
from local.simulators.salesforce import salesforce
from local.simulators.ses import ses
from local.simulators.sharepoint import sharepoint
from local.simulators.signin import signin
from local.simulators.slack import slack
from local.simulators.teams import teams
from local.simulators.tomorro import tomorro
from local.simulators.typeform import typeform
from local.simulators.yousign import yousign

HOST = "127.0.0.1"
MAKERS = (
    airtable,
    google_sheets,
    rest,
    tomorro,
    hubspot,
    pipedrive,
    salesforce,
    docusign,
    slack,
    teams,
    typeform,
    yousign,
    zapier,
    make,
    n8n,
    standard_webhooks,
    signin,
    s3,
    ses,
    sharepoint,
    google_drive,
    bamboohr,
    greenhouse,
    lucca,
    personio,
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the running simulators answer."""

    port: int
    host: str = HOST

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def airtable(self) -> str:
        return f"{self.url}/airtable"

    @property
    def docusign(self) -> str:
        return f"{self.url}/docusign/restapi/v2.1"

    @property
    def google_sheets(self) -> str:
        return f"{self.url}/google-sheets"

    @property
    def tomorro(self) -> str:
        return f"{self.url}/tomorro/v2"

    @property
    def tomorro_app(self) -> str:
        return f"{self.url}/tomorro/app"

    @property
    def hubspot(self) -> str:
        return f"{self.url}/hubspot"

    @property
    def pipedrive(self) -> str:
        return f"{self.url}/pipedrive"

    @property
    def salesforce(self) -> str:
        return f"{self.url}/salesforce"

    @property
    def slack(self) -> str:
        return f"{self.url}/slack"

    @property
    def teams(self) -> str:
        return f"{self.url}/teams"

    @property
    def typeform(self) -> str:
        return f"{self.url}/typeform"

    @property
    def yousign(self) -> str:
        return f"{self.url}/yousign/v3"

    @property
    def issuer(self) -> str:
        return f"{self.url}/signin"

    @property
    def s3(self) -> str:
        return f"{self.url}/s3/archive"

    @property
    def ses(self) -> str:
        return f"{self.url}/ses"

    @property
    def sharepoint(self) -> str:
        return f"{self.url}/sharepoint"

    @property
    def google_drive(self) -> str:
        return f"{self.url}/google-drive"

    @property
    def bamboohr(self) -> str:
        return f"{self.url}/bamboohr/api/v1"

    @property
    def greenhouse(self) -> str:
        return f"{self.url}/greenhouse/v3"

    @property
    def lucca(self) -> str:
        return f"{self.url}/lucca/lucca-api"

    @property
    def personio(self) -> str:
        return f"{self.url}/personio"

    def control(self, platform: str) -> str:
        return f"{self.url}/_control/{platform}"


def platforms(*, clock: Clock = utc_now, speed: float = 1.0) -> list[Platform]:
    return [maker(clock=clock, speed=speed) for maker in MAKERS]


def root(parts: Sequence[Platform]) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY_BYTES)  # the outermost one decides
    app.add_subapp("/_control", application(_root_control(parts), control_doorway()))
    for platform in parts:
        app.add_subapp(f"/_control/{platform.name}", application(control_routes(platform), control_doorway()))
        app.add_subapp(f"/{platform.name}", application(platform.routes, doorway(platform)))

    async def close(_app: web.Application) -> None:
        await asyncio.gather(*(platform.sender.close() for platform in parts if platform.sender is not None))

    app.on_cleanup.append(close)
    return app


async def start(port: int, *, clock: Clock = utc_now, speed: float = 1.0) -> tuple[web.AppRunner, Address]:
    """Serve on the loopback interface; port 0 takes a free one. The runner's `cleanup` ends everything."""
    runner = web.AppRunner(root(platforms(clock=clock, speed=speed)), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, HOST, port)
    await site.start()
    return runner, Address(runner.addresses[0][1])


@contextmanager
def running_simulators(port: int = 0, *, clock: Clock = utc_now, speed: float = 1.0) -> Iterator[Address]:
    """The simulators in a thread of their own, for as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="simulators", daemon=True)
    thread.start()
    try:
        runner, address = asyncio.run_coroutine_threadsafe(start(port, clock=clock, speed=speed), loop).result()
        try:
            yield address
        finally:
            asyncio.run_coroutine_threadsafe(_end(runner), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(runner: web.AppRunner) -> None:
    """Also end what an answer still waits for, such as a fault longer than its caller's patience."""
    await runner.cleanup()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


def _root_control(parts: Sequence[Platform]) -> list[Route]:
    def reset() -> Reply:
        for platform in parts:
            platform.reset()
        return Reply(204)

    names = [platform.name for platform in parts]
    return [
        Route("GET", "/health", lambda _call: Reply(body={"status": "ok", "platforms": names})),
        Route("POST", "/reset", lambda _call: reset()),
    ]
