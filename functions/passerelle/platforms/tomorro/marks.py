"""How a contract that we created is recognised, whoever asks later: the setting `mark` says where our mark is left."""

from dataclasses import dataclass
from typing import Any, Final

from passerelle.core.steps import Json, Request
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.models import Contract
from passerelle.platforms.tomorro.names import key, same_id
from passerelle.platforms.tomorro.settings import Settings

_INTEGRATION: Final = "integration"
_FIELD: Final = "field:"


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the three is set: Tomorro's own link to the record, a piece of the contract's name, a text in a field."""

    integration: Json | None = None
    in_name: str | None = None
    in_field: Json | None = None

    def to_json(self) -> Json:
        return {"integration": self.integration, "in_name": self.in_name, "in_field": self.in_field}

    @classmethod
    def from_json(cls, value: Json) -> "Mark":
        return cls(**value)

    def is_on(self, contract: Contract) -> bool:
        if self.integration is not None:
            return _same_link(self.integration, contract)
        if self.in_name is not None:
            return self.in_name in contract.name
        wanted: Any = self.in_field
        return any(
            same_id(one.attribute_definition_id, wanted["fieldId"]) and one.value == wanted["value"]
            for one in contract.fields
        )


def link_of(request: Request, settings: Settings) -> Json | None:
    """Tomorro's own link to the third-party record, for the kinds of accounts it accepts.

    A record may have several contracts: our mark, as the fragment of the record's address, tells them apart.
    """
    origin = request.origin
    if origin is None or origin.platform not in settings.integration_types:
        return None
    link = {"type": origin.platform, "externalId": origin.record.id, "externalEntity": origin.record.kind}
    if origin.url is None:
        return link
    marked = settings.mark == _INTEGRATION and "#" not in origin.url
    return {**link, "externalUrl": f"{origin.url}#{request.mark}" if marked else origin.url}


def mark_for(request: Request, catalogue: Catalogue) -> Mark:
    """Without a link that Tomorro accepts, the name has to carry the mark."""
    settings = catalogue.client.settings
    if settings.mark.startswith(_FIELD):
        smart_field = catalogue.smart_field(settings.mark.removeprefix(_FIELD))
        return Mark(in_field={"fieldId": smart_field.id, "value": request.mark})
    link = link_of(request, settings)
    if settings.mark == _INTEGRATION and link is not None:
        return Mark(integration=link)
    return Mark(in_name=f"[{request.mark}]")


def _same_link(wanted: Json, contract: Contract) -> bool:
    """An answer may leave the address out; one with another fragment is of another run."""
    link = contract.integration
    return (
        link is not None
        and key(link.type or "") == key(wanted["type"])
        and link.external_id == wanted["externalId"]
        and key(link.external_entity or "") == key(wanted["externalEntity"])
        and _fragment(link.external_url) in ("", _fragment(wanted.get("externalUrl")))
    )


def _fragment(url: str | None) -> str:
    return (url or "").partition("#")[2]
