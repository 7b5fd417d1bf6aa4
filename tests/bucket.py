"""S3 as a dictionary, for tests that look at what is claimed; moto plays the real one in tests/integration."""

import io
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from passerelle.journal.bodies import Bodies

BUCKET = "bodies"


@dataclass
class FakeS3:
    """`error` is raised by every call while it is set."""

    objects: dict[str, bytes] = field(default_factory=dict)
    error: Exception | None = None
    connected: int = 0

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803 - AWS's names
        self._answer(Bucket)
        self.objects[Key] = Body

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - AWS's names
        self._answer(Bucket)
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": "no"}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Key])}

    def bodies(self) -> Bodies:
        def connect() -> Any:
            self.connected += 1
            return self

        return Bodies(connect, BUCKET)

    def _answer(self, bucket: str) -> None:
        assert bucket == BUCKET
        if self.error is not None:
            raise self.error
