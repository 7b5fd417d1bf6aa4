import os
import subprocess
import sys
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"
HEAVY = ("pydantic", "httpx", "yaml", "phonenumbers", "stdnum", "cryptography", "aws_xray_sdk")


def test_importing_the_receive_function_loads_nothing_heavy_and_needs_neither_network_nor_environment() -> None:
    code = "import sys, receive.app; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(FUNCTIONS)}

    loaded = subprocess.run([sys.executable, "-c", code], env=environ, check=True, capture_output=True, text=True)

    assert "boto3" in loaded.stdout.split()
    assert set(HEAVY).isdisjoint(loaded.stdout.split())
