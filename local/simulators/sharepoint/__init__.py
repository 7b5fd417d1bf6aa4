"""The simulator of a document library (SharePoint, OneDrive) as Microsoft Graph shows it."""

from functools import partial

from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route
from local.simulators.chassis.oauth import Client, OAuth
from local.simulators.chassis.platform import Platform
from local.simulators.sharepoint import seed
from local.simulators.sharepoint.library import Library


def sharepoint(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    library = Library(clock)
    oauth = OAuth(
        clock,
        {seed.CLIENT_ID: Client(seed.CLIENT_ID, seed.CLIENT_SECRET)},
        token_path=f"/{seed.TENANT}/oauth2/v2.0/token",
    )

    def forget() -> None:
        library.forget()
        oauth.forget()

    drive = f"/v1.0/drives/{seed.DRIVE}"
    return Platform(
        name="sharepoint",
        clock=clock,
        routes=[
            oauth.routes()[0],
            Route("GET", drive, lambda _call: Reply(body={"id": seed.DRIVE, "driveType": "documentLibrary"})),
            Route("GET", f"{drive}/root/delta", library.delta),
            Route("GET", f"{drive}/items/{{id}}", library.item),
            Route("POST", drive + "/root:/{path:.+}:/createUploadSession", library.open_session),
            Route("GET", drive + "/root:/{path:.+}", library.at_path),
            Route("GET", "/downloads/{id}", library.download),
            Route("PUT", "/uploads/{session}", library.take_part),
            Route("DELETE", "/uploads/{session}", library.end_session),
        ],
        control=[
            Route("GET", "/files", lambda _call: Reply(body=library.told())),
            Route("POST", "/files", library.by_person),
            Route("GET", "/sessions", lambda _call: Reply(body=sorted(library.sessions))),
            *oauth.control(),
        ],
        explain=explain,
        forget=forget,
        gates=(partial(_gate, oauth),),
    )


def explain(refused: RefusedError) -> Reply:
    body: Json = {"error": {"code": refused.code or "generalException", "message": refused.message, "innerError": {}}}
    return Reply(refused.status, body, refused.headers)


def _gate(oauth: OAuth, call: Call) -> None:
    """The address of an upload session, or of a download, proves itself, and refuses a token."""
    if "/uploads/" not in call.path and "/downloads/" not in call.path:
        oauth.gate(call)
    elif "authorization" in call.headers:
        raise RefusedError(401, "This address takes no token", code="unauthenticated")
