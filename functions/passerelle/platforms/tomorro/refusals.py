"""The sentences for what cannot be done in Tomorro as it was asked. They name fields and labels, never a value."""

from collections.abc import Iterable

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation, MappingFailed, Rejected


def missing_param(name: str) -> Rejected:
    return InvalidAutomation(
        Sentence(
            fr=f"L'action dans Tomorro demande « {name} », qui est absent ou illisible. Complétez le fichier de "
            "l'automatisation.",
            en=f'The action in Tomorro needs "{name}", which is absent or unreadable. Complete the automation\'s file.',
        ),
        code="missing_param",
    )


def unknown_target(to: str, suggestion: str | None) -> Rejected:
    hint_fr, hint_en = _hints(suggestion)
    return InvalidAutomation(
        Sentence(
            fr=f"Cette action dans Tomorro ne sait pas remplir « {to} ».{hint_fr} Corrigez le fichier de "
            "l'automatisation.",
            en=f'This action in Tomorro cannot fill "{to}".{hint_en} Correct the automation\'s file.',
        ),
        code="unknown_target",
    )


def unknown_field(reference: str, suggestion: str | None) -> Rejected:
    hint_fr, hint_en = _hints(suggestion)
    return MappingFailed(
        Sentence(
            fr=f"Tomorro n'a pas de champ « {reference} ».{hint_fr} Corrigez le nom dans l'automatisation, ou créez "
            "le champ dans Tomorro, puis rejouez l'exécution.",
            en=f'Tomorro has no field "{reference}".{hint_en} Correct the name in the automation, or create the field '
            "in Tomorro, then replay the run.",
        ),
        code="unknown_field",
    )


def unknown_column(table: str, name: str, suggestion: str | None) -> Rejected:
    hint_fr, hint_en = _hints(suggestion)
    return MappingFailed(
        Sentence(
            fr=f"Le tableau « {table} » de Tomorro n'a pas de colonne « {name} ».{hint_fr} Corrigez le nom dans "
            "l'automatisation, puis rejouez l'exécution.",
            en=f'The table "{table}" of Tomorro has no column "{name}".{hint_en} Correct the name in the automation, '
            "then replay the run.",
        ),
        code="unknown_field",
    )


def ambiguous_field(name: str) -> Rejected:
    return MappingFailed(
        Sentence(
            fr=f"Plusieurs champs de Tomorro s'appellent « {name} ». Désignez le bon par son identifiant "
            "(field:IDENTIFIANT) dans l'automatisation, puis rejouez l'exécution.",
            en=f'Several fields of Tomorro are called "{name}". Name the right one by its id (field:ID) in the '
            "automation, then replay the run.",
        ),
        code="ambiguous_field",
    )


def unknown_option(field: str, suggestion: str | None) -> Rejected:
    hint_fr, hint_en = _hints(suggestion)
    return MappingFailed(
        Sentence(
            fr=f"La valeur reçue pour « {field} » n'est le libellé d'aucune option de ce champ, ou l'est de plusieurs."
            f"{hint_fr} Corrigez la correspondance dans l'automatisation, ou les options dans Tomorro, puis rejouez "
            "l'exécution.",
            en=f'The value received for "{field}" is the label of no option of this field, or of several.{hint_en} '
            "Correct the mapping in the automation, or the options in Tomorro, then replay the run.",
        ),
        code="unknown_option",
    )


def wrong_form(field: str, expected_fr: str, expected_en: str) -> Rejected:
    return MappingFailed(
        Sentence(
            fr=f"La valeur reçue pour « {field} » n'a pas la bonne forme : Tomorro attend {expected_fr}. Ajoutez ou "
            "corrigez la conversion (as:) dans l'automatisation, puis rejouez l'exécution.",
            en=f'The value received for "{field}" does not have the right form: Tomorro expects {expected_en}. Add or '
            "correct the conversion (as:) in the automation, then replay the run.",
        ),
        code="wrong_form",
    )


def missing_value(to: str) -> Rejected:
    return MappingFailed(
        Sentence(
            fr=f"« {to} » est vide alors que Tomorro en a besoin. Complétez la fiche d'origine, puis rejouez "
            "l'exécution.",
            en=f'"{to}" is empty and Tomorro needs it. Complete the original record, then replay the run.',
        ),
        code="missing_value",
    )


def form_incomplete(names: list[str]) -> Rejected:
    quoted_fr, quoted_en = ", ".join(f"« {name} »" for name in names), ", ".join(f'"{name}"' for name in names)
    return MappingFailed(
        Sentence(
            fr=f"Tomorro demande ces champs pour créer le contrat et ils ne sont pas remplis : {quoted_fr}. Complétez "
            "la fiche d'origine ou ajoutez-les aux informations échangées, puis rejouez l'exécution.",
            en=f"Tomorro needs these fields to create the contract and they are not filled: {quoted_en}. Complete the "
            "original record or add them to the exchange, then replay the run.",
        ),
        code="form_incomplete",
    )


def unknown_member() -> Rejected:
    """Without the reference: it is somebody's e-mail address."""
    return MappingFailed(
        Sentence(
            fr="Une personne désignée par l'automatisation n'est pas membre de Tomorro. Invitez-la dans Tomorro, ou "
            "corrigez son adresse, puis rejouez l'exécution.",
            en="A person named by the automation is not a member of Tomorro. Invite them in Tomorro, or correct the "
            "address, then replay the run.",
        ),
        code="unknown_member",
    )


def unknown_template(template_id: str) -> Rejected:
    return InvalidAutomation(
        Sentence(
            fr=f"Le type de contrat n'a pas de modèle {template_id}. Corrigez « template » dans l'automatisation.",
            en=f'The contract type has no template {template_id}. Correct "template" in the automation.',
        ),
        code="unknown_template",
    )


def archived_counterparty() -> Rejected:
    return Rejected(
        Sentence(
            fr="Le cocontractant existe dans Tomorro mais il est archivé. Réactivez-le dans Tomorro, puis rejouez "
            "l'exécution.",
            en="The counterparty exists in Tomorro but is archived. Un-archive it in Tomorro, then replay the run.",
        ),
        code="counterparty_archived",
    )


def several_counterparties(count: int) -> Rejected:
    return Rejected(
        Sentence(
            fr=f"{count} cocontractants portent ce nom dans Tomorro. Gardez-en un seul actif (archivez ou renommez "
            "les autres), puis rejouez l'exécution.",
            en=f"{count} counterparties have this name in Tomorro. Keep one of them active (archive or rename the "
            "others), then replay the run.",
        ),
        code="counterparty_ambiguous",
        count=count,
    )


def no_contract() -> Rejected:
    return Rejected(
        Sentence(
            fr="Aucun contrat n'est encore lié à cette fiche. Créez ou liez le contrat, puis rejouez l'exécution.",
            en="No contract is linked to this record yet. Create or link the contract, then replay the run.",
        ),
        code="no_linked_contract",
    )


def no_linked_record() -> Rejected:
    return Rejected(
        Sentence(
            fr="Rien dans Tomorro n'est encore lié à cette fiche. Laissez d'abord agir l'automatisation qui crée le "
            "lien, puis rejouez l'exécution.",
            en="Nothing in Tomorro is linked to this record yet. Let the automation that makes the link act first, "
            "then replay the run.",
        ),
        code="no_linked_record",
    )


def too_many_alike(count: int) -> Rejected:
    return Rejected(
        Sentence(
            fr=f"Plus de {count} cocontractants de Tomorro ont un nom semblable, et Passerelle ne les lit pas tous. "
            "Donnez au bon le même nom que dans la fiche d'origine, puis rejouez l'exécution.",
            en=f"More than {count} counterparties of Tomorro have a similar name, and Passerelle does not read them "
            "all. Give the right one the same name as in the original record, then replay the run.",
        ),
        code="counterparty_ambiguous",
        count=count,
    )


def disabled_member() -> Rejected:
    """Without the address: it is personal."""
    return Rejected(
        Sentence(
            fr="Cette personne est déjà membre de Tomorro, mais son accès est désactivé. Réactivez-la dans Tomorro si "
            "elle doit y avoir accès, puis rejouez l'exécution ; sinon, écartez-la.",
            en="This person is a member of Tomorro already, but their access is disabled. Enable it in Tomorro if they "
            "are to have access, then replay the run; otherwise dismiss it.",
        ),
        code="member_disabled",
    )


def contract_canceled() -> Rejected:
    return Rejected(
        Sentence(
            fr="Le contrat est annulé dans Tomorro : il ne peut pas partir en signature. Relancez-le dans Tomorro, "
            "puis rejouez l'exécution.",
            en="The contract is canceled in Tomorro: it cannot be sent for signature. Resume it in Tomorro, then "
            "replay the run.",
        ),
        code="contract_canceled",
    )


def contract_signed() -> Rejected:
    return Rejected(
        Sentence(
            fr="Le contrat est déjà signé : Tomorro ne permet plus de l'annuler. Traitez ce cas avec votre service "
            "juridique, puis écartez l'exécution.",
            en="The contract is already signed: Tomorro no longer allows it to be canceled. Settle the case with your "
            "legal team, then dismiss the run.",
        ),
        code="contract_signed",
    )


def record_gone(kind_fr: str, kind_en: str) -> Rejected:
    return Rejected(
        Sentence(
            fr=f"Le {kind_fr} n'existe plus dans Tomorro, ou le compte de la connexion ne le voit pas. Vérifiez-le "
            "dans Tomorro, puis rejouez ou écartez l'exécution.",
            en=f"The {kind_en} no longer exists in Tomorro, or the connection's account cannot see it. Check it in "
            "Tomorro, then replay or dismiss the run.",
        ),
        code="record_gone",
    )


def unknown_kind(kind: str, known: Iterable[str]) -> Rejected:
    words = ", ".join(known)
    return InvalidAutomation(
        Sentence(
            fr=f"Tomorro n'a pas de fiche « {kind} ». Choisissez parmi : {words}.",
            en=f'Tomorro has no "{kind}" record. Choose one of: {words}.',
        ),
        code="unknown_kind",
    )


def _hints(suggestion: str | None) -> tuple[str, str]:
    if suggestion is None:
        return "", ""
    return f" Vouliez-vous dire « {suggestion} » ?", f' Did you mean "{suggestion}"?'
