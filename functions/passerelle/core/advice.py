"""The help centre's decision tree: which way of connecting fits a need, before anything is built."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from passerelle.core.sentences import Language, Sentence


class Way(StrEnum):
    WEBHOOK = "webhook"
    NO_CODE = "no_code"
    API = "api"
    NATIVE_SALESFORCE = "native_salesforce"


class Direction(StrEnum):
    FROM_TOMORRO = "from_tomorro"
    TO_TOMORRO = "to_tomorro"
    BOTH = "both"


class TomorroEvent(StrEnum):
    """What happens in Tomorro; all but OTHER have a webhook."""

    CREATED = "created"
    DELETED = "deleted"
    SIGNED = "signed"
    STATUS = "status"
    REMINDER = "reminder"
    OTHER = "other"


class TomorroAction(StrEnum):
    """What is wanted in Tomorro; both but OTHER are ready-made for tools without code."""

    CREATE_CONTRACT = "create_contract"
    SEND_FOR_SIGNATURE = "send_for_signature"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Article:
    """A page of Tomorro's help centre."""

    number: int

    def url(self, lang: Language) -> str:
        return f"https://help.tomorro.com/{lang}/articles/{self.number}"


@dataclass(frozen=True, slots=True)
class Need:
    """`event` counts for what leaves Tomorro, `action` for what enters it; a need in both directions has both."""

    direction: Direction
    tool: str
    event: TomorroEvent | None = None
    action: TomorroAction | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer for one flow; its articles in the order in which to read them."""

    direction: Direction
    way: Way
    reason: Sentence
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Advised:
    """One answer a flow. Of two, `together` is the page that treats both, and `warning` tells what joins them."""

    flows: tuple[Advice, ...]
    together: Article | None = None
    warning: Sentence | None = None


WEBHOOKS: Final = Article(11850339)
NO_CODE: Final = Article(11850330)
API: Final = Article(11850349)
SALESFORCE: Final = (Article(11849754), Article(11849727))


def advise(need: Need) -> Advised:
    """The special case is looked at first: it has its own integration, whatever the direction."""
    if need.direction is Direction.BOTH:
        flows = (_flow(need, Direction.FROM_TOMORRO), _flow(need, Direction.TO_TOMORRO))
        return Advised(flows, API, _loops(need.tool))
    return Advised((_flow(need, need.direction),))


def _flow(need: Need, direction: Direction) -> Advice:
    if is_salesforce(need.tool):
        return Advice(direction, Way.NATIVE_SALESFORCE, _SALESFORCE, SALESFORCE)
    if direction is Direction.FROM_TOMORRO:
        return _leaving(need.event or TomorroEvent.OTHER, need.tool)
    return _entering(need.action or TomorroAction.OTHER, need.tool)


def is_salesforce(tool: str) -> bool:
    return "salesforce" in tool.casefold()


def _leaving(event: TomorroEvent, tool: str) -> Advice:
    said = _EVENTS.get(event)
    if said is None:
        reason = Sentence(
            fr="Aucun webhook de Tomorro ne signale cet événement : il faut interroger l'API. Passerelle le fait.",
            en="No webhook of Tomorro tells this event: the API has to be asked. Passerelle does that.",
        )
        return Advice(Direction.FROM_TOMORRO, Way.API, reason, (API,))
    reason = Sentence(
        fr=f"Tomorro envoie un webhook quand {said.fr}. Un outil d'automatisation (Make, Power Automate, n8n, Zapier) "
        f"suffit si cet événement ne doit déclencher qu'une action dans {tool}. Passerelle s'en charge aussi, et il "
        "garde la trace de chaque exécution.",
        en=f"Tomorro sends a webhook when {said.en}. An automation tool (Make, Power Automate, n8n, Zapier) will do if "
        f"that event is to start a single action in {tool}. Passerelle does it as well, and keeps track of every run.",
    )
    return Advice(Direction.FROM_TOMORRO, Way.WEBHOOK, reason, (WEBHOOKS,))


def _entering(action: TomorroAction, tool: str) -> Advice:
    said = _ACTIONS.get(action)
    if said is None:
        reason = Sentence(
            fr="Les outils sans code ne savent que créer un contrat et l'envoyer en signature. Cette action passe par "
            "l'API, que Passerelle emploie.",
            en="Tools without code can only create a contract and send it for signature. This action takes the API, "
            "which Passerelle uses.",
        )
        return Advice(Direction.TO_TOMORRO, Way.API, reason, (API,))
    reason = Sentence(
        fr=f"Il y a plus simple que Passerelle : l'application Tomorro de Zapier sait {said.fr} dès qu'un événement "
        f"survient dans {tool}, sans code. Passerelle s'en charge aussi ; il vaut mieux quand il faut contrôler les "
        "valeurs, éviter les doublons ou écrire en retour.",
        en=f"There is a simpler way than Passerelle: Tomorro's app for Zapier can {said.en} as soon as something "
        f"happens in {tool}, without code. Passerelle does it as well; it is the better choice when values have to be "
        "checked, duplicates avoided, or something written back.",
    )
    return Advice(Direction.TO_TOMORRO, Way.NO_CODE, reason, (NO_CODE,))


_EVENTS: Final[Mapping[TomorroEvent, Sentence]] = {
    TomorroEvent.CREATED: Sentence(fr="un contrat est créé", en="a contract is created"),
    TomorroEvent.DELETED: Sentence(fr="un contrat est supprimé", en="a contract is deleted"),
    TomorroEvent.SIGNED: Sentence(
        fr="un contrat est signé par toutes les parties", en="a contract is signed by all parties"
    ),
    TomorroEvent.STATUS: Sentence(fr="un contrat change de statut", en="the status of a contract changes"),
    TomorroEvent.REMINDER: Sentence(fr="un rappel automatique se déclenche", en="an automatic reminder fires"),
}
_ACTIONS: Final[Mapping[TomorroAction, Sentence]] = {
    TomorroAction.CREATE_CONTRACT: Sentence(fr="créer un contrat", en="create a contract"),
    TomorroAction.SEND_FOR_SIGNATURE: Sentence(
        fr="envoyer un contrat en signature", en="send a contract for signature"
    ),
}
_SALESFORCE: Final = Sentence(
    fr="Il y a plus simple que Passerelle : Tomorro a sa propre intégration avec Salesforce, dans les deux sens. "
    "Commencez par elle. Passerelle s'en charge aussi, pour ce qu'elle ne couvre pas.",
    en="There is a simpler way than Passerelle: Tomorro has an integration of its own with Salesforce, both ways. "
    "Begin with it. Passerelle does it as well, for what that one does not cover.",
)


def _loops(tool: str) -> Sentence:
    return Sentence(
        fr=f"Attention aux boucles : ce qu'un sens écrit dans Tomorro ou dans {tool} ne doit pas déclencher l'autre. "
        "Écrivez une automatisation par sens, et ne faites pas écrire à l'une le champ que l'autre attend.",
        en=f"Mind the loops: what one direction writes in Tomorro or in {tool} must not trigger the other. "
        "Write one automation a direction, and let neither write the field that the other waits for.",
    )
