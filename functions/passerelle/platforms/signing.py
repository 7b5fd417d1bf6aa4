"""Each request proves who sent it: over the very bytes that leave, at the moment when they leave."""

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from passerelle.configuration.sign_file import MANY, PREVIOUS, BasicProof, HmacProof, JwtProof, Proof
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused
from passerelle.inbound.digests import key_of, written
from passerelle.inbound.schemes import Template


@dataclass(frozen=True, slots=True)
class Signer:
    """`secrets` holds the values by name; NAME-previous is the former one, which signs too where there is room."""

    connection: str
    proofs: Sequence[Proof]
    secrets: Mapping[str, str] = field(repr=False)

    def sign(self, request: httpx.Request, now: datetime) -> None:
        """Raises CredentialsRefused when a secret is not written as the manifest says. A proof whose secret is not
        stored is one that this account does not ask for.
        """
        for proof in self.proofs:
            if proof.secret in self.secrets:
                request.headers.update(self._headers(proof, request, now))

    def _headers(self, proof: Proof, request: httpx.Request, now: datetime) -> Mapping[str, str]:
        match proof:
            case HmacProof():
                return self._hmac(proof, request, now)
            case JwtProof():
                return {proof.header: proof.prefix + _jwt(proof, self.secrets[proof.secret], now)}
            case BasicProof():
                return {"authorization": f"Basic {base64.b64encode(self.secrets[proof.secret].encode()).decode()}"}

    def _hmac(self, proof: HmacProof, request: httpx.Request, now: datetime) -> Mapping[str, str]:
        moment = "" if proof.timestamp is None else _moment(now, proof.timestamp.unit)
        values = {
            "body": request.read(),
            "method": request.method.encode(),
            "url": str(request.url).encode(),
            "timestamp": moment.encode(),
            "id": request.headers.get(proof.id_header or "", "").encode(),
        }
        message = Template.parse(proof.signed).render(values)
        digests = [written(hmac.digest(key, message, proof.algorithm), proof.encoding) for key in self._keys(proof)]
        headers = {proof.header: _signature(proof, digests, moment)}
        if proof.timestamp is not None and proof.timestamp.header is not None:
            headers[proof.timestamp.header] = moment
        return headers

    def _keys(self, proof: HmacProof) -> list[bytes]:
        names = [proof.secret, *([proof.secret + PREVIOUS] if proof.form in MANY else [])]
        keys = [key_of(self.secrets[name], proof.key) for name in names if name in self.secrets]
        usable = [key for key in keys if key]
        if len(usable) < len(keys):
            raise CredentialsRefused(
                _unusable(self.connection, proof.secret), code="unusable_secret", connection=self.connection
            )
        return usable


def _signature(proof: HmacProof, digests: Sequence[str], moment: str) -> str:
    match proof.form:
        case "pairs":
            pair = proof.timestamp.pair if proof.timestamp is not None else None
            first = [f"{pair}={moment}"] if pair is not None else []
            return ",".join([*first, *(f"{proof.mark}={digest}" for digest in digests)])
        case "versions":
            return " ".join(f"{proof.mark},{digest}" for digest in digests)
        case "plain" | "prefix":
            return proof.mark + digests[0]


def _jwt(proof: JwtProof, secret: str, now: datetime) -> str:
    at = int(now.timestamp())
    parts: tuple[dict[str, Any], ...] = (
        {"alg": proof.algorithm, "typ": "JWT"},
        {**proof.claims, "iat": at, "exp": at + proof.valid_s},
    )
    message = ".".join(_url_safe(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    digest = hmac.digest(secret.encode(), message.encode(), f"sha{proof.algorithm.removeprefix('HS')}")
    return f"{message}.{_url_safe(digest)}"


def _url_safe(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _moment(now: datetime, unit: str) -> str:
    return str(int(now.timestamp() * (1000 if unit == "ms" else 1)))


def _unusable(connection: str, secret: str) -> Sentence:
    return Sentence(
        fr=f"Le secret « {secret} » de « {connection} » n'a pas la forme attendue, rien n'a été envoyé. Copiez-le en "
        f"entier, lancez « passerelle secrets set {connection} {secret} », puis rejouez l'exécution.",
        en=f'The secret "{secret}" of "{connection}" does not have the expected form, and nothing was sent. Copy the '
        f'whole of it, run "passerelle secrets set {connection} {secret}", then replay the run.',
    )
