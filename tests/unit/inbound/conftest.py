"""Connections built from the shipped manifests, and a clock that stands still."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from passerelle.inbound.connections import Connection
from passerelle.platforms.receiving import compile_settings
from tests.signing import SECRETS

NAMES = {"hubspot": "client_secret"}


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[3]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 15, 30, 123000, UTC)


@pytest.fixture(scope="session")
def manifest(root: Path) -> Callable[[str], dict[str, Any]]:
    def read(platform: str) -> dict[str, Any]:
        return yaml.safe_load((root / f"config/platforms/{platform}.yaml").read_text(encoding="utf-8"))["receive"]

    return read


@pytest.fixture(scope="session")
def connection(manifest: Callable[[str], dict[str, Any]]) -> Callable[..., Connection]:
    def build(platform: str, override: dict[str, Any] | None = None, **secrets: str) -> Connection:
        settings = compile_settings(platform, manifest(platform), override)
        default = {NAMES.get(platform, "signing"): SECRETS.get(platform, "")}
        return Connection.from_json(platform, settings, secrets or default)

    return build
