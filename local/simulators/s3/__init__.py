"""The simulator of Amazon S3: one bucket, signed requests, writes that refuse to replace."""

from dataclasses import dataclass, field
from functools import partial

from local.simulators.chassis.aws import is_signed
from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.platform import Platform
from local.simulators.s3 import seed

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Stored:
    content: bytes
    content_type: str
    metadata: dict[str, str]
    at: str


@dataclass(slots=True)
class Bucket:
    clock: Clock
    objects: dict[str, Stored] = field(default_factory=dict)

    def put(self, call: Call) -> Reply:
        """A PUT that is cut in the middle never gets here, as on S3: there is no half object."""
        key = call.params["key"]
        if call.headers.get("if-none-match") == "*" and key in self.objects:
            raise RefusedError(412, "At least one of the pre-conditions you specified did not hold", code=_FAILED)
        if "content-length" not in call.headers:
            raise RefusedError(411, "You must provide the Content-Length HTTP header.", code="MissingContentLength")
        metadata = {name: value for name, value in call.headers.items() if name.startswith("x-amz-meta-")}
        self.objects[key] = Stored(call.raw, call.headers.get("content-type", ""), metadata, iso(self.clock()))
        return Reply(200, headers={"etag": f'"{len(call.raw):032x}"'})

    def head(self, call: Call) -> Reply:
        found = self._found(call)
        return Reply(200, headers={**found.metadata, "content-type": found.content_type})

    def get(self, call: Call) -> Reply:
        found = self._found(call)
        return Reply(200, found.content, found.metadata, found.content_type)

    def listed(self, call: Call) -> Reply:
        keys = list(self.objects)[: int(call.one("max-keys") or "1000")]
        contents = "".join(f"<Contents><Key>{key}</Key></Contents>" for key in keys)
        return _xml(200, f"<ListBucketResult><Name>{seed.BUCKET}</Name>{contents}</ListBucketResult>")

    def told(self) -> list[Json]:
        return [
            {
                "id": key,
                "name": key,
                "size": len(one.content),
                "type": one.content_type,
                "metadata": one.metadata,
            }
            for key, one in self.objects.items()
        ]

    def _found(self, call: Call) -> Stored:
        found = self.objects.get(call.params["key"])
        if found is None:
            raise RefusedError(404, "The specified key does not exist.", code="NoSuchKey")
        return found


_FAILED = "PreconditionFailed"


def s3(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    bucket = Bucket(clock)
    return Platform(
        name="s3",
        clock=clock,
        routes=[
            Route("GET", "/archive", bucket.listed),
            Route("HEAD", "/archive/{key:.+}", bucket.head),
            Route("GET", "/archive/{key:.+}", bucket.get),
            Route("PUT", "/archive/{key:.+}", bucket.put),
        ],
        control=[
            Route("GET", "/files", lambda _call: Reply(body=bucket.told())),
            Route("POST", "/files", partial(_by_person, bucket)),
        ],
        explain=explain,
        forget=bucket.objects.clear,
        gates=(_signed,),
    )


def explain(refused: RefusedError) -> Reply:
    code, message = refused.code or "InternalError", refused.message
    reply = _xml(refused.status, f"<Error><Code>{code}</Code><Message>{message}</Message></Error>")
    return Reply(reply.status, reply.body, refused.headers, reply.content_type)


def _signed(call: Call) -> None:
    if "authorization" not in call.headers:
        raise RefusedError(403, "Access Denied", code="AccessDenied")
    if not is_signed(call, "s3"):
        message = "The request signature we calculated does not match the signature you provided."
        raise RefusedError(403, message, code="SignatureDoesNotMatch")


def _by_person(bucket: Bucket, call: Call) -> Reply:
    """A file of somebody else, under this name."""
    name = str(call.json_object()["name"])
    bucket.objects[name] = Stored(b"theirs", "text/plain", {}, iso(bucket.clock()))
    return Reply(201, {"id": name})


def _xml(status: int, text: str) -> Reply:
    return Reply(status, _XML + text, content_type="application/xml")
