"""What a run may say to the people who live with an automation, by its code: what it means, and what they do."""

from dataclasses import dataclass
from typing import Final

from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Message:
    """`code` is the one that `passerelle runs` shows."""

    code: str
    meaning: Sentence
    remedy: Sentence


_REPLAY: Final = Sentence(
    fr="Demandez que l'exécution soit rejouée une fois la cause corrigée.",
    en="Ask for the run to be replayed once the cause is mended.",
)
_NOTHING: Final = Sentence(fr="Rien, si c'est ce que vous attendiez.", en="Nothing, if that is what you expected.")
AS_IT_SAYS: Final = Sentence(
    fr="Faites ce que dit le message, puis demandez que l'exécution soit rejouée.",
    en="Do what the message says, then ask for the run to be replayed.",
)
MISSING_VALUE: Final = Message(
    "missing_value",
    Sentence(fr="Une information obligatoire est vide.", en="Something required is empty."),
    Sentence(
        fr="Complétez la fiche que le message nomme, puis demandez que l'exécution soit rejouée.",
        en="Fill in the record that the message names, then ask for the run to be replayed.",
    ),
)
MISSING_VALUE_SKIPPED: Final = Message(
    "missing_value",
    Sentence(
        fr="Une information obligatoire est vide : il ne s'est rien passé.",
        en="Something required is empty: nothing happened.",
    ),
    Sentence(
        fr="Complétez la fiche si elle devait compter, puis refaites le changement.",
        en="Fill in the record if it was to count, then make the change again.",
    ),
)
VALUE_REFUSED: Final = Message(
    "value_refused",
    Sentence(
        fr="Une valeur n'a pas la forme attendue : elle n'a pas été transmise.",
        en="A value does not have the form expected: it was not passed on.",
    ),
    Sentence(
        fr="Corrigez la fiche que le message nomme, puis demandez que l'exécution soit rejouée.",
        en="Correct the record that the message names, then ask for the run to be replayed.",
    ),
)
SEVERAL_RECORDS: Final = Message(
    "several_records",
    Sentence(
        fr="Plusieurs fiches sont associées, et une seule est attendue.",
        en="Several records are associated, and one is wanted.",
    ),
    Sentence(
        fr="Ne gardez que la bonne association, puis demandez que l'exécution soit rejouée.",
        en="Keep the right association only, then ask for the run to be replayed.",
    ),
)
FORMER_UNKNOWN: Final = Message(
    "former_unknown",
    Sentence(fr="Rien ne dit quelle était la valeur précédente.", en="Nothing tells the former value."),
    Sentence(
        fr="Regardez la fiche, et dites si l'exécution doit être rejouée ou écartée.",
        en="Look at the record, and say whether the run is to be replayed or dismissed.",
    ),
)
COUNTERPARTY_ARCHIVED: Final = Message(
    "counterparty_archived",
    Sentence(fr="Le cocontractant est archivé dans Tomorro.", en="The counterparty is archived in Tomorro."),
    Sentence(
        fr="Réactivez-le dans Tomorro, ou corrigez son nom, puis demandez que l'exécution soit rejouée.",
        en="Reactivate it in Tomorro, or correct its name, then ask for the run to be replayed.",
    ),
)
CONFLICT: Final = Message(
    "conflict",
    Sentence(
        fr="Une même information a changé des deux côtés : rien n'a été écrasé.",
        en="The same item has changed on both sides: nothing was overwritten.",
    ),
    Sentence(
        fr="Dites quelle valeur est la bonne, ou mettez-la des deux côtés, puis demandez que l'exécution soit rejouée.",
        en="Say which value is right, or put it on both sides, then ask for the run to be replayed.",
    ),
)
COUNTERPARTY_AMBIGUOUS: Final = Message(
    "counterparty_ambiguous",
    Sentence(
        fr="Plusieurs cocontractants de Tomorro portent ce nom.", en="Several counterparties of Tomorro have that name."
    ),
    Sentence(
        fr="Renommez ou archivez ceux qui sont de trop, puis demandez que l'exécution soit rejouée.",
        en="Rename or archive those that are too many, then ask for the run to be replayed.",
    ),
)
FORM_INCOMPLETE: Final = Message(
    "form_incomplete",
    Sentence(
        fr="Il manque un champ obligatoire du formulaire de création de Tomorro.",
        en="A mandatory field of Tomorro's creation form is missing.",
    ),
    Sentence(
        fr="Complétez la fiche d'origine, puis demandez que l'exécution soit rejouée.",
        en="Complete the original record, then ask for the run to be replayed.",
    ),
)
UNKNOWN_OPTION: Final = Message(
    "unknown_option",
    Sentence(
        fr="Une option n'existe pas, ou n'existe plus, dans Tomorro.",
        en="An option does not exist in Tomorro, or not any more.",
    ),
    Sentence(
        fr="Rétablissez l'option dans Tomorro, ou faites corriger l'automatisation.",
        en="Restore the option in Tomorro, or have the automation corrected.",
    ),
)
NO_LINKED_CONTRACT: Final = Message(
    "no_linked_contract",
    Sentence(fr="Aucun contrat n'est lié à la fiche.", en="No contract is linked to the record."),
    Sentence(
        fr="Vérifiez qu'un contrat a été créé pour elle ; sinon, faites écarter l'exécution.",
        en="Check that a contract was created for it; else have the run dismissed.",
    ),
)
NO_LINKED_RECORD: Final = Message(
    "no_linked_record",
    Sentence(fr="Rien dans Tomorro n'est lié à la fiche.", en="Nothing in Tomorro is linked to the record."),
    Sentence(
        fr="Vérifiez que l'automatisation qui crée le lien a agi ; sinon, faites écarter l'exécution.",
        en="Check that the automation that makes the link has acted; else have the run dismissed.",
    ),
)
MEMBER_DISABLED: Final = Message(
    "member_disabled",
    Sentence(
        fr="La personne est membre de Tomorro, mais son accès est désactivé.",
        en="The person is a member of Tomorro, but their access is disabled.",
    ),
    Sentence(
        fr="Réactivez son accès s'il le faut, puis demandez que l'exécution soit rejouée ; sinon, faites-la écarter.",
        en="Enable their access if they need it, then ask for the run to be replayed; else have it dismissed.",
    ),
)
CONTRACT_SIGNED: Final = Message(
    "contract_signed",
    Sentence(fr="Le contrat est signé : il ne peut plus changer.", en="The contract is signed: it cannot change."),
    Sentence(
        fr="Voyez le contrat dans Tomorro ; faites écarter l'exécution s'il n'y a rien à faire.",
        en="See the contract in Tomorro; have the run dismissed if there is nothing to do.",
    ),
)
CONDITION: Final = Message(
    "condition",
    Sentence(
        fr="Une condition de l'automatisation n'est pas remplie : il ne s'est rien passé.",
        en="A condition of the automation does not hold: nothing happened.",
    ),
    _NOTHING,
)
ALREADY_DONE: Final = Message(
    "already_done",
    Sentence(
        fr="L'automatisation a déjà agi pour cette fiche : rien n'est refait.",
        en="The automation has acted for this record before: nothing is done again.",
    ),
    _NOTHING,
)
NOT_LINKED: Final = Message(
    "not_linked",
    Sentence(
        fr="La fiche à mettre à jour n'a pas été trouvée : il ne s'est rien passé.",
        en="The record to work on was not found: nothing happened.",
    ),
    _NOTHING,
)
NOT_FOUND: Final = Message(
    "not_found",
    Sentence(
        fr="La fiche n'existe plus, ou notre compte n'y a pas accès.",
        en="The record is gone, or our account may not see it.",
    ),
    Sentence(
        fr="Rétablissez la fiche ou ses droits, puis demandez que l'exécution soit rejouée.",
        en="Restore the record or its rights, then ask for the run to be replayed.",
    ),
)
CREDENTIALS_REFUSED: Final = Message(
    "credentials_refused",
    Sentence(fr="Un logiciel refuse notre clé d'accès.", en="A platform refuses our access key."),
    Sentence(
        fr="Prévenez la personne qui administre Passerelle : la clé est à renouveler.",
        en="Tell the person who runs Passerelle: the key has to be renewed.",
    ),
)
REMOTE_REFUSED: Final = Message(
    "remote_refused",
    Sentence(fr="Un logiciel a refusé la demande.", en="A platform refused the request."),
    _REPLAY,
)
GAVE_UP: Final = Message(
    "gave_up",
    Sentence(fr="Un logiciel n'a pas répondu pendant trois jours.", en="A platform did not answer for three days."),
    _REPLAY,
)
LOOP: Final = Message(
    "loop",
    Sentence(
        fr="Nos propres écritures se répondent sans fin : l'exécution a été arrêtée.",
        en="Our own writes answer each other without end: the run was stopped.",
    ),
    Sentence(
        fr="Prévenez la personne qui administre Passerelle : deux automatisations se déclenchent l'une l'autre.",
        en="Tell the person who runs Passerelle: two automations trigger each other.",
    ),
)
