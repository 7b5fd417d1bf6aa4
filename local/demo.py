"""The whole on this machine: the deployed template, a won deal, its contract, the signature, and who learns of it.

python -m local.demo [--once | --empty]
"""

import argparse
import html
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from local import embedded_aws, processes
from local.deploy import deploy
from local.embedded_aws import CREDENTIAL, REGION
from local.installation import PASSERELLE, Installation, install
from local.processes import ROOT, STATE, LocalError
from local.simulators import Address
from local.simulators.__main__ import DEFAULT_PORT
from local.simulators.hubspot.seed import COMPANY_ID, DEAL_ID
from local.simulators.slack.seed import CHANNELS

SIMULATORS = STATE / "simulators"
SPEED = 60.0
PATIENCE_S = 90

COMPANY = {"name": "Boulangerie Saint-Étienne & Filles", "siret": "732 829 320 00074", "address": "12 rue des Chênes"}
DEAL = {"montant_ht": "12 500,00", "dealtype": "newbusiness", "closedate": "2026-12-15T22:30:00Z"}

_Found = TypeVar("_Found")


def main() -> None:
    parser = argparse.ArgumentParser(description="The demonstration.")
    parser.add_argument("--once", action="store_true", help="stop everything once it was shown")
    parser.add_argument("--empty", action="store_true", help="publish nothing: for a first automation of your own")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if options.empty:
            _wait_for_a_person(begin())
        installation = start()
        _show(installation)
        if not options.once:
            _next(installation)
            signal.pause()
    except KeyboardInterrupt:
        _say("", "Stopping.")
    finally:
        processes.stop(SIMULATORS)
        embedded_aws.stop()


def start() -> Installation:
    deployed = begin()
    _step("Publishing config/, storing the secrets, registering the webhooks")
    installation = install(deployed.aws, deployed.stack, deployed.simulators)
    _say("automations, connections and secrets are in place; no secret is in any file")
    return installation


def begin() -> Installation:
    """Nothing is published yet."""
    _step("Starting an AWS on this machine, and simulators of Tomorro, HubSpot, Pipedrive and Slack")
    embedded_aws.stop()
    processes.stop(SIMULATORS)
    aws = embedded_aws.start()
    simulators = start_simulators(DEFAULT_PORT)
    _say(f"AWS        {aws.url}", f"simulators {simulators.url}")
    _step("Building the real template and deploying it (sam build, sam deploy)")
    stack = deploy(aws, lambda line: _say(f"{line} ..."))
    _say(f"API        {stack.api_url}", f"console    {stack.console_url}")
    return Installation(aws, stack, simulators)


def _wait_for_a_person(deployed: Installation) -> NoReturn:
    deployed.register_webhooks()
    _say("webhooks   the platforms call it; nothing is published")
    _step("It stays up until Ctrl-C. Paste this into another terminal, then follow docs/start.md:")
    print("\n".join(f"export {name}={value}" for name, value in playground(deployed).items()), flush=True)
    while True:
        signal.pause()


def playground(deployed: Installation) -> dict[str, str]:
    """What a terminal needs in order to work with this AWS, and to act in the simulated platforms."""
    return {
        "AWS_ENDPOINT_URL": deployed.aws.url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": CREDENTIAL,
        "AWS_SECRET_ACCESS_KEY": CREDENTIAL,
        "SIMULATORS": deployed.simulators.url,
        "LANG": "en_US.UTF-8",
        "PATH": f'"{PASSERELLE.parent}:$PATH"',
    }


def start_simulators(port: int, directory: Path = SIMULATORS) -> Address:
    """In a process of their own, as the services they stand for."""
    processes.start(
        directory,
        [sys.executable, "-m", "local.simulators", "--port", str(port), "--speed", str(SPEED)],
        port=port,
        environment={"PYTHONPATH": str(ROOT)},
        ready=lambda: "ready" in (directory / "log").read_text(),
    )
    return Address(port)


def _show(installation: Installation) -> None:
    _step("In HubSpot, a person fills in the company and the deal, then moves the deal to 'won'")
    installation.control("hubspot", "PATCH", f"records/companies/{COMPANY_ID}", {"properties": COMPANY})
    installation.control("hubspot", "PATCH", f"records/deals/{DEAL_ID}", {"properties": DEAL})
    installation.control("hubspot", "PATCH", f"records/deals/{DEAL_ID}", {"properties": {"dealstage": "closedwon"}})
    _say(f"deal       {DEAL_ID}, {COMPANY['name']}, SIRET {COMPANY['siret']}, {DEAL['montant_ht']} EUR")

    started = time.monotonic()
    contract = _eventually(lambda: _contract(installation), "the contract")
    _step(f"In Tomorro, {time.monotonic() - started:.1f} s later: exactly one contract")
    _say(f"contract   {contract['id']} ({contract['status']})", f"name       {contract['name']}")
    for field in contract["fields"]:
        _say(f"           {field['name']}: {field['value']}")

    deal = _eventually(lambda: _deal_with(installation, "tomorro_contract_id"), "the write-back")
    _step("Back in HubSpot: the deal knows its contract")
    _say(f"id         {deal['tomorro_contract_id']}", f"link       {deal['tomorro_contract_url']}")

    _step("In Tomorro, everybody signs")
    installation.control("tomorro", "POST", f"contracts/{contract['id']}/sign")
    deal = _eventually(lambda: _deal_with(installation, "tomorro_contract_status"), "the signature on the deal")
    message = _eventually(lambda: _message(installation), "the message in Slack")
    _step("The deal and the Slack channel learn it")
    _say(f"deal       tomorro_contract_status = {deal['tomorro_contract_status']}")
    _say(f"Slack      #{message['channel']}: {html.unescape(message['text'])}")

    _step("What the journal tells (passerelle runs)")
    for line in installation.passerelle("runs", "--env", "local").splitlines():
        _say(line)


def _next(installation: Installation) -> None:
    environment = f"AWS_ENDPOINT_URL={installation.aws.url} AWS_DEFAULT_REGION={REGION} AWS_ACCESS_KEY_ID=local "
    environment += "AWS_SECRET_ACCESS_KEY=local"
    _step("It stays up until Ctrl-C. To go on by hand:")
    _say(
        f"the console            {installation.stack.console_url} (sign in as camille, who may do everything)",
        f"the contract's page    {_deal_with(installation, 'tomorro_contract_url')['tomorro_contract_url']}",
        "a signed webhook       (valid for five minutes; run it twice: one contract)",
        "",
    )
    where = ("--url", installation.aws.url, "--host", installation.stack.api_host)
    print(installation.passerelle("sample", "intake", "--env", "local", *where))
    _say(
        "",
        f"what became of it      {environment} .venv/bin/passerelle runs --env local",
        "your own automation    edit config/automations/, then `.venv/bin/passerelle check` and `... push --env local`",
        "the tests              make test",
        "on AWS                 sam build && sam deploy, see README.md",
    )


def _contract(installation: Installation) -> dict[str, Any] | None:
    contracts = installation.control("tomorro", "GET", "state")["contracts"]
    ours = [one for one in contracts if (one.get("integration") or {}).get("externalId") == DEAL_ID]
    return ours[0] if len(ours) == 1 else None


def _deal_with(installation: Installation, field: str) -> dict[str, Any]:
    properties: dict[str, Any] = installation.control("hubspot", "GET", f"records/deals/{DEAL_ID}")["properties"]
    return properties if properties.get(field) else {}


def _message(installation: Installation) -> dict[str, Any] | None:
    messages = installation.control("slack", "GET", "messages")
    found = [{**one, "channel": CHANNELS[one["channel"]]} for one in messages]
    return found[-1] if found else None


def _eventually(look: Callable[[], _Found | None], what: str) -> _Found:
    deadline = time.monotonic() + PATIENCE_S
    while not (found := look()):
        if time.monotonic() > deadline:
            raise LocalError(f"{what} did not come within {PATIENCE_S} s: see {embedded_aws.DIRECTORY / 'log'}")
        time.sleep(0.2)
    return found


def _step(title: str) -> None:
    print(f"\n* {title}", flush=True)


def _say(*lines: str) -> None:
    for line in lines:
        print(f"    {line}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except LocalError as error:
        sys.exit(str(error))
