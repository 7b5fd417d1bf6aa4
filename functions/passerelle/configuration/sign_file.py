"""`call.sign` of a manifest: how each request of ours proves who sent it, besides the headers that never change."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from passerelle.configuration.model import FileModel, Filled, Key
from passerelle.inbound.schemes import Encoding, Form, KeyDecoding, Template
from passerelle.platforms.receiving_schemes import (
    Algorithm,
    HeaderName,
    SignedTemplate,
    check_form,
    check_id,
    check_place,
)
from passerelle.platforms.strict import Mistake

PREVIOUS: Final = "-previous"
"""What the name of a secret's former value ends with."""

MANY: Final = frozenset({"pairs", "versions"})
"""The forms that can hold the signatures of several keys at once."""


class _Proof(FileModel):
    secret: Key = Field(description="Name of the secret.")


class SentMoment(FileModel):
    header: HeaderName | None = Field(
        default=None, description="Header in which the moment of sending goes: this or `pair` is required."
    )
    pair: Filled | None = Field(
        default=None, description="Or the key under which it goes in the signature's own header (`form: pairs`)."
    )
    unit: Literal["s", "ms"] = Field(default="s", description="How it is written.")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        check_place(self.header, self.pair)
        return self


class HmacProof(_Proof):
    """A keyed digest (HMAC) of the bytes as sent. While `NAME-previous` is stored too, both keys sign."""

    kind: Literal["hmac"]
    header: HeaderName = Field(description="Header in which the signature goes.")
    form: Form = Field(
        default="plain",
        description="`plain`: the digest alone; `prefix`: `mark` before it; `pairs`: `key=value,...`; `versions`: "
        "`version,digest` separated by spaces. The last two hold the signatures of several keys.",
    )
    mark: str = Field(
        default="", description="The prefix, the key of the digest, or the version; every form but `plain` needs it."
    )
    algorithm: Algorithm = Field(default="sha256", description="Algorithm of the digest.")
    encoding: Encoding = Field(default="hex", description="How the digest is written.")
    key: KeyDecoding = Field(
        default="text",
        description="`text`: the secret as it is; `base64`: decoded; `whsec`: decoded after removing `whsec_`.",
    )
    signed: SignedTemplate = Field(
        default="{body}",
        description="Signed bytes, with {body}, {timestamp}, {id}, {method} and {url} in their places.",
    )
    timestamp: SentMoment | None = Field(
        default=None, description="Where the moment of sending goes; goes with {timestamp}."
    )
    id_header: HeaderName | None = Field(
        default=None,
        description="Header of the request that holds {id}: each action sets it, to {mark}, so that it stays the same "
        "when the request is sent again.",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = Template.parse(self.signed).names()
        if "secret" in names:
            raise Mistake("{secret} ne se signe pas : il est la clé", "{secret} is not signed: it is the key")
        if ("timestamp" in names) != (self.timestamp is not None):
            raise Mistake(
                "{timestamp} dans signed et la clé timestamp vont ensemble",
                "{timestamp} in signed and the key timestamp go together",
            )
        check_id(names, self.id_header)
        check_form(self.form, self.mark, in_pair=self.timestamp is not None and self.timestamp.pair is not None)
        return self


class JwtProof(_Proof):
    """A token that we sign ourselves (JWT, HMAC) and that is valid for a moment."""

    kind: Literal["jwt"]
    header: HeaderName = Field(default="authorization", description="Header in which it goes.")
    prefix: str = Field(default="Bearer ", description="What stands before it.")
    algorithm: Literal["HS256", "HS384", "HS512"] = Field(default="HS256", description="Algorithm of its signature.")
    claims: dict[str, str] = Field(default={}, description="What it states, such as `iss`; the times are added.")
    valid_s: int = Field(default=60, gt=0, le=3600, description="How long it is valid.")


class BasicProof(_Proof):
    """HTTP Basic credentials. The secret is USER:PASSWORD."""

    kind: Literal["basic"]


Proof = Annotated[HmacProof | JwtProof | BasicProof, Field(discriminator="kind")]


def has_room_for_two(proofs: list[Proof], secret: str) -> bool:
    """Whether requests may prove themselves with two values of a secret while the other side changes over."""
    using = [proof for proof in proofs if proof.secret == secret]
    return bool(using) and all(isinstance(proof, HmacProof) and proof.form in MANY for proof in using)
