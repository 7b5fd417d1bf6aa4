"""What `passerelle advise` has to know, asked of the person where it was not given."""

from collections.abc import Callable
from dataclasses import dataclass

from passerelle.core.advice import Direction, Need, TomorroAction, TomorroEvent, is_salesforce
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected


@dataclass(frozen=True, slots=True)
class Question:
    """`choices` by what is answered; none: any text. `option` says it on the command line."""

    text: Sentence
    option: str
    choices: dict[str, Sentence]


Ask = Callable[[Question], str]


def complete(
    direction: Direction | None,
    tool: str | None,
    event: TomorroEvent | None,
    action: TomorroAction | None,
    ask: Ask,
) -> Need:
    """Only what the tree needs is asked: of Salesforce, nothing but the direction."""
    tool = tool or ask(TOOL)
    direction = direction or Direction(ask(DIRECTION))
    if not is_salesforce(tool):
        if direction is not Direction.TO_TOMORRO:
            event = event or TomorroEvent(ask(EVENT))
        if direction is not Direction.FROM_TOMORRO:
            action = action or TomorroAction(ask(ACTION))
    return Need(direction, tool, event, action)


def refuse(question: Question) -> str:
    """Where nobody can be asked."""
    values = f" ({', '.join(question.choices)})" if question.choices else ""
    raise Rejected(
        Sentence(
            fr=f"Il manque {question.option}{values}. Donnez cette option, ou le nom d'une automatisation.",
            en=f"{question.option}{values} is missing. Give this option, or the name of an automation.",
        ),
        code="bad_argument",
    )


TOOL = Question(
    Sentence(fr="Quel logiciel doit échanger avec Tomorro ?", en="Which software is to exchange with Tomorro?"),
    "--tool",
    {},
)
DIRECTION = Question(
    Sentence(fr="Dans quel sens ?", en="In which direction?"),
    "--direction",
    {
        Direction.FROM_TOMORRO: Sentence(fr="de Tomorro vers ce logiciel", en="from Tomorro to this software"),
        Direction.TO_TOMORRO: Sentence(fr="de ce logiciel vers Tomorro", en="from this software to Tomorro"),
        Direction.BOTH: Sentence(fr="dans les deux sens", en="both ways"),
    },
)
EVENT = Question(
    Sentence(fr="Qu'est-ce qui se passe dans Tomorro ?", en="What happens in Tomorro?"),
    "--event",
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
    "--action",
    {
        TomorroAction.CREATE_CONTRACT: Sentence(fr="créer un contrat", en="create a contract"),
        TomorroAction.SEND_FOR_SIGNATURE: Sentence(
            fr="envoyer un contrat en signature", en="send a contract for signature"
        ),
        TomorroAction.OTHER: Sentence(fr="autre chose", en="something else"),
    },
)
