"""Build the template and deploy it on the embedded AWS, with the very commands that a team runs on AWS.

python -m local.deploy
"""

import fcntl
import json
import platform
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import boto3  # noqa: TID251 - it talks to the embedded AWS, about the stack and not about the journal
import yaml

from local import embedded_aws
from local.embedded_aws import CREDENTIAL, PYTHON, REGION, EmbeddedAws
from local.processes import ROOT, STATE, LocalError

SAM = ROOT / ".tools" / "sam" / "bin" / "sam"
SAM_STATE = STATE / "sam"
STACK = "passerelle-local"
UNKNOWN = frozenset({"AWS::CloudWatch::CompositeAlarm", "AWS::Logs::QueryDefinition"})
"""The types of resources that the embedded AWS refuses; nothing of the stack rests on them."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The outputs of the template, under their own names."""

    api_url: str
    webhook_url: str
    console_url: str
    queue_url: str
    dead_letter_queue_url: str
    failed_invocation_queue_url: str
    table_name: str
    bucket_name: str
    parameter_prefix: str
    alarm_topic_arn: str
    receive_function_name: str
    deliver_function_name: str
    poll_function_name: str
    watch_function_name: str

    @classmethod
    def from_outputs(cls, outputs: Mapping[str, str]) -> Self:
        named = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): value for name, value in outputs.items()}
        return cls(**{field.name: named[field.name] for field in fields(cls)})

    @property
    def api_host(self) -> str:
        """What the header Host has to say, when the embedded AWS is called by its IP address."""
        return self.api_url.partition("//")[2].partition(":")[0]


def deploy(aws: EmbeddedAws, say: Callable[[str], None] = print, issuer: str | None = None) -> Stack:
    """`issuer` is where people sign in to the console, where it is not at the address that samconfig.toml has."""
    if not SAM.exists():
        raise LocalError("SAM is not installed: run `make setup` first.")
    # The functions run in the interpreter of the embedded AWS. What was built for it is kept apart, for SAM's own cache
    # does not see for whom a layer was built.
    (library,) = (PYTHON.parent.parent / "lib").glob("python3.*")
    build = SAM_STATE / f"{library.name}-{platform.machine()}"
    with _alone():
        say("Building (sam build)")
        _sam(aws, "build", "--cache-dir", str(build / "cache"), "--build-dir", str(build / "build"))
        say("Deploying on the embedded AWS (sam deploy)")
        template = _without_unknown(build / "build" / "template.yaml")
        _sam(aws, "deploy", "--template-file", str(template), *_with_issuer(issuer))
    deployed = stack(aws)
    _grant_what_it_cannot_judge(aws)
    _open_to_plain_http(aws, deployed.bucket_name)
    return deployed


def stack(aws: EmbeddedAws) -> Stack:
    """The one that is deployed."""
    description = _session().client("cloudformation", endpoint_url=aws.url).describe_stacks(StackName=STACK)
    outputs = description["Stacks"][0]["Outputs"]
    return Stack.from_outputs({output["OutputKey"]: output["OutputValue"] for output in outputs})


@contextmanager
def _alone() -> Iterator[None]:
    """A demo and the tests may deploy at the same time, each on its own AWS, but they build in one place."""
    SAM_STATE.mkdir(parents=True, exist_ok=True)
    with (SAM_STATE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sam(aws: EmbeddedAws, command: str, *options: str) -> None:
    log = SAM_STATE / f"{command}.log"
    environment = aws.client_environment() | {
        "SAM_CLI_TELEMETRY": "0",
        "LAYER_FOR": "host",
        "LAYER_PYTHON": str(PYTHON),
    }
    with log.open("w") as output:
        done = subprocess.run(
            [SAM, command, "--config-file", ROOT / "samconfig.toml", "--config-env", "local", *options],
            check=False,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        end = "\n".join(log.read_text().splitlines()[-30:])
        raise LocalError(f"{end}\n\nsam {command} failed: the whole of its output is in {log}.")


def _with_issuer(issuer: str | None) -> list[str]:
    """On the command line, overrides replace those of the file: all of them are given."""
    if issuer is None:
        return []
    configured = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    overrides = configured["local"]["deploy"]["parameters"]["parameter_overrides"]
    others = [one for one in overrides if not one.startswith("ConsoleIssuer=")]
    return ["--parameter-overrides", *others, f"ConsoleIssuer={issuer}"]


def _without_unknown(built: Path) -> Path:
    """Beside what was built, for the paths in it to hold."""
    template = yaml.safe_load(built.read_text(encoding="utf-8"))
    resources = template["Resources"]
    template["Resources"] = {name: one for name, one in resources.items() if one["Type"] not in UNKNOWN}
    known = built.with_name("embedded.yaml")
    known.write_text(yaml.safe_dump(template, allow_unicode=True), encoding="utf-8")
    return known


def _grant_what_it_cannot_judge(aws: EmbeddedAws) -> None:
    """The embedded AWS asks for `*` where AWS asks for a path, and for an action of its own where AWS asks for
    sqs:SendMessage; the stack tests look at what the template says.
    """
    session = _session()
    resources = session.client("cloudformation", endpoint_url=aws.url).describe_stack_resources(StackName=STACK)
    actions = ["ssm:GetParametersByPath", "sqs:SendMessageBatch", "dynamodb:TransactWriteItems"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    for resource in resources["StackResources"]:
        if resource["ResourceType"] == "AWS::IAM::Role" and resource["LogicalResourceId"] != "ScheduleRole":
            session.client("iam", endpoint_url=aws.url).put_role_policy(
                RoleName=resource["PhysicalResourceId"], PolicyName="embedded-aws", PolicyDocument=document
            )


def _open_to_plain_http(aws: EmbeddedAws, bucket: str) -> None:
    """The embedded AWS speaks no TLS, without which the policy of the bucket lets nobody in."""
    _session().client("s3", endpoint_url=aws.url).delete_bucket_policy(Bucket=bucket)


def _session() -> boto3.Session:
    return boto3.Session(aws_access_key_id=CREDENTIAL, aws_secret_access_key=CREDENTIAL, region_name=REGION)


def main() -> None:
    deployed = deploy(embedded_aws.start())
    for field in fields(deployed):
        print(f"{field.name:28} {getattr(deployed, field.name)}")


if __name__ == "__main__":
    try:
        main()
    except LocalError as error:
        sys.exit(str(error))
