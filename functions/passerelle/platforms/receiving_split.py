"""The part `receive.split`: how a body becomes events. Paths are JMESPath over one item."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from passerelle.inbound.instants import Unit
from passerelle.platforms.strict import Jmespath, Mistake, Strict

Word = Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]


class HeaderPart(Strict):
    """A part of a key is a path, or a header."""

    header: str = Field(
        min_length=1,
        description="Header that the sender gives, such as `Idempotency-Key`. The item's place in the request is "
        "added to it.",
    )
    otherwise: Jmespath | None = Field(
        None, description="Path to what is used where there is no such header. Without it, that is a missing part."
    )


KeyPart = Jmespath | HeaderPart


class ChosenWord(Strict):
    path: Jmespath = Field(description="Where the sender's own word is.")
    choices: dict[str, Word] = Field(
        default_factory=dict,
        description="Sender's word (* stands for any text) to ours, first fit wins. Left out: the word as it is.",
    )


class Moment(Strict):
    path: Jmespath = Field(description="Where the moment is. One that cannot be read is replaced by our own clock.")
    unit: Unit = Field("iso", description="By its size where it is `auto`.")


class FieldChanged(Strict):
    """The item names one field and gives its value."""

    field: Jmespath = Field(description="Path to the field's name.")
    value: Jmespath = Field(description="Path to its value.")
    former: Jmespath | None = Field(None, description="Path to its former value, if the sender gives it.")


class FieldsChanged(Strict):
    """The item holds the record and, under the same names, the former values of what changed."""

    new: Jmespath = Field(description="Path to the mapping of present values.")
    old: Jmespath = Field(description="Path to the mapping of former values; only its fields count as changed.")
    prefix: str = Field("", description="Written before each field's name.")
    value: Jmespath | None = Field(
        None, description="With `new`: a path over each value, where the plain value is wrapped."
    )
    null_former: Literal["empty", "unknown"] = Field(
        "empty", description="What a former value of null says: `unknown` where the sender may just not have kept it."
    )


class FieldsNamed(Strict):
    """The item tells which fields changed and no values: they are read before anything is decided."""

    fields: Jmespath = Field(description="Path to the list of their names.")


class EventRow(Strict):
    """What an item is. The first row whose `if` holds is used; an item without one becomes `unrecognised`."""

    condition: Jmespath | None = Field(
        None,
        alias="if",
        description="When this row is used; only the last row may go without, and is then used for all the rest.",
    )
    event: Word | ChosenWord = Field(
        description="`created`, `changed`, `deleted` or a word of the platform; or where to read it."
    )
    record: Word | ChosenWord = Field(description="Kind of record, such as deal; or where to read it.")
    id: Jmespath = Field(description="Path to the record's id.")
    key: list[KeyPart] | None = Field(
        None, min_length=1, description="De-duplication key of these items, if not the general one."
    )
    changes: list[FieldChanged | FieldsChanged | FieldsNamed] = Field(
        default_factory=list,
        description="Fields that took a value. For a `changed` event without any, those that automations watch "
        "are read.",
    )
    ours: Jmespath | None = Field(None, description="Holds when the platform marks the event as made by our own write.")


class SplitRules(Strict):
    """How a body becomes events. Paths look into one item."""

    items: Jmespath = Field("@", description="Path to the list of items; an object is one item. At most 500 of them.")
    headers: dict[str, str] = Field(
        default_factory=dict,
        description="Headers that paths may look at, by names of ours: each item gets them as `headers`. A signature "
        "of the body does not cover them.",
    )
    key: list[KeyPart] = Field(
        min_length=1,
        description="What tells two events apart, and is the same when one is sent again. If a part is missing in an "
        "item, the whole item is its key.",
    )
    occurred_at: Moment = Field(description="When it happened, by the sender's clock.")
    id_prefix: str = Field("", description="Removed from the start of record ids.")
    rows: list[EventRow] = Field(
        min_length=1,
        description="What each item is: the first row whose `if` holds. An item without a row is kept as "
        "`unrecognised` and triggers nothing.",
    )

    @model_validator(mode="after")
    def _last_row_is_general(self) -> Self:
        if any(row.condition is None for row in self.rows[:-1]):
            raise Mistake(
                "une ligne de rows sans if sert toujours : seule la dernière peut s'en passer",
                "a row without if is always used: only the last one may go without",
            )
        return self
