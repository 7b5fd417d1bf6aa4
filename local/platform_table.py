"""What each platform of config/platforms can do, as a table of Markdown made from the manifests: see local/docs.py."""

from collections.abc import Iterable, Mapping

from passerelle.configuration.manifest_file import Calling, ManifestFile
from passerelle.configuration.sign_file import BasicProof, HmacProof, JwtProof, Proof
from passerelle.platforms.receiving_schemes import AllRow, HmacRow, SchemeRow
from passerelle.platforms.tomorro.offers import ACTIONS, POLLED

_HEAD = ("platform", "events in", "polling", "reads", "writes", "authentication", "drift check")
_NOTHING = "–"
_AUTH: Mapping[str, str] = {
    "basic": "Basic",
    "aws": "AWS signature",
    "client_credentials": "OAuth, client credentials",
    "refresh_token": "OAuth, consent of a person",
    "jwt_bearer": "OAuth, signed statement",
}


def platform_table(manifests: Iterable[ManifestFile]) -> str:
    """A row a platform, by its title."""
    rows = [_row(manifest) for manifest in sorted(manifests, key=lambda one: one.title.casefold())]
    lines = [_HEAD, ("---",) * len(_HEAD), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _row(manifest: ManifestFile) -> tuple[str, ...]:
    native = manifest.native is not None
    records = manifest.records
    actions: Iterable[str] = ACTIONS if native else manifest.actions
    return (
        f"[{manifest.title}](docs/platforms/{manifest.platform}.md)",
        "yes" if manifest.receive else _NOTHING,
        _words(name for name, record in records.items() if record.poll or (native and name in POLLED)),
        "any record"
        if manifest.any_read
        else _words(name for name, record in records.items() if record.read or native),
        _words(actions),
        _authentication(manifest),
        "yes" if native or any(record.fields for record in records.values()) else _NOTHING,
    )


def _authentication(manifest: ManifestFile) -> str:
    schemes = manifest.receive.schemes if manifest.receive else []
    there = list(dict.fromkeys(_proof(scheme) for scheme in schemes))
    here = _calls(manifest.call)
    return "; ".join([*([f"in: {', '.join(there)}"] if there else []), *([f"out: {here}"] if here else [])]) or _NOTHING


def _proof(scheme: SchemeRow) -> str:
    if isinstance(scheme, AllRow):
        return " and ".join(_proof(one) for one in scheme.of)
    named: Mapping[str, str] = {
        "digest": "digest with the secret",
        "basic": "Basic",
        "path": "secret address",
        "body": "token in the body",
    }
    return f"HMAC-{scheme.algorithm.upper()}" if isinstance(scheme, HmacRow) else named.get(scheme.kind, scheme.kind)


def _calls(call: Calling) -> str:
    """How we are let in, then how each request is signed."""
    ways = [_access(call), *(_signature(proof) for proof in call.sign)]
    return " and ".join(dict.fromkeys(way for way in ways if way))


def _access(call: Calling) -> str:
    if call.address:
        return "secret address"
    if call.auth is not None:
        return _AUTH[call.auth.kind]
    secret = {name.lower(): text for name, text in call.headers.items() if "{secret." in text}
    scheme = secret.get("authorization", "").partition(" ")[0].lower()
    known = {"bearer": "Bearer token", "basic": "Basic"}
    return known.get(scheme) or (f"key (`{next(iter(secret))}`)" if secret else "")


def _signature(proof: Proof) -> str:
    match proof:
        case HmacProof():
            return f"HMAC-{proof.algorithm.upper()}"
        case JwtProof():
            return "JWT"
        case BasicProof():
            return "Basic"


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or _NOTHING
