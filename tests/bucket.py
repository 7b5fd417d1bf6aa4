"""S3 as a dictionary, for tests that look at what is claimed; moto plays the real one in tests/integration."""

import io
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from passerelle.journal.bodies import Bodies

BUCKET = "bodies"


@dataclass
class FakeS3:
    """`error` is raised by every call while it is set; `tags` holds those of the objects that have one."""

    objects: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    error: Exception | None = None
    connected: int = 0

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, Tagging: str = "") -> None:  # noqa: N803 - AWS's names
        self._answer(Bucket)
        self.objects[Key] = Body
        self._tag(Key, Tagging)

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - AWS's names
        self._answer(Bucket, Key)
        return {"Body": io.BytesIO(self.objects[Key])}

    def copy_object(self, *, Bucket: str, Key: str, CopySource: Any, Tagging: str = "", **directives: str) -> None:  # noqa: N803 - AWS's names
        self._answer(Bucket, Key)
        assert CopySource == {"Bucket": Bucket, "Key": Key}
        assert directives == {"MetadataDirective": "REPLACE", "TaggingDirective": "REPLACE"}
        self._tag(Key, Tagging)

    def bodies(self) -> Bodies:
        def connect() -> Any:
            self.connected += 1
            return self

        return Bodies(connect, BUCKET)

    def _tag(self, key: str, tag: str) -> None:
        self.tags.pop(key, None)
        if tag:
            self.tags[key] = tag

    def _answer(self, bucket: str, wanted: str | None = None) -> None:
        assert bucket == BUCKET
        if self.error is not None:
            raise self.error
        if wanted is not None and wanted not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": "no"}}, "GetObject")
