"""The one sentence, in each language, that tells a person why a field was not filled and what to do."""

from dataclasses import dataclass

from passerelle.core.conversions.model import ValueRefused
from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where the value comes from. `connection` is empty when it was read from none."""

    record: str
    connection: str


def refusal_sentence(field: Sentence, source: Place, error: ValueRefused) -> Sentence:
    """Names the field (in each language), the kind of the value, the form expected and the remedy; never the value."""
    where = (
        Sentence(fr=f" dans {source.connection}", en=f" in {source.connection}")
        if source.connection
        else Sentence(fr="", en="")
    )
    advice = (
        Sentence(fr=f", ou {error.advice.fr}", en=f", or {error.advice.en}") if error.advice else Sentence(fr="", en="")
    )
    return Sentence(
        fr=f"Le champ « {field.fr} » n'a pas été rempli : la valeur reçue {error.kind.fr}, alors qu'il faut "
        f"{error.expected.fr}. Corrigez la fiche « {source.record} »{where.fr}{advice.fr}, puis rejouez l'exécution.",
        en=f'Field "{field.en}" was not filled: the value received {error.kind.en}, but it must be '
        f"{error.expected.en}. Correct the {source.record} record{where.en}{advice.en}, then replay the run.",
    )
