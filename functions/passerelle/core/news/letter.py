"""The message itself, in the language of who reads it: what happened, to what, since when, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from passerelle.core.news.concern import Affected, Concern
from passerelle.core.news.judging import Item, What
from passerelle.core.sentences import Language, Sentence

SHOWN: Final = 5
"""Records, reasons and titles that a message names; of the others, it tells how many."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`link` is the page of the console, or empty."""

    title: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """From where it is written. `console` is the address of the console, where there is one."""

    environment: str
    zone: tzinfo
    console: str = ""

    def command(self, words: str) -> str:
        return f"passerelle {words} --env {self.environment}"

    def headed(self, title: str) -> str:
        return f"Passerelle ({self.environment}) - {title}"


def letter(items: Sequence[Item], language: Language, desk: Desk) -> Letter:
    """Of one item, or of several that share a message."""
    if len(items) > 1:
        return _gathered(items, language, desk)
    item = items[0]
    title = _title(item).in_language(language)
    if item.concern is None:
        return Letter(desk.headed(title), _NOTHING_TO_DO.in_language(language))
    link = f"{desk.console}#/{item.concern.page}" if desk.console else ""
    lines = _lines(item.concern, language, desk)
    where = link or desk.command(item.concern.command)
    return Letter(desk.headed(title), "\n".join([*lines, f"{_SEE.in_language(language)}{where}"]), link)


def _lines(concern: Concern, language: Language, desk: Desk) -> list[str]:
    def labelled(label: Sentence, text: str) -> str:
        return label.in_language(language) + text

    lines = [labelled(_REASON, one.in_language(language)) for one in concern.reasons[:SHOWN]]
    if len(concern.reasons) > SHOWN:
        lines.append(_others(len(concern.reasons) - SHOWN).in_language(language))
    if concern.records:
        shown = ", ".join(_named(one) for one in concern.records[:SHOWN])
        more = concern.number - len(concern.records[:SHOWN])
        rest = f" {_and_others(more).in_language(language)}" if more > 0 else ""
        lines.append(labelled(_RECORDS, shown + rest))
    lines.append(labelled(_SINCE, _moment(concern.since, language, desk.zone)))
    lines.append(labelled(_MEANS, concern.means.in_language(language)))
    lines.append(labelled(_TODO, concern.todo.in_language(language)))
    return lines


def _gathered(items: Sequence[Item], language: Language, desk: Desk) -> Letter:
    """Too many matters at once for a message each: one common cause is likely, and the list is what helps."""
    titles = [f"- {_title(item).in_language(language)}" for item in items[: 2 * SHOWN]]
    if len(items) > len(titles):
        titles.append(_others(len(items) - len(titles)).in_language(language))
    link = f"{desk.console}#/overview" if desk.console else ""
    where = f"{_SEE.in_language(language)}{link or desk.command('account')}"
    return Letter(desk.headed(_many(len(items)).in_language(language)), "\n".join([*titles, where]), link)


def _title(item: Item) -> Sentence:
    title = item.title or Sentence(fr=item.key, en=item.key)
    match item.what:
        case What.OVER:
            return Sentence(fr=f"C'est terminé : {title.fr}", en=f"It is over: {title.en}")
        case What.GREW:
            return Sentence(fr=f"Cela s'étend : {title.fr}", en=f"It is growing: {title.en}")
        case _:
            return title


def _named(record: Affected) -> str:
    return f"{record.kind} {record.id} ({record.url})" if record.url else f"{record.kind} {record.id}"


def _moment(at: datetime, language: Language, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%d/%m/%Y à %H:%M}" if language == "fr" else f"{local:%Y-%m-%d at %H:%M}"


def _others(number: int) -> Sentence:
    return Sentence(fr=f"- et {number} de plus", en=f"- and {number} more")


def _and_others(number: int) -> Sentence:
    return Sentence(fr=f"et {number} de plus", en=f"and {number} more")


def _many(number: int) -> Sentence:
    return Sentence(fr=f"{number} autres nouvelles", en=f"{number} more things to know")


_REASON: Final = Sentence(fr="Raison : ", en="Reason: ")
_RECORDS: Final = Sentence(fr="Fiches : ", en="Records: ")
_SINCE: Final = Sentence(fr="Depuis : ", en="Since: ")
_MEANS: Final = Sentence(fr="Conséquence : ", en="What it means: ")
_TODO: Final = Sentence(fr="À faire : ", en="What to do: ")
_SEE: Final = Sentence(fr="Voir : ", en="See: ")
_NOTHING_TO_DO: Final = Sentence(fr="Plus rien à faire.", en="Nothing to do any more.")
