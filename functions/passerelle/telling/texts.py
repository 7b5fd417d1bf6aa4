"""The parameters of a step in words; what they take from the data stands in square brackets."""

import json
from typing import Any, Final

from passerelle.core.sentences import Sentence
from passerelle.core.templates import compile_template
from passerelle.telling.paths import path_words
from passerelle.telling.scene import Scene
from passerelle.telling.words import capitalised, quoted

BY_STAGE: Final = frozenset({"test", "live"})


def parameter(name: str, value: Any, connection: str, scene: Scene) -> Sentence:
    """`Modèle : « A » en test, « B » en service`."""
    word = capitalised(_WORDS.get(name, quoted(name)))
    if isinstance(value, dict) and set(value) == BY_STAGE:
        test, live = (_value(name, value[stage], connection, scene) for stage in ("test", "live"))
        told = Sentence(fr=f"{test.fr} en test, {live.fr} en service", en=f"{test.en} in test, {live.en} when live")
    else:
        told = _value(name, value, connection, scene)
    return Sentence(fr=f"{word.fr} : {told.fr}", en=f"{word.en}: {told.en}")


def _value(name: str, value: Any, connection: str, scene: Scene) -> Sentence:
    if isinstance(value, bool):
        return _YES if value else _NO
    if not isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return Sentence(fr=text, en=text)
    label = scene.labels.parameter(connection, name, value)
    return quoted(label) if label else text_words(value, scene)


def text_words(text: str, scene: Scene) -> Sentence:
    """A text that is one path and nothing else is what the path leads to; any other one stands in quotation marks."""
    expressions = compile_template(text).expressions()
    if len(expressions) == 1 and text == f"{{{expressions[0].text}}}":
        return path_words(expressions[0].text, scene)
    french = english = text
    for expression in expressions:
        words = path_words(expression.text, scene)
        french = french.replace(f"{{{expression.text}}}", f"[{words.fr}]")
        english = english.replace(f"{{{expression.text}}}", f"[{words.en}]")
    return Sentence(fr=quoted(_single(french)).fr, en=quoted(_single(english)).en)


def _single(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


_YES: Final = Sentence(fr="oui", en="yes")
_NO: Final = Sentence(fr="non", en="no")
_WORDS: Final = {
    "contract_type": Sentence(fr="type de contrat", en="contract type"),
    "template": Sentence(fr="modèle", en="template"),
    "note": Sentence(fr="mot aux signataires", en="note to the signatories"),
    "reminders": Sentence(fr="relances", en="reminders"),
    "document": Sentence(fr="document", en="document"),
    "table": Sentence(fr="tableau", en="table"),
    "by": Sentence(fr="champ qui identifie", en="field that identifies"),
    "invite": Sentence(fr="invitation", en="invitation"),
    "to": Sentence(fr="destinataires", en="recipients"),
    "subject": Sentence(fr="objet", en="subject"),
    "reply_to": Sentence(fr="réponses à", en="answers to"),
    "channel": Sentence(fr="canal", en="channel"),
    "title": Sentence(fr="titre", en="title"),
    "folder": Sentence(fr="dossier", en="folder"),
    "name": Sentence(fr="nom", en="name"),
    "text": Sentence(fr="texte", en="text"),
    "link": Sentence(fr="lien", en="link"),
    "button": Sentence(fr="bouton", en="button"),
}
