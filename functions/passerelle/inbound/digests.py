"""How a shared secret becomes a key, and how a digest is written: the same whether we check a signature or make one."""

import base64
import binascii

from passerelle.inbound.schemes import Encoding, KeyDecoding


def key_of(secret: str, decoding: KeyDecoding) -> bytes | None:
    """None for a secret that is not written as it has to be."""
    if decoding == "text":
        return secret.encode()
    return decode_base64(secret.removeprefix("whsec_") if decoding == "whsec" else secret)


def written(digest: bytes, encoding: Encoding) -> str:
    return digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()


def decode_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
