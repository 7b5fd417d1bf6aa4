"""Small schemas of both sides, and automations written as people write them."""

from typing import Any

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Stage
from passerelle.core.checking import Fault, Surveyed, automation_faults
from passerelle.core.schema import Field, FieldType, Option, RecordSchema, TargetSchema, folded

DEAL = RecordSchema(
    "deal",
    {
        one.name: one
        for one in (
            Field("id", "id", FieldType.TEXT, writable=False),
            Field("dealname", "Nom de l'affaire", FieldType.TEXT),
            Field("amount", "Montant", FieldType.NUMBER),
            Field("closedate", "Fermeture", FieldType.DATETIME),
            Field("signed_on", "Signée le", FieldType.DATE),
            Field("is_vip", "VIP", FieldType.BOOLEAN),
            Field("custom_fields.a1", "SIRET", FieldType.TEXT),
            Field("address", "Adresse", FieldType.ANY),
            Field(
                "dealstage",
                "Étape",
                FieldType.CHOICE,
                options=(
                    Option("contractsent", ("Contrat envoyé",)),
                    Option("closedwon", ("Gagnée",)),
                    Option("abandoned", ("Abandonnée",), archived=True),
                ),
            ),
            Field(
                "dealtype",
                "Type",
                FieldType.CHOICE,
                options=(Option("new", ("Nouveau client",)), Option("old", ("Renouvellement",))),
            ),
        )
    },
)

SMART = {
    one.name: one
    for one in (
        Field("counterparty.name", "counterparty.name", FieldType.ANY, required=True),
        Field("contract.name", "contract.name", FieldType.ANY),
        Field("field.SIRET", "SIRET", FieldType.TEXT, id="f1"),
        Field("field.Montant HT", "Montant HT", FieldType.NUMBER, required=True, id="f2"),
        Field("field.Date de début", "Date de début", FieldType.DATE, id="f3"),
        Field("field.Commentaire", "Commentaire", FieldType.RICH_TEXT, id="f5"),
        Field("field.Date de signature", "Date de signature", FieldType.DATE, writable=False, id="f6"),
        Field("field.Urgent", "Urgent", FieldType.BOOLEAN, id="f7"),
        Field(
            "field.Type de vente",
            "Type de vente",
            FieldType.CHOICE,
            id="f4",
            takes_labels=True,
            options=(
                Option("o1", ("Nouveau client", "New customer")),
                Option("o2", ("Renouvellement",)),
                Option("o3", ("Ancien",), archived=True),
            ),
        ),
    )
}

CREATION = TargetSchema(
    SMART,
    params={
        "contract_type": (Option("t1", ("Prestation",)), Option("t2", ("Bail",), archived=True)),
        "template": (Option("m-test", ("Essai",)), Option("m-live", ("Vrai",))),
    },
    aliases={**{folded(name): name for name in SMART}, "field:f1": "field.SIRET"},
)

FILE: dict[str, Any] = {
    "name": "contract-when-deal-won",
    "want": {"fr": "x", "en": "x"},
    "when": {
        "connection": "crm",
        "record": "deal",
        "change": {"field": "dealstage", "from": "contractsent", "to": "closedwon"},
    },
    "do": {
        "connection": "tomorro",
        "action": "create_contract",
        "contract_type": "t1",
        "template": {"test": "m-test", "live": "m-live"},
    },
    "exchange": [
        {"to": "counterparty.name", "from": "deal.dealname", "required": True},
        {"to": "field.Montant HT", "from": "deal.amount", "as": {"money": "EUR"}},
    ],
}


@pytest.fixture
def found():
    """`found(lines=[...], when={...}, target=...)`: the faults of the automation with these parts changed."""

    def found(
        lines: list[dict[str, Any]] | None = None, target: TargetSchema = CREATION, **parts: dict[str, Any]
    ) -> list[Fault]:
        changed = {key: {**FILE.get(key, {}), **value} for key, value in parts.items()}
        file = {**FILE, **changed, "exchange": [*FILE["exchange"], *(lines or [])]}
        automation = compile_automation(AutomationFile.model_validate(file), 0, Stage.LIVE)
        return list(automation_faults(automation, Surveyed({"deal": DEAL}, {"do": target})))

    return found
