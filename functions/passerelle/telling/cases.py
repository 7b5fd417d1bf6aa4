"""The special cases in words: it happens again, something is missing, there are several, nobody knows."""

from collections.abc import Iterator
from typing import Final

from passerelle.configuration.natures import nature_of
from passerelle.core.automation import AfterUnknown, Again, Missing, Several, UnknownFormer
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature
from passerelle.telling.authority import winners
from passerelle.telling.paths import is_fixed
from passerelle.telling.scene import Scene
from passerelle.telling.words import Noun


def special_cases(scene: Scene) -> Iterator[Sentence]:
    yield _again(scene)
    yield from _missing(scene)
    yield from _reads(scene)
    change = scene.file.when.change
    if change is not None and change.former is not None:
        yield _UNKNOWN_FORMER[change.unknown_former]
    yield from winners(scene)
    yield from _messages(scene)


def _again(scene: Scene) -> Sentence:
    do, same = scene.file.do, scene.trigger().same()
    repeatable = nature_of(do.action, scene.around.manifest_of(do.connection)) is Nature.SET
    again = scene.file.when.again or (Again.CREATE if repeatable else Again.IGNORE)
    if again is Again.IGNORE:
        then = Sentence(fr="rien n'est refait", en="nothing is done again")
    elif do.action != "create_contract":
        then = Sentence(fr="l'action est refaite", en="the action is done again")
    elif again is Again.UPDATE:
        then = Sentence(fr="le contrat déjà créé est mis à jour", en="the contract already made is brought up to date")
    else:
        then = Sentence(fr="un autre contrat est créé", en="another contract is created")
    return Sentence(
        fr=f"Si cela se reproduit pour {same.fr}, {then.fr}.", en=f"If it happens again for {same.en}, {then.en}."
    )


def _missing(scene: Scene) -> Iterator[Sentence]:
    lines = [line for line in scene.file.exchange if not is_fixed(line.path)]
    if any(line.required and line.default is None for line in lines):
        yield _MISSING[scene.file.missing]
    if any(not line.required and line.default is None for line in lines):
        yield _LEFT_OUT
    if any(line.conversion is not None for line in lines):
        yield _REFUSED


def _reads(scene: Scene) -> Iterator[Sentence]:
    """What if there is not exactly the one that is wanted."""
    worked_on = {scene.file.do.record} | {then.record for then in scene.file.then}
    worked_on |= {then.write_back.record for then in scene.file.then if then.write_back}
    for name, read in scene.file.read.items():
        noun = scene.noun(name)
        if read.of is not None:
            one, owner = noun.one(), scene.noun(read.of)
            several = _PARKED if read.several is Several.PARK else _first(noun)
            yield Sentence(
                fr=f"Si plus d'{one.fr} est {noun.agreed('associé')} {owner.to_the().fr}, {several.fr}.",
                en=f"If more than one {noun.en} is associated with {owner.the().en}, {several.en}.",
            )
        elif name in worked_on:
            no = noun.agreed("aucun")
            yield Sentence(
                fr=f"Si {no} {noun.fr} n'est {noun.agreed('trouvé')}, il ne se passe rien.",
                en=f"If no {noun.en} is found, nothing happens.",
            )


def _first(noun: Noun) -> Sentence:
    first = "la première" if noun.feminine else "le premier"
    return Sentence(fr=f"{first} est {noun.agreed('pris')}", en="the first one is taken")


def _messages(scene: Scene) -> Iterator[Sentence]:
    steps = [scene.file.do, *(then for then in scene.file.then if then.connection is not None)]
    ways = {
        step.after_unknown
        for step in steps
        if nature_of(step.action, scene.around.manifest_of(step.connection)) is Nature.NOTIFY
    }
    for way in AfterUnknown:
        if way in ways:
            yield _AFTER_UNKNOWN[way]


_MISSING: Final = {
    Missing.PARK: Sentence(
        fr="S'il manque une information obligatoire, l'exécution est mise de côté jusqu'à ce qu'une personne complète "
        "la fiche.",
        en="If something required is missing, the run is parked until a person completes the record.",
    ),
    Missing.SKIP: Sentence(
        fr="S'il manque une information obligatoire, il ne se passe rien.",
        en="If something required is missing, nothing happens.",
    ),
    Missing.DEFAULT: Sentence(
        fr="S'il manque une information obligatoire, on continue sans elle.",
        en="If something required is missing, it goes on without it.",
    ),
}
_LEFT_OUT: Final = Sentence(
    fr="Une information facultative qui manque n'est pas transmise.",
    en="Something optional that is missing is left out.",
)
_REFUSED: Final = Sentence(
    fr="Une valeur qui n'a pas la forme attendue met l'exécution de côté : rien de faux n'est transmis.",
    en="A value that does not have the form expected parks the run: nothing wrong is passed on.",
)
_PARKED: Final = Sentence(fr="l'exécution est mise de côté", en="the run is parked")
_UNKNOWN_FORMER: Final = {
    UnknownFormer.PARK: Sentence(
        fr="Si rien ne dit quelle était la valeur précédente, l'exécution est mise de côté.",
        en="If nothing tells the former value, the run is parked.",
    ),
    UnknownFormer.MATCH: Sentence(
        fr="Si rien ne dit quelle était la valeur précédente, l'automatisation s'applique quand même.",
        en="If nothing tells the former value, the automation applies all the same.",
    ),
    UnknownFormer.IGNORE: Sentence(
        fr="Si rien ne dit quelle était la valeur précédente, il ne se passe rien.",
        en="If nothing tells the former value, nothing happens.",
    ),
}
_AFTER_UNKNOWN: Final = {
    AfterUnknown.REPEAT: Sentence(
        fr="Si rien ne dit qu'un message est bien parti, il est envoyé de nouveau.",
        en="If nothing tells whether a message was sent, it is sent again.",
    ),
    AfterUnknown.GIVE_UP: Sentence(
        fr="Si rien ne dit qu'un message est bien parti, il n'est pas envoyé de nouveau.",
        en="If nothing tells whether a message was sent, it is not sent again.",
    ),
}
