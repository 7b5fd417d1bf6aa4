"""What the target of a line is called in a sentence for people."""

from typing import Final

from passerelle.core.sentences import Sentence

_NAMED: Final = {
    "counterparty.name": Sentence(fr="nom du cocontractant", en="counterparty name"),
    "contract.name": Sentence(fr="nom du contrat", en="contract name"),
    "signatory.external": Sentence(fr="signataire du cocontractant", en="counterparty signatory"),
    "signatory.internal": Sentence(fr="signataire interne", en="internal signatory"),
    "member": Sentence(fr="membre", en="member"),
    "folder": Sentence(fr="dossier", en="folder"),
    "referent": Sentence(fr="référent", en="referent"),
    "supervisor": Sentence(fr="superviseur", en="supervisor"),
}
_COUNTERPARTY_FIELD: Final = "counterparty.field."
_FIELD_BY_NAME: Final = "field."
_FIELD_BY_ID: Final = "field:"


def label(to: str) -> Sentence:
    """`counterparty.name` in words, `field.Montant HT` as "Montant HT"; any other name as it is."""
    if to in _NAMED:
        return _NAMED[to]
    if to.startswith(_COUNTERPARTY_FIELD):
        name = to.removeprefix(_COUNTERPARTY_FIELD)
        return Sentence(fr=f"{name} du cocontractant", en=f"{name} of the counterparty")
    name = to.removeprefix(_FIELD_BY_NAME).removeprefix(_FIELD_BY_ID)
    return Sentence(fr=name, en=name)
