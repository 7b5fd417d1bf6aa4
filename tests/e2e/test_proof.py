"""The proof for a team's own stack, as that team runs it: a command, an address, a checker."""

import subprocess
import sys

from local.accounts import INTAKE_SIGNING
from local.processes import ROOT
from local.simulators.tomorro.seed import API_KEY


def proof(aws, stack, installation, *options, checker=""):
    count = f"{sys.executable} -m tests.faults.checkers.tomorro --per-minute 100000"
    where = ["--url", aws.url, "--host", stack.api_host, "--public-url", stack.api_url, "--env", "local"]
    return subprocess.run(
        [sys.executable, "-m", "tests.faults", *where, "--checker", checker or count, *options],
        cwd=ROOT,
        env=aws.client_environment()
        | {"TOMORRO_API_KEY": API_KEY, "TOMORRO_BASE_URL": installation.simulators.tomorro},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_stack_that_keeps_the_promise_passes_and_its_balance_is_printed(aws, stack, installation):
    done = proof(aws, stack, installation, "--events", "12", "--within", "240")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "end: 12 done" in done.stdout


def test_a_doubled_effect_is_found_and_told_by_the_exit_code(aws, stack, installation, monkeypatch):
    monkeypatch.setenv("FAULTS_SECRET", INTAKE_SIGNING)
    program = "import sys, json; [print(json.dumps({'id': one.strip(), 'effects': 2})) for one in sys.stdin]"

    done = proof(aws, stack, installation, "--events", "2", checker=f'{sys.executable} -c "{program}"')

    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.splitlines()[-3].split()[1:5] == ["2", "4", "0", "2"]
