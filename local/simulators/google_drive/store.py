"""The files, the uploads under way, and the list of changes. The same name may stand twice in a folder."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, iso
from local.simulators.google_drive import seed

_MULTIPLE: Final = 256 * 1024
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_MARK: Final = re.compile(r"appProperties has \{ key='(\w+)' and value='([\w-]+)' \}")
_PAGE: Final = 100


@dataclass(slots=True)
class Upload:
    metadata: Json
    received: int = 0


@dataclass(slots=True)
class Store:
    clock: Clock
    files: dict[str, Json] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)

    def forget(self) -> None:
        self.files.clear()
        self.uploads.clear()
        self.changed.clear()

    def new_ids(self, call: Call) -> Reply:
        ids = [f"1{secrets.token_hex(14)}" for _ in range(int(call.one("count") or "10"))]
        return Reply(body={"kind": "drive#generatedIds", "space": "drive", "ids": ids})

    def file(self, call: Call) -> Reply:
        found = self.files.get(call.params["id"])
        if found is None:
            raise RefusedError(404, "File not found", code="notFound")
        return Reply(body=found)

    def search(self, call: Call) -> Reply:
        wanted = _MARK.search(call.one("q") or "")
        if wanted is None:
            raise RefusedError(400, "Invalid Value", code="invalid")
        found = [one for one in self.files.values() if one["appProperties"].get(wanted[1]) == wanted[2]]
        return Reply(body={"files": found})

    def open_session(self, call: Call) -> Reply:
        metadata = call.json_object()
        if metadata.get("id") in self.files:
            raise RefusedError(409, "A file already exists with the provided ID.", code="fileIdInUse")
        if any(parent != seed.FOLDER for parent in metadata.get("parents", [])):
            raise RefusedError(404, "File not found: the folder", code="notFound")
        upload = secrets.token_urlsafe(16)
        self.uploads[upload] = Upload(metadata)
        location = f"{call.origin}{call.path}?uploadType=resumable&upload_id={upload}"
        return Reply(200, headers={"location": location})

    def take_part(self, call: Call) -> Reply:
        """The file shows once its last part has arrived."""
        upload, told = self.uploads.get(call.one("upload_id") or ""), call.headers.get("content-range", "")
        numbers = _RANGE.fullmatch(told)
        if upload is None:
            raise RefusedError(404, "The upload was not found", code="notFound")
        if numbers is None or int(numbers[1]) != upload.received:
            raise RefusedError(400, "Content-Range does not fit", code="invalid")
        end, total = int(numbers[2]), int(numbers[3])
        if end + 1 < total and len(call.raw) % _MULTIPLE:
            raise RefusedError(400, "A part must be a multiple of 256 KB", code="invalid")
        upload.received = end + 1
        if upload.received < total:
            return Reply(308, headers={"range": f"bytes=0-{end}"})
        del self.uploads[call.one("upload_id") or ""]
        return Reply(200, self._keep(upload.metadata, total))

    def start(self, _call: Call) -> Reply:
        return Reply(body={"kind": "drive#startPageToken", "startPageToken": str(len(self.changed))})

    def changes(self, call: Call) -> Reply:
        start = int(call.one("pageToken") or "0")
        page, following = self.changed[start : start + _PAGE], start + _PAGE
        listed = [{"changeType": "file", "fileId": one, "removed": False, "file": self.files[one]} for one in page]
        goes_on = following < len(self.changed)
        onward = {"nextPageToken": str(following)} if goes_on else {"newStartPageToken": str(len(self.changed))}
        return Reply(body={"kind": "drive#changeList", "changes": listed, **onward})

    def by_person(self, call: Call) -> Reply:
        return Reply(201, self._keep({"parents": [seed.FOLDER], **call.json_object()}, 6))

    def _keep(self, metadata: Json, size: int) -> Json:
        now, identifier = iso(self.clock()), str(metadata.get("id") or f"1{secrets.token_hex(14)}")
        kept: dict[str, Any] = {
            "kind": "drive#file",
            "id": identifier,
            "name": metadata["name"],
            "mimeType": metadata.get("mimeType", "application/pdf"),
            "parents": metadata.get("parents", ["root"]),
            "appProperties": metadata.get("appProperties", {}),
            "size": str(size),
            "createdTime": now,
            "modifiedTime": now,
            "trashed": False,
            "webViewLink": f"https://drive.google.com/file/d/{identifier}/view",
        }
        self.files[identifier] = kept
        self.changed.append(identifier)
        return kept
