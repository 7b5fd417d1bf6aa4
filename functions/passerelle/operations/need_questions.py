"""What the decision tree has to know of a need, as questions: a command prompts for them, a form shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from passerelle.core.advice import Direction, Need, TomorroAction, TomorroEvent, is_salesforce
from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Question:
    """`choices` by what is answered; none: any text. `name` says it in an answer and, with two dashes, on the command
    line."""

    text: Sentence
    name: str
    choices: dict[str, Sentence]


def unanswered(given: Mapping[str, str]) -> Question | None:
    """The next question, in the order of the tree; only what it needs is asked: of Salesforce, nothing but the
    direction."""
    tool, direction = given.get("tool"), given.get("direction")
    if not tool:
        return TOOL
    if not direction:
        return DIRECTION
    if is_salesforce(tool):
        return None
    sides = [(EVENT, Direction.TO_TOMORRO), (ACTION, Direction.FROM_TOMORRO)]
    return next((one for one, without in sides if direction != without and not given.get(one.name)), None)


def need_from(given: Mapping[str, str]) -> Need:
    """Once nothing is unanswered."""
    event, action = given.get("event"), given.get("action")
    return Need(
        Direction(given["direction"]),
        given["tool"],
        TomorroEvent(event) if event else None,
        TomorroAction(action) if action else None,
    )


TOOL = Question(
    Sentence(fr="Quel logiciel doit échanger avec Tomorro ?", en="Which software is to exchange with Tomorro?"),
    "tool",
    {},
)
DIRECTION = Question(
    Sentence(fr="Dans quel sens ?", en="In which direction?"),
    "direction",
    {
        Direction.FROM_TOMORRO: Sentence(fr="de Tomorro vers ce logiciel", en="from Tomorro to this software"),
        Direction.TO_TOMORRO: Sentence(fr="de ce logiciel vers Tomorro", en="from this software to Tomorro"),
        Direction.BOTH: Sentence(fr="dans les deux sens", en="both ways"),
    },
)
EVENT = Question(
    Sentence(fr="Qu'est-ce qui se passe dans Tomorro ?", en="What happens in Tomorro?"),
    "event",
    {
        TomorroEvent.CREATED: Sentence(fr="un contrat est créé", en="a contract is created"),
        TomorroEvent.DELETED: Sentence(fr="un contrat est supprimé", en="a contract is deleted"),
        TomorroEvent.SIGNED: Sentence(fr="un contrat est entièrement signé", en="a contract is fully signed"),
        TomorroEvent.STATUS: Sentence(fr="le statut d'un contrat change", en="the status of a contract changes"),
        TomorroEvent.REMINDER: Sentence(fr="un rappel automatique se déclenche", en="an automatic reminder fires"),
        TomorroEvent.OTHER: Sentence(fr="autre chose", en="something else"),
    },
)
ACTION = Question(
    Sentence(fr="Que faut-il faire dans Tomorro ?", en="What has to be done in Tomorro?"),
    "action",
    {
        TomorroAction.CREATE_CONTRACT: Sentence(fr="créer un contrat", en="create a contract"),
        TomorroAction.SEND_FOR_SIGNATURE: Sentence(
            fr="envoyer un contrat en signature", en="send a contract for signature"
        ),
        TomorroAction.OTHER: Sentence(fr="autre chose", en="something else"),
    },
)
