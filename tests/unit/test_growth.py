"""What an event costs does not grow with the number of platforms that we can speak to."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from passerelle.catalogue import REFRESH, Catalogue
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.published import publish_connection
from passerelle.inbound.connections import Connections
from passerelle.journal.versions import Kind, Version
from passerelle.platforms.receiving import compile_settings, settings_text
from tests.fakes import Clock, MemoryVersions

ROOT = Path(__file__).parents[2]
MANIFESTS = {path.stem: path for path in sorted((ROOT / "config" / "platforms").glob("*.yaml"))}
FEW = ["generic", "hubspot", "pipedrive", "slack", "tomorro"]

# Prints which of the files that are no code were opened, and which modules of ours were loaded.
WATCHED_IMPORT = """
import importlib, json, sys
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" else None)
importlib.import_module(sys.argv[1])
data = [path for path in opened if path.endswith((".yaml", ".yml", ".json")) and "botocore" not in path]
print(json.dumps([data, sorted(name for name in sys.modules if name.startswith("passerelle."))]))
"""


@pytest.mark.parametrize("handler", ["receive.app", "deliver.app"])
def test_importing_a_handler_reads_no_manifest_and_loads_no_module_of_one(handler):
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "functions")}
    command = [sys.executable, "-c", WATCHED_IMPORT, handler]

    told = subprocess.run(command, env=environ, check=True, capture_output=True, text=True, cwd=ROOT)

    opened, modules = json.loads(told.stdout)
    assert "passerelle.errors" in modules
    assert opened == []
    assert [module for module in modules if module.rpartition(".")[2] in MANIFESTS.keys() - {"rest"}] == []


class CountedVersions(MemoryVersions):
    """What was read of it, in bytes of JSON."""

    read_bytes = 0

    def read(self, kind: Kind, wanted: list[tuple[str, int]]) -> list[Version]:
        found = super().read(kind, wanted)
        self.read_bytes += sum(len(json.dumps(version.document)) for version in found)
        return found


def published(names: list[str]) -> CountedVersions:
    versions = CountedVersions()
    for name in names:
        manifest = ManifestFile.model_validate(yaml.safe_load(MANIFESTS[name].read_text(encoding="utf-8")))
        connection = publish_connection(ConnectionFile(connection=name, platform=name), manifest, "test", {})
        versions.publish(Kind.CONNECTION, name, connection.model_dump(mode="json", by_alias=True))
    return versions


@pytest.mark.parametrize("names", [FEW, list(MANIFESTS)], ids=["few", "all"])
def test_an_event_that_is_delivered_reads_no_manifest_again(names):
    versions, clock = published(names), Clock()
    catalogue = Catalogue(versions, clock)
    catalogue.connection("slack")
    of_the_first, versions.read_bytes = versions.read_bytes, 0

    for _ in range(3):
        clock.now += REFRESH
        catalogue.connection("slack")

    assert of_the_first > 0
    assert versions.read_bytes == 0


def test_a_webhook_reads_the_settings_of_its_own_connection_and_of_no_other():
    receive = yaml.safe_load(MANIFESTS["hubspot"].read_text(encoding="utf-8"))["receive"]
    settings = settings_text(compile_settings("hubspot", receive))
    asked: list[Any] = []

    def read(name: str) -> dict[str, str]:
        asked.append(name)
        return {"settings": settings}

    connections = Connections(read, lambda: 0.0)

    assert connections.get("hubspot") is not None
    assert connections.get("hubspot") is not None
    assert asked == ["hubspot"]
