"""What check found, in the form that people, programs, code scanning or a pull request read."""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from passerelle import __version__
from passerelle.commands.shared import err, out
from passerelle.core.sentences import Language, Sentence
from passerelle.core.severity import Severity
from passerelle.operations.online.findings import Told

SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def report(findings: Sequence[Told], form: Format, lang: Language) -> None:
    """Text goes where faults go, to standard error; what programs read to standard output."""
    if form is Format.TEXT:
        _print(findings, lang)
        return
    for line in _WRITERS[form](findings, lang):
        out.print(line, markup=False)


def _print(findings: Sequence[Told], lang: Language) -> None:
    for one in findings:
        err.print(f"{one.path}:{one.line}: {one.key}", style="bold", markup=False)
        word = _WORDS[one.severity].in_language(lang)
        err.print(f"    {word}{one.sentence.in_language(lang)}", style=_STYLES[one.severity], markup=False)
        if one.suggestion is not None:
            err.print(f"    {_meant(one.suggestion).in_language(lang)}", markup=False)
    if findings:
        err.print(_count(findings).in_language(lang), markup=False)


def _json(findings: Sequence[Told], _lang: Language) -> list[str]:
    return [json.dumps([_as_json(one) for one in findings], indent=2, ensure_ascii=False)]


def _as_json(one: Told) -> dict[str, Any]:
    return {
        "file": str(one.path),
        "line": one.line,
        "key": one.key,
        "code": one.code,
        "severity": one.severity.value,
        "reason": one.sentence.to_json(),
        "suggestion": one.suggestion,
    }


def _sarif(findings: Sequence[Told], lang: Language) -> list[str]:
    driver = {
        "name": "passerelle",
        "version": __version__,
        "rules": [{"id": code} for code in sorted({one.code for one in findings})],
    }
    run = {"tool": {"driver": driver}, "results": [_result(one, lang) for one in findings]}
    whole = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return [json.dumps(whole, indent=2, ensure_ascii=False)]


def _result(one: Told, lang: Language) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(one.path.as_posix())},
        "region": {"startLine": one.line},
    }
    return {
        "ruleId": one.code,
        "level": one.severity.value,
        "message": {"text": _whole(one, lang)},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": one.key}]}],
    }


def _github(findings: Sequence[Told], lang: Language) -> list[str]:
    """The workflow commands that GitHub Actions turns into annotations of the changed lines."""
    return [
        f"::{_COMMANDS[one.severity]} file={_property(one.path.as_posix())},line={one.line},"
        f"title={_property(f'{one.key} ({one.code})')}::{_escaped(_whole(one, lang))}"
        for one in findings
    ]


def _whole(one: Told, lang: Language) -> str:
    meant = f" {_meant(one.suggestion).in_language(lang)}" if one.suggestion is not None else ""
    return one.sentence.in_language(lang) + meant


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


_WRITERS: Final[Mapping[Format, Callable[[Sequence[Told], Language], list[str]]]] = {
    Format.JSON: _json,
    Format.SARIF: _sarif,
    Format.GITHUB: _github,
}
_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_STYLES: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WORDS: Final = {
    Severity.ERROR: Sentence(fr="", en=""),
    Severity.WARNING: Sentence(fr="Avertissement : ", en="Warning: "),
    Severity.NOTE: Sentence(fr="À faire : ", en="To do: "),
}


def _meant(suggestion: str) -> Sentence:
    """A word that was perhaps meant, or a piece of the file to write."""
    if ": " in suggestion:
        return Sentence(fr=f"Écrivez : {suggestion}", en=f"Write: {suggestion}")
    return Sentence(fr=f"Est-ce « {suggestion} » ?", en=f'Is it "{suggestion}"?')


def _count(findings: Sequence[Told]) -> Sentence:
    errors = sum(one.severity is Severity.ERROR for one in findings)
    others = len(findings) - errors
    fr, en = f"{errors} problème{'s' if errors > 1 else ''}", f"{errors} problem{'' if errors == 1 else 's'}"
    if others:
        fr += f", {others} remarque{'s' if others > 1 else ''}"
        en += f", {others} remark{'' if others == 1 else 's'}"
    return Sentence(fr=f"{fr}.", en=f"{en}.")
