"""A statement holds what the manifest says and is signed with the key that was stored, in PEM or in a document."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from local.simulators.chassis.keys import private_key, private_pem
from passerelle.credentials.statement import private_key_in, signed_statement
from passerelle.errors import CredentialsRefused
from tests.fakes import NOW


def decoded(part):
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_statement_is_signed_with_the_key_and_holds_its_claims_and_its_times():
    statement = signed_statement(private_pem(), {"iss": "app", "aud": "login"}, {"kid": "k-1"}, NOW, 180, "crm")

    header, body, signature = statement.split(".")
    private_key().public_key().verify(decoded(signature), f"{header}.{body}".encode(), PKCS1v15(), SHA256())
    assert json.loads(decoded(header)) == {"alg": "RS256", "typ": "JWT", "kid": "k-1"}
    claims = json.loads(decoded(body))
    assert (claims["iss"], claims["aud"], claims["exp"] - claims["iat"]) == ("app", "login", 180)


def test_a_platform_whose_clock_is_half_a_minute_late_still_takes_a_statement():
    statement = signed_statement(private_pem(), {}, {}, NOW, 180, "crm")

    claims = json.loads(decoded(statement.split(".")[1]))
    late = (NOW - timedelta(seconds=30)).timestamp()
    assert claims["iat"] <= late < claims["exp"]


def test_the_document_that_holds_a_key_gives_its_other_texts_to_the_claims():
    document = json.dumps({"private_key": private_pem(), "client_email": "robot@example.com"})

    assert private_key_in(document) == (private_pem(), {"client_email": "robot@example.com"})
    assert private_key_in(private_pem()) == (private_pem(), {})


@pytest.mark.parametrize(
    "secret",
    [
        "not a key",
        "{not json",
        '{"client_email": "robot@example.com"}',
        generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    ],
    ids=["text", "broken document", "document without key", "elliptic"],
)
def test_what_is_no_rsa_key_asks_for_the_file_again_and_quotes_nothing_of_it(secret):
    key, _ = private_key_in(secret)

    with pytest.raises(CredentialsRefused) as refused:
        signed_statement(key, {}, {}, NOW, 180, "crm")

    assert refused.value.code == "unusable_private_key"
    assert secret not in refused.value.sentence.en + refused.value.sentence.fr
