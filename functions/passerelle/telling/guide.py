"""The page for the people who live with an automation: what it does, what its messages mean, whom to ask."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.sentences import Language, Sentence
from passerelle.telling.labels import Labels, NoLabels
from passerelle.telling.possible import line_messages, possible_messages
from passerelle.telling.scene import Scene, scene_of
from passerelle.telling.told import CASES, CONDITIONS, THEN, Told, tell


def guide(file: AutomationFile, around: Surroundings, lang: Language, labels: Labels | None = None) -> str:
    """As Markdown. The file must be one that `check` accepts."""
    labels = labels or NoLabels()
    scene, told = scene_of(file, around, labels), tell(file, around, labels)
    return "\n".join(_Page(scene, told, lang).lines()) + "\n"


class _Page:
    def __init__(self, scene: Scene, told: Told, lang: Language) -> None:
        self.scene = scene
        self.told = told
        self.lang = lang

    def lines(self) -> Iterator[str]:
        file, told = self.scene.file, self.told
        yield f"# {_plain(self.say(file.want.sentence()))}"
        yield from ("", _plain(self.say(told.sentence)))
        for detail in told.details:
            yield from ("", _plain(self.say(detail)))
        if told.conditions:
            yield from self.listed(CONDITIONS, told.conditions)
        if told.lines:
            yield from self.section(told.direction)
            yield from self.table(_EXCHANGED, [self.cells(*line.parts()) for line in told.lines])
        yield from self.listed(THEN, told.follows)
        yield from self.listed(CASES, told.cases)
        yield from self.looking()
        yield from self.messages()
        yield from self.listed(_WHEN_IT_FAILS, _FAILING)
        yield from self.section(_WHOM)
        yield _plain(file.owner) if file.owner else self.say(_NOBODY)
        yield from ("", self.say(_SOURCE).format(name=file.name))

    def say(self, sentence: Sentence) -> str:
        return sentence.in_language(self.lang)

    def section(self, title: Sentence) -> Iterator[str]:
        yield from ("", f"## {_plain(self.say(title))}", "")

    def listed(self, title: Sentence, items: Sequence[Sentence]) -> Iterator[str]:
        if items:
            yield from self.section(title)
            yield from (f"- {_plain(self.say(item))}" for item in items)

    def cells(self, *sentences: Sentence) -> list[str]:
        return [_plain(self.say(sentence)) for sentence in sentences]

    def table(self, titles: Sequence[Sentence], rows: Iterable[Sequence[str]]) -> Iterator[str]:
        yield _row(self.cells(*titles))
        yield _row(["---"] * len(titles))
        yield from map(_row, rows)

    def looking(self) -> Iterator[str]:
        yield from self.section(_WHERE)
        for connection, address in _addresses(self.scene):
            yield f"- [{_plain(self.scene.platform(connection))}]({address})"
        yield f"- {self.say(_RUNS)}"

    def messages(self) -> Iterator[str]:
        yield from self.section(_MESSAGES)
        possible = possible_messages(self.scene)
        yield from self.table(_MEANINGS, ([f"`{one.code}`", *self.cells(one.meaning, one.remedy)] for one in possible))
        lines = tuple(line_messages(self.scene))
        if lines:
            yield from ("", self.say(_WORD_FOR_WORD), "")
            yield from (f"- {_plain(self.say(line))}" for line in lines)


def _addresses(scene: Scene) -> Iterator[tuple[str, str]]:
    """Where people see the records: the start page of each platform that has one."""
    steps = [scene.file.when.connection, scene.file.do.connection]
    reads = [read.connection for read in scene.file.read.values() if read.connection]
    thens = [then.connection for then in scene.file.then if then.connection is not None]
    for connection in dict.fromkeys([*steps, *reads, *thens]):
        manifest, account = scene.around.manifest_of(connection), scene.around.accounts.get(connection)
        if manifest is None or account is None or "app_url" not in manifest.settings:
            continue
        url = account.settings_in("production").get("app_url") or manifest.settings["app_url"].default
        if url:
            parts = urlsplit(str(url))
            yield connection, f"{parts.scheme}://{parts.netloc}/"


def _plain(text: str) -> str:
    """What a file says stands as it is: no part of it is taken for Markdown."""
    return _AT_START.sub(r"\\\g<0>", _SIGNS.sub(r"\\\g<0>", " ".join(text.split())))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


_SIGNS: Final = re.compile(r"[\\`*\[\]<>|]|(?<!\w)_|_(?!\w)")
_AT_START: Final = re.compile(r"^[#+=-]")
_EXCHANGED: Final = (
    Sentence(fr="Information", en="Item"),
    Sentence(fr="D'où elle vient", en="Where it comes from"),
    Sentence(fr="Forme", en="Form"),
    Sentence(fr="Si elle manque", en="If it is missing"),
)
_WHERE: Final = Sentence(fr="Où regarder", en="Where to look")
_RUNS: Final = Sentence(
    fr="Ce que l'automatisation a fait : la personne qui administre Passerelle le voit avec `passerelle runs`, et le "
    "détail d'une exécution avec `passerelle show`.",
    en="What the automation did: the person who runs Passerelle sees it with `passerelle runs`, and one run in detail "
    "with `passerelle show`.",
)
_MESSAGES: Final = Sentence(fr="Ce que disent les messages", en="What the messages mean")
_MEANINGS: Final = (
    Sentence(fr="Code", en="Code"),
    Sentence(fr="Ce qu'il veut dire", en="What it means"),
    Sentence(fr="Que faire", en="What to do"),
)
_WORD_FOR_WORD: Final = Sentence(
    fr="Mot pour mot, ce que peut dire une information échangée :",
    en="Word for word, what an item exchanged may say:",
)
_WHEN_IT_FAILS: Final = Sentence(fr="Quand quelque chose ne va pas", en="When something goes wrong")
_FAILING: Final = (
    Sentence(
        fr="Un logiciel ne répond pas, ou demande de ralentir : l'exécution attend, trois jours au plus, et repart "
        "toute seule.",
        en="A platform does not answer, or asks to slow down: the run waits, three days at most, and goes on by "
        "itself.",
    ),
    Sentence(
        fr="Une information manque ou n'a pas la bonne forme : l'exécution est mise de côté, avec une phrase qui dit "
        "pourquoi. Les autres continuent.",
        en="Something is missing or does not have the right form: the run is parked, with a sentence that says why. "
        "The others go on.",
    ),
    Sentence(
        fr="Une fois la cause corrigée à la source, l'exécution est rejouée : ce qui est fait n'est pas refait.",
        en="Once the cause is mended at its source, the run is replayed: what is done is not done again.",
    ),
    Sentence(
        fr="Ne refaites pas à la main ce qui attend : demandez d'abord, ou cela risque d'exister deux fois.",
        en="Do not do by hand what is waiting: ask first, or it may exist twice.",
    ),
)
_WHOM: Final = Sentence(fr="À qui demander", en="Whom to ask")
_NOBODY: Final = Sentence(
    fr="Personne n'est nommé : ajoutez `owner` au fichier de l'automatisation.",
    en="Nobody is named: add `owner` to the automation's file.",
)
_SOURCE: Final = Sentence(
    fr="Cette page est faite du fichier de l'automatisation « {name} ».",
    en='This page is made from the file of the automation "{name}".',
)
