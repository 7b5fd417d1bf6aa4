"""`subscriptions` of a manifest: webhooks that a request makes, and that do not last."""

from typing import Self

from pydantic import Field, model_validator

from passerelle.configuration.call_file import Call, Instant
from passerelle.configuration.model import FileModel, Key
from passerelle.platforms.strict import Jmespath, Mistake


class Subscription(FileModel):
    """Webhooks that a request makes, and that end by themselves unless they are renewed."""

    create: Call = Field(
        description="The request that makes one; {webhook_url}, {new_id}, {until}, {until_date}, {until_s}, {until_ms} "
        "and {secret.NAME} of `makes` are known."
    )
    renew: Call | None = Field(
        default=None,
        description="The request that prolongs it; {id}, what was kept and the times are known. Without it, another is "
        "made before its end.",
    )
    remove: Call | None = Field(
        default=None,
        description="The request that ends it, once another one was made; {id} and what was kept are known.",
    )
    listed: Call | None = Field(
        default=None, description="The request for those there are, so that none is made twice; `take` gives the list."
    )
    id: Jmespath = Field(default="id", description="JMESPath of its id, in the list and in the answer to `create`.")
    calls: Jmespath = Field(
        default="url", description="JMESPath, in an item of the list, of the address that it calls."
    )
    ends_at: Instant | None = Field(
        default=None, description="When it ends, in the list and in answers; `lasts_s` from now where they do not tell."
    )
    lasts_s: int = Field(gt=0, description="How many seconds it is asked for, or lasts.")
    keep: dict[Key, Jmespath] = Field(
        default={}, description="What else later requests name: name: JMESPath in the list and in answers."
    )
    makes: list[Key] = Field(
        default=[], description="Secrets of `use: receive` that we make, where none is stored, and give to `create`."
    )
    gives: dict[Key, Jmespath] = Field(
        default={}, description="Secrets of `use: receive` that the answer to `create` holds; goes with `renew`."
    )

    @model_validator(mode="after")
    def _keeps_its_secrets(self) -> Self:
        if self.gives and self.renew is None:
            raise Mistake(
                "gives demande renew : un webhook refait donnerait un autre secret",
                "gives needs renew: a webhook made anew would give another secret",
            )
        return self
