"""What each action of Tomorro is, one row an action: known without a client, for whoever checks or tells a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD, Nature
from passerelle.platforms.tomorro import targets

CONTRACT: Final = "contract"
COUNTERPARTY: Final = "counterparty"
MEMBER: Final = "member"
CLAUSE: Final = "clause"

RECORDS: Final = (CONTRACT, COUNTERPARTY, MEMBER, CLAUSE)
"""The kinds that can be read."""

POLLED: Final = (CONTRACT, COUNTERPARTY)
"""The kinds of which Tomorro can be asked what changed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """`about` is an infinitive in which {record} stands for the record that is worked on, of the kind `works_on`.

    `needs` and `takes` are parameters. `plain` are the targets of the exchange, `fields` what the names of others begin
    with: none of either for an action without exchange. One at least of `required` must be filled.
    `makes` is the kind of record that it finds or creates, and that our link joins to the trigger's.
    """

    nature: Nature
    about: Sentence
    works_on: str | None = None
    makes: str | None = None
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    def exchanges(self) -> bool:
        return bool(self.plain or self.fields)

    def fills(self, to: str) -> bool:
        return to in self.plain or to.startswith(self.fields)


_FIELDS: Final = (targets.FIELD_BY_NAME, targets.FIELD_BY_ID)
_UPDATE_CONTRACT: Final = Offer(
    Nature.SET,
    Sentence(fr="mettre à jour {record}", en="update {record}"),
    works_on=CONTRACT,
    plain=targets.OF_CONTRACT,
    fields=_FIELDS,
)

OFFERS: Final[Mapping[str, Offer]] = {
    "create_contract": Offer(
        Nature.CREATE,
        Sentence(fr="créer un contrat", en="create a contract"),
        makes=CONTRACT,
        needs=("contract_type", "template"),
        plain=(targets.COUNTERPARTY_NAME, targets.COUNTERPARTY_ID, *targets.OF_CONTRACT, *targets.AT_CREATION),
        fields=(*_FIELDS, targets.COUNTERPARTY_FIELD),
        required=(targets.COUNTERPARTY_NAME, targets.COUNTERPARTY_ID),
    ),
    "update_contract": _UPDATE_CONTRACT,
    UPDATE_RECORD: _UPDATE_CONTRACT,
    "send_for_signature": Offer(
        Nature.CREATE,
        Sentence(fr="envoyer {record} en signature", en="send {record} for signature"),
        works_on=CONTRACT,
        takes=("note", "reminders", "document"),
    ),
    "cancel_contract": Offer(Nature.SET, Sentence(fr="annuler {record}", en="cancel {record}"), works_on=CONTRACT),
    "set_table_rows": Offer(
        Nature.SET,
        Sentence(fr="remplir un tableau dans {record}", en="fill a table in {record}"),
        works_on=CONTRACT,
        needs=("table",),
        plain=(targets.ROWS,),
        required=(targets.ROWS,),
    ),
    "add_version": Offer(
        Nature.NOTIFY,
        Sentence(fr="compléter {record} par une nouvelle version", en="add a new version to {record}"),
        works_on=CONTRACT,
        plain=(targets.FILE_URL, targets.FILE_NAME),
        required=(targets.FILE_URL,),
    ),
    "create_counterparty": Offer(
        Nature.CREATE,
        Sentence(fr="trouver ou créer le cocontractant", en="find or create the counterparty"),
        makes=COUNTERPARTY,
        plain=(targets.COUNTERPARTY_NAME,),
        fields=(targets.COUNTERPARTY_FIELD,),
        required=(targets.COUNTERPARTY_NAME,),
    ),
    "update_counterparty": Offer(
        Nature.SET,
        Sentence(fr="mettre à jour {record}", en="update {record}"),
        works_on=COUNTERPARTY,
        plain=targets.OF_COUNTERPARTY,
        fields=(targets.COUNTERPARTY_FIELD,),
    ),
    "sync_counterparty": Offer(
        Nature.CREATE,
        Sentence(fr="créer ou mettre à jour le cocontractant", en="create or update the counterparty"),
        works_on=COUNTERPARTY,
        makes=COUNTERPARTY,
        takes=("by",),
        plain=targets.OF_COUNTERPARTY,
        fields=(targets.COUNTERPARTY_FIELD,),
        required=(targets.COUNTERPARTY_NAME,),
    ),
    "ensure_member": Offer(
        Nature.CREATE,
        Sentence(fr="trouver ou créer le membre", en="find or create the member"),
        makes=MEMBER,
        takes=("invite",),
        plain=targets.OF_MEMBER,
        required=(targets.MEMBER_EMAIL,),
    ),
    "update_member": Offer(
        Nature.SET,
        Sentence(fr="mettre à jour {record}", en="update {record}"),
        works_on=MEMBER,
        plain=(*targets.OF_MEMBER, *targets.OF_KNOWN_MEMBER),
    ),
}

ACTIONS: Final = tuple(OFFERS)

UPDATES: Final[Mapping[str, str]] = {
    CONTRACT: "update_contract",
    COUNTERPARTY: "update_counterparty",
    MEMBER: "update_member",
}
"""What `update_record`, the name that every platform gives to it, is on each kind of record."""


def offer_of(action: str, kind: str | None) -> Offer | None:
    """`kind` is that of the record that the step names, where it names one."""
    name = UPDATES.get(kind or CONTRACT) if action == UPDATE_RECORD else action
    return OFFERS.get(name or action)
