"""The Airtable base that the simulator starts with: one table, in which a team follows what has to be signed."""

from typing import Any, Final

TOKEN: Final = "patLocal.token"  # noqa: S105 - invented, for the simulator alone
MAC_SECRET: Final = "YWlydGFibGUtbG9jYWwtbWFjLXNlY3JldA=="  # noqa: S105 - idem
BASE_ID: Final = "appGarance0000001"
TABLE_ID: Final = "tblRequests000001"
WEBHOOK_ID: Final = "achLocal000000001"
RECORD_ID: Final = "recGarance0000001"
MARK_FIELD: Final = "Passerelle"


def _choices(*names: str) -> dict[str, Any]:
    return {"choices": [{"id": f"sel{number:014d}", "name": name} for number, name in enumerate(names)]}


FIELDS: Final[tuple[dict[str, Any], ...]] = (
    {"id": "fld00000000000001", "name": "Nom", "type": "singleLineText"},
    {
        "id": "fld00000000000002",
        "name": "Statut",
        "type": "singleSelect",
        "options": _choices("À signer", "Signé", "Brouillon", "En négociation", "En signature", "Annulé"),
    },
    {"id": "fld00000000000003", "name": "SIRET", "type": "singleLineText"},
    {"id": "fld00000000000004", "name": "Montant", "type": "currency", "options": {"precision": 2, "symbol": "€"}},
    {"id": "fld00000000000005", "name": "Contrat", "type": "singleLineText"},
    {"id": "fld00000000000006", "name": MARK_FIELD, "type": "singleLineText"},
    {"id": "fld00000000000007", "name": "Numéro", "type": "autoNumber"},
)

RECORD: Final[dict[str, Any]] = {
    "Nom": "Librairie Garance",
    "Statut": "À signer",
    "SIRET": "73282932000074",
    "Montant": 4800,
}
