"""What a platform says of its records and actions today: fields, types, options; the same form for every platform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from passerelle.core.form_rules import Rule


class FieldType(StrEnum):
    """ANY is for what the platform does not tell, and for values that hold others."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    RICH_TEXT = "rich_text"
    ROWS = "rows"
    ANY = "any"


WITH_PARTS = frozenset({FieldType.ANY, FieldType.CHOICES, FieldType.RICH_TEXT})
"""Types whose values may hold others: a path may go on below them."""

WITH_OPTIONS = frozenset({FieldType.CHOICE, FieldType.CHOICES})


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is what the platform stores, or an id that survives a renaming; `labels` are what people see."""

    value: str
    labels: tuple[str, ...] = ()
    archived: bool = False

    @property
    def label(self) -> str:
        return self.labels[0] if self.labels else self.value

    def is_called(self, word: str) -> bool:
        return folded(word) in {folded(one) for one in (self.value, *self.labels)}


@dataclass(frozen=True, slots=True)
class Field:
    """`id` stays when the field is renamed. Options are empty where the platform does not list them, and are written by
    what is stored unless the field `takes_labels`. `columns` are those of a table.
    """

    name: str
    title: str
    type: FieldType = FieldType.ANY
    writable: bool = True
    required: bool = False
    options: tuple[Option, ...] = ()
    id: str = ""
    takes_labels: bool = False
    columns: "tuple[Field, ...]" = ()

    def option(self, word: str) -> Option | None:
        """The one that is meant when this word is written."""
        return next(
            (one for one in self.options if one.value == word or (self.takes_labels and one.is_called(word))), None
        )


@dataclass(frozen=True, slots=True)
class RecordSchema:
    """The fields of a kind of record, by the names that paths use below the record's own.

    Where it is not `complete`, a name that is not here may exist all the same.
    """

    kind: str
    fields: Mapping[str, Field]
    complete: bool = True

    def field(self, path: Sequence[str]) -> Field | None:
        return self.fields.get(".".join(path))

    def knows(self, path: Sequence[str]) -> bool:
        """Whether the path leads to a field, to what a field holds, or to a group of fields."""
        name = ".".join(path)
        if not self.complete or name in self.fields or any(one.startswith(f"{name}.") for one in self.fields):
            return True
        return self.holder(path) is not None

    def holder(self, path: Sequence[str]) -> Field | None:
        """The field of which the path looks for a part, where its values have parts."""
        above = (self.fields.get(".".join(path[:length])) for length in range(len(path) - 1, 0, -1))
        return next((one for one in above if one is not None and one.type in WITH_PARTS), None)


@dataclass(frozen=True, slots=True)
class TargetSchema:
    """What an action can be given. `fields` are by the `to` of an exchange; `params` lists what a parameter may name.

    `aliases` are other spellings of the names of fields; `shown` the fields that the target shows to people, where it
    tells; `ambiguous` names that several fields have; `rules` make other fields mandatory at times.
    """

    fields: Mapping[str, Field]
    params: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    shown: frozenset[str] | None = None
    ambiguous: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    complete: bool = True

    def name_of(self, to: str) -> str | None:
        """The name under which `to` is one of the fields."""
        return to if to in self.fields else self.aliases.get(folded(to))

    def field(self, to: str) -> Field | None:
        name = self.name_of(to)
        return self.fields[name] if name is not None else None


def folded(text: str) -> str:
    """Equal for words that people take for the same: case and spaces apart."""
    return " ".join(text.split()).casefold()
