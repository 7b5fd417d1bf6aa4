"""A checker for `make faults`: how many contracts Tomorro has for each id, asked of its API.

A contract is of an id when its link's externalId is that id, or when its name holds it (what comes from software that
Tomorro does not know has no link). TOMORRO_API_KEY, and TOMORRO_BASE_URL for another address than the real one.

    printf '6000000001\n' | TOMORRO_API_KEY=... .venv/bin/python -m tests.faults.checkers.tomorro
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import httpx

from passerelle.errors import PasserelleError
from passerelle.http import Caller, new_client
from passerelle.platforms.tomorro.client import ERROR_RULES, TomorroClient, request_headers
from passerelle.platforms.tomorro.settings import read_settings


@dataclass(slots=True)
class Pace:
    """Tomorro limits its callers: one call after the other, and never too many a minute."""

    per_minute: float

    def take(self, connection: str) -> None:
        time.sleep(60 / self.per_minute)

    def pause(self, connection: str, seconds: float) -> None:
        time.sleep(seconds)

    def failed(self, connection: str) -> None: ...

    def answered(self, connection: str) -> None: ...


def client(http: httpx.Client, api_key: str, base_url: str | None, per_minute: float) -> TomorroClient:
    settings = read_settings({"base_url": base_url} if base_url else {})
    caller = Caller(
        connection="tomorro",
        base_url=settings.base_url,
        headers=request_headers(api_key, settings),
        client=http,
        budget=Pace(per_minute),
        clock=lambda: datetime.now(UTC),
        correlation_id=lambda: "faults",
        rules=ERROR_RULES,
    )
    return TomorroClient(caller, settings, lambda _warning, _sunset: None)


def contracts_of(tomorro: TomorroClient, ids: Iterable[str], since: date) -> Counter[str]:
    """A list shows no links: those that their name does not tell are read one by one."""
    wanted, found = set(ids), Counter[str]()
    for summary in tomorro.contracts(created_from=since):
        named = [one for one in wanted if one in summary.name]
        if named:
            found.update(named)
            continue
        link = tomorro.contract(summary.id).integration
        if link and link.external_id in wanted:
            found[link.external_id] += 1
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.checkers.tomorro", description=__doc__)
    today = datetime.now(UTC).date()
    parser.add_argument("--since", type=date.fromisoformat, default=today, help="the day of the first event (today)")
    parser.add_argument("--per-minute", type=float, default=30, help="calls a minute at most (30)")
    options = parser.parse_args(arguments)
    ids = sys.stdin.read().split()
    if not (api_key := os.environ.get("TOMORRO_API_KEY")):
        sys.exit("Set TOMORRO_API_KEY to a key that may read contracts.")
    try:
        with new_client() as http:
            tomorro = client(http, api_key, os.environ.get("TOMORRO_BASE_URL"), options.per_minute)
            found = contracts_of(tomorro, ids, options.since)
    except PasserelleError as error:
        sys.exit(error.sentence.en)
    for one in ids:
        print(json.dumps({"id": one, "effects": found[one]}))


if __name__ == "__main__":
    main()
