"""Which way of connecting fits a need."""

from collections.abc import Mapping
from typing import Any, Final

from passerelle.core.advice import Advice, Advised, Direction, Way
from passerelle.core.sentences import Sentence


def title_of(flow: Advice) -> Sentence:
    direction, way = _DIRECTIONS[flow.direction], _WAYS[flow.way]
    return Sentence(fr=f"{direction.fr} : {way.fr}", en=f"{direction.en}: {way.en}")


def advice_json(advised: Advised) -> dict[str, Any]:
    return {
        "flows": [
            {
                "direction": flow.direction,
                "way": flow.way,
                "title": title_of(flow).to_json(),
                "reason": flow.reason.to_json(),
                "articles": [{"fr": one.url("fr"), "en": one.url("en")} for one in flow.articles],
            }
            for flow in advised.flows
        ],
        "warning": advised.warning.to_json() if advised.warning else None,
    }


_DIRECTIONS: Final[Mapping[Direction, Sentence]] = {
    Direction.FROM_TOMORRO: Sentence(fr="Depuis Tomorro", en="From Tomorro"),
    Direction.TO_TOMORRO: Sentence(fr="Vers Tomorro", en="To Tomorro"),
}
_WAYS: Final[Mapping[Way, Sentence]] = {
    Way.WEBHOOK: Sentence(fr="un webhook de Tomorro", en="a webhook of Tomorro"),
    Way.NO_CODE: Sentence(fr="un outil sans code", en="a tool without code"),
    Way.API: Sentence(fr="l'API de Tomorro", en="Tomorro's API"),
    Way.NATIVE_SALESFORCE: Sentence(fr="l'intégration Salesforce de Tomorro", en="Tomorro's Salesforce integration"),
}
