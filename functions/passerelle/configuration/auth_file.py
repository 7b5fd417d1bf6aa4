"""`call.auth` of a manifest: how we obtain what proves who we are, where a header with a secret is not enough.

Its texts name settings and secrets, each as a whole. Those that say where a secret is sent name settings alone.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from passerelle.configuration.model import FileModel, Filled, Key
from passerelle.platforms.strict import Jmespath, Mistake

Texts = dict[str, str]


class Basic(FileModel):
    """HTTP Basic credentials."""

    kind: Literal["basic"]
    user: Filled = Field(description="The user, or the key that stands for one.")
    password: str = Field(default="", description="The password; many services take a key as the user and none.")


class Aws(FileModel):
    """AWS signature version 4, with the rights of the function that calls: no secret."""

    kind: Literal["aws"]
    service: Filled = Field(description="The name by which the service signs, such as s3 or ses.")
    region: Filled = Field(description="Its region.")


class TokenAddress(FileModel):
    """Where calls go, where only the answer that gives the token tells it."""

    path: Jmespath = Field(description="JMESPath, in the answer, of the address.")
    below: list[Filled] = Field(
        min_length=1,
        description="The domains that it must be in, over https; the host of token_url is always right.",
    )


class TokenAuth(FileModel):
    """What the kinds that ask for an access token have in common."""

    token_url: Filled = Field(description="Where tokens are asked for; settings alone are known.")
    parameters: Texts = Field(default={}, description="What is sent besides: scope, audience, resource.")
    send_as: Literal["form", "json"] = Field(default="form", description="How it is sent.")
    token: Jmespath = Field(default="access_token", description="JMESPath, in the answer, of the token.")
    expires_in: Jmespath = Field(
        default="expires_in", description="JMESPath, in the answer, of the seconds that it is valid."
    )
    lifetime_s: int = Field(default=900, gt=0, description="How long it is valid where the answer does not tell.")
    header: Filled = Field(default="authorization", description="The header of a call that carries the token.")
    prefix: str = Field(default="Bearer ", description="What stands before the token there.")
    address: TokenAddress | None = Field(
        default=None, description="Where calls go, in place of base_url, where the answer alone tells it."
    )


class ClientAuth(TokenAuth):
    """The kinds in which our application proves itself with an id and a secret."""

    client_id: Filled = Field(description="The id of our application.")
    client_secret: str = Field(default="", description="Its secret, where it has one.")
    client_in: Literal["body", "basic"] = Field(
        default="body", description="Whether both go in the body, or as HTTP Basic credentials."
    )


class ClientCredentials(ClientAuth):
    """OAuth 2 client credentials: our application is the account."""

    kind: Literal["client_credentials"]
    shared: bool = Field(
        default=False,
        description="Whether one token serves all functions, kept in SSM: where a new one ends the former, or where "
        "asking is limited.",
    )


class Authorize(FileModel):
    """The page where a person lets us in."""

    url: Filled = Field(description="Its address; settings alone are known.")
    parameters: Texts = Field(default={}, description="What it is given besides: scope, access_type, prompt.")
    pkce: bool = Field(default=True, description="Whether it takes a code challenge (PKCE).")
    redirect: Filled = Field(
        default="http://127.0.0.1:8401/",
        description="Where it leads back, as our application declares it there. The command listens on 127.0.0.1 and "
        "http alone; elsewhere, a person copies the address they end up at.",
    )


class RefreshToken(ClientAuth):
    """OAuth 2 authorization code: a person let us in once, and a refresh token keeps us in."""

    kind: Literal["refresh_token"]
    authorize: Authorize = Field(description="Where a person lets us in: `passerelle connect` leads there.")
    refresh: Key = Field(description="The secret that holds the first refresh token.")
    refresh_days: float | None = Field(
        default=None, gt=0, description="How many days a refresh token is valid from when it was given: watch warns."
    )


class JwtBearer(TokenAuth):
    """OAuth 2 JWT bearer: a statement that we sign (RS256) is exchanged for a token."""

    kind: Literal["jwt_bearer"]
    key: Filled = Field(
        description="The private key, in PEM, or a JSON document that holds it as `private_key`: claims may then name "
        "the others of its texts, such as {key.client_email}."
    )
    claims: Texts = Field(description="What is stated: iss, sub, aud. The times are added.")
    headers: Texts = Field(default={}, description="What the statement's header holds besides: kid.")
    valid_s: int = Field(default=180, gt=0, le=3600, description="How long the statement is valid.")

    @model_validator(mode="after")
    def _leaves_times_to_us(self) -> Self:
        if self.claims.keys() & {"iat", "exp"}:
            raise Mistake("iat et exp s'ajoutent d'eux-mêmes", "iat and exp are added by themselves")
        return self


Auth = Annotated[Basic | Aws | ClientCredentials | RefreshToken | JwtBearer, Field(discriminator="kind")]
