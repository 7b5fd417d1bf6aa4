"""A line gets the conversion that its target needs, by what it holds and by what people call it."""

import pytest

from passerelle.core.conversions import compile_conversion
from passerelle.core.schema import Field, FieldType
from passerelle.drafting.suggesting import suggest

MONEY = {"money": "EUR"}
DAY = {"date": {"zone": "Europe/Paris"}}


@pytest.mark.parametrize(
    ("title", "of_type", "conversion"),
    [
        ("SIRET", FieldType.TEXT, "siret"),
        ("Numéro SIREN", FieldType.TEXT, "siren"),
        ("Numéro de TVA", FieldType.TEXT, "vat"),
        ("E-mail du signataire", FieldType.TEXT, "email"),
        ("Téléphone", FieldType.TEXT, "phone"),
        ("Pays", FieldType.TEXT, "country"),
        ("Adresse", FieldType.TEXT, None),
        ("Montant HT", FieldType.NUMBER, MONEY),
        ("Salaire brut annuel", FieldType.NUMBER, MONEY),
        ("Durée (mois)", FieldType.NUMBER, "number"),
        ("Date de début", FieldType.DATE, DAY),
        ("Relance", FieldType.DATETIME, {"datetime": {"zone": "Europe/Paris"}}),
        ("Urgent", FieldType.BOOLEAN, "boolean"),
        ("Commentaire", FieldType.RICH_TEXT, "rich_text"),
    ],
)
def test_the_target_decides(title, of_type, conversion):
    suggested = suggest(f"field.{title}", None, Field(f"field.{title}", title, of_type))

    assert suggested == conversion
    assert compile_conversion(suggested)


def test_a_plain_date_needs_no_zone():
    target = Field("field.Embauche", "Embauche", FieldType.DATE)

    assert suggest(target.name, Field("start", "start", FieldType.DATE), target) == "date"
    assert suggest(target.name, Field("start", "start", FieldType.DATETIME), target) == DAY


@pytest.mark.parametrize(
    ("to", "conversion"),
    [
        ("field.SIRET", "siret"),
        ("field.Montant HT", MONEY),
        ("field.Date de début", DAY),
        ("counterparty.name", None),
        ("field.Pays", "country"),
    ],
)
def test_the_name_decides_where_the_target_cannot_be_asked(to, conversion):
    assert suggest(to, None, None) == conversion
