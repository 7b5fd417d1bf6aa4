"""AWS's signature (version 4), worked out again from its public description."""

import hashlib
import hmac
from typing import Final
from urllib.parse import quote

from local.simulators.chassis.calls import Call
from local.simulators.s3 import seed

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


def is_signed(call: Call) -> bool:
    """With our key, whatever the region; of a body that is not signed, the header says so."""
    algorithm, _, rest = call.headers.get("authorization", "").partition(" ")
    parts = dict(one.strip().partition("=")[::2] for one in rest.split(","))
    scope = parts.get("Credential", "").split("/")
    if algorithm != _ALGORITHM or len(scope) != 5 or scope[0] != seed.ACCESS_KEY:  # noqa: PLR2004 - the form's own
        return False
    told = call.headers.get("x-amz-content-sha256", "")
    if told not in {"UNSIGNED-PAYLOAD", hashlib.sha256(call.raw).hexdigest()}:
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
    day, region, service, end = scope[1:]
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([_ALGORITHM, call.headers.get("x-amz-date", ""), "/".join(scope[1:]), digest])
    key = f"AWS4{seed.SECRET_KEY}".encode()
    for word in (day, region, service, end):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts.get("Signature", ""))


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
