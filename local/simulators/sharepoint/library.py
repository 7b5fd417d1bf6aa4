"""The files of the library, the uploads under way, and what changed since a link was given."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Final

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, iso

_PART_MULTIPLE: Final = 320 * 1024
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_FORBIDDEN: Final = re.compile(r'["*:<>?\\|]')
_PAGE: Final = 100
_LINK: Final = "@microsoft.graph.downloadUrl"


@dataclass(slots=True)
class Upload:
    path: str
    content: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Library:
    clock: Clock
    files: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    sessions: dict[str, Upload] = field(default_factory=dict)

    def forget(self) -> None:
        self.files.clear()
        self.contents.clear()
        self.sessions.clear()

    def told(self) -> list[Json]:
        return [{**one, "name": path} for path, one in self.files.items()]

    def at_path(self, call: Call) -> Reply:
        return Reply(body=self._found(call.params["path"].removesuffix(":")))

    def item(self, call: Call) -> Reply:
        """With a link that opens it without a token, for a while: lists do not show it."""
        found = next((one for one in self.files.values() if one["id"] == call.params["id"]), None) or _gone()
        return Reply(body={**found, _LINK: f"{call.origin}/sharepoint/downloads/{found['id']}?tempauth=local"})

    def download(self, call: Call) -> Reply:
        content = self.contents.get(call.params["id"])
        if content is None or call.one("tempauth") != "local":
            raise RefusedError(401, "The link has ended", code="unauthenticated")
        return Reply(body=content, content_type="application/octet-stream")

    def open_session(self, call: Call) -> Reply:
        path, asked = call.params["path"], call.json_object().get("item", {})
        if any(_FORBIDDEN.search(name) or name != name.strip(" .") for name in path.split("/")):
            raise RefusedError(400, "The name contains characters that aren't allowed", code="invalidRequest")
        if asked.get("@microsoft.graph.conflictBehavior") == "fail" and path in self.files:
            raise RefusedError(409, "An item with the same name already exists", code="nameAlreadyExists")
        session = secrets.token_urlsafe(16)
        self.sessions[session] = Upload(path)
        url = f"{call.origin}/sharepoint/uploads/{session}"
        return Reply(200, {"uploadUrl": url, "expirationDateTime": iso(self.clock()), "nextExpectedRanges": ["0-"]})

    def take_part(self, call: Call) -> Reply:
        """The file shows in the library with its last part."""
        upload = self.sessions.get(call.params["session"])
        told = _RANGE.fullmatch(call.headers.get("content-range", ""))
        if upload is None:
            raise RefusedError(404, "The upload session was not found", code="itemNotFound")
        if told is None or len(call.raw) != int(told[2]) - int(told[1]) + 1:
            raise RefusedError(400, "Content-Range does not fit", code="invalidRequest")
        start, end, total = (int(number) for number in told.groups())
        if start != len(upload.content):
            raise RefusedError(416, "The fragment overlaps", code="invalidRange")
        if end + 1 < total and len(call.raw) % _PART_MULTIPLE:
            raise RefusedError(400, "The fragment size must be a multiple of 320 KiB", code="invalidRequest")
        upload.content += call.raw
        if end + 1 < total:
            return Reply(202, {"expirationDateTime": iso(self.clock()), "nextExpectedRanges": [f"{end + 1}-"]})
        del self.sessions[call.params["session"]]
        if upload.path in self.files:
            raise RefusedError(409, "An item with the same name already exists", code="nameAlreadyExists")
        return Reply(201, self._keep(upload.path, bytes(upload.content)))

    def end_session(self, call: Call) -> Reply:
        return Reply(204 if self.sessions.pop(call.params["session"], None) else 404)

    def delta(self, call: Call) -> Reply:
        """`token` is how many changes were told before; `latest` tells none."""
        token, every = call.one("token"), list(self.files.values())
        start = len(every) if token == "latest" else int(token or "0")  # noqa: S105 - a word of theirs
        page, following = every[start : start + _PAGE], start + _PAGE
        base = f"{call.origin}{call.path}"
        root = [] if token else [{"id": "root", "name": "root", "root": {}, "folder": {}}]
        if following < len(every):
            return Reply(body={"value": root + page, "@odata.nextLink": f"{base}?token={following}"})
        return Reply(body={"value": root + page, "@odata.deltaLink": f"{base}?token={len(every)}"})

    def by_person(self, call: Call) -> Reply:
        body = call.json_object()
        return Reply(201, self._keep(str(body["name"]), str(body.get("content", "")).encode()))

    def _found(self, path: str) -> Json:
        return self.files.get(path) or _gone()

    def _keep(self, path: str, content: bytes) -> Json:
        now, identifier = iso(self.clock()), f"01FILE{len(self.files) + 1:04d}"
        folder, _, name = path.rpartition("/")
        self.contents[identifier] = content
        self.files[path] = {
            "id": identifier,
            "name": name,
            "size": len(content),
            "webUrl": f"https://exemple.sharepoint.com/Documents/{identifier}",
            "createdDateTime": now,
            "lastModifiedDateTime": now,
            "parentReference": {
                "driveId": "b!exemple-bibliotheque",
                "name": folder.rpartition("/")[2],
                "path": f"/drive/root:/{folder}".rstrip("/"),
            },
            "file": {"mimeType": "application/pdf"},
        }
        return self.files[path]


def _gone() -> Json:
    raise RefusedError(404, "The resource could not be found", code="itemNotFound")
