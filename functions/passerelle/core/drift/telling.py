"""What a difference does to the runs to come, in words: the consequence first matters to who reads it."""

from collections.abc import Sequence
from typing import Any, Final

from passerelle.core.checking.fault import listed
from passerelle.core.checking.lines import type_in_words
from passerelle.core.labels import label
from passerelle.core.schema import FieldType
from passerelle.core.sentences import Sentence

Json = dict[str, Any]
Feeds = Sequence[Json]


def source_removed(title: str, kind: str, starts: bool, feeds: Feeds) -> Sentence:
    what = _consequence(starts, feeds)
    return Sentence(
        fr=f"Le champ « {title} » n'existe plus sur la fiche « {kind} » : {what.fr}.",
        en=f'The field "{title}" no longer exists on the record "{kind}": {what.en}.',
    )


def source_renamed(name: str, now: str, starts: bool, feeds: Feeds) -> Sentence:
    what = _consequence(starts, feeds)
    return Sentence(
        fr=f"Le champ « {name} » s'appelle maintenant « {now} » : {what.fr}. Écrivez le nouveau nom.",
        en=f'The field "{name}" is now called "{now}": {what.en}. Write the new name.',
    )


def source_retyped(title: str, now: FieldType, feeds: Feeds) -> Sentence:
    kind, names = type_in_words(now), listed(label(one["to"]).fr for one in feeds)
    into_fr = f" vers {names.fr}" if feeds else ""
    into_en = f" into {listed(label(one['to']).en for one in feeds).en}" if feeds else ""
    return Sentence(
        fr=f"Le champ « {title} » contient maintenant {kind.fr} : sa conversion{into_fr} peut le refuser et mettre les "
        "exécutions de côté.",
        en=f'The field "{title}" now holds {kind.en}: its conversion{into_en} may refuse it and park the runs.',
    )


def source_option_added(title: str, option: str, unforeseen: bool) -> Sentence:
    if not unforeseen:
        return Sentence(
            fr=f"« {title} » a une nouvelle option, « {option} ».", en=f'"{title}" has a new option, "{option}".'
        )
    return Sentence(
        fr=f"« {title} » a une nouvelle option, « {option} », que la table ne prévoit pas : les fiches qui la portent "
        "seront mises de côté. Ajoutez-lui une correspondance.",
        en=f'"{title}" has a new option, "{option}", which the table does not foresee: runs of records that have it '
        "will be parked. Give it a counterpart.",
    )


def source_option_removed(title: str, option: str, watched: bool) -> Sentence:
    gone = Sentence(
        fr=f"L'option « {option} » de « {title} » n'existe plus ou est archivée",
        en=f'The option "{option}" of "{title}" no longer exists or is archived',
    )
    if not watched:
        return Sentence(fr=f"{gone.fr} : aucune fiche ne l'apportera plus.", en=f"{gone.en}: no record will bring it.")
    return Sentence(
        fr=f"{gone.fr} : l'automatisation ne se déclenchera plus sur elle. Corrigez « when ».",
        en=f'{gone.en}: the automation will no longer start on it. Correct "when".',
    )


def target_removed(title: str) -> Sentence:
    return Sentence(
        fr=f"La destination « {title} » n'existe plus : chaque exécution sera mise de côté. Retirez la ligne, ou "
        "recréez le champ.",
        en=f'The target "{title}" no longer exists: every run will be parked. Remove the line, or create the field '
        "again.",
    )


def target_renamed(to: str, now: str) -> Sentence:
    return Sentence(
        fr=f"La destination « {to} » s'appelle maintenant « {now} » : chaque exécution sera mise de côté. Écrivez le "
        "nouveau nom.",
        en=f'The target "{to}" is now called "{now}": every run will be parked. Write the new name.',
    )


def target_retyped(title: str, now: FieldType) -> Sentence:
    kind = type_in_words(now)
    return Sentence(
        fr=f"« {title} » attend maintenant {kind.fr} : les exécutions seront mises de côté. Changez la conversion.",
        en=f'"{title}" now takes {kind.en}: runs will be parked. Change the conversion.',
    )


def read_only(title: str) -> Sentence:
    return Sentence(
        fr=f"« {title} » ne peut plus être écrit : les exécutions seront mises de côté. Retirez la ligne.",
        en=f'"{title}" can no longer be written: runs will be parked. Remove the line.',
    )


def mandatory_unfilled(title: str) -> Sentence:
    return Sentence(
        fr=f"« {title} » est devenu obligatoire et rien ne le remplit : les contrats ne seront plus créés. Ajoutez une "
        "ligne.",
        en=f'"{title}" has become mandatory and nothing fills it: contracts will no longer be created. Add a line.',
    )


def mandatory_at_times(title: str) -> Sentence:
    return Sentence(
        fr=f"« {title} » est devenu obligatoire : une fiche où il est vide sera mise de côté.",
        en=f'"{title}" has become mandatory: the run of a record where it is empty will be parked.',
    )


def target_option_added(title: str, option: str) -> Sentence:
    return Sentence(
        fr=f"« {title} » a une nouvelle option, « {option} » : rien ne la choisit encore.",
        en=f'"{title}" has a new option, "{option}": nothing chooses it yet.',
    )


def target_option_removed(title: str, option: str, used: bool) -> Sentence:
    gone = Sentence(
        fr=f"L'option « {option} » de « {title} » n'existe plus ou est archivée",
        en=f'The option "{option}" of "{title}" no longer exists or is archived',
    )
    if not used:
        return Sentence(fr=f"{gone.fr} : rien ne la choisissait.", en=f"{gone.en}: nothing chose it.")
    return Sentence(
        fr=f"{gone.fr} : les exécutions qui la choisissent seront mises de côté. Corrigez la table.",
        en=f"{gone.en}: runs that choose it will be parked. Correct the table.",
    )


def label_changed(title: str, was: str, now: str, lost: bool) -> Sentence:
    renamed = Sentence(
        fr=f"Dans « {title} », l'option « {was} » s'appelle maintenant « {now} »",
        en=f'In "{title}", the option "{was}" is now called "{now}"',
    )
    if not lost:
        return Sentence(fr=f"{renamed.fr} : rien à changer.", en=f"{renamed.en}: nothing to change.")
    return Sentence(
        fr=f"{renamed.fr} : les exécutions qui la choisissent seront mises de côté. Écrivez le nouveau libellé.",
        en=f"{renamed.en}: runs that choose it will be parked. Write the new label.",
    )


def title_changed(was: str, now: str) -> Sentence:
    return Sentence(
        fr=f"Le champ « {was} » s'appelle maintenant « {now} » à l'écran : rien à changer.",
        en=f'The field "{was}" is now called "{now}" on screen: nothing to change.',
    )


def choice_removed(name: str, shown: str, *, creates: bool) -> Sentence:
    what_fr = "les contrats ne seront plus créés" if creates else "les exécutions seront mises de côté"
    what_en = "contracts will no longer be created" if creates else "runs will be parked"
    return Sentence(
        fr=f"« {name} » : « {shown} » n'est plus publié, ou a changé de place : {what_fr}. Publiez-le de nouveau, ou "
        "choisissez-en un autre.",
        en=f'"{name}": "{shown}" is no longer published, or has moved: {what_en}. Publish it again, or choose another '
        "one.",
    )


def choice_renamed(name: str, was: str, now: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » : « {was} » s'appelle maintenant « {now} » : rien à changer.",
        en=f'"{name}": "{was}" is now called "{now}": nothing to change.',
    )


RULES_CHANGED: Final = Sentence(
    fr="Les règles du formulaire de création ont changé : d'autres champs peuvent être devenus obligatoires. Lancez "
    "« passerelle check --online ».",
    en="The rules of the creation form have changed: other fields may have become mandatory. Run "
    '"passerelle check --online".',
)


def _consequence(starts: bool, feeds: Feeds) -> Sentence:
    if starts:
        return Sentence(fr="l'automatisation ne se déclenchera plus", en="the automation will no longer start")
    if feeds and not any(one["alone"] for one in feeds):
        names = listed(label(one["to"]).fr for one in feeds), listed(label(one["to"]).en for one in feeds)
        return Sentence(
            fr=f"{names[0].fr} ne viendra plus que des autres chemins de sa ligne",
            en=f"{names[1].en} will come from the other paths of its line only",
        )
    if any(one["required"] and one["alone"] for one in feeds):
        return Sentence(fr="chaque exécution sera mise de côté", en="every run will be parked")
    if not feeds:
        return Sentence(fr="la condition qui le lit ne sera plus remplie", en="the condition that reads it will fail")
    names_fr = listed(label(one["to"]).fr for one in feeds).fr
    names_en = listed(label(one["to"]).en for one in feeds).en
    if all(one["creates"] for one in feeds):
        return Sentence(
            fr=f"les contrats créés désormais n'auront plus {names_fr}",
            en=f"contracts created from now on will lack {names_en}",
        )
    return Sentence(fr=f"{names_fr} ne sera plus transmis", en=f"{names_en} will no longer be passed on")
