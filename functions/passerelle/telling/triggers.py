"""The trigger in words: what has to happen."""

from typing import Final

from passerelle.configuration.automation_file import ChangeOf, OneOrMore
from passerelle.core.history import as_text
from passerelle.core.sentences import Sentence
from passerelle.telling.scene import Scene
from passerelle.telling.words import EMPTY, OR, Noun, elides, joined


def trigger_words(scene: Scene) -> Sentence:
    when, noun = scene.file.when, scene.trigger()
    where = scene.platform(when.connection)
    if when.status is not None:
        happens = _change(ChangeOf(field="status", to=when.status), scene)
    elif when.change is not None:
        happens = _change(when.change, scene)
    elif when.event is not None:
        happens = _event(when.event, noun)
    else:
        happens = _born_or_gone(noun, created=bool(when.created))
    return Sentence(fr=f"dès que, dans {where}, {happens.fr}", en=f"as soon as, in {where}, {happens.en}")


def _born_or_gone(noun: Noun, *, created: bool) -> Sentence:
    one = noun.one()
    french, english = ("créé", "created") if created else ("supprimé", "deleted")
    return Sentence(fr=f"{one.fr} est {noun.agreed(french)}", en=f"{one.en} is {english}")


def _event(event: str, noun: Noun) -> Sentence:
    known = _EVENTS.get(event, _ANY_EVENT)
    one, of = noun.one(), noun.of_the()
    return Sentence(
        fr=known.fr.format(one=one.fr, of=of.fr, e=noun.agreed(""), event=event),
        en=known.en.format(one=one.en, of=of.en, event=event),
    )


def _change(change: ChangeOf, scene: Scene) -> Sentence:
    root, noun = scene.file.when.record, scene.trigger()
    former, new = (_values(given, root, change.field, scene) for given in (change.former, change.to))
    if scene.is_tomorro(scene.file.when.connection) and change.field == "status":
        return _status(noun.the(), former, new)
    name = scene.field(root, change.field)
    if former is None and new is None:
        owner = noun.of_the()
        return Sentence(fr=f"le champ {name.fr} {owner.fr} change", en=f"the field {name.en} {owner.en} changes")
    told = _passage(noun.the(), former, new)
    return Sentence(fr=f"{told.fr} (champ {name.fr})", en=f"{told.en} (field {name.en})")


def _passage(the: Sentence, former: Sentence | None, new: Sentence | None) -> Sentence:
    match former, new:
        case None, Sentence():
            return Sentence(fr=f"{the.fr} passe à {new.fr}", en=f"{the.en} goes to {new.en}")
        case Sentence(), Sentence():
            of = "d'" if elides(former.fr) else "de "
            return Sentence(
                fr=f"{the.fr} passe {of}{former.fr} à {new.fr}", en=f"{the.en} goes from {former.en} to {new.en}"
            )
        case _:
            left = former or EMPTY
            return Sentence(fr=f"{the.fr} quitte {left.fr}", en=f"{the.en} leaves {left.en}")


def _status(the: Sentence, former: Sentence | None, new: Sentence | None) -> Sentence:
    if new is None:
        if former is None:
            return Sentence(fr=f"{the.fr} change de statut", en=f"the status of {the.en} changes")
        return Sentence(fr=f"{the.fr} quitte le statut {former.fr}", en=f"{the.en} leaves the status {former.en}")
    if former is None:
        return Sentence(fr=f"{the.fr} passe au statut {new.fr}", en=f"{the.en} takes the status {new.en}")
    return Sentence(
        fr=f"{the.fr} passe du statut {former.fr} au statut {new.fr}",
        en=f"{the.en} goes from the status {former.en} to {new.en}",
    )


def _values(given: OneOrMore | None, root: str, field: str, scene: Scene) -> Sentence | None:
    if given is None:
        return None
    values = given if isinstance(given, list) else [given]
    return joined([scene.value(root, field, as_text(value)) for value in values], OR)


_ANY_EVENT: Final = Sentence(fr="l'événement « {event} » survient sur {one}", en='the event "{event}" happens to {one}')
_EVENTS: Final = {
    "reminder": Sentence(fr="un rappel {of} se déclenche", en="a reminder {of} fires"),
    "merged": Sentence(fr="{one} est fusionné{e}", en="{one} is merged"),
    "signed": Sentence(fr="{one} signe", en="{one} signs"),
    "declined": Sentence(fr="{one} refuse de signer", en="{one} declines to sign"),
    "restored": Sentence(fr="{one} est restauré{e}", en="{one} is restored"),
}
