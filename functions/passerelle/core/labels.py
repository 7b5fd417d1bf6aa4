"""What the target of a line is called in a sentence for people."""

from collections.abc import Iterable
from typing import Final

from passerelle.core.sentences import Sentence

_NAMED: Final = {
    "counterparty.name": Sentence(fr="nom du cocontractant", en="counterparty name"),
    "counterparty.id": Sentence(fr="cocontractant", en="counterparty"),
    "counterparty.status": Sentence(fr="statut du cocontractant", en="counterparty status"),
    "contract.name": Sentence(fr="nom du contrat", en="contract name"),
    "signatory.external": Sentence(fr="signataire du cocontractant", en="counterparty signatory"),
    "signatory.internal": Sentence(fr="signataire interne", en="internal signatory"),
    "member": Sentence(fr="membre", en="member"),
    "folder": Sentence(fr="dossier", en="folder"),
    "referent": Sentence(fr="référent", en="referent"),
    "supervisor": Sentence(fr="superviseur", en="supervisor"),
    "rows": Sentence(fr="lignes du tableau", en="rows of the table"),
    "file.url": Sentence(fr="fichier", en="file"),
    "file.name": Sentence(fr="nom du fichier", en="file name"),
    "member.email": Sentence(fr="adresse électronique du membre", en="member's e-mail address"),
    "member.first_name": Sentence(fr="prénom du membre", en="member's first name"),
    "member.last_name": Sentence(fr="nom du membre", en="member's last name"),
    "member.role": Sentence(fr="rôle du membre", en="member's role"),
    "member.group": Sentence(fr="groupe du membre", en="member's group"),
    "member.status": Sentence(fr="statut du membre", en="member's status"),
    "member.folder": Sentence(fr="dossier du membre", en="member's folder"),
    "member.substitute": Sentence(fr="remplaçant du membre", en="member's substitute"),
}
_COUNTERPARTY_FIELD: Final = "counterparty.field."
_FIELD_BY_NAME: Final = "field."
_FIELD_BY_ID: Final = "field:"


def joined_labels(names: Iterable[str]) -> Sentence:
    """Several of them, one after the other."""
    labels = [label(name) for name in names]
    return Sentence(fr=", ".join(one.fr for one in labels), en=", ".join(one.en for one in labels))


def label(to: str) -> Sentence:
    """`counterparty.name` in words, `field.Montant HT` as "Montant HT"; any other name as it is."""
    if to in _NAMED:
        return _NAMED[to]
    if to.startswith(_COUNTERPARTY_FIELD):
        name = to.removeprefix(_COUNTERPARTY_FIELD)
        return Sentence(fr=f"{name} du cocontractant", en=f"{name} of the counterparty")
    name = to.removeprefix(_FIELD_BY_NAME).removeprefix(_FIELD_BY_ID)
    return Sentence(fr=name, en=name)
