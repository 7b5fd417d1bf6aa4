"""A platform invented for a test: a manifest of one record or one action, and a service that answers as it is told."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.automation import Stage
from passerelle.core.steps import Json, Request, Value
from passerelle.http import Caller, new_client
from passerelle.http_failures import ErrorRules
from passerelle.platforms.rest import RestPlatform
from tests.fakes import Clock
from tests.unit.tomorro.fake import FreeBudget

TITLE = {"fr": "affaire", "en": "deal"}
BASE_URL = "https://api.example/v1"


class Service:
    """Answers in turn, the last answer again and again; keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = [one if isinstance(one, httpx.Response) else httpx.Response(200, json=one) for one in answers]
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.asked]


def platform_of(
    service: Callable[[httpx.Request], httpx.Response],
    *,
    record: Mapping[str, Any] | None = None,
    action: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    base_url: str = BASE_URL,
) -> RestPlatform:
    manifest = ManifestFile.model_validate(
        {
            "platform": "crm",
            "title": "CRM",
            "family": "crm",
            "records": {"deal": {"title": TITLE, **(record or {})}},
            "actions": {"do": {"about": TITLE, **action}} if action else {},
        }
    )
    rules = ErrorRules(tuple(row.rule({}) for row in manifest.call.errors))
    client = new_client(httpx.MockTransport(service))
    caller = Caller("crm", base_url, {"authorization": "Bearer k"}, client, FreeBudget(), Clock(), str, rules)
    return RestPlatform("crm", manifest, dict(settings or {}), caller, Clock())


def done(platform: RestPlatform, params: Json | None = None, linked_id: str | None = None, **values: Any) -> Json:
    """What the one action of the platform gives, through a call that went to the journal and back."""
    [named] = platform.actions("do")
    lines = tuple(Value(name, value) for name, value in values.items())
    request = Request(params or {}, lines, mark="psr-1", stage=Stage.LIVE, linked_id=linked_id)
    return named.action.perform(named.action.prepare(request))
