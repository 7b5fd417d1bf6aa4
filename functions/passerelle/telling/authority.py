"""Who wins, in words, where an item exchanged was changed on both sides."""

from collections.abc import Iterator
from typing import Final

from passerelle.core.authority import LATEST, PERSON, SOURCE
from passerelle.core.labels import joined_labels
from passerelle.core.sentences import Sentence
from passerelle.telling.scene import Scene
from passerelle.telling.words import quoted


def winners(scene: Scene) -> Iterator[Sentence]:
    """One sentence for the lines of each winner."""
    lines: dict[str, list[str]] = {}
    for line in scene.file.exchange:
        lines.setdefault(line.authority or scene.file.authority, []).append(line.to)
    for word, names in lines.items():
        if word == SOURCE:
            continue
        labels = joined_labels(names)
        named = Sentence(fr=quoted(labels.fr).fr, en=quoted(labels.en).en)
        wins = _WINS.get(word) or _wins(scene.platform(word))
        yield Sentence(
            fr=f"Pour {named.fr}, si les deux côtés ont changé depuis la dernière fois où ils étaient d'accord, "
            f"{wins.fr}.",
            en=f"For {named.en}, if both sides have changed since they last agreed, {wins.en}.",
        )


def _wins(platform: str) -> Sentence:
    return Sentence(fr=f"la valeur de {platform} l'emporte", en=f"the value of {platform} wins")


_WINS: Final = {
    LATEST: Sentence(
        fr="la modification la plus récente l'emporte, et l'exécution est mise de côté quand on ne sait pas laquelle "
        "c'est",
        en="the later change wins, and the run is parked where nobody knows which one that is",
    ),
    PERSON: Sentence(
        fr="rien n'est écrasé : l'exécution est mise de côté et une personne choisit",
        en="nothing is overwritten: the run is parked and a person chooses",
    ),
}
