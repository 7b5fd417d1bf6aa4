"""Google Sheets: rows that are known by the cell of a key column, opened to a service account."""

from typing import Any

from local.simulators.google_sheets import seed
from passerelle.core.events import Change, RecordRef
from tests.contract.platforms.case import Known, PlatformCase, Records, Upsert, Written

ROW = RecordRef("row", "C-2026-001")


def _by_person(values: dict[str, Any]) -> dict[str, Any]:
    return {"values": values}


GOOGLE_SHEETS = PlatformCase(
    name="google-sheets",
    base_url=lambda address: address.google_sheets,
    secrets={"service_account": seed.service_account()},
    wrong_secret=seed.service_account("somebody@another-project.iam.gserviceaccount.exemple"),
    settings={
        "token_url": "{origin}/google-sheets/token",
        "spreadsheet_id": seed.SPREADSHEET_ID,
        "sheet": seed.SHEET,
        "key_column": seed.KEY,
    },
    wait_s=60,
    acts_by="PUT",
    refused=("vérifiez la clé enregistrée", "check the key stored"),
    records=Records(
        known=(
            Known(
                ROW,
                {"Nom": "Librairie Garance", "Statut": "À signer", "Montant": 4800, "Signé le": None},
                f"https://docs.google.com/spreadsheets/d/{seed.SPREADSHEET_ID}/edit",
            ),
        ),
        missing=RecordRef("row", "C-1999-001"),
        plural="rows",
        new={"Nom": "Atelier Neuf"},
        trigger=Change("Statut", "Signé", "À signer"),
        writes=(Written("Passerelle", "c-1", "values.Passerelle"), Written("Statut", "Signé", "values.Statut")),
        by_person=_by_person,
        polled=False,
        tells_options=False,
    ),
    upsert=Upsert(
        "upsert_row",
        "rows",
        there=({"key": "C-2026-001"}, {seed.KEY: "C-2026-001", "Signé le": "2026-03-02"}),
        new=({"key": "C-2026-900"}, {seed.KEY: "C-2026-900", "Montant": 12.5}),
    ),
)
