"""What check tells, whatever found it: where, how bad, what it is, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from passerelle.configuration.folder import Finding, Folder
from passerelle.configuration.yaml_files import YamlFile
from passerelle.core.checking import Fault
from passerelle.core.sentences import Sentence
from passerelle.core.severity import Severity

OFFLINE = "invalid_file"
"""The code of everything that is wrong in the files themselves."""


@dataclass(frozen=True, slots=True)
class Told:
    """`key` is the place in the file, as `exchange.2.from`."""

    path: Path
    line: int
    key: str
    code: str
    severity: Severity
    sentence: Sentence
    suggestion: str | None = None


def of_file(finding: Finding, severity: Severity = Severity.ERROR) -> Told:
    problem = finding.problem
    return Told(finding.path, finding.line, finding.key, OFFLINE, severity, problem.sentence, problem.suggestion)


def of_fault(file: YamlFile, fault: Fault) -> Told:
    key = ".".join(str(part) for part in fault.place)
    line = file.line_of(fault.place)
    return Told(file.path, line, key, fault.code, fault.severity, fault.sentence, fault.suggestion)


def in_order(findings: Iterable[Told]) -> list[Told]:
    """By file and line, each once: what both stages of an automation share is told once."""
    unique = {(one.path, one.line, one.code, one.sentence): one for one in findings}
    return sorted(unique.values(), key=lambda one: (str(one.path), one.line, one.key, one.code))


def of_folder(folder: Folder) -> list[Told]:
    warnings = [of_file(finding, Severity.WARNING) for finding in folder.warnings]
    return [*(of_file(finding) for finding in folder.findings), *warnings]


def fails(findings: Iterable[Told], *, strict: bool = False) -> bool:
    """Warnings make a strict check fail too; notes never do."""
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(one.severity in failing for one in findings)
