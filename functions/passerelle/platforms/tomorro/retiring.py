"""What becomes of the contracts, counterparties and members of tests: the API deletes nothing, they are put aside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from passerelle.core.events import RecordRef
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.errors import RemoteRefused
from passerelle.platforms.platform import Rest, Undoing
from passerelle.platforms.tomorro import refusals
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.models import Contract
from passerelle.platforms.tomorro.names import plain_id

CANCELED: Final = "canceled"
CAN_BE_CANCELED: Final = frozenset({"draft", "negotiating", "signing"})
"""All others, unknown ones too, count as signed."""

RETIRED: Final = ("contract", "counterparty", "member")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Retiring:
    client: TomorroClient

    def of(self, record: RecordRef, besides: frozenset[str]) -> Undoing:
        match record.kind:
            case "contract":
                contract = _or_gone(lambda: self.client.contract(record.id))
                return Undoing(_GONE) if contract is None else self._contract(contract)
            case "counterparty":
                return self._counterparty(record.id, besides)
            case "member":
                return self._member(record.id)
            case _:
                raise refusals.unknown_kind(record.kind, RETIRED)

    def changed(self, record: RecordRef, written: Mapping[str, str]) -> Undoing:
        """Tomorro does not tell what a contract was before: a person looks."""
        if record.kind == "contract" and _or_gone(lambda: self.client.contract(record.id)) is None:
            return Undoing(_GONE)
        return Undoing(_look_at_it(sorted(written)), rest=Rest.TOLD)

    def undo(self, call: Json) -> None:
        if "contract" in call:
            self.client.update_contract(call["contract"], call["changes"])
        elif "member" in call:
            self.client.update_member(call["member"], call["changes"])
        else:
            self.client.update_counterparty(call["counterparty"], call["changes"])

    def _contract(self, contract: Contract) -> Undoing:
        prefix = self.client.settings.delete_prefix
        marked = contract.name.startswith(prefix)
        renamed = {} if marked else {"name": f"{prefix}{contract.name}"}
        if contract.status in CAN_BE_CANCELED:
            # In one call: once canceled, a contract is locked.
            call = _change(contract, {**renamed, "status": CANCELED})
            return Undoing(_CANCEL, call, Rest.KEPT, {"status": CANCELED})
        if contract.status == CANCELED:
            return Undoing(_CANCELED if marked else _CANCELED_BEFORE, rest=Rest.KEPT)
        if marked:
            return Undoing(_SIGNED, rest=Rest.KEPT)
        return Undoing(_RENAME_SIGNED, _change(contract, renamed), Rest.KEPT)

    def _counterparty(self, counterparty_id: str, besides: frozenset[str]) -> Undoing:
        counterparty = _or_gone(lambda: self.client.counterparty(counterparty_id))
        if counterparty is None:
            return Undoing(_GONE)
        if counterparty.status == "archived":
            return Undoing(_ARCHIVED)
        of_it = self.client.contracts(counterparty_id=counterparty_id)
        if any(plain_id(contract.id) not in besides for contract in of_it):
            return Undoing(_USED, rest=Rest.KEPT)
        return Undoing(_ARCHIVE, {"counterparty": plain_id(counterparty_id), "changes": {"status": "archived"}})

    def _member(self, member_id: str) -> Undoing:
        member = _or_gone(lambda: self.client.member(member_id))
        if member is None:
            return Undoing(_GONE)
        if member.status == "disabled":
            return Undoing(_DISABLED)
        return Undoing(_DISABLE, {"member": plain_id(member_id), "changes": {"status": "disabled"}})


def _change(contract: Contract, changes: Json) -> Json:
    return {"contract": plain_id(contract.id), "changes": changes}


def _or_gone(read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except RemoteRefused as error:
        if error.code != "not_found":
            raise
        return None


def _look_at_it(names: list[str]) -> Sentence:
    fields = f" ({', '.join(names)})" if names else ""
    return Sentence(
        fr=f"Modifié par un test{fields} ; Tomorro ne dit pas ce qu'il y avait avant : regardez-le vous-même.",
        en=f"Changed by a test{fields}; Tomorro does not tell what was there before: look at it yourself.",
    )


_GONE = Sentence(fr="N'existe plus dans Tomorro.", en="No longer exists in Tomorro.")
_CANCEL = Sentence(
    fr="À annuler et à renommer ; une personne le supprime ensuite dans Tomorro.",
    en="To cancel and rename; a person deletes it in Tomorro then.",
)
_CANCELED = Sentence(
    fr="Annulé et renommé ; il reste à le supprimer dans Tomorro, l'API ne le permet pas.",
    en="Cancelled and renamed; it remains to be deleted in Tomorro, its API cannot.",
)
_CANCELED_BEFORE = Sentence(
    fr="Déjà annulé, et Tomorro ne renomme pas un contrat annulé ; il reste à le supprimer dans Tomorro.",
    en="Cancelled before, and Tomorro does not rename a cancelled contract; it remains to be deleted in Tomorro.",
)
_RENAME_SIGNED = Sentence(
    fr="Signé : il ne peut pas être annulé. À renommer ; une personne le supprime ensuite dans Tomorro.",
    en="Signed: it cannot be cancelled. To rename; a person deletes it in Tomorro then.",
)
_SIGNED = Sentence(
    fr="Signé, donc pas annulé, et renommé ; il reste à le supprimer dans Tomorro.",
    en="Signed, hence not cancelled, and renamed; it remains to be deleted in Tomorro.",
)
_ARCHIVE = Sentence(fr="À archiver : aucun autre contrat ne l'utilise.", en="To archive: no other contract uses it.")
_ARCHIVED = Sentence(
    fr="Archivé ; l'API de Tomorro ne sait pas le supprimer.", en="Archived; Tomorro's API cannot delete it."
)
_DISABLE = Sentence(fr="À désactiver.", en="To disable.")
_DISABLED = Sentence(
    fr="Désactivé ; l'API de Tomorro ne sait pas le retirer.", en="Disabled; Tomorro's API cannot remove it."
)
_USED = Sentence(fr="Gardé : un autre contrat l'utilise.", en="Kept: another contract uses it.")
