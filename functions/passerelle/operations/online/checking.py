"""The whole of `check --online`: connections are tried, automations are held against both sides."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import InvalidFile, compile_automation
from passerelle.configuration.folder import Folder
from passerelle.configuration.sentences import closest
from passerelle.core.automation import Automation, Stage
from passerelle.core.checking import Fault, automation_faults
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.operations.online.connections import Trying, of_error
from passerelle.operations.online.findings import Told, in_order, of_fault
from passerelle.operations.online.surveying import Surveyor, connections_of
from passerelle.platforms.platform import Platform


@dataclass(frozen=True, slots=True)
class OnlineCheck:
    """`address` gives what a platform has to call for a connection, where the stack is known."""

    folder: Folder
    connect: Callable[[str], Platform]
    clock: Callable[[], datetime]
    address: Callable[[str], str | None]

    def run(self, names: Sequence[str] = ()) -> list[Told]:
        """Of these automations, else of all with every connection. Files with faults of their own are passed over."""
        chosen = self._chosen(names)
        wanted = {one for stages in chosen.values() for one in connections_of(stages[0])}
        if not names:
            wanted |= set(self.folder.connections)
        triggers = {stages[0].trigger.connection for stages in chosen.values()}
        trying = Trying(self.connect, self.clock, self.address, triggers.__contains__)
        found: list[Told] = []
        silent: set[str] = set()
        for connection in sorted(wanted & set(self.folder.connections)):
            tried = list(self._tried(trying, connection))
            found += tried
            silent |= {connection} if any(one.code in _SILENT for one in tried) else set()
        surveyor = Surveyor(self.connect)
        for name, stages in chosen.items():
            for automation in stages:
                found += self._held(name, automation, surveyor, frozenset(silent))
        for connection, error in surveyor.failures.items():
            found.append(of_fault(self.folder.connections[connection].file, of_error(connection, error)))
        return in_order(found)

    def _chosen(self, names: Sequence[str]) -> dict[str, list[Automation]]:
        known = self.folder.automations
        for name in names:
            if name not in known:
                raise Rejected(_no_automation(name, closest(name, known)), code="no_automation_file", automation=name)
        faulty = {finding.path for finding in self.folder.findings}
        chosen = {name: read.model for name, read in known.items() if read.file.path not in faulty}
        return {name: _stages(file) for name, file in chosen.items() if not names or name in names}

    def _tried(self, trying: Trying, name: str) -> Iterator[Told]:
        read = self.folder.connections[name]
        manifest = self.folder.manifests().get(read.model.platform)
        if manifest is None:
            return
        for fault in trying.faults(name, receives=manifest.receive is not None, polls=bool(read.model.poll)):
            yield of_fault(read.file, fault)

    def _held(self, name: str, automation: Automation, surveyor: Surveyor, silent: frozenset[str]) -> Iterator[Told]:
        read = self.folder.automations[name]
        for fault in automation_faults(automation, surveyor.survey(automation, silent)):
            yield of_fault(read.file, _placed(fault, read.model, automation.stage))


_SILENT = frozenset({"no_secret", "credentials_refused", "rate_limited", "no_answer", "not_checked"})


def _stages(file: AutomationFile) -> list[Automation]:
    """As it runs in test and as it runs live: the templates differ."""
    try:
        return [compile_automation(file, 0, stage) for stage in Stage]
    except InvalidFile as error:  # the folder has told it
        raise AssertionError(file.name) from error


def _placed(fault: Fault, file: AutomationFile, stage: Stage) -> Fault:
    """Where the file says it in its own way: `status` for a change of status, one value for each stage."""
    if fault.place[:2] == ("when", "change") and file.when.change is None:
        return replace(fault, place=("when", "status"))
    if fault.place[:1] == ("do",) and isinstance(file.do.params().get(str(fault.place[-1])), dict):
        return replace(fault, place=(*fault.place, stage.value))
    return fault


def _no_automation(name: str, near: str | None) -> Sentence:
    hint = Sentence(fr=f" Est-ce « {near} » ?", en=f' Is it "{near}"?') if near else Sentence(fr="", en="")
    return Sentence(
        fr=f"Aucune automatisation ne s'appelle « {name} » dans ce dossier.{hint.fr}",
        en=f'No automation of this folder is called "{name}".{hint.en}',
    )
