"""What an answer means: a success, or one error of our tree and how long everyone is to wait."""

import json as json_text
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import httpx

from passerelle import http_faults
from passerelle.http_failures import ErrorRules, Failure, Meaning, Rule
from passerelle.http_ports import Budget
from passerelle.http_waits import limit_reset, retry_after

LARGEST_ANSWER_BYTES: Final = 10 * 1024 * 1024

Expects = Literal["json", "text"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A success. Header names are in lower case; `body` is None when there is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the answers to one connection's calls, and tells the budget what they mean for the next ones."""

    connection: str
    budget: Budget
    rules: ErrorRules
    clock: Callable[[], datetime]

    def read(
        self, method: str, response: httpx.Response, content: bytes | None, *, safe: bool, expects: Expects
    ) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        body, readable = _body(content, expects if response.is_success else "json")
        rule = self.rules.row_for(response.status_code, headers, body)
        if rule is not None and rule.meaning is Meaning.UNAVAILABLE:
            self.budget.failed(self.connection)
        else:
            self.budget.answered(self.connection)
        if rule is not None and rule.meaning is Meaning.DONE:
            return Answer(response.status_code, headers, body)
        if rule:
            announced_s = self._announced_wait(rule, headers, body)
            wait_s = announced_s or rule.wait_s
            if wait_s and (announced_s or rule.meaning is Meaning.RATE_LIMITED):
                self.budget.pause(self.connection, wait_s)
            remote_code = self.rules.code_in(body)
            raise Failure(rule, self.connection, method, safe, response.status_code, remote_code, wait_s).error()
        if content is None:
            raise http_faults.too_large(self.connection, only_reads=safe)
        if not readable:
            raise http_faults.unreadable(self.connection, response.status_code, only_reads=safe)
        return Answer(response.status_code, headers, body)

    def _announced_wait(self, rule: Rule, headers: Mapping[str, str], body: Any) -> float | None:
        now = self.clock()
        if rule.resets is not None:
            return rule.resets.wait_s(now)
        if rule.announced is not None and (wait_s := rule.announced.wait_s(headers, body, now)) is not None:
            return wait_s
        match rule.meaning:
            case Meaning.RATE_LIMITED:
                return retry_after(headers, now) or limit_reset(headers, now)
            case Meaning.UNAVAILABLE:
                return retry_after(headers, now)
            case _:
                return None


def content_of(response: httpx.Response) -> bytes | None:
    """The decoded bytes; None when there are too many of them."""
    content = bytearray()
    try:
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_ANSWER_BYTES:
                return None
    finally:
        response.close()
    return bytes(content)


def _body(content: bytes | None, expects: Expects) -> tuple[Any, bool]:
    """The body, and whether it could be read."""
    if not content or not content.strip():
        return None, True
    try:
        return (json_text.loads(content) if expects == "json" else content.decode()), True
    except (ValueError, RecursionError):
        return None, False
