"""The target of a line is named in words, in each language."""

import pytest

from passerelle.core.labels import label
from passerelle.platforms.tomorro.targets import PLAIN


@pytest.mark.parametrize(
    ("to", "fr", "en"),
    [
        ("counterparty.name", "nom du cocontractant", "counterparty name"),
        ("contract.name", "nom du contrat", "contract name"),
        ("signatory.external", "signataire du cocontractant", "counterparty signatory"),
        ("field.Montant HT", "Montant HT", "Montant HT"),
        ("field:abc", "abc", "abc"),
        ("counterparty.field.SIREN", "SIREN du cocontractant", "SIREN of the counterparty"),
        ("dealstage", "dealstage", "dealstage"),
    ],
)
def test_a_target_is_named_in_words(to, fr, en):
    assert (label(to).fr, label(to).en) == (fr, en)


@pytest.mark.parametrize("to", PLAIN)
def test_every_plain_target_of_a_contract_has_its_words(to):
    assert label(to).fr != label(to).en
