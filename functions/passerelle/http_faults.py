"""What goes wrong besides an answer that refuses: no answer, an unreadable one, an address or a key of no use."""

from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused, Effect, PasserelleError, Rejected, RemoteRefused, Unavailable


def no_answer(connection: str, cause: str, effect: Effect) -> PasserelleError:
    return Unavailable(
        Sentence(
            fr=f"« {connection} » n'a pas répondu. Un nouvel essai aura lieu de lui-même.",
            en=f'"{connection}" did not answer. It will be tried again by itself.',
        ),
        code="no_answer",
        effect=effect,
        connection=connection,
        error_type=cause,
    )


def unreadable(connection: str, status: int, *, only_reads: bool) -> PasserelleError:
    return Unavailable(
        Sentence(
            fr=f"La réponse de « {connection} » est illisible (HTTP {status}). Un nouvel essai aura lieu de lui-même.",
            en=f'The answer of "{connection}" is unreadable (HTTP {status}). It will be tried again by itself.',
        ),
        code="unreadable_answer",
        effect=Effect.NOT_DONE if only_reads else Effect.UNKNOWN,
        connection=connection,
        status=status,
    )


def too_large(connection: str, *, only_reads: bool) -> PasserelleError:
    """A read would give the same again; a write was made, and its effect can be looked for."""
    sentence = Sentence(
        fr=f"La réponse de « {connection} » dépasse 10 Mio et n'a pas été lue. Demandez moins de données à la fois.",
        en=f'The answer of "{connection}" is above 10 MiB and was not read. Ask for less data at a time.',
    )
    if only_reads:
        return RemoteRefused(sentence, code="answer_too_large", connection=connection)
    return Unavailable(sentence, code="answer_too_large", effect=Effect.UNKNOWN, connection=connection)


def foreign_url(connection: str) -> PasserelleError:
    return Rejected(
        Sentence(
            fr=f"L'adresse demandée n'est pas sous l'adresse de base de « {connection} » : elle n'a pas été appelée. "
            "Vérifiez l'adresse de base de la connexion.",
            en=f'The address asked for is not below the base address of "{connection}": it was not called. '
            "Check the base address of the connection.",
        ),
        code="foreign_url",
        connection=connection,
    )


def not_public(connection: str) -> PasserelleError:
    return Rejected(
        Sentence(
            fr=f"L'adresse de « {connection} » mène à un réseau privé : elle n'a pas été appelée. Vérifiez l'adresse "
            "de base de la connexion et ce que son nom désigne dans le DNS, puis rejouez l'exécution.",
            en=f'The address of "{connection}" leads to a private network: it was not called. Check the base address '
            "of the connection and what its name stands for in the DNS, then replay the run.",
        ),
        code="address_not_public",
        connection=connection,
    )


def unusable_address(connection: str) -> PasserelleError:
    return CredentialsRefused(
        Sentence(
            fr=f"L'adresse secrète de « {connection} » n'en est pas une. Copiez-la en entier, depuis https://, et "
            "enregistrez-la de nouveau, puis rejouez l'exécution.",
            en=f'The secret address of "{connection}" is none. Copy the whole of it, from https:// on, and store it '
            "again, then replay the run.",
        ),
        code="unusable_address",
        connection=connection,
    )


def unsendable_key(connection: str) -> PasserelleError:
    return CredentialsRefused(
        Sentence(
            fr=f"La clé de « {connection} » contient un caractère qui ne peut pas être envoyé (accent, retour à la "
            "ligne). Enregistrez-la de nouveau.",
            en=f'The key of "{connection}" holds a character that cannot be sent (accent, line break). Store it again.',
        ),
        code="unsendable_key",
        connection=connection,
    )


def invalid_id() -> PasserelleError:
    return Rejected(
        Sentence(
            fr="L'identifiant de la fiche est vide ou illisible. Vérifiez l'expression qui le donne, puis rejouez "
            "l'exécution.",
            en="The id of the record is empty or unreadable. Check the expression that gives it, then replay the run.",
        ),
        code="invalid_id",
    )


def unsendable_header(connection: str) -> PasserelleError:
    return Rejected(
        Sentence(
            fr=f"Une valeur destinée à un en-tête de « {connection} » contient un caractère qui ne peut pas y être "
            "envoyé (accent, retour à la ligne). Corrigez la fiche ou l'automatisation, puis rejouez l'exécution.",
            en=f'A value for a header of "{connection}" holds a character that cannot be sent there (accent, line '
            "break). Correct the record or the automation, then replay the run.",
        ),
        code="unsendable_header",
        connection=connection,
    )


def not_found(connection: str) -> PasserelleError:
    """What was looked for in a list is not in it."""
    return RemoteRefused(
        Sentence(
            fr=f"La fiche n'est pas dans la liste que « {connection} » donne. Vérifiez que la fiche existe encore et "
            "que notre compte la voit, puis rejouez l'exécution.",
            en=f'The record is not in the list that "{connection}" gives. Check that the record still exists and that '
            "our account can see it, then replay the run.",
        ),
        code="not_found",
        connection=connection,
    )
