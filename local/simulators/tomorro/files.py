"""Signed files, uploads and versions, behind links that need no API key and soon expire."""

import secrets
from datetime import timedelta
from urllib.parse import urlencode

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply, iso
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.listing import Listing, listed
from local.simulators.tomorro.model import Contract, File, Status, Version
from local.simulators.tomorro.switches import Shape
from local.simulators.tomorro.views import version_view

_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def get_signed_files(account: Account, call: Call) -> Reply:
    """Empty until the contract is signed, and for some reads after that when the switch says so."""
    contract = account.contract(call.params["id"])
    files = _signed_files(account, contract) if contract.status is Status.SIGNED else []
    listing = Listing[File](
        name="files",
        shape=Shape.P5,
        view=lambda one: _download(call, one),
        identify=lambda one: one.key,
        filters={},
        sorts={},
    )
    return listed(listing, files, call, account.switches)


def create_upload_url(account: Account, call: Call) -> Reply:
    body = call.json_object()
    content_type = body.get("contentType", "application/pdf")
    file = _new_file(account, body.get("filename", "document.pdf"), content_type, None)
    return Reply(201, {"key": file.key, "url": _link(call, file), "expiresAt": iso(file.expires_at)})


def create_version(account: Account, call: Call) -> Reply:
    contract, body = account.contract(call.params["id"]), call.json_object()
    file = account.files.get(body["key"])
    if file is None or file.content is None:
        raise RefusedError(400, "key is not the key of an uploaded file")
    if contract.status in (Status.SIGNED, Status.CANCELED):
        raise RefusedError(400, f"A contract that is {contract.status.value} takes no new version")
    version = Version(new_id(), len(contract.versions) + 1, body["contentType"], account.now())
    contract.versions.append(version)
    contract.updated_at = account.now()
    return Reply(201, version_view(contract, version))


def download(account: Account, call: Call) -> Reply:
    file = _opened(account, call)
    if file.content is None:
        raise RefusedError(404, "The file was not uploaded")
    return Reply(body=file.content, content_type=file.content_type)


def upload(account: Account, call: Call) -> Reply:
    file = _opened(account, call)
    if call.headers.get("content-type", "") != file.content_type:
        raise RefusedError(403, "The content type is not the one that was announced")
    file.content = call.raw
    return Reply(200)


def _signed_files(account: Account, contract: Contract) -> list[File]:
    reads = account.signed_file_reads.get(contract.id, 0)
    account.signed_file_reads[contract.id] = reads + 1
    if reads < account.switches.signed_files_after_reads:
        return []
    return [_new_file(account, f"{contract.name} - signed.pdf", "application/pdf", _PDF)]


def _new_file(account: Account, name: str, content_type: str, content: bytes | None) -> File:
    expires_at = account.now() + timedelta(seconds=account.switches.link_lifetime_s)
    file = File(new_id(), name, content_type, secrets.token_urlsafe(16), expires_at, content)
    account.files[file.key] = file
    return file


def _opened(account: Account, call: Call) -> File:
    file = account.files.get(call.params["key"])
    if file is None or call.one("signature") != file.token or account.now() >= file.expires_at:
        raise RefusedError(403, "The link is not valid or has expired")
    return file


def _link(call: Call, file: File) -> str:
    return f"{call.origin}/tomorro/files/{file.key}?{urlencode({'signature': file.token})}"


def _download(call: Call, file: File) -> Json:
    return {
        "id": file.key,
        "filename": file.name,
        "contentType": file.content_type,
        "downloadUrl": _link(call, file),
        "expiresAt": iso(file.expires_at),
    }
