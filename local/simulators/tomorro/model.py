"""The things a Tomorro account holds, as the simulator keeps them."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from local.simulators.chassis.calls import Json

_PREFIX = re.compile(r"^[a-z]+_")


def bare(identifier: str) -> str:
    """An id without the `ctr_`, `mem_` or `sig_` that some answers put before it."""
    return _PREFIX.sub("", identifier)


class Status(StrEnum):
    DRAFT = "draft"
    NEGOTIATING = "negotiating"
    SIGNING = "signing"
    SIGNED = "signed"
    CANCELED = "canceled"


class FieldType(StrEnum):
    """`string` and `number` are the vendor's words; the others are assumed."""

    TEXT = "string"
    NUMBER = "number"
    DATE = "date"
    SELECT = "select"
    MULTISELECT = "multiselect"
    RICH_TEXT = "richText"


class On(StrEnum):
    """What a smart field hangs on."""

    CONTRACT = "contract"
    COUNTERPARTY = "external_party"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select field: its label by language, and the value it has in each integration."""

    id: str
    labels: dict[str, str]
    mappings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SmartField:
    id: str
    names: dict[str, str]
    type: FieldType
    on: On = On.CONTRACT
    options: tuple[Option, ...] = ()
    computed: bool = False

    @property
    def name(self) -> str:
        return self.names["fr"]


@dataclass(frozen=True, slots=True)
class TypeField:
    """A smart field as a contract type uses it."""

    id: str
    field_id: str
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    name: str
    language: str = "FR"
    published: bool = True


@dataclass(frozen=True, slots=True)
class ContractType:
    id: str
    name: str
    templates: tuple[Template, ...]
    fields: tuple[TypeField, ...]
    published: bool = True
    rules: tuple[Json, ...] = ()
    """As the creation form shows them, in the form of json-rules-engine."""

    @property
    def usable_templates(self) -> tuple[Template, ...]:
        return tuple(one for one in self.templates if one.published)


@dataclass(slots=True)
class Member:
    id: str
    user_id: str
    email: str
    firstname: str
    lastname: str
    role: str
    status: str
    created_at: datetime
    updated_at: datetime
    group_ids: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.firstname} {self.lastname}".strip()


@dataclass(slots=True)
class Counterparty:
    id: str
    name: str
    status: str
    created_at: datetime
    updated_at: datetime
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Signatory:
    """`type` is `member` or, assumed, `external`."""

    id: str
    name: str
    email: str
    type: str
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    id: str
    number: int
    content_type: str
    created_at: datetime


@dataclass(slots=True)
class Contract:
    id: str
    name: str
    counterparty_id: str
    contract_type_id: str
    template_id: str
    author_id: str
    created_at: datetime
    updated_at: datetime
    status: Status = Status.DRAFT
    fields: dict[str, Any] = field(default_factory=dict)
    signatories: list[Signatory] = field(default_factory=list)
    member_ids: list[str] = field(default_factory=list)
    integration: Json | None = None
    referent_id: str | None = None
    supervisor_id: str | None = None
    folder_id: str | None = None
    signature_id: str | None = None
    sent_at: datetime | None = None
    signature_date: datetime | None = None
    versions: list[Version] = field(default_factory=list)
    clause_ids: list[tuple[str, str]] = field(default_factory=list)
    records: dict[str, dict[str, Json]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    name: str
    description: str
    content: list[Json]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CustomObject:
    """The model of a dynamic table."""

    id: str
    name: str
    field_ids: tuple[str, ...]
    help_text: str | None = None


@dataclass(slots=True)
class File:
    """A file behind a short-lived link; `content` is None until it was uploaded."""

    key: str
    name: str
    content_type: str
    token: str
    expires_at: datetime
    content: bytes | None = None
