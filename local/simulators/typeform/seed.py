"""The Typeform account that the simulator starts with: one form, by which people ask for a contract."""

from typing import Any, Final

TOKEN: Final = "tfp_local_token"  # noqa: S105 - invented, for the simulator alone
SECRET: Final = "typeform-local-secret"  # noqa: S105 - idem
FORM_ID: Final = "aB3dE5gH"
TITLE: Final = "Demande de contrat"


def _choices(*labels: str) -> list[dict[str, str]]:
    return [
        {"id": f"choice{number:04d}", "ref": f"ref-{number}", "label": label} for number, label in enumerate(labels)
    ]


FIELDS: Final[tuple[dict[str, Any], ...]] = (
    {"id": "fld000000001", "ref": "company", "title": "Votre société", "type": "short_text", "properties": {}},
    {"id": "fld000000002", "ref": "siret", "title": "Son SIRET", "type": "short_text", "properties": {}},
    {"id": "fld000000003", "ref": "amount", "title": "Montant annuel HT", "type": "number", "properties": {}},
    {
        "id": "fld000000004",
        "ref": "kind",
        "title": "Type de vente",
        "type": "multiple_choice",
        "properties": {
            "allow_multiple_selection": False,
            "choices": _choices("Nouveau client", "Renouvellement"),
        },
    },
    {
        "id": "fld000000005",
        "ref": "sites",
        "title": "Sites concernés",
        "type": "multiple_choice",
        "properties": {"allow_multiple_selection": True, "choices": _choices("Rennes", "Nantes", "Brest")},
    },
    {"id": "fld000000006", "ref": "start", "title": "Date de début", "type": "date", "properties": {}},
    {"id": "fld000000007", "ref": "agrees", "title": "D'accord ?", "type": "yes_no", "properties": {}},
    {
        "id": "fld000000008",
        "ref": "signer",
        "title": "Le signataire",
        "type": "group",
        "properties": {
            "fields": [
                {"id": "fld000000009", "ref": "signer_email", "title": "Son e-mail", "type": "email", "properties": {}},
            ]
        },
    },
)

ANSWERS: Final[dict[str, Any]] = {
    "company": "Librairie Garance",
    "siret": "73282932000074",
    "amount": 4800,
    "kind": "Nouveau client",
    "sites": ["Rennes", "Brest"],
    "start": "2026-04-01",
    "agrees": False,
    "signer_email": "garance@librairie-garance.exemple",
}
