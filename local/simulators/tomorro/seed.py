"""The account that the simulator starts with. Its ids never change: demonstrations and tests refer to them."""

from datetime import UTC, datetime, timedelta
from typing import Final

from local.simulators.tomorro.model import (
    Clause,
    ContractType,
    Counterparty,
    CustomObject,
    FieldType,
    Member,
    On,
    Option,
    SmartField,
    Template,
    TypeField,
)

API_KEY: Final = "tomorro-local-key"
ORGANIZATION_ID: Final = "0a000000-0000-4000-8000-000000000001"

ADMIN_ID: Final = "0b000000-0000-4000-8000-000000000001"
LAWYER_ID: Final = "0b000000-0000-4000-8000-000000000002"
SALES_ID: Final = "0b000000-0000-4000-8000-000000000003"

SERVICE_TYPE_ID: Final = "0c000000-0000-4000-8000-000000000001"
SERVICE_TEMPLATE_TEST_ID: Final = "0d000000-0000-4000-8000-000000000001"
SERVICE_TEMPLATE_LIVE_ID: Final = "0d000000-0000-4000-8000-000000000002"
WORK_TYPE_ID: Final = "0c000000-0000-4000-8000-000000000002"
WORK_TEMPLATE_TEST_ID: Final = "0d000000-0000-4000-8000-000000000003"
WORK_TEMPLATE_LIVE_ID: Final = "0d000000-0000-4000-8000-000000000004"

SIRET_ID: Final = "0e000000-0000-4000-8000-000000000001"
ADDRESS_ID: Final = "0e000000-0000-4000-8000-000000000002"
AMOUNT_ID: Final = "0e000000-0000-4000-8000-000000000003"
START_DATE_ID: Final = "0e000000-0000-4000-8000-000000000004"
SALE_KIND_ID: Final = "0e000000-0000-4000-8000-000000000005"
COMMENT_ID: Final = "0e000000-0000-4000-8000-000000000006"
SIGNATORY_EMAIL_ID: Final = "0e000000-0000-4000-8000-000000000007"
DURATION_ID: Final = "0e000000-0000-4000-8000-000000000008"
SIGNATURE_DATE_ID: Final = "0e000000-0000-4000-8000-000000000009"
OFFICES_ID: Final = "0e000000-0000-4000-8000-00000000000a"
SALARY_ID: Final = "0e000000-0000-4000-8000-00000000000b"
JOB_ID: Final = "0e000000-0000-4000-8000-00000000000c"
HIRING_DATE_ID: Final = "0e000000-0000-4000-8000-00000000000d"
SIREN_ID: Final = "0e000000-0000-4000-8000-00000000000e"
VAT_ID: Final = "0e000000-0000-4000-8000-00000000000f"
LINE_LABEL_ID: Final = "0e000000-0000-4000-8000-000000000010"
LINE_PRICE_ID: Final = "0e000000-0000-4000-8000-000000000011"

NEW_CUSTOMER_OPTION_ID: Final = "0f000000-0000-4000-8000-000000000001"
RENEWAL_OPTION_ID: Final = "0f000000-0000-4000-8000-000000000002"

BAKERY_ID: Final = "1a000000-0000-4000-8000-000000000001"
SHIPYARD_ID: Final = "1a000000-0000-4000-8000-000000000002"
ARCHIVED_ID: Final = "1a000000-0000-4000-8000-000000000003"

CONFIDENTIALITY_ID: Final = "1b000000-0000-4000-8000-000000000001"
LIABILITY_ID: Final = "1b000000-0000-4000-8000-000000000002"
PRICE_TABLE_ID: Final = "1c000000-0000-4000-8000-000000000001"

OPENED_AT: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

SMART_FIELDS: Final = (
    SmartField(SIRET_ID, {"fr": "SIRET"}, FieldType.TEXT),
    SmartField(ADDRESS_ID, {"fr": "Adresse", "gb": "Address"}, FieldType.TEXT),
    SmartField(AMOUNT_ID, {"fr": "Montant HT", "gb": "Amount excl. VAT"}, FieldType.NUMBER),
    SmartField(START_DATE_ID, {"fr": "Date de début", "gb": "Start date"}, FieldType.DATE),
    SmartField(
        SALE_KIND_ID,
        {"fr": "Type de vente", "gb": "Kind of sale"},
        FieldType.SELECT,
        options=(
            Option(NEW_CUSTOMER_OPTION_ID, {"fr": "Nouveau client", "gb": "New customer"}, {"hubspot": "newbusiness"}),
            Option(RENEWAL_OPTION_ID, {"fr": "Renouvellement", "gb": "Renewal"}, {"hubspot": "existingbusiness"}),
        ),
    ),
    SmartField(COMMENT_ID, {"fr": "Commentaire", "gb": "Comment"}, FieldType.RICH_TEXT),
    SmartField(SIGNATORY_EMAIL_ID, {"fr": "E-mail du signataire", "gb": "Signatory's e-mail"}, FieldType.TEXT),
    SmartField(DURATION_ID, {"fr": "Durée (mois)", "gb": "Duration (months)"}, FieldType.NUMBER),
    SmartField(SIGNATURE_DATE_ID, {"fr": "Date de signature", "gb": "Signature date"}, FieldType.DATE, computed=True),
    SmartField(
        OFFICES_ID,
        {"fr": "Sites concernés", "gb": "Sites"},
        FieldType.MULTISELECT,
        options=(
            Option("0f000000-0000-4000-8000-000000000003", {"fr": "Siège", "gb": "Head office"}),
            Option("0f000000-0000-4000-8000-000000000004", {"fr": "Entrepôt", "gb": "Warehouse"}),
            Option("0f000000-0000-4000-8000-000000000005", {"fr": "Boutique", "gb": "Shop"}),
        ),
    ),
    SmartField(SALARY_ID, {"fr": "Salaire brut annuel", "gb": "Gross annual salary"}, FieldType.NUMBER),
    SmartField(JOB_ID, {"fr": "Intitulé du poste", "gb": "Job title"}, FieldType.TEXT),
    SmartField(HIRING_DATE_ID, {"fr": "Date d'embauche", "gb": "Hiring date"}, FieldType.DATE),
    SmartField(SIREN_ID, {"fr": "SIREN"}, FieldType.TEXT, On.COUNTERPARTY),
    SmartField(VAT_ID, {"fr": "Numéro de TVA", "gb": "VAT number"}, FieldType.TEXT, On.COUNTERPARTY),
    SmartField(LINE_LABEL_ID, {"fr": "Désignation", "gb": "Label"}, FieldType.TEXT),
    SmartField(LINE_PRICE_ID, {"fr": "Prix unitaire", "gb": "Unit price"}, FieldType.NUMBER),
)

CONTRACT_TYPES: Final = (
    ContractType(
        SERVICE_TYPE_ID,
        "Contrat de prestation",
        templates=(
            Template(SERVICE_TEMPLATE_TEST_ID, "Contrat de prestation (TEST)"),
            Template(SERVICE_TEMPLATE_LIVE_ID, "Contrat de prestation"),
        ),
        fields=tuple(
            TypeField(f"2a000000-0000-4000-8000-{number:012x}", field_id, mandatory=field_id == AMOUNT_ID)
            for number, field_id in enumerate(
                (
                    SIRET_ID,
                    ADDRESS_ID,
                    AMOUNT_ID,
                    START_DATE_ID,
                    SALE_KIND_ID,
                    COMMENT_ID,
                    SIGNATORY_EMAIL_ID,
                    DURATION_ID,
                    OFFICES_ID,
                    SIGNATURE_DATE_ID,
                ),
                start=1,
            )
        ),
    ),
    ContractType(
        WORK_TYPE_ID,
        "Contrat de travail",
        templates=(
            Template(WORK_TEMPLATE_TEST_ID, "Contrat de travail (TEST)"),
            Template(WORK_TEMPLATE_LIVE_ID, "Contrat de travail"),
        ),
        fields=tuple(
            TypeField(f"2b000000-0000-4000-8000-{number:012x}", field_id, mandatory=field_id == JOB_ID)
            for number, field_id in enumerate((JOB_ID, SALARY_ID, HIRING_DATE_ID, SIGNATURE_DATE_ID), start=1)
        ),
    ),
)

CUSTOM_OBJECTS: Final = (
    CustomObject(PRICE_TABLE_ID, "Grille tarifaire", (LINE_LABEL_ID, LINE_PRICE_ID), "Une ligne par prestation"),
)

CLAUSES: Final = tuple(
    Clause(identifier, name, description, [{"type": "paragraph", "children": [{"text": text}]}], OPENED_AT)
    for identifier, name, description, text in (
        (CONFIDENTIALITY_ID, "Confidentialité", "Clause standard", "Les parties gardent secrets leurs échanges."),
        (LIABILITY_ID, "Responsabilité", "Plafonnée", "La responsabilité est limitée aux sommes versées."),
    )
)


def members() -> list[Member]:
    """The administrator owns the API key: what the API creates is theirs."""
    people = (
        (ADMIN_ID, "lea.durand@exemple.fr", "Léa", "Durand", "ADMIN"),
        (LAWYER_ID, "hugo.bernard@exemple.fr", "Hugo", "Bernard", "MANAGER"),
        (SALES_ID, "ines.moreau@exemple.fr", "Inès", "Moreau", "USER"),
    )
    return [
        Member(identifier, f"3{identifier[1:]}", email, firstname, lastname, role, "active", OPENED_AT, OPENED_AT)
        for identifier, email, firstname, lastname, role in people
    ]


def counterparties() -> list[Counterparty]:
    companies: tuple[tuple[str, str, str, dict[str, str]], ...] = (
        (BAKERY_ID, "Boulangerie Martin", "active", {SIREN_ID: "732829320"}),
        (SHIPYARD_ID, "Chantiers du Ponant", "active", {}),
        (ARCHIVED_ID, "Ateliers Lenoir", "archived", {}),
    )
    return [
        Counterparty(identifier, name, status, moment, moment, dict(fields))
        for day, (identifier, name, status, fields) in enumerate(companies)
        for moment in (OPENED_AT + timedelta(days=day),)
    ]
