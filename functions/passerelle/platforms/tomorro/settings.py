"""What a connection to Tomorro may change: every point that the public documentation leaves open has a key here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation


class Archived(StrEnum):
    """What to do when the only counterparty of that name is archived."""

    PARK = "park"
    USE = "use"
    REACTIVATE = "reactivate"


class Several(StrEnum):
    """What to do when several active counterparties have that name."""

    PARK = "park"
    OLDEST = "oldest"


class FieldKind(StrEnum):
    """How the value of a smart field is written."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    RICH_TEXT = "rich_text"
    AS_IS = "as_is"


def _with_id(pattern: str) -> str:
    if "{id}" not in pattern:
        raise ValueError("{id} is missing")
    return pattern


PatternWithId = Annotated[str, AfterValidator(_with_id)]

Domain = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]


@dataclass(frozen=True, slots=True)
class Settings:
    """`mark` is what `find` recognises a contract of ours by: `integration`, `name`, or `field:NAME` (a text field).

    `field_types` tells how a field is written, by the field's name or by Tomorro's word for its type.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    base_url: Annotated[str, Field(pattern=r"^https?://[^/?#\s]+")] = "https://api.tomorro.com/v2"
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}\.[a-z]+$")] = "2025-01-29.alpha"
    page_size: Annotated[int, Field(ge=1, le=50)] = 50
    signature_path: PatternWithId = "/contracts/{id}/send-signature"
    app_url: PatternWithId = "https://app.tomorro.com/contracts/{id}"
    option_language: str = "fr"
    integration_types: tuple[str, ...] = ("salesforce", "hubspot")
    mark: Annotated[str, Field(pattern=r"^(integration|name|field:.*\S.*)$")] = "integration"
    test_prefix: str = "[TEST] "
    delete_prefix: Annotated[str, Field(pattern=r"\S")] = "[À SUPPRIMER] "
    counterparty_archived: Archived = Archived.PARK
    counterparty_several: Several = Several.PARK
    check_form: bool = True
    clock_margin_s: Annotated[int, Field(ge=0, le=3600)] = 120
    reconcile_days: Annotated[int, Field(ge=1, le=3660)] = 60
    file_hosts: tuple[Domain, ...] = ("tomorro.com", "amazonaws.com")
    largest_file_mb: Annotated[int, Field(ge=1, le=1024)] = 100
    version_hosts: tuple[Domain, ...] = ()
    signature_date_field: str = "Date de signature"
    field_types: Mapping[str, FieldKind] = field(default_factory=dict)
    rich_text_words: Mapping[str, str] = field(default_factory=dict)


_SETTINGS: Final = TypeAdapter(Settings)


def read_settings(values: Mapping[str, Any]) -> Settings:
    """The settings of a connection; the keys that cannot be read are named, their values are not."""
    try:
        return _SETTINGS.validate_python(dict(values))
    except ValidationError as error:
        # Not chained: pydantic quotes the values.
        names = ", ".join(dict.fromkeys(str(fault["loc"][0]) for fault in error.errors() if fault["loc"]))
        raise InvalidAutomation(
            Sentence(
                fr=f"Réglages inconnus ou invalides dans la connexion à Tomorro : {names}. Corrigez le fichier de la "
                "connexion.",
                en=f"Unknown or invalid settings in the connection to Tomorro: {names}. Correct the connection's file.",
            ),
            code="invalid_settings",
        ) from None
