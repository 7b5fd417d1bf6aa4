import os
import subprocess
import sys
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"
HEAVY = {"pydantic", "httpx", "yaml", "phonenumbers", "stdnum", "aws_xray_sdk", "cryptography"}
RARE = {f"passerelle.inbound.{name}" for name in ("ed25519", "form_bodies", "xml_bodies", "cloud_events")}
"""What only some connections need is loaded by the first request that needs it."""
MOST_OF_OURS = 40
"""Each module is a file to open at a cold start: a sender may leave us one second."""


def test_importing_the_receive_function_loads_nothing_heavy_and_needs_neither_network_nor_environment() -> None:
    loaded = modules("import receive.app")

    assert "boto3" in loaded
    assert HEAVY.isdisjoint(loaded)


def test_receiving_signed_json_loads_no_other_way_of_reading_or_of_proving() -> None:
    loaded = modules("import receive.app")

    assert RARE.isdisjoint(loaded)
    assert len([name for name in loaded if name.startswith("passerelle.")]) <= MOST_OF_OURS


def modules(code: str) -> set[str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(FUNCTIONS)}
    script = f"import sys; {code}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], env=environ, check=True, capture_output=True, text=True)
    return set(done.stdout.split())
