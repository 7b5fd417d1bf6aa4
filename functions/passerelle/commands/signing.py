"""Sign a request as a sender would, by the very rows that verification reads: for samples and for trying by hand."""

import base64
import hashlib
import hmac
from datetime import datetime

from passerelle.inbound.schemes import Digest, Hmac


def signed_headers(
    scheme: Hmac | Digest, secret: str, url: str, body: bytes, now: datetime, identity: str
) -> dict[str, str]:
    """The headers of a POST. `identity` is the message's id, where the scheme signs one."""
    if isinstance(scheme, Hmac):
        return _hmac_headers(scheme, secret, url, body, now, identity)
    values = {"secret": secret.encode(), "method": b"POST", "url": url.encode(), "body": body}
    digest = hashlib.new(scheme.algorithm, scheme.signed.render(values)).hexdigest()
    return {scheme.headers[0]: digest, scheme.version_header: scheme.version}


def _hmac_headers(scheme: Hmac, secret: str, url: str, body: bytes, now: datetime, identity: str) -> dict[str, str]:
    moment = _moment(scheme, now)
    values = {
        "method": b"POST",
        "url": url.encode(),
        "body": body,
        "timestamp": moment.encode(),
        "id": identity.encode(),
    }
    digest = hmac.new(_key(scheme, secret), scheme.signed.render(values), scheme.algorithm).digest()
    encoded = digest.hex() if scheme.encoding == "hex" else base64.b64encode(digest).decode()
    headers = {scheme.headers[0]: _claim(scheme, encoded, moment)}
    if scheme.timestamp is not None and scheme.timestamp.header is not None:
        headers[scheme.timestamp.header] = moment
    if scheme.id_header is not None:
        headers[scheme.id_header] = identity
    return headers


def _claim(scheme: Hmac, encoded: str, moment: str) -> str:
    match scheme.form:
        case "plain":
            return encoded
        case "prefix":
            return scheme.mark + encoded
        case "versions":
            return f"{scheme.mark},{encoded}"
        case "pairs":
            pair = scheme.timestamp.pair if scheme.timestamp else None
            return f"{pair}={moment},{scheme.mark}={encoded}" if pair else f"{scheme.mark}={encoded}"


def _moment(scheme: Hmac, now: datetime) -> str:
    if scheme.timestamp is None:
        return ""
    match scheme.timestamp.unit:
        case "iso":
            return now.isoformat()
        case "s":
            return str(int(now.timestamp()))
        case _:
            return str(int(now.timestamp() * 1000))


def _key(scheme: Hmac, secret: str) -> bytes:
    match scheme.key:
        case "text":
            return secret.encode()
        case "base64":
            return base64.b64decode(secret)
        case "whsec":
            return base64.b64decode(secret.removeprefix("whsec_"))
