"""The parts `receive.body` and `receive.handshakes`: what a body is written in, and what is no event."""

from typing import Literal, Self

from pydantic import Field, model_validator

from passerelle.core.expressions import compile_expression
from passerelle.inbound.bodies import Format
from passerelle.platforms.strict import Jmespath, Mistake, Strict

PLAIN_TEXT = "text/plain; charset=utf-8"


class BodyRules(Strict):
    """What a body is written in. Paths see plain data, whatever it is."""

    format: Format = Field(
        "json",
        description="`json`; `form`: fields by name, repeated ones as lists; `xml`: elements by name without their "
        "namespaces, attributes as `@name`, repeated ones as lists; `cloudevents`: structured, batch or in headers; "
        "`none`: nothing is read; `auto`: a form, XML or JSON, as the content type says.",
    )
    documents: list[str] = Field(
        default_factory=list, description="Fields of a form that hold a JSON document, read in their place."
    )
    lists: list[str] = Field(
        default_factory=list, description="XML elements that are a list even where there is only one."
    )
    drop: list[str] = Field(
        default_factory=list,
        description="Names of keys or elements that are never kept, at any depth: credentials that a sender puts into "
        "its bodies. Schemes still see them.",
    )


class HandshakeRow(Strict):
    """A request that wants an answer of its own and tells of no event. Paths see `query`, `headers` (in small letters)
    and, where `proved`, `body`."""

    method: Literal["GET", "POST"] = Field("POST", description="Its method.")
    condition: Jmespath = Field(alias="if", description="What tells it from other requests.")
    proved: bool = Field(
        True, description="False where the sender cannot prove itself yet: the body is then not looked at."
    )
    status: int = Field(200, ge=200, le=299, description="Status of the answer.")
    echo: Jmespath | None = Field(
        None, description="Path to the text to give back, of 2048 characters at most and as plain text."
    )
    body: str = Field("", description="Or the answer's body, as it is.")
    content_type: str = Field(PLAIN_TEXT, description="Content type of that body.")

    @model_validator(mode="after")
    def _gives_one_answer(self) -> Self:
        if self.echo is not None and (self.body or self.content_type != PLAIN_TEXT):
            raise Mistake(
                "echo ne va ni avec body ni avec content_type : ce qui vient d'ailleurs n'est rendu que comme texte",
                "echo goes with neither body nor content_type: what comes from outside is only given back as text",
            )
        return self

    @model_validator(mode="after")
    def _trusts_nothing_unproved(self) -> Self:
        paths = [text for text in (self.condition, self.echo) if text is not None]
        used = {root for text in paths for root in compile_expression(text).needs()}
        if not self.proved and "body" in used:
            raise Mistake(
                "le corps (body) n'est lu que d'une requête qui prouve son expéditeur : retirez proved: false",
                "the body is only read of a request that proves its sender: remove proved: false",
            )
        return self
