"""The functions in containers, by `sam local`, as docs/sam-local.md says. Only where a container engine answers."""

import http.client
import json
import os
import shutil
import signal
import subprocess
from contextlib import closing
from datetime import UTC, datetime

import pytest

from local import embedded_aws, processes, sam_local
from local.accounts import INTAKE_SIGNING
from local.containers import opened_to_containers
from local.deploy import SAM, deploy
from local.installation import install
from local.processes import ROOT
from local.simulators import running_simulators
from tests.e2e.world import World
from tests.signing import generic_headers

EVENTS = ROOT / "tests" / "events"


@pytest.fixture(scope="module")
def engine():
    if shutil.which("docker") is None:
        pytest.skip("sam local needs a container engine, and docker is not installed")
    if not _docker("info"):
        pytest.skip("sam local needs a container engine, and none answers")
    image = f"public.ecr.aws/lambda/python:3.13-{sam_local.architecture()}"
    if not _docker("image", "inspect", image):
        pytest.skip(f"sam local needs the image of the runtime, and it is not here: docker pull {image}")


@pytest.fixture(scope="module")
def directory():
    directory = processes.STATE / f"e2e-sam-local-{os.getpid()}"
    yield directory
    embedded_aws.stop(directory)
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def world(engine, directory):
    """An installation of its own, for its addresses are those that containers know."""
    aws = embedded_aws.start(directory, processes.free_port())
    with (
        running_simulators(speed=60) as simulators,
        opened_to_containers([aws.process.port, simulators.port]) as host,
    ):
        installation = install(aws, deploy(aws), simulators)
        sam_local.show_to_containers(installation, host, directory / "env.json")
        yield World(installation)


@pytest.fixture(scope="module")
def sam(world, directory):
    """`sam("invoke", ...)`: the started process, whose standard output is the function's answer."""
    environment = {**world.installation.aws.client_environment(), "SAM_CLI_TELEMETRY": "0"}
    environment.pop("LAYER_FOR", None)
    build = directory / "build"
    with (directory / "sam.log").open("w") as log:

        def sam(*arguments):
            return subprocess.Popen(
                [SAM, *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

        built = sam("build", "--build-dir", build)
        built.communicate()
        assert built.returncode == 0, (directory / "sam.log").read_text()
        options = ["--template", build / "template.yaml", "--env-vars", directory / "env.json", "--skip-pull-image"]
        overrides = ["--parameter-overrides", *sam_local.parameters()]
        yield lambda command, *arguments: sam("local", command, *arguments, *options, *overrides)


@pytest.fixture(scope="module")
def invoke(sam):
    """`invoke("PollFunction", file)`: what the function answers."""

    def invoke(function, event):
        answer, _ = sam("invoke", function, "--event", event).communicate()
        return json.loads(answer.strip().splitlines()[-1])

    return invoke


def test_receive_refuses_the_stale_sample_and_accepts_it_signed_anew(world, invoke, directory):
    stale = EVENTS / "hubspot_deal_change.json"
    fresh = directory / "fresh.json"
    fresh.write_text(json.dumps(sam_local.signed(json.loads(stale.read_text()), world.installation.passerelle)))

    answers = [invoke("ReceiveFunction", stale), invoke("ReceiveFunction", fresh)]

    assert [answer["statusCode"] for answer in answers] == [401, 200]
    assert json.loads(answers[1]["body"]) == {"accepted": 1}


def test_deliver_makes_one_contract_of_the_sample_however_often_it_comes(world, invoke):
    answers = [invoke("DeliverFunction", EVENTS / "deliver_candidate_accepted.json") for _ in range(2)]

    assert answers == [{"batchItemFailures": []}] * 2
    assert len(world.contracts_named("Zoé Écureuil")) == 1


@pytest.mark.parametrize("name", ["poll", "watch"])
def test_a_scheduled_function_runs_on_its_schedule(invoke, name):
    assert invoke(f"{name.capitalize()}Function", EVENTS / f"{name}_schedule.json") is None


def test_a_signed_webhook_over_start_api_becomes_a_contract(world, sam, eventually):
    port = processes.free_port()
    at = datetime.now(UTC)
    name = f"Léa Tisserand {at:%H%M%S%f}"
    candidate = {
        "event_id": f"hired-{at:%H%M%S%f}",
        "type": "accepted",
        "record": "candidate",
        "id": f"c-{at:%H%M%S%f}",
        "occurred_at": at.isoformat(),
        "name": name,
        "job": "Comptable",
    }
    body = json.dumps(candidate).encode()
    process = sam("start-api", "--port", str(port))
    try:
        eventually(lambda: not processes.is_free(port))

        status = _post(port, "/in/intake", body, generic_headers(body, INTAKE_SIGNING, at))

        assert status == 200
        assert eventually(lambda: world.contracts_named(name))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def _docker(*arguments):
    return subprocess.run(["docker", *arguments], check=False, capture_output=True).returncode == 0


def _post(port, path, body, headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        return connection.getresponse().status
