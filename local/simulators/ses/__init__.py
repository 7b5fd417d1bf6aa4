"""The simulator of Amazon SES (API v2): signed requests, one verified sender, and a look at what was sent."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from local.simulators.chassis.aws import is_signed
from local.simulators.chassis.calls import Call, Clock, Json, RefusedError, Reply, Route, iso
from local.simulators.chassis.platform import Platform
from local.simulators.ses import seed

MAX_RECIPIENTS: Final = 50
_REJECTED: Final = "MessageRejected"


@dataclass(slots=True)
class Outbox:
    clock: Clock
    messages: list[Json] = field(default_factory=list)

    def send(self, call: Call) -> Reply:
        asked = call.json_object()
        to = asked.get("Destination", {}).get("ToAddresses", [])
        simple = asked.get("Content", {}).get("Simple", {})
        subject, text = _text(simple.get("Subject")), _text(simple.get("Body", {}).get("Text"))
        if not to or len(to) > MAX_RECIPIENTS:
            raise RefusedError(400, "Recipient count must be from 1 to 50.", code="BadRequestException")
        if not subject or "\n" in subject or "\r" in subject:
            raise RefusedError(400, "Header contains an illegal character.", code="BadRequestException")
        if asked.get("FromEmailAddress") != seed.SENDER:
            raise RefusedError(400, "Email address is not verified.", code=_REJECTED)
        if seed.UNDELIVERABLE in to:
            raise RefusedError(400, "Message failed virus check.", code=_REJECTED)
        message = {
            "id": secrets.token_hex(16),
            "at": iso(self.clock()),
            "to": to,
            "reply_to": asked.get("ReplyToAddresses", []),
            "subject": subject,
            "text": text,
            "html": _text(simple.get("Body", {}).get("Html")),
        }
        self.messages.append(message)
        return Reply(body={"MessageId": message["id"]})


def ses(*, clock: Clock, speed: float) -> Platform:  # noqa: ARG001 - every platform is made the same way
    outbox = Outbox(clock)
    return Platform(
        name="ses",
        clock=clock,
        routes=[
            Route("GET", "/v2/email/account", lambda _call: Reply(body={"SendingEnabled": True})),
            Route("POST", "/v2/email/outbound-emails", outbox.send),
        ],
        control=[Route("GET", "/messages", lambda _call: Reply(body=outbox.messages))],
        explain=explain,
        forget=outbox.messages.clear,
        gates=(_signed,),
    )


def explain(refused: RefusedError) -> Reply:
    """What kind of error it is stands in a header."""
    kind = {"x-amzn-errortype": f"{refused.code or 'InternalFailure'}:"}
    return Reply(refused.status, {"message": refused.message}, {**refused.headers, **kind})


def _signed(call: Call) -> None:
    if "authorization" not in call.headers:
        raise RefusedError(403, "Missing Authentication Token", code="MissingAuthenticationTokenException")
    if not is_signed(call, "ses"):
        raise RefusedError(403, "The request signature does not match.", code="SignatureDoesNotMatch")


def _text(part: Any) -> str:
    return str(part.get("Data", "")) if isinstance(part, dict) else ""
