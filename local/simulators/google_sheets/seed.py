"""The spreadsheet that the simulator starts with: one sheet, in which a team follows its contracts."""

import json
from typing import Any, Final

from local.simulators.chassis.keys import private_pem

AUDIENCE: Final = "https://oauth2.googleapis.com/token"
ACCOUNT: Final = "passerelle@local-project.iam.gserviceaccount.exemple"
SPREADSHEET_ID: Final = "1LocalSpreadsheetOfContracts000000000000000"
SHEET: Final = "Contrats"
KEY: Final = "Référence"
COLUMNS: Final = (KEY, "Nom", "Statut", "Montant", "Signé le", "Passerelle")
ROWS: Final[tuple[list[Any], ...]] = (
    ["C-2026-001", "Librairie Garance", "À signer", 4800],
    ["C-2026-002", "Boulangerie Petit", "Signé", 1200, "2026-02-12"],
)


def service_account(email: str = ACCOUNT) -> str:
    """The JSON key, as a person stores it."""
    return json.dumps({"type": "service_account", "client_email": email, "private_key": private_pem()})
