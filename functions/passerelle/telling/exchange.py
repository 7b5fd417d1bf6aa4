"""The data exchanged in words, line by line."""

from dataclasses import dataclass
from typing import Final

from passerelle.configuration.automation_file import ExchangeLine, SetValue
from passerelle.core.conversions.phrases import phrase_of
from passerelle.core.history import as_text
from passerelle.core.labels import label
from passerelle.core.privacy import Privacy, usual_class
from passerelle.core.sentences import Sentence
from passerelle.telling.paths import is_fixed, path_words
from passerelle.telling.scene import Scene
from passerelle.telling.words import of_name, quoted


@dataclass(frozen=True, slots=True)
class LineTold:
    """The parts of a line: where it goes, where it comes from, in which form, and what if it is missing."""

    to: Sentence
    source: Sentence
    form: Sentence
    missing: Sentence

    def sentence(self) -> Sentence:
        return Sentence(
            fr=f"« {self.to.fr} » reçoit {self.source.fr}, {self.form.fr} ({self.missing.fr})",
            en=f'"{self.to.en}" receives {self.source.en}, {self.form.en} ({self.missing.en})',
        )

    def parts(self) -> tuple[Sentence, ...]:
        return self.to, self.source, self.form, self.missing

    def to_json(self) -> dict[str, dict[str, str]]:
        names = ("to", "from", "form", "missing")
        return {name: part.to_json() for name, part in zip(names, self.parts(), strict=True)}


def lines_told(scene: Scene) -> tuple[LineTold, ...]:
    return tuple(
        LineTold(
            to=_target(line.to, scene),
            source=path_words(line.path, scene),
            form=phrase_of(line.conversion),
            missing=_with_privacy(_missing(line), line),
        )
        for line in scene.file.exchange
    )


def direction(scene: Scene) -> Sentence:
    source, target = scene.platform(scene.file.when.connection), scene.platform(scene.file.do.connection)
    return Sentence(
        fr=f"Informations échangées, {of_name(source).fr} vers {target}",
        en=f"Data exchanged, from {source} to {target}",
    )


def _target(to: str, scene: Scene) -> Sentence:
    do = scene.file.do
    if scene.is_tomorro(do.connection) or do.record is None:
        return label(to)
    connection, kind = scene.records.get(do.record, ("", ""))
    known = scene.labels.field(connection, kind, to) or to
    return Sentence(fr=known, en=known)


def class_of(value: ExchangeLine | SetValue, to: str) -> Privacy:
    """As the compiled line has it."""
    asked = value.conversion
    conversion = next(iter(asked)) if isinstance(asked, dict) else asked
    return value.privacy or usual_class((to, value.path), conversion)


def privacy_told(privacy: Privacy) -> Sentence | None:
    """What is neither personal nor sensitive is not worth a word."""
    return _PRIVACY.get(privacy)


def _with_privacy(missing: Sentence, line: ExchangeLine) -> Sentence:
    told = privacy_told(class_of(line, line.to))
    return Sentence(fr=f"{missing.fr}, {told.fr}", en=f"{missing.en}, {told.en}") if told else missing


def _missing(line: ExchangeLine) -> Sentence:
    if line.default is not None:
        value = quoted(as_text(line.default))
        return Sentence(fr=f"à défaut : {value.fr}", en=f"failing that: {value.en}")
    if is_fixed(line.path):
        return _ALWAYS
    return _REQUIRED if line.required else _OPTIONAL


_PRIVACY: Final = {
    Privacy.PERSONAL: Sentence(fr="donnée personnelle", en="personal data"),
    Privacy.SENSITIVE: Sentence(fr="donnée sensible, jamais montrée", en="sensitive data, never shown"),
}
_REQUIRED: Final = Sentence(fr="obligatoire", en="required")
_ALWAYS: Final = Sentence(fr="toujours le même", en="always the same")
_OPTIONAL: Final = Sentence(fr="facultatif", en="optional")
