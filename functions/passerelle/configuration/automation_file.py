"""config/automations/NAME.yaml: I want ACTION in PLATFORM 1 as soon as TRIGGER in PLATFORM 2; exchanged: LIST."""

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from passerelle.configuration.model import BothLanguages, FileModel, Filled, Key, Name
from passerelle.core.automation import AfterUnknown, Again, Missing, Operator, Several, UnknownFormer
from passerelle.core.privacy import Privacy
from passerelle.platforms.strict import Mistake

Scalar = str | int | float | bool
OneOrMore = Scalar | list[Scalar]


def _one_of(*keys: str) -> Mistake:
    names = ", ".join(keys)
    return Mistake(f"donnez une de ces clés, et une seule : {names}", f"give exactly one of these keys: {names}")


def _privacy() -> Any:
    return Field(
        default=None,
        description="How private the value is: public, internal, personal or sensitive; by default personal for an "
        "e-mail address, a phone or the name of a person, else internal.",
    )


class ChangeOf(FileModel):
    """A field takes a value. `from` and `to` list accepted values; absent means any."""

    field: Filled = Field(description="The field of the record, by the platform's own internal name.")
    former: OneOrMore | None = Field(default=None, alias="from", description="The value or values it had before.")
    to: OneOrMore | None = Field(default=None, description="The value or values it takes.")
    unknown_former: UnknownFormer = Field(
        default=UnknownFormer.PARK,
        description="When nothing tells the former value: park the run, match all the same, or ignore the event.",
    )


class Where(FileModel):
    """One condition on the data read, all conditions must hold. Exactly one operator."""

    path: Filled = Field(description="JMESPath over what was read, such as deal.pipeline.")
    is_: OneOrMore | None = Field(default=None, alias="is", description="It is one of these.")
    is_not: OneOrMore | None = Field(default=None, description="It is none of these.")
    at_least: float | None = Field(default=None, description="It is a number, this or more.")
    at_most: float | None = Field(default=None, description="It is a number, this or less.")
    contains: Scalar | None = Field(default=None, description="The list or text contains this.")
    exists: bool | None = Field(default=None, description="It is filled (true) or empty (false).")

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        if len(self.operators()) != 1:
            raise _one_of(*(operator.value for operator in Operator))
        return self

    def operators(self) -> list[tuple[Operator, Any]]:
        given = [
            (operator, getattr(self, "is_" if operator is Operator.IS else operator.value)) for operator in Operator
        ]
        return [(operator, operand) for operator, operand in given if operand is not None]


class When(FileModel):
    """The trigger. Exactly one of change, status, created, deleted, event."""

    connection: Name = Field(description="The connection where it happens: a file of config/connections/.")
    record: Key = Field(description="The kind of record it happens to, as the platform's manifest names it.")
    change: ChangeOf | None = Field(default=None, description="A field goes from one value to another.")
    status: OneOrMore | None = Field(default=None, description="Short for a change of the field `status` to this.")
    created: Literal[True] | None = Field(default=None, description="The record is created.")
    deleted: Literal[True] | None = Field(default=None, description="The record is deleted.")
    event: Key | None = Field(default=None, description="Another event that the manifest names, such as reminder.")
    where: list[Where] = Field(default=[], description="Conditions on what was read.")
    again: Again | None = Field(
        default=None,
        description="What if it happens again for the same record: ignore, update what was made, or create anew. "
        "By default, what creates or notifies is ignored and what sets values is done again.",
    )

    shared: bool = Field(
        default=False, description="Whether it is intended that an event which starts this starts others too."
    )

    @model_validator(mode="after")
    def _one_trigger(self) -> Self:
        given = [self.change, self.status, self.created, self.deleted, self.event]
        if sum(value is not None for value in given) != 1:
            raise _one_of("change", "status", "created", "deleted", "event")
        return self


class ReadFile(FileModel):
    """A record that the event does not carry. Exactly one of of, linked, id."""

    record: Key = Field(description="The kind of record to read.")
    connection: Name | None = Field(default=None, description="Where; the trigger's connection when absent.")
    of: Key | None = Field(default=None, description="The record it is associated with, such as deal.")
    linked: Literal[True] | None = Field(
        default=None, description="The record that our link joins to the trigger's record."
    )
    id: Filled | None = Field(default=None, description="Its id, as a text with {expressions}.")
    several: Several = Field(
        default=Several.PARK, description="When several are associated: park the run, or take the first."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(value is not None for value in (self.of, self.linked, self.id)) != 1:
            raise _one_of("of", "linked", "id")
        return self


class TestFile(FileModel):
    """The records for tests: those listed, and those that meet every condition. At least one of the two."""

    __test__ = False  # pytest takes the name for a test's

    records: list[Filled] = Field(default=[], description="Ids of records of the trigger's kind.")
    where: list[Where] = Field(
        default=[], description="Conditions on the trigger's record, such as a mark in its name."
    )

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.records or self.where):
            raise Mistake("donnez records, where ou les deux", "give records, where, or both")
        return self


class Do(FileModel):
    """The action. Keys beyond connection, action and record are the action's own parameters."""

    model_config = FileModel.model_config | {"extra": "allow"}

    connection: Name = Field(description="The connection where it must happen.")
    action: Key = Field(description="What must happen: an action of that connection's platform.")
    record: Key | None = Field(
        default=None, description="The record that the action works on, for actions that change one."
    )

    after_unknown: AfterUnknown = Field(
        default=AfterUnknown.REPEAT,
        description="For a message that may have been sent, when nothing can tell: repeat it, or give up.",
    )

    privacy: Privacy | None = Field(
        default=None,
        description="How private what the parameters carry is: public, internal, personal or sensitive; by default "
        "personal where they name an e-mail address, a phone or a person, else internal.",
    )

    def params(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class ExchangeLine(FileModel):
    """One item of the list of data exchanged."""

    to: Filled = Field(description="Where it goes, such as counterparty.name or field.SIRET.")
    path: Filled = Field(alias="from", description="Where it comes from: JMESPath over what was read.")
    conversion: str | dict[str, Any] | None = Field(
        default=None, alias="as", description="A typed conversion: siret, {money: EUR}, {date: {zone: Europe/Paris}}..."
    )
    required: bool = Field(default=False, description="Whether the run may go on without it.")
    default: Any = Field(default=None, description="The value to use when it is missing.")
    authority: Name | None = Field(
        default=None,
        description="Who wins for this line where the target was changed too; the automation's own when absent.",
    )
    privacy: Privacy | None = _privacy()


class WriteBack(FileModel):
    """Values written back to a record, once the action is done."""

    record: Key = Field(description="The record that was read, or that triggered.")
    set: dict[Filled, Filled] = Field(
        description="Field of the record: JMESPath over what was read and the results.", min_length=1
    )


class SetValue(FileModel):
    """A value that has to take a form on its way."""

    path: Filled = Field(alias="from", description="Where it comes from: JMESPath over what was read and the results.")
    conversion: str | dict[str, Any] | None = Field(
        default=None, alias="as", description="A typed conversion, as in the exchange."
    )
    privacy: Privacy | None = _privacy()


class Then(Do):
    """What follows: either write_back, or an action on another connection."""

    connection: Name | None = Field(default=None, description="The connection where it must happen.")  # type: ignore[assignment]  # absent with write_back
    action: Key | None = Field(default=None, description="What must happen there.")  # type: ignore[assignment]  # idem
    write_back: WriteBack | None = Field(default=None, description="Values to write back to the trigger's side.")
    set: dict[Filled, Filled | SetValue] | None = Field(
        default=None,
        description="With an action that writes values, where each goes: JMESPath over what was read and the results, "
        "or `from` and `as`.",
        min_length=1,
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        action = self.connection is not None and self.action is not None
        if (self.write_back is not None) == action or (self.write_back is not None and (self.params() or self.set)):
            raise Mistake(
                "donnez soit write_back seul, soit connection et action avec les paramètres de l'action",
                "give either write_back alone, or connection and action with the action's parameters",
            )
        return self


class AutomationFile(FileModel):
    """One need, as one sentence and one file."""

    name: Name = Field(description="The automation's name: the file's name without .yaml.")
    want: BothLanguages = Field(description="The need as a sentence a business person approves.")
    owner: Filled | None = Field(default=None, description="Whom to ask about it: a name, a team, an e-mail address.")
    when: When = Field(description="The trigger.")
    read: dict[Key, ReadFile] = Field(
        default={}, description="What the event does not carry, by the name used in paths."
    )
    do: Do = Field(description="The action.")
    exchange: list[ExchangeLine] = Field(default=[], description="The data exchanged.")
    then: list[Then] = Field(default=[], description="What follows once the action is done.")
    missing: Missing = Field(
        default=Missing.PARK, description="What if a required value is missing: park the run, default, or skip the run."
    )
    authority: Name = Field(
        default="source",
        description="Who wins where a value of the exchange was changed on both sides: `source` always writes, a "
        "connection's name gives it the last word, `latest` takes the later change, `person` asks one.",
    )
    test: TestFile | None = Field(
        default=None, description="On which records a version that is not live yet runs; on none when absent."
    )

    @field_validator("then", mode="before")
    @classmethod
    def _not_null(cls, value: Any) -> Any:
        return [] if value is None else value
