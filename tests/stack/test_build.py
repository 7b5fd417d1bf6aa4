"""What `sam build` puts into the archives."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def layer(root, tmp_path_factory):
    """The layer, built for the interpreter of these tests."""
    artifacts = tmp_path_factory.mktemp("layer")
    _make(
        root / "layers/dependencies",
        "build-DependenciesLayer",
        artifacts,
        LAYER_FOR="host",
        LAYER_PYTHON=sys.executable,
    )
    return artifacts / "python"


@pytest.fixture(scope="module")
def deployed_layer(root, tmp_path_factory):
    artifacts = tmp_path_factory.mktemp("deployed-layer")
    _make(
        root / "layers/dependencies",
        "build-DependenciesLayer",
        artifacts,
        LAYER_FOR="lambda",
        LAYER_PYTHON=sys.executable,
    )
    return artifacts / "python"


@pytest.fixture(scope="module")
def package(root, tmp_path_factory):
    artifacts = tmp_path_factory.mktemp("function")
    _make(root / "functions", "build-ReceiveFunction", artifacts)
    return artifacts


def test_the_layer_holds_no_aws_sdk_and_no_command_line(layer):
    names = {entry.name.partition("-")[0].removesuffix(".py").lower() for entry in layer.iterdir()}

    assert (
        names & {"boto3", "botocore", "s3transfer", "aws_xray_sdk", "click", "rich", "typer", "bin", "tests"} == set()
    )


@pytest.mark.parametrize(
    "module",
    ["aws_lambda_powertools", "httpx", "phonenumbers", "pydantic", "stdnum", "tzdata", "jmespath", "cryptography"],
)
def test_the_layer_has_all_that_it_needs_to_be_imported(layer, module):
    # Isolated and without site-packages: only the layer can answer.
    program = f"import sys; sys.path.insert(0, {str(layer)!r}); import {module} as m; print(m.__file__)"

    answer = subprocess.run([sys.executable, "-I", "-S", "-c", program], check=True, capture_output=True, text=True)

    assert answer.stdout.startswith(str(layer))


def test_byte_code_is_read_whatever_the_dates_of_the_files(layer):
    source = layer / "pydantic" / "main.py"

    header = Path(importlib.util.cache_from_source(source)).read_bytes()[:8]

    assert header[:4] == importlib.util.MAGIC_NUMBER
    assert int.from_bytes(header[4:], "little") == 0b01  # hash-based, unchecked


def test_the_deployed_layer_has_every_compiled_module_for_both_processors(deployed_layer):
    compiled = {path.relative_to(deployed_layer).as_posix() for path in deployed_layer.rglob("*.so")}

    modules = {name.partition(".")[0] for name in compiled}
    assert "pydantic_core/_pydantic_core" in modules
    assert compiled == {
        f"{module}.cpython-313-{processor}-linux-gnu.so" for module in modules for processor in ("aarch64", "x86_64")
    }
    assert {path.name for path in deployed_layer.parent.iterdir()} == {"python"}


def test_the_lock_of_the_layer_has_no_marker(root):
    """pip would judge it for the Python that builds, not for the one that runs."""
    lock = (root / "layers/dependencies/requirements.txt").read_text()

    assert [line for line in lock.splitlines() if "==" in line and ";" in line] == []


def test_a_function_ships_its_packages_and_nothing_else(root, package):
    shipped = {path.name for path in package.iterdir()}

    packages = {path.parent.name for path in (root / "functions").glob("*/__init__.py")}
    assert shipped == packages


def test_a_function_ships_no_test_and_no_foreign_byte_code(package):
    names = [path.name for path in package.rglob("*")]

    assert [name for name in names if name.startswith(("test_", "conftest"))] == []
    assert [name for name in names if name.endswith(".pyc") and ".cpython-313." not in name] == []


def test_two_builds_of_a_function_give_the_same_bytes(root, package, tmp_path):
    _make(root / "functions", "build-ReceiveFunction", tmp_path)

    assert _digests(tmp_path) == _digests(package)


def test_two_builds_of_the_layer_give_the_same_bytes(root, layer, tmp_path):
    _make(
        root / "layers/dependencies", "build-DependenciesLayer", tmp_path, LAYER_FOR="host", LAYER_PYTHON=sys.executable
    )

    assert _digests(tmp_path / "python") == _digests(layer)


def _digests(folder):
    """What an archive of it would hold; its dates are SAM's own, always the same."""
    return {
        file.relative_to(folder).as_posix(): (
            file.stat().st_mode & 0o777,
            hashlib.sha256(file.read_bytes()).hexdigest(),
        )
        for file in folder.rglob("*")
        if file.is_file()
    }


def _make(directory, target, artifacts, **variables):
    subprocess.run(
        ["make", "--no-print-directory", target],
        check=True,
        cwd=directory,
        env={**os.environ, "ARTIFACTS_DIR": str(artifacts), **variables},
        stdout=subprocess.DEVNULL,
    )
