"""passerelle secrets: stored where they are needed, rotated, and never shown."""

import json
import shutil
from pathlib import Path

import boto3
import pytest

from passerelle.commands import shared
from passerelle.journal.journal import Journal
from tests.commands import passerelle

CONFIG = str(Path(__file__).parents[2] / "config")
SECRET = "a-canary-secret-0815"


def test_a_secret_is_set_rotated_and_retired_and_never_printed(journal: Journal):
    def secrets(*arguments: str, stdin: str | None = None) -> str:
        return passerelle("secrets", *arguments, "--folder", CONFIG, "--lang", "fr", stdin=stdin)

    printed = [
        secrets("set", "hubspot", "client_secret", stdin=f"{SECRET}-1\n"),
        secrets("set", "hubspot", "client_secret", "--keep-previous", stdin=f"{SECRET}-2\n"),
        secrets("list"),
        secrets("list", "--json"),
        secrets("retire", "hubspot", "client_secret"),
        secrets("list"),
    ]

    assert printed[0] == "Le secret « client_secret » de « hubspot » est enregistré.\n"
    assert "+ hubspot client_secret (+ ancienne valeur)" in printed[2]
    assert "- slack bot_token:" in printed[2]
    assert printed[4] == "L'ancienne valeur du secret « client_secret » de « hubspot » n'est plus valable.\n"
    assert "+ hubspot client_secret:" in printed[5]
    assert not any(SECRET in text for text in printed)


def test_what_was_done_is_given_to_programs(journal: Journal):
    options = ("hubspot", "client_secret", "--folder", CONFIG, "--json")

    told = [json.loads(passerelle("secrets", *command, *options, stdin=SECRET)) for command in (["set"], ["retire"])]

    assert [(one["connection"], one["name"]) for one in told] == [("hubspot", "client_secret")] * 2
    assert told[0]["done"]["en"] == 'The secret "client_secret" of "hubspot" is stored.'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("hubspt", "client_secret"), "hubspot"),
        (("hubspot", "clent_secret"), "client_secret"),
    ],
)
def test_a_secret_nobody_needs_is_refused_with_what_exists(journal: Journal, arguments: tuple[str, str], said: str):
    assert said in passerelle("secrets", "set", *arguments, "--folder", CONFIG, stdin="x", code=1)


def test_an_empty_secret_is_refused(journal: Journal):
    assert "Ctrl-D" in passerelle("secrets", "set", "hubspot", "client_secret", "--folder", CONFIG, stdin="\n", code=1)


def test_a_former_value_is_not_kept_where_it_would_serve_nothing(journal: Journal):
    passerelle("secrets", "set", "tomorro", "api_key", "--folder", CONFIG, stdin="one")

    refused = passerelle(
        *("secrets", "set", "tomorro", "api_key", "--keep-previous", "--folder", CONFIG, "--lang", "fr"),
        stdin="two",
        code=1,
    )

    assert "Relancez sans --keep-previous" in refused
    assert stored("out/tomorro/secrets/api_key") == "one"


def test_a_secret_that_the_chosen_scheme_does_not_use_is_not_missing(journal: Journal, tmp_path: Path):
    shutil.copytree(CONFIG, tmp_path / "config")
    path = tmp_path / "config/connections/intake.yaml"
    path.write_text(f"{path.read_text()}\nreceive:\n  schemes: [{{kind: token, secret: token, header: X-Token}}]\n")

    signing = passerelle("secrets", "list", "--folder", CONFIG)
    token = passerelle("secrets", "list", "--folder", str(tmp_path / "config"))

    assert "- intake signing" in signing
    assert "intake token" not in signing
    assert "- intake token" in token
    assert "intake signing" not in token


def test_a_secret_that_is_stored_without_need_is_said_to_be(journal: Journal):
    passerelle("secrets", "set", "intake", "token", "--folder", CONFIG, stdin="x")

    assert "+ intake token (not needed)" in passerelle("secrets", "list", "--folder", CONFIG, "--lang", "en")
    [token] = [
        one
        for one in json.loads(passerelle("secrets", "list", "--folder", CONFIG, "--json"))
        if (one["connection"], one["name"]) == ("intake", "token")
    ]
    assert (token["needed"], token["stored"]) == (False, True)


@pytest.mark.parametrize("source", ["outputs", "environment"])
def test_a_secret_is_encrypted_with_the_key_of_the_stack(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, source: str
):
    key = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    if source == "outputs":
        monkeypatch.delenv("TABLE_NAME")
        outputs = dict.fromkeys(("QueueUrl", "TableName", "BucketName"), "x")
        outputs |= {"ParameterPrefix": "/passerelle/test", "SecretsKeyArn": key}
        monkeypatch.setattr(shared, "outputs_of_stack", lambda _: outputs)
    else:
        monkeypatch.setenv("SECRETS_KEY_ARN", key)

    passerelle("secrets", "set", "tomorro", "api_key", "--folder", CONFIG, stdin="one")

    assert key_of("/passerelle/test/out/tomorro/secrets/api_key") == key


def test_without_a_key_of_its_own_a_secret_has_the_accounts(journal: Journal):
    passerelle("secrets", "set", "tomorro", "api_key", "--folder", CONFIG, stdin="one")

    assert key_of("/passerelle/test/out/tomorro/secrets/api_key") == "alias/aws/ssm"


def stored(name: str) -> str:
    found = boto3.client("ssm").get_parameter(Name=f"/passerelle/test/{name}", WithDecryption=True)
    return found["Parameter"]["Value"]


def key_of(name: str) -> str:
    filters = [{"Key": "Name", "Values": [name]}]
    [described] = boto3.client("ssm").describe_parameters(ParameterFilters=filters)["Parameters"]
    return described["KeyId"]
