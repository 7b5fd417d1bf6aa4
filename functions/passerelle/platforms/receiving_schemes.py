"""The rows of `receive.schemes`: one a way in which a request proves its sender."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from passerelle.inbound.instants import Unit
from passerelle.inbound.schemes import PLACEHOLDERS, Encoding, Form, KeyDecoding, PublicKeyDecoding, Template
from passerelle.platforms.strict import Jmespath, Mistake, Strict

SecretName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,31}$")]
HeaderName = Annotated[str, Field(pattern="^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
Algorithm = Literal["sha1", "sha256", "sha384", "sha512"]


def _parses(text: str) -> str:
    try:
        names = Template.parse(text).names()
    except ValueError as error:
        known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
        raise Mistake(f"seuls sont connus {known}", f"only these are known: {known}") from error
    if "body" not in names:
        raise Mistake(
            "il y faut {body}, sinon n'importe quel contenu serait accepté",
            "it must hold {body}, or any body would be accepted",
        )
    return text


SignedTemplate = Annotated[str, AfterValidator(_parses)]


def check_place(header: str | None, pair: str | None) -> None:
    """Of a moment: in a header of its own, or in the signature's."""
    if (header is None) == (pair is None):
        raise Mistake("donnez soit header, soit pair", "give either header or pair")


def check_id(names: frozenset[str], id_header: str | None) -> None:
    if ("id" in names) != (id_header is not None):
        raise Mistake(
            "{id} dans signed et la clé id_header vont ensemble", "{id} in signed and the key id_header go together"
        )


def check_form(form: Form, mark: str, *, in_pair: bool) -> None:
    """`in_pair` tells that the moment stands in the signature's own header."""
    if (form == "plain") != (mark == ""):
        raise Mistake(
            "toute forme (form) autre que plain demande un mark, et plain n'en prend pas",
            "every form but plain needs a mark, and plain takes none",
        )
    if in_pair and form != "pairs":
        raise Mistake("timestamp.pair demande form: pairs", "timestamp.pair needs form: pairs")


class _Proof(Strict):
    decides: bool = Field(
        False, description="True: once this row's header is there, the rows below are not tried, even if it refuses."
    )


class _Row(_Proof):
    secret: SecretName = Field(
        "signing",
        description="Name of the secret. Its parameters are NAME, NAME-previous and any NAME-SUFFIX: all are live.",
    )


class SigningMoment(Strict):
    header: HeaderName | None = Field(
        None, description="Header that holds the moment of signing: this or `pair` is required."
    )
    pair: str | None = Field(
        None, description="Or the key that holds it in the signature's own header (`form: pairs`)."
    )
    unit: Unit = Field("s", description="By its size where it is `auto`.")
    tolerance_s: float | None = Field(
        300,
        gt=0,
        description="Greatest distance from our clock, past or future, in seconds; `null`: any moment is accepted.",
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        check_place(self.header, self.pair)
        return self


class _SigningRow(_Row):
    headers: list[HeaderName] = Field(min_length=1, description="Headers that may hold the signature; all are tried.")
    form: Form = Field(
        "plain",
        description="`plain`: the digest alone; `prefix`: `mark` before it; `pairs`: `key=value,...`; `versions`: "
        "`version,digest` separated by spaces.",
    )
    mark: str = Field(
        "",
        description="The prefix (with its final space or sign), the key of the digest, or the version; every form "
        "but `plain` needs it.",
    )
    encoding: Encoding = Field("hex", description="How the digest is written: hex or base64.")
    signed: SignedTemplate = Field(
        "{body}", description="Signed bytes, with {body}, {timestamp}, {id}, {method} and {url} in their places."
    )
    timestamp: SigningMoment | None = Field(
        None, description="Where the moment of signing is, and how old it may be; goes with {timestamp}."
    )
    id_header: HeaderName | None = Field(None, description="Header that holds {id}; goes with it.")
    decode_in_url: str = Field("", description="Characters that the sender may decode (%3A to :) in the URL it signs.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = Template.parse(self.signed).names()
        if "secret" in names:
            raise Mistake(
                "{secret} ne sert qu'avec kind: digest ; ici, le secret est la clé",
                "{secret} is for kind: digest; here the secret is the key",
            )
        if ("timestamp" in names) != (self.timestamp is not None):
            raise Mistake(
                "{timestamp} dans signed et la clé timestamp vont ensemble : un instant non signé ne prouve rien",
                "{timestamp} in signed and the key timestamp go together: an unsigned moment proves nothing",
            )
        check_id(names, self.id_header)
        check_form(self.form, self.mark, in_pair=self.timestamp is not None and self.timestamp.pair is not None)
        return self


class HmacRow(_SigningRow):
    """A keyed digest (HMAC) of the bytes as received."""

    kind: Literal["hmac"]
    algorithm: Algorithm = Field("sha256", description="Algorithm of the digest.")
    key: KeyDecoding = Field(
        "text", description="`text`: the secret as it is; `base64`: decoded; `whsec`: decoded after removing `whsec_`."
    )


class Ed25519Row(_SigningRow):
    """A signature that the sender's public key checks: the secret is that key."""

    kind: Literal["ed25519"]
    key: PublicKeyDecoding = Field(
        "base64", description="How the public key is written: `base64`, `whpk` (base64 after `whpk_`) or `hex`."
    )


class DigestRow(_Row):
    """A plain digest of bytes that hold the secret: older and weaker than HMAC."""

    kind: Literal["digest"]
    headers: list[HeaderName] = Field(min_length=1, description="Headers that may hold the digest, in hexadecimal.")
    algorithm: Algorithm = Field("sha256", description="Algorithm of the digest.")
    signed: SignedTemplate = Field(
        description="Digested bytes, with {secret}, {body}, {method} and {url} in their places."
    )
    version_header: HeaderName = Field(description="Header that names the scheme's version.")
    version: str = Field(min_length=1, description="The version that this row is for.")
    decode_in_url: str = Field(
        "", description="Characters that the sender may decode (%3A to :) in the URL it digests."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = Template.parse(self.signed).names()
        if "secret" not in names:
            raise Mistake(
                "il faut {secret} dans signed : sans lui, n'importe qui pourrait calculer l'empreinte",
                "signed must hold {secret}: without it anybody could compute the digest",
            )
        if names & {"timestamp", "id"}:
            raise Mistake(
                "{timestamp} et {id} ne servent qu'avec kind: hmac", "{timestamp} and {id} are for kind: hmac"
            )
        return self


class BasicRow(_Row):
    """HTTP Basic credentials. The secret is USER:PASSWORD."""

    kind: Literal["basic"]


class TokenRow(_Row):
    """A header that holds the secret itself."""

    kind: Literal["token"]
    header: HeaderName = Field(description="Header that holds the secret, such as Authorization.")
    prefix: str = Field("", description="What stands before it, such as 'Bearer ' with its space.")


class PathRow(_Row):
    """The secret itself at the end of the address that the sender calls: `/in/CONNECTION/SECRET`."""

    kind: Literal["path"]


class BodyRow(_Row):
    """The secret itself in the body."""

    kind: Literal["body"]
    items: Jmespath = Field(
        "@", description="Path to what must hold the secret: every one of them, where it is a list."
    )
    path: Jmespath = Field(description="Path to the secret in each of them.")


SingleRow = Annotated[
    HmacRow | Ed25519Row | DigestRow | BasicRow | TokenRow | PathRow | BodyRow, Field(discriminator="kind")
]


class AllRow(_Proof):
    """Several ways at once, of which none suffices alone."""

    kind: Literal["all"]
    of: list[SingleRow] = Field(min_length=2, description="The ways, each of which must hold.")


SchemeRow = Annotated[
    HmacRow | Ed25519Row | DigestRow | BasicRow | TokenRow | PathRow | BodyRow | AllRow, Field(discriminator="kind")
]
