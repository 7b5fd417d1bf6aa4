"""What we sign proves itself to those who check it: the specification's own library is the judge of its scheme."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import httpx
import pytest
import time_machine
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from passerelle.configuration.sign_file import BasicProof, HmacProof, JwtProof, has_room_for_two
from passerelle.errors import CredentialsRefused
from passerelle.inbound.connections import Connection
from passerelle.inbound.requests import InboundRequest, Verified
from passerelle.inbound.verify import verify
from passerelle.platforms.receiving import compile_settings
from passerelle.platforms.signing import Signer
from tests.fakes import NOW

URL = "https://hooks.example/in?team=a%2Fb"
KEY, FORMER, OTHER = (f"whsec_{base64.b64encode(name.encode() * 8).decode()}" for name in ("now", "old", "not"))
BODY = {"type": "contract.signed", "data": {"name": "Société Générale d’Études — n° 7"}}
STANDARD = HmacProof(
    kind="hmac",
    secret="signing",
    header="webhook-signature",
    form="versions",
    mark="v1",
    encoding="base64",
    key="whsec",
    signed="{id}.{timestamp}.{body}",
    timestamp={"header": "webhook-timestamp"},
    id_header="webhook-id",
)


def sent(proof, at=NOW, mark="psr-1f2e3d4c5b6a", **secrets: str) -> httpx.Request:
    request = httpx.Request("POST", URL, json=BODY, headers={"webhook-id": mark})
    Signer("hooks", [proof], secrets).sign(request, at)
    return request


def accepted(request: httpx.Request, key: str) -> bool:
    try:
        with time_machine.travel(NOW, tick=False):
            Webhook(key).verify(request.content, dict(request.headers))
    except WebhookVerificationError:
        return False
    return True


def test_a_standard_webhook_is_accepted_by_the_library_of_the_specification():
    request = sent(STANDARD, signing=KEY)

    assert accepted(request, KEY)
    assert not accepted(request, OTHER)
    assert request.headers["webhook-id"] == "psr-1f2e3d4c5b6a"


def test_while_a_key_is_changed_both_sides_may_hold_the_former_or_the_new_one():
    request = sent(STANDARD, signing=KEY, **{"signing-previous": FORMER})

    assert accepted(request, KEY)
    assert accepted(request, FORMER)
    assert not accepted(request, OTHER)


def test_a_request_that_is_sent_again_keeps_its_id_and_is_signed_anew():
    first, again = sent(STANDARD, NOW - timedelta(hours=3), signing=KEY), sent(STANDARD, signing=KEY)

    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert not accepted(first, KEY)
    assert accepted(again, KEY)


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp"])
def test_neither_the_id_nor_the_moment_can_be_changed_on_the_way(header):
    request = sent(STANDARD, signing=KEY)
    request.headers[header] = str(int(NOW.timestamp()) + 1)

    assert not accepted(request, KEY)


ROWS = [
    STANDARD,
    HmacProof(kind="hmac", secret="signing", header="X-Signature"),
    HmacProof(kind="hmac", secret="signing", header="X-Signature", form="prefix", mark="sha512=", algorithm="sha512"),
    HmacProof(
        kind="hmac",
        secret="signing",
        header="X-Signature",
        key="base64",
        encoding="base64",
        signed="{method}{url}{body}",
    ),
    HmacProof(
        kind="hmac",
        secret="signing",
        header="X-Signature",
        form="pairs",
        mark="v1",
        signed="{timestamp}.{body}",
        timestamp={"pair": "t", "unit": "ms"},
    ),
]


@pytest.mark.parametrize("proof", ROWS, ids=lambda proof: proof.form)
def test_what_we_sign_is_what_our_own_door_accepts_from_others(proof):
    scheme = proof.model_dump(exclude={"header"}, exclude_none=True) | {"headers": [proof.header]}
    split = {"key": ["id"], "occurred_at": {"path": "at"}, "rows": [{"event": "a", "record": "b", "id": "c"}]}
    settings = compile_settings("hooks", {"schemes": [scheme], "split": split})
    door = Connection.from_json("hooks", settings, {"signing": KEY.removeprefix("whsec_")})

    request = sent(proof, signing=KEY.removeprefix("whsec_"))

    received = InboundRequest(method="POST", public_url=URL, headers=dict(request.headers), body=request.content)
    assert isinstance(verify(door.schemes, door.secrets, received, NOW), Verified)


def test_a_token_of_ours_states_when_it_begins_and_ends_and_is_signed():
    proof = JwtProof(kind="jwt", secret="token", claims={"iss": "passerelle"})

    scheme, token = sent(proof, token="shared").headers["authorization"].split(" ")

    head, claims, signature = token.split(".")
    assert scheme == "Bearer"
    assert decoded(head) == {"alg": "HS256", "typ": "JWT"}
    assert decoded(claims) == {"iss": "passerelle", "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 60}
    expected = hmac.new(b"shared", f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "==") == expected


def decoded(part: str):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_basic_credentials_are_the_user_and_the_password():
    request = sent(BasicProof(kind="basic", secret="basic"), basic="zoé:p:w")

    assert request.headers["authorization"] == f"Basic {base64.b64encode('zoé:p:w'.encode()).decode()}"


def test_a_proof_whose_secret_an_account_does_without_is_not_given():
    assert "authorization" not in sent(BasicProof(kind="basic", secret="basic"), another="a:b").headers


@pytest.mark.parametrize("former", [None, KEY])
def test_a_key_that_is_not_written_as_it_should_be_sends_nothing_and_is_not_told(former):
    secrets = {"signing": "whsec_not base64", **({"signing-previous": former} if former else {})}

    with pytest.raises(CredentialsRefused) as refused:
        sent(STANDARD, **secrets)

    assert refused.value.code == "unusable_secret"
    assert "passerelle secrets set hooks signing" in refused.value.sentence.en
    assert "not base64" not in f"{refused.value.sentence}{refused.value.context}"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"signed": "{secret}{body}"}, "it is the key"),
        ({"signed": "{timestamp}{body}"}, "the key timestamp go together"),
        ({"signed": "{id}{body}"}, "the key id_header go together"),
        ({"signed": "{id}"}, "must hold {body}"),
        ({"form": "versions"}, "needs a mark"),
        ({"mark": "v1"}, "plain takes none"),
        ({"signed": "{timestamp}{body}", "timestamp": {"pair": "t"}}, "needs form: pairs"),
        ({"signed": "{timestamp}{body}", "timestamp": {}}, "either header or pair"),
    ],
)
def test_a_signature_that_would_prove_nothing_is_refused_where_it_is_written(wrong, told):
    with pytest.raises(ValidationError, match=told):
        HmacProof.model_validate({"kind": "hmac", "secret": "signing", "header": "X-S", **wrong})


@pytest.mark.parametrize(
    ("proofs", "room"),
    [([STANDARD], True), ([ROWS[1]], False), ([STANDARD, ROWS[1]], False), ([], False)],
)
def test_only_a_signature_with_a_place_for_several_lets_two_keys_live(proofs, room):
    assert has_room_for_two(proofs, "signing") is room
