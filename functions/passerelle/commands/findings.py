"""How the faults of a folder are shown: each with its file, line, key, reason and suggestion."""

from typing import Any

from passerelle.commands.shared import err
from passerelle.configuration.folder import Finding, Folder
from passerelle.core.sentences import Language, Sentence


def print_findings(folder: Folder, lang: Language) -> None:
    for finding in folder.findings:
        err.print(f"{finding.path}:{finding.line}: {finding.key}", style="bold", markup=False)
        err.print(f"    {finding.problem.sentence.in_language(lang)}", style="red", markup=False)
        if finding.problem.suggestion is not None:
            err.print(f"    {_meant(finding.problem.suggestion).in_language(lang)}", markup=False)
    err.print(_count(len(folder.findings)).in_language(lang), markup=False)


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "file": str(finding.path),
        "line": finding.line,
        "key": finding.key,
        "reason": finding.problem.sentence.to_json(),
        "suggestion": finding.problem.suggestion,
    }


def _count(number: int) -> Sentence:
    return Sentence(
        fr=f"{number} problème{'s' if number > 1 else ''}.",
        en=f"{number} problem{'s' if number > 1 else ''}.",
    )


def _meant(suggestion: str) -> Sentence:
    return Sentence(fr=f"Est-ce « {suggestion} » ?", en=f'Is it "{suggestion}"?')
