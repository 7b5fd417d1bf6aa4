"""The real template, built and deployed by `sam` on an embedded AWS of its own, once for all end-to-end tests."""

import http.client
import json
import os
import shutil
import time
from contextlib import closing
from pathlib import Path

import boto3
import pytest

from local import embedded_aws, processes
from local.deploy import deploy
from local.embedded_aws import CREDENTIAL, REGION
from local.installation import install
from local.simulators import running_simulators
from passerelle.journal.bodies import Bodies
from passerelle.journal.journal import Journal
from passerelle.journal.table import Table
from passerelle.journal.versions import Versions

HERE = Path(__file__).parent
LONGEST_S = 900
"""A test may wait twice for a message whose worker died, see `eventually`."""


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(LONGEST_S))


@pytest.fixture(scope="session")
def aws():
    directory = processes.STATE / f"e2e-{os.getpid()}"  # where `make down` finds it, should this run be killed
    yield embedded_aws.start(directory, processes.free_port())
    embedded_aws.stop(directory)
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def simulators():
    with running_simulators(speed=60) as address:
        yield address


@pytest.fixture(scope="session")
def stack(aws, simulators):
    """Its outputs; see local.deploy.Stack."""
    return deploy(aws, issuer=simulators.issuer)


@pytest.fixture(scope="session")
def installation(aws, stack, simulators):
    """The stack with config/ pushed, secrets stored and webhooks registered at simulators of its own."""
    return install(aws, stack, simulators)


@pytest.fixture(scope="session")
def journal(client, stack):
    """The deployed table, as the functions read it."""
    return Journal(Table(client("dynamodb"), stack.table_name), Bodies(lambda: client("s3"), stack.bucket_name))


@pytest.fixture(scope="session")
def client(aws):
    """`client("sqs")`: a client of the embedded AWS with the rights of its root, made once."""
    session = boto3.Session(aws_access_key_id=CREDENTIAL, aws_secret_access_key=CREDENTIAL, region_name=REGION)
    made = {}

    def client(service):
        if service not in made:
            made[service] = session.client(service, endpoint_url=aws.url)
        return made[service]

    yield client
    for each in made.values():
        each.close()


@pytest.fixture(scope="session")
def post(aws, stack):
    """`post("/in/hubspot", body, headers)`: what a sender does. Gives the status and the JSON answered."""

    def post(path, body=b"{}", headers=None):
        with closing(http.client.HTTPConnection("127.0.0.1", aws.process.port, timeout=60)) as connection:
            connection.request(
                "POST",
                path,
                body,
                {"Content-Type": "application/json", **(headers or {}), "Host": stack.api_host},
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")

    return post


@pytest.fixture(scope="session")
def eventually():
    """`eventually(look)`: what `look` gives as soon as it gives something. The limit is for what never comes: a message
    whose worker died comes back after the six minutes of the queue's visibility time-out.
    """

    def eventually(look, within_s=420):
        deadline = time.monotonic() + within_s
        while not (found := look()):
            assert time.monotonic() < deadline, f"nothing came within {within_s} s"
            time.sleep(0.2)
        return found

    return eventually


@pytest.fixture
def stage(client, stack):
    """`stage(name)`: where the versions of an automation stand."""
    versions = Versions(Table(client("dynamodb"), stack.table_name))
    return lambda name: versions.active(consistent=True).automations[name]
