"""Signatories and members, as the exchange names them and as Tomorro wants them."""

from passerelle.core.steps import Json
from passerelle.platforms.tomorro import targets
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.models import Contract
from passerelle.platforms.tomorro.names import key
from passerelle.platforms.tomorro.targets import Wanted


def signatories(wanted: Wanted, catalogue: Catalogue) -> Json | None:
    """Only the lists that are asked for: an empty one would remove the template's own signatories."""
    lists = {
        "internalSignatoryMemberIds": [catalogue.member(one).id for one in wanted.texts(targets.INTERNAL)],
        "externalSignatoryEmailList": wanted.texts(targets.EXTERNAL),
    }
    return {name: people for name, people in lists.items() if people} or None


def already_signatories(wanted: Wanted, catalogue: Catalogue, contract: Contract) -> bool:
    """By e-mail address: a contract shows its signatories under ids of another kind."""
    members = [catalogue.member(one) for one in wanted.texts(targets.INTERNAL)]
    asked = {key(one) for one in wanted.texts(targets.EXTERNAL)} | {key(one.address or one.id) for one in members}
    return asked <= {key(one.email) for one in contract.signatories if one.email}
