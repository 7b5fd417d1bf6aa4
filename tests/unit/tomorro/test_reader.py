"""A record is read into the plain form that expressions see, whichever version of the API shows it."""

from typing import Any

import httpx
import pytest

from passerelle.errors import InvalidAutomation, Rejected, Unavailable
from passerelle.platforms.tomorro.reader import TomorroReader
from tests.unit.tomorro.fake import FakeTomorro


@pytest.fixture
def tomorro() -> FakeTomorro:
    return FakeTomorro()


def reader(tomorro: FakeTomorro) -> TomorroReader:
    catalogue = tomorro.catalogue()
    return TomorroReader(catalogue.client, catalogue)


def test_a_contract_is_read_with_its_fields_by_name(tomorro: FakeTomorro):
    tomorro.add_contract(
        "c-1",
        status="signed",
        fields=[
            {"attributeDefinitionId": "f-amount", "name": "Montant HT", "value": 12500},
            {"attributeDefinitionId": "f-older", "value": "x"},
        ],
        signatories=[{"id": "sig_1", "name": "Léa", "email": "lea@exemple.fr", "type": "member"}],
        integration={"type": "hubspot", "externalId": "987", "externalEntity": "deal"},
    )

    contract = reader(tomorro).read("contract", "c-1")

    assert contract == {
        "id": "c-1",
        "url": "https://app.tomorro.com/contracts/c-1",
        "name": "Contrat",
        "status": "signed",
        "counterparty": {"id": "cp-1", "name": "Boulangerie Martin"},
        "contract_type": {"id": "type-1", "name": "Contrat de prestation"},
        "template_id": "template-1",
        "fields": {"Montant HT": 12500, "f-older": "x"},
        "signatories": [{"name": "Léa", "email": "lea@exemple.fr", "type": "member"}],
        "integration": {"type": "hubspot", "external_id": "987", "external_entity": "deal", "external_url": None},
        "created_at": "2026-03-02T09:00:00+00:00",
        "updated_at": None,
        "start_at": None,
        "end_at": None,
        "signature_date": None,
    }


@pytest.mark.parametrize(
    ("properties", "date"),
    [
        ({"signatureDate": "2026-03-05T10:00:00Z"}, "2026-03-05T10:00:00+00:00"),
        (
            {"fields": [{"attributeDefinitionId": "f", "name": "Date de Signature", "value": "2026-03-05"}]},
            "2026-03-05",
        ),
        ({}, None),
    ],
)
def test_the_signature_date_is_looked_for_in_both_places(tomorro: FakeTomorro, properties: dict[str, Any], date: Any):
    tomorro.add_contract("c-1", **properties)

    assert reader(tomorro).read("contract", "c-1")["signature_date"] == date


def test_a_counterparty_is_read_with_its_fields_by_name(tomorro: FakeTomorro):
    tomorro.add_counterparty("cp-1", "Boulangerie Martin", **{"p-siren": "732829320", "p-other": 1})

    counterparty = reader(tomorro).read("counterparty", "cp-1")

    assert counterparty["fields"] == {"SIREN": "732829320", "p-other": 1}
    assert (counterparty["id"], counterparty["name"], counterparty["status"]) == (
        "cp-1",
        "Boulangerie Martin",
        "active",
    )


@pytest.mark.parametrize("kind", ["contract", "counterparty"])
def test_a_record_that_is_gone_is_told_as_such(tomorro: FakeTomorro, kind: str):
    with pytest.raises(Rejected) as caught:
        reader(tomorro).read(kind, "gone")

    assert caught.value.code == "record_gone"


def test_another_failure_keeps_its_class(tomorro: FakeTomorro):
    tomorro.before = lambda _request: httpx.Response(503)

    with pytest.raises(Unavailable):
        reader(tomorro).read("contract", "c-1")


def test_another_kind_of_record_is_refused(tomorro: FakeTomorro):
    with pytest.raises(InvalidAutomation) as caught:
        reader(tomorro).read("invoice", "1")

    assert caught.value.code == "unknown_kind"
