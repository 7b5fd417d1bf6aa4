"""AWS's own signature (version 4) on a call, with the rights of whoever runs: for S3, SES and what imitates them."""

from dataclasses import dataclass, field
from typing import Final

import boto3
import httpx
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused

_OF_BODY: Final = "x-amz-content-sha256"
_UNSIGNED: Final = "UNSIGNED-PAYLOAD"


@dataclass(frozen=True, slots=True)
class AwsSignature:
    service: str
    region: str
    credentials: Credentials = field(repr=False)

    def address(self) -> None:
        """Calls go to the connection's own."""
        return

    def sign(self, request: httpx.Request) -> None:
        """The body is signed with the rest, and the headers that AWS looks at; not one that is sent as it comes."""
        streamed = request.headers.get(_OF_BODY) == _UNSIGNED
        own = AWSRequest(
            method=request.method,
            url=str(request.url),
            data=None if streamed else request.read(),
            headers={name: value for name, value in request.headers.items() if _is_signed(name)},
        )
        if streamed:
            own.context["client_config"] = Config(s3={"payload_signing_enabled": False})
        sign = S3SigV4Auth if self.service == "s3" else SigV4Auth
        sign(self.credentials.get_frozen_credentials(), self.service, self.region).add_auth(own)
        for name, value in own.headers.items():
            request.headers[name] = value

    def renew(self) -> bool:
        """The SDK renews them before their end: one that is refused has no right."""
        return False


def sign_aws(service: str, region: str) -> AwsSignature:
    """Raises CredentialsRefused where nothing says who we are."""
    found = boto3.Session().get_credentials()
    if found is None:
        raise CredentialsRefused(_NOBODY, code="no_aws_credentials")
    return AwsSignature(service, region, found)


def _is_signed(name: str) -> bool:
    return name in {"host", "content-type"} or name.startswith("x-amz-")


_NOBODY = Sentence(
    fr="Aucun identifiant AWS n'est disponible pour signer l'appel. Vérifiez le rôle de la fonction, ou vos "
    "identifiants.",
    en="No AWS credentials are there to sign the call. Check the function's role, or your credentials.",
)
