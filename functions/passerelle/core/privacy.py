"""How private a value is, and what may be kept and shown of it. The class of a line is said, or told by its names."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

HIDDEN: Final = "•••"


class Privacy(StrEnum):
    """From the least to the most private."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


def most_private(classes: Iterable[Privacy]) -> Privacy:
    return max(classes, key=list(Privacy).index, default=Privacy.INTERNAL)


def usual_class(names: Iterable[str], conversion: str | None = None) -> Privacy:
    """By the names of where a value comes from and goes to, and its conversion. A value is SENSITIVE where a person
    says so, and nowhere else.
    """
    if conversion in _PERSONAL_FORMS or any(_is_personal(name) for name in names):
        return Privacy.PERSONAL
    return Privacy.INTERNAL


def hidden(tree: Any) -> Any:
    """The same form, without a single value: names of fields stay, for they tell what was exchanged."""
    match tree:
        case dict():
            return {name: hidden(value) for name, value in tree.items()}
        case list():
            return [hidden(value) for value in tree]
        case None | bool():
            return tree
        case _:
            return HIDDEN


def _is_personal(name: str) -> bool:
    """`contact.firstname`, `deal.owner.email`, `field.Téléphone`, `candidate.name`; but not `company.name`."""
    plain = unicodedata.normalize("NFKD", _BETWEEN_WORDS.sub("_", name)).encode("ascii", "ignore").decode().lower()
    words = [word for word in _NO_LETTER.split(plain) if word]
    joined = "".join(words)
    return any(stem in joined for stem in _STEMS) or (not _NAMES.isdisjoint(words) and not _PERSONS.isdisjoint(words))


_BETWEEN_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER: Final = re.compile(r"[^a-z]+")
_PERSONAL_FORMS: Final = frozenset({"email", "phone"})
_STEMS: Final = (
    *("email", "courriel", "phone", "firstname", "lastname", "fullname", "surname", "givenname", "familyname"),
    *("displayname", "prenom", "birthda", "birthname", "datedebirth", "naissance", "homeaddress", "iban"),
)
_NAMES: Final = frozenset({"name", "nom", "mobile", "address", "adresse", "mail"})
_PERSONS: Final = frozenset(
    {
        *("contact", "candidate", "candidat", "person", "personne", "employee", "employe", "salarie", "applicant"),
        *("signer", "signatory", "signataire", "member", "membre", "user", "utilisateur", "owner", "recruiter"),
    }
)
