"""The config/ folder as a whole: every file read and validated, every fault found with its file, line and key."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from passerelle.configuration.authority_checks import claims
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import InvalidFile, Problem, compile_automation
from passerelle.configuration.connection_checks import connection_problems
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.crossing import crossing_problems
from passerelle.configuration.cycles import cycle_problems
from passerelle.configuration.manifest_checks import manifest_problems
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.model import FileModel
from passerelle.configuration.notify_checks import notify_problems
from passerelle.configuration.notify_file import NotifyFile
from passerelle.configuration.qualities import shared_triggers, unclear
from passerelle.configuration.sentences import problems_of, wrong_extension, wrong_name
from passerelle.configuration.surroundings import Surroundings
from passerelle.configuration.yaml_files import UnreadableFile, YamlFile, read_yaml
from passerelle.core.automation import Automation, Stage

_Model = TypeVar("_Model", bound=FileModel)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where a person finds it, what it is, and what to write instead when we can tell."""

    path: Path
    line: int
    problem: Problem

    @property
    def key(self) -> str:
        return ".".join(str(part) for part in self.problem.place)


@dataclass(frozen=True, slots=True)
class Read(Generic[_Model]):
    """A file that could be read: its model, and the file it came from."""

    model: _Model
    file: YamlFile


@dataclass(slots=True)
class Folder:
    """`findings` is empty when everything fits together; only then may the folder be published.

    `warnings` tells what nobody decided: it runs all the same, by the defaults.
    """

    platforms: dict[str, Read[ManifestFile]] = field(default_factory=dict)
    connections: dict[str, Read[ConnectionFile]] = field(default_factory=dict)
    automations: dict[str, Read[AutomationFile]] = field(default_factory=dict)
    notify: Read[NotifyFile] | None = None
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def manifests(self) -> dict[str, ManifestFile]:
        return {name: read.model for name, read in self.platforms.items()}

    def accounts(self) -> dict[str, ConnectionFile]:
        return {name: read.model for name, read in self.connections.items()}


def read_folder(root: Path) -> Folder:
    folder = Folder()
    folder.platforms = _read_all(folder, root / "platforms", ManifestFile, "platform")
    folder.connections = _read_all(folder, root / "connections", ConnectionFile, "connection")
    folder.automations = _read_all(folder, root / "automations", AutomationFile, "name")
    around = Surroundings(
        folder.accounts(),
        folder.manifests(),
        unread_accounts=_unread(root / "connections", folder.connections),
        unread_manifests=_unread(root / "platforms", folder.platforms),
    )
    for manifest in folder.platforms.values():
        _note(folder, manifest.file, manifest_problems(manifest.model))
    for connection in folder.connections.values():
        _note(folder, connection.file, connection_problems(connection.model, around))
    _read_notify(folder, root / "notify.yaml", around)
    compiled: dict[str, Automation] = {}
    for name, read in folder.automations.items():
        try:
            compiled[name] = compile_automation(read.model, 0, Stage.LIVE)
        except InvalidFile as error:
            _note(folder, read.file, error.problems)
            continue
        _note(folder, read.file, crossing_problems(read.model, compiled[name], around))
    for name, problem in (*cycle_problems(compiled), *claims(compiled)):
        _note(folder, folder.automations[name].file, [problem])
    files = {name: read.model for name, read in folder.automations.items()}
    for name, problem in shared_triggers(files, compiled):
        _note(folder, folder.automations[name].file, [problem])
    for name in compiled:
        file = folder.automations[name].file
        folder.warnings += [_finding(file, problem) for problem in unclear(files[name], around)]
    for found in (folder.findings, folder.warnings):
        found.sort(key=lambda finding: (str(finding.path), finding.line, finding.key))
    return folder


def _read_notify(folder: Folder, path: Path, around: Surroundings) -> None:
    """The one file that need not be there."""
    folder.notify = _read_one(folder, path, NotifyFile) if path.is_file() else None
    if folder.notify is not None:
        _note(folder, folder.notify.file, notify_problems(folder.notify.model, around))


def _read_all(folder: Folder, root: Path, model: type[_Model], name_key: str) -> dict[str, Read[_Model]]:
    found = {}
    # One that is passed over would be taken for one that was removed, and push would switch it off.
    for path in sorted([*root.glob("*.yml"), *root.glob("*.YAML"), *root.glob("*.YML")]):
        folder.findings.append(Finding(path, 1, Problem((), wrong_extension(path.stem), f"{path.stem}.yaml")))
    for path in sorted(root.glob("*.yaml")):
        read = _read_one(folder, path, model, name_key)
        if read is not None:
            found[path.stem] = read
    return found


def _unread(root: Path, read: Container[str]) -> frozenset[str]:
    return frozenset(path.stem for path in root.glob("*.yaml") if path.stem not in read)


def _read_one(folder: Folder, path: Path, model: type[_Model], name_key: str | None = None) -> Read[_Model] | None:
    try:
        file = read_yaml(path)
    except UnreadableFile as error:
        folder.findings.append(Finding(path, error.line, error.problem))
        return None
    try:
        validated = model.model_validate(file.data)
    except ValidationError as error:
        _note(folder, file, problems_of(error, model, file.data))
        return None
    name = path.stem if name_key is None else str(getattr(validated, name_key))
    if name_key is not None and name != path.stem:
        _note(folder, file, [Problem((name_key,), wrong_name(name, path.name), path.stem)])
    return Read(validated, file)


def _note(folder: Folder, file: YamlFile, problems: Iterable[Problem]) -> None:
    """What stands once in the file and serves in several places (a YAML alias) is told once."""
    told = {(finding.path, finding.line, finding.problem.sentence) for finding in folder.findings}
    for problem in problems:
        finding = _finding(file, problem)
        if (finding.path, finding.line, problem.sentence) not in told:
            told.add((finding.path, finding.line, problem.sentence))
            folder.findings.append(finding)


def _finding(file: YamlFile, problem: Problem) -> Finding:
    return Finding(file.path, file.line_of(problem.place), problem)
