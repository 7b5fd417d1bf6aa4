"""A statement signed with our private key (JWT, RS256), for token endpoints that take one instead of a secret."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"

EARLY: Final = timedelta(seconds=30)
"""A platform whose clock is late would take a statement of now for one of the future."""


def signed_statement(
    key: str, claims: Mapping[str, str], headers: Mapping[str, str], now: datetime, valid_s: int, connection: str
) -> str:
    """Raises CredentialsRefused for a key that is none."""
    issued = int((now - EARLY).timestamp())
    header = {"alg": "RS256", "typ": "JWT", **headers}
    body = {**claims, "iat": issued, "exp": issued + valid_s}
    content = f"{_encoded(header)}.{_encoded(body)}"
    return f"{content}.{_base64(_signature(key, content.encode(), connection))}"


def private_key_in(secret: str) -> tuple[str, Mapping[str, Any]]:
    """The key in PEM, and the texts of the document that holds it, where it came in one."""
    if not secret.lstrip().startswith("{"):
        return secret, {}
    try:
        document = json.loads(secret)
        return str(document["private_key"]), {name: one for name, one in document.items() if name != "private_key"}
    except (ValueError, KeyError):
        return "", {}


def _signature(key: str, content: bytes, connection: str) -> bytes:
    # 40 ms and 16 MB, for the few connections that sign.
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        private = load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CredentialsRefused(_no_key(connection), code="unusable_private_key", connection=connection) from error
    if not isinstance(private, RSAPrivateKey):
        raise CredentialsRefused(_no_key(connection), code="unusable_private_key", connection=connection)
    return private.sign(content, PKCS1v15(), SHA256())


def _encoded(part: Mapping[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _no_key(connection: str) -> Sentence:
    return Sentence(
        fr=f"La clé privée de « {connection} » n'en est pas une, ou n'est pas une clé RSA sans mot de passe. "
        "Enregistrez de nouveau le fichier entier (PEM ou JSON) avec « passerelle connect », puis rejouez l'exécution.",
        en=f'The private key of "{connection}" is none, or is no RSA key without a password. Store the whole file '
        '(PEM or JSON) again with "passerelle connect", then replay the run.',
    )
