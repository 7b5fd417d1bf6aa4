"""How long the first caller of each built function waits, against a handler that does nothing and one that only knows
boto3: `make bench`. Ratios within one run compare; milliseconds are of this machine and not of AWS.
"""

import argparse
import platform
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from local.processes import ROOT
from passerelle.platforms.receiving import compile_settings, settings_text
from tests.bench.runtime import PYTHON, Measure, Subject, measure
from tests.bench.stub_aws import stub_aws
from tests.signing import HUBSPOT_SECRET, PUBLIC_BASE_URL, gateway_event, hubspot_v3_headers

PREFIX = "/passerelle/bench"
BARE = """\
def handler(_event, _context):
    return None
"""
ONLY_BOTO3 = """\
import os

import boto3

sqs = boto3.client("sqs")


def handler(_event, _context):
    entry = {"Id": "0", "MessageBody": "{}", "MessageGroupId": "0", "MessageDeduplicationId": "0"}
    sqs.send_message_batch(QueueUrl=os.environ["QUEUE_URL"], Entries=[entry])
"""
BODY = (
    b'[{"eventId":1,"subscriptionId":7,"portalId":1,"appId":1,"occurredAt":1772442929500,"attemptNumber":0,'
    b'"subscriptionType":"deal.propertyChange","objectId":9001,"propertyName":"dealstage","propertyValue":"closedwon"}]'
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each is started, in turn")
    parser.add_argument("--warm", type=int, default=20, help="how many calls follow each start")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, stub_aws(_parameters()) as aws:
        subjects = _subjects(Path(folder))
        variables = {
            "AWS_ENDPOINT_URL": aws,
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "eu-west-3",
            "POWERTOOLS_SERVICE_NAME": "passerelle-bench",
            "POWERTOOLS_METRICS_NAMESPACE": "Passerelle",
            "POWERTOOLS_LOG_LEVEL": "INFO",
            "PARAMETER_PREFIX": PREFIX,
            "QUEUE_URL": f"{aws}/000000000000/events.fifo",
            "TABLE_NAME": "journal",
            "BUCKET_NAME": "bodies",
            "ENVIRONMENT": "local",
            "TIME_ZONE": "Europe/Paris",
            "DEAD_LETTER_QUEUE_URL": f"{aws}/000000000000/dead.fifo",
            "PUBLIC_BASE_URL": PUBLIC_BASE_URL,
        }
        # In turn: what else this machine does meanwhile falls on all of them alike.
        rounds = [[measure(one, variables, options.warm) for one in subjects] for _ in range(options.rounds)]
    _print(subjects, list(zip(*rounds, strict=True)))


def _parameters() -> dict[str, str]:
    manifest = yaml.safe_load((ROOT / "config/platforms/hubspot.yaml").read_text(encoding="utf-8"))["receive"]
    return {
        f"{PREFIX}/in/crm/settings": settings_text(compile_settings("hubspot", manifest)),
        f"{PREFIX}/in/crm/secrets/client_secret": HUBSPOT_SECRET,
    }


def _subjects(folder: Path) -> list[Subject]:
    bare, only_boto3 = folder / "bare", folder / "only_boto3"
    for place, source in ((bare, BARE), (only_boto3, ONLY_BOTO3)):
        place.mkdir()
        (place / "handler.py").write_text(source, encoding="utf-8")
    built = (_build(folder, "functions", "ReceiveFunction"), _build(folder, "layers/dependencies", "DependenciesLayer"))
    built = (built[0], built[1] / "python")
    sources = tuple(_without_byte_code(place, folder / f"sources{number}") for number, place in enumerate(built))
    return [
        Subject("nothing", "handler.handler", (bare,), dict),
        Subject("boto3, one message sent", "handler.handler", (only_boto3,), dict),
        Subject("receive, one event", "receive.app.handler", built, _webhook, _is_accepted),
        Subject("receive, no byte code", "receive.app.handler", sources, _webhook, _is_accepted),
        Subject("deliver, no event", "deliver.app.handler", built, lambda: {"Records": []}),
        Subject("deliver, no byte code", "deliver.app.handler", sources, lambda: {"Records": []}),
        Subject("poll, no connection", "poll.app.handler", built, dict),
        Subject("watch, no run", "watch.app.handler", built, dict),
    ]


def _build(folder: Path, source: str, name: str) -> Path:
    """As `sam build` does, for the interpreter that runs it here."""
    artifacts = folder / name
    artifacts.mkdir()
    subprocess.run(
        [
            *("make", "--silent", "-C", str(ROOT / source), f"build-{name}", f"ARTIFACTS_DIR={artifacts}"),
            *("LAYER_FOR=host", f"LAYER_PYTHON={PYTHON}", f"PYTHON_OF_RUNTIME={PYTHON}"),
        ],
        check=True,
    )
    return artifacts


def _without_byte_code(built: Path, copy: Path) -> Path:
    return Path(shutil.copytree(built, copy, ignore=shutil.ignore_patterns("__pycache__")))


def _webhook() -> dict[str, object]:
    headers = hubspot_v3_headers(BODY, HUBSPOT_SECRET, datetime.now(UTC), f"{PUBLIC_BASE_URL}/in/crm")
    return gateway_event("crm", BODY, headers)


def _is_accepted(answer: object) -> bool:
    return isinstance(answer, dict) and answer.get("statusCode") in {200, 202, 204}


def _print(subjects: Sequence[Subject], measured: Sequence[Sequence[Measure]]) -> None:
    version = subprocess.run([PYTHON, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{version}, {platform.machine()}, {len(measured[0])} starts each; milliseconds, median (minimum)\n")
    print("| function | init | first answer | against nothing | against boto3 | next answers |")
    print("| --- | --- | --- | --- | --- | --- |")
    cold = [statistics.median(one.cold for one in measures) for measures in measured]
    for subject, measures, first in zip(subjects, measured, cold, strict=True):
        figures = [_figure([getattr(one, name) for one in measures]) for name in ("init", "cold")]
        ratios = f"{first / cold[0]:.1f} | {first / cold[1]:.2f}"
        warm = statistics.median(one.warm for one in measures)
        print(f"| {subject.name} | {' | '.join(figures)} | {ratios} | {warm:.1f} |")


def _figure(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f})"


if __name__ == "__main__":
    main()
