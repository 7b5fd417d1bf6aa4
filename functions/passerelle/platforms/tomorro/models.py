"""Tomorro's answers, read leniently: unknown properties and unknown words are accepted, null means absent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel


def _instant(value: Any) -> datetime | None:
    """A date that cannot be read is one we do not know; it must not make the whole contract unreadable."""
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


Instant = Annotated[datetime | None, BeforeValidator(_instant)]


class _Answer(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        coerce_numbers_to_str=True,
        hide_input_in_errors=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: one for name, one in value.items() if one is not None}
        return value


class Reference(_Answer):
    id: str
    name: str | None = None


class MemberReference(_Answer):
    id: str
    email: str | None = None


class ContractField(_Answer):
    attribute_definition_id: str
    name: str | None = None
    value: Any = None


class Signatory(_Answer):
    id: str | None = None
    name: str | None = None
    email: str | None = None
    type: str | None = None
    status: str | None = None


class IntegrationLink(_Answer):
    type: str | None = None
    external_id: str | None = None
    external_entity: str | None = None
    external_url: str | None = None


class ContractSummary(_Answer):
    id: str
    name: str = ""
    status: str = ""
    created_at: Instant = None


class Contract(ContractSummary):
    """`updated_at`, `start_at`, `end_at` and `signature_date` come with older versions only."""

    counterparty: Reference | None = None
    contract_type: Reference | None = None
    template_id: str | None = None
    fields: tuple[ContractField, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    contract_members: tuple[MemberReference, ...] = ()
    integration: IntegrationLink | None = None
    updated_at: Instant = None
    start_at: Instant = None
    end_at: Instant = None
    signature_date: Instant = None


class SignatureRequest(_Answer):
    id: str | None = None
    status: str = ""


class SignedFile(_Answer):
    id: str
    filename: str
    content_type: str = "application/pdf"
    download_url: str
    expires_at: Instant = None


class ContractVersion(_Answer):
    id: str
    version: int | None = None
    status: str = ""


class ContractClause(_Answer):
    id: str
    is_custom: bool = False
    clause: Reference | None = None


class ClauseSummary(_Answer):
    id: str
    name: str = ""
    description: str | None = None


class Clause(ClauseSummary):
    content: Any = None
    languages: tuple[str, ...] = ()


class CounterpartySummary(_Answer):
    id: str
    name: str = ""
    status: str = "active"
    updated_at: Instant = None


class Counterparty(CounterpartySummary):
    fields: dict[str, Any] = {}
    created_at: Instant = None


class TemplateField(_Answer):
    id: str
    name: str | None = None
    default_value: Any = None
    is_mandatory: bool = False


class Template(_Answer):
    id: str
    name: str | None = None
    language: str | None = None
    smart_fields: tuple[TemplateField, ...] = ()


class ContractType(_Answer):
    id: str
    name: str = ""
    templates: tuple[Template, ...] = ()


class FormField(_Answer):
    smart_field_id: str
    required: bool = False


class CreationForm(_Answer):
    fields: tuple[FormField, ...] = ()
    rules: Any = None
    """Looked at by checks alone: no form of theirs may stop the creation of a contract."""


class SmartField(_Answer):
    id: str
    name: str
    type: str = ""


class Translation(_Answer):
    language: str = ""
    value: str


class Option(_Answer):
    id: str
    translations: tuple[Translation, ...] = ()


class CustomObject(_Answer):
    """The model of a dynamic table. Its answers alone are in snake_case."""

    id: str
    name: str = ""
    columns: tuple[SmartField, ...] = Field(default=(), validation_alias=AliasChoices("smart_fields", "smartFields"))


class UploadSlot(_Answer):
    """The name of the address is not documented."""

    key: str
    url: str = Field(validation_alias=AliasChoices("url", "uploadUrl", "signedUrl"))


class MemberUser(_Answer):
    email: str | None = None
    firstname: str | None = None
    lastname: str | None = None


class Member(_Answer):
    id: str
    role: str = ""
    status: str = ""
    email: str | None = None
    user: MemberUser | None = None
    group_ids: tuple[str, ...] | None = None
    created_at: Instant = None
    updated_at: Instant = None

    @property
    def address(self) -> str | None:
        return self.user.email if self.user and self.user.email else self.email
