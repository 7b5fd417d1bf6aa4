"""The object types of the simulated HubSpot account, their properties and the associations between them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from local.simulators.chassis.calls import RefusedError, iso

Kind = Literal["string", "number", "datetime", "enumeration"]


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    label: str
    kind: Kind = "string"
    options: tuple[tuple[str, str], ...] = ()
    read_only: bool = False
    hidden: frozenset[str] = frozenset()
    """Options that nobody can choose any more."""


@dataclass(frozen=True, slots=True)
class ObjectType:
    """`modified` is the property that every write moves; it has another name on contacts."""

    name: str
    singular: str
    type_id: str
    modified: str
    shown: tuple[str, ...]
    properties: dict[str, Property]


STAGES: Final = (
    ("appointmentscheduled", "Rendez-vous pris"),
    ("presentationscheduled", "Présentation prévue"),
    ("contractsent", "Contrat envoyé"),
    ("closedwon", "Affaire gagnée"),
    ("closedlost", "Affaire perdue"),
)
DEAL_TYPES: Final = (("newbusiness", "Nouveau client"), ("existingbusiness", "Client existant"))

_LINK: Final = (
    Property("tomorro_contract_id", "Contrat Tomorro"),
    Property("tomorro_contract_url", "Lien du contrat Tomorro"),
    Property("tomorro_contract_status", "Statut du contrat Tomorro"),
    Property("tomorro_signature_date", "Date de signature du contrat"),
)


def _type(
    name: str, singular: str, type_id: str, modified: str, shown: tuple[str, ...], *properties: Property
) -> ObjectType:
    automatic = (
        Property("hs_object_id", "Record ID", "number", read_only=True),
        Property("createdate", "Create date", "datetime"),
        Property(modified, "Last modified date", "datetime", read_only=True),
    )
    every = {one.name: one for one in (*properties, *automatic)}
    return ObjectType(name, singular, type_id, modified, (*shown, *(one.name for one in automatic)), every)


OBJECT_TYPES: Final = (
    _type(
        "deals",
        "deal",
        "0-3",
        "hs_lastmodifieddate",
        ("dealname", "dealstage", "amount", "closedate", "pipeline"),
        Property("dealname", "Nom de l'affaire"),
        Property("dealstage", "Étape de l'affaire", "enumeration", STAGES),
        Property("pipeline", "Pipeline"),
        Property("amount", "Montant", "number"),
        Property("deal_currency_code", "Devise"),
        Property("montant_ht", "Montant HT (texte, saisi par les commerciaux)"),
        Property("closedate", "Date de fermeture", "datetime"),
        Property("dealtype", "Type d'affaire", "enumeration", DEAL_TYPES),
        Property("description", "Description"),
        Property("contract_start_date", "Début du contrat", "datetime"),
        Property("contract_duration_months", "Durée du contrat (mois)", "number"),
        Property("contract_approved", "Contrat approuvé", "enumeration", (("yes", "Oui"), ("no", "Non"))),
        Property("passerelle_mark", "Repère de Passerelle"),
        *_LINK,
    ),
    _type(
        "companies",
        "company",
        "0-2",
        "hs_lastmodifieddate",
        ("name", "domain"),
        Property("name", "Nom de l'entreprise"),
        Property("domain", "Nom de domaine"),
        Property("siret", "SIRET"),
        Property("siren", "SIREN"),
        Property("vat_number", "Numéro de TVA"),
        Property("address", "Adresse"),
        Property("city", "Ville"),
        Property("zip", "Code postal"),
        Property("country", "Pays"),
        Property("phone", "Téléphone"),
    ),
    _type(
        "contacts",
        "contact",
        "0-1",
        "lastmodifieddate",
        ("email", "firstname", "lastname"),
        Property("email", "E-mail"),
        Property("firstname", "Prénom"),
        Property("lastname", "Nom"),
        Property("phone", "Téléphone"),
        Property("jobtitle", "Intitulé du poste"),
    ),
)

ASSOCIATION_TYPES: Final = {
    ("deals", "companies"): ((5, "Primary"), (341, None)),
    ("deals", "contacts"): ((3, None),),
    ("companies", "deals"): ((6, "Primary"), (342, None)),
    ("companies", "contacts"): ((2, "Primary"), (280, None)),
    ("contacts", "deals"): ((4, None),),
    ("contacts", "companies"): ((1, "Primary"), (279, None)),
}
"""The vendor's own type ids and labels, by direction."""

_BY_NAME: Final = {name: one for one in OBJECT_TYPES for name in (one.name, one.singular, one.type_id)}


def object_type(name: str) -> ObjectType:
    """By plural, singular or numeric id, as HubSpot takes them."""
    found = _BY_NAME.get(name.lower())
    if found is None:
        raise RefusedError(400, f"Unable to infer object type from: {name}", code="VALIDATION_ERROR")
    return found


def stored(prop: Property, value: object) -> str | None:
    """A value as HubSpot keeps it: always text, instants in ISO 8601; null and the empty text clear."""
    if value is None or value == "":
        return None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if prop.kind == "number":
        return _number(prop, text)
    if prop.kind == "datetime":
        return iso(instant(prop, text))
    if prop.kind == "enumeration" and text not in dict(prop.options):
        raise RefusedError(400, f"{prop.name} does not have this option", code="INVALID_OPTION")
    return text


def instant(prop: Property, text: str) -> datetime:
    """Milliseconds since the epoch or ISO 8601."""
    try:
        if text.lstrip("-").isdigit():
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError) as error:
        raise RefusedError(400, f"{prop.name} is not a valid date", code="INVALID_DATE") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(prop: Property, text: str) -> str:
    try:
        float(text)
    except ValueError as error:
        raise RefusedError(400, f"{prop.name} is not a valid number", code="INVALID_NUMBER") from error
    return text
