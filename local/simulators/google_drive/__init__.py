"""The simulator of Google Drive (API v3): files by a service account, resumable uploads, changes."""

from functools import partial

from local.simulators.chassis.calls import Call, Clock, RefusedError, Reply, Route
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.google_drive import seed
from local.simulators.google_drive.store import Store


def google_drive(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    store = Store(clock)
    client = Client(seed.ACCOUNT, issuer=seed.ACCOUNT, audience=seed.AUDIENCE)
    oauth = OAuth(clock, {seed.ACCOUNT: client}, token_path="/token")  # noqa: S106 - a path

    def forget() -> None:
        store.forget()
        oauth.forget()

    return Platform(
        name="google-drive",
        clock=clock,
        routes=[
            oauth.routes()[0],
            Route("GET", "/drive/v3/about", lambda _call: Reply(body={"user": {"emailAddress": seed.ACCOUNT}})),
            Route("GET", "/drive/v3/files/generateIds", store.new_ids),
            Route("GET", "/drive/v3/changes/startPageToken", store.start),
            Route("GET", "/drive/v3/changes", store.changes),
            Route("GET", "/drive/v3/files", store.search),
            Route("GET", "/drive/v3/files/{id}", store.file),
            Route("POST", "/upload/drive/v3/files", store.open_session),
            Route("PUT", "/upload/drive/v3/files", store.take_part),
        ],
        control=[
            Route("GET", "/files", lambda _call: Reply(body=list(store.files.values()))),
            Route("POST", "/files", store.by_person),
            *oauth.control(),
        ],
        explain=explain,
        forget=forget,
        gates=(partial(_gate, oauth),),
    )


def explain(refused: RefusedError) -> Reply:
    """Too many calls are often a 403 whose reason says so."""
    reason = refused.code or "backendError"
    error = {"errors": [{"domain": "global", "reason": reason}], "code": refused.status, "message": refused.message}
    return Reply(refused.status, {"error": error}, refused.headers)


def _gate(oauth: OAuth, call: Call) -> None:
    """The address of an upload under way proves itself."""
    if not call.one("upload_id"):
        oauth.gate(call)
