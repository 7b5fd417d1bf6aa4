"""AWS's signature (version 4), worked out again from its public description, with the keys of the embedded AWS."""

import hashlib
import hmac
from typing import Final
from urllib.parse import quote

from local.simulators.chassis.calls import Call

ACCESS_KEY: Final = "test"
SECRET_KEY: Final = "test"  # noqa: S105 - invented: these keys open nothing else
_ALGORITHM: Final = "AWS4-HMAC-SHA256"


def is_signed(call: Call, service: str) -> bool:
    """With our key, for that service, whatever the region; of a body that is not signed, the header says so."""
    algorithm, _, rest = call.headers.get("authorization", "").partition(" ")
    parts = dict(one.strip().partition("=")[::2] for one in rest.split(","))
    scope = parts.get("Credential", "").split("/")
    if algorithm != _ALGORITHM or (scope[0], scope[3:4]) != (ACCESS_KEY, [service]):
        return False
    digest = hashlib.sha256(call.raw).hexdigest()
    told = call.headers.get("x-amz-content-sha256", digest)
    if told not in {"UNSIGNED-PAYLOAD", digest}:
        return False
    signed = parts.get("SignedHeaders", "").split(";")
    canonical = "\n".join(
        [
            call.method,
            quote(call.path, safe="/~"),
            "&".join(sorted(f"{_quoted(name)}={_quoted(one)}" for name in call.query for one in call.query[name])),
            *(f"{name}:{' '.join(call.headers.get(name, '').split())}" for name in signed),
            "",
            ";".join(signed),
            told,
        ]
    )
    asked = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([_ALGORITHM, call.headers.get("x-amz-date", ""), "/".join(scope[1:]), asked])
    key = f"AWS4{SECRET_KEY}".encode()
    for word in scope[1:]:
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts.get("Signature", ""))


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
