"""A stack of its own for one round: the real template on an embedded AWS, simulators, config/ with short delays."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import yaml

from local import demo, embedded_aws, processes
from local.deploy import deploy
from local.embedded_aws import CREDENTIAL, REGION, EmbeddedAws
from local.installation import Installation
from local.processes import ROOT, STATE
from passerelle.journal.bodies import Bodies
from passerelle.journal.depths import Depths
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table

CONNECTIONS = ("tomorro", "hubspot")
SETTLE_S = 10
VISIBILITY_S = 75
"""After a kill, a message comes back when this ends; longer than the functions may run, shorter than the lease."""
AT_ONCE = 5
"""DeliverConcurrency of the template: AWS would handle as many batches at once, of different records."""


@dataclass(frozen=True, slots=True)
class Stand:
    installation: Installation
    journal: Journal
    depths: Depths


@contextmanager
def stand() -> Iterator[Stand]:
    """On free ports: a demonstration may run at the same time."""
    own = STATE / f"faults-{os.getpid()}"  # where `make down` finds them, should this run be killed
    services, simulators, config = (own.with_name(f"{own.name}-{what}") for what in ("aws", "simulators", "config"))
    try:
        aws = embedded_aws.start(services, processes.free_port())
        address = demo.start_simulators(processes.free_port(), simulators)
        stack = deploy(aws, lambda _line: None)
        installation = Installation(aws, stack, address)
        installation.push("--folder", str(_config(config)))
        installation.store_secrets()
        _as_aws_would(aws, stack.queue_url)
        table = Table(_client(aws, "dynamodb"), stack.table_name)
        bodies = Bodies(lambda: _client(aws, "s3"), stack.bucket_name)
        depths = Depths(_client(aws, "sqs"), _client(aws, "cloudwatch"), stack.queue_url)
        yield Stand(installation, Journal(table, bodies), depths)
    finally:
        processes.stop(simulators)
        embedded_aws.stop(services)
        for directory in (services, simulators, config):
            shutil.rmtree(directory, ignore_errors=True)


def _config(folder: Path) -> Path:
    """Our config/, but without polling, which would repair what the door lost, and without the delays and the pace that
    real accounts need: they would make the proof long and no sharper."""
    shutil.copytree(ROOT / "config", folder)
    for connection in CONNECTIONS:
        path = folder / "connections" / f"{connection}.yaml"
        file = yaml.safe_load(path.read_text())
        file["environments"]["local"].pop("limits", None)
        pace = {"requests": 100_000, "per_s": 60, "burst": 10_000}
        path.write_text(yaml.safe_dump({**file, "poll": [], "settle_s": SETTLE_S, "limits": pace}))
    return folder


def _as_aws_would(aws: EmbeddedAws, queue_url: str) -> None:
    """Several batches at once: the embedded AWS takes one at a time from a FIFO queue, for each mapping of it. A record
    whose message is being handled stays locked for the others, as on AWS.
    """
    _client(aws, "sqs").set_queue_attributes(QueueUrl=queue_url, Attributes={"VisibilityTimeout": str(VISIBILITY_S)})
    functions = _client(aws, "lambda")
    (mapping,) = functions.list_event_source_mappings()["EventSourceMappings"]
    copied = ("EventSourceArn", "BatchSize", "FunctionResponseTypes")
    for _ in range(AT_ONCE - 1):
        functions.create_event_source_mapping(
            FunctionName=mapping["FunctionArn"], **{name: mapping[name] for name in copied}
        )


def _client(aws: EmbeddedAws, service: str) -> Any:
    session = boto3.Session(aws_access_key_id=CREDENTIAL, aws_secret_access_key=CREDENTIAL, region_name=REGION)
    return session.client(service, endpoint_url=aws.url)
