"""The automation that a command is about, the files around it, and what the platforms call what it names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from passerelle.commands.asking import asking
from passerelle.commands.publishing import read_config
from passerelle.commands.shared import Installation, err
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import compile_automation
from passerelle.configuration.folder import Folder
from passerelle.configuration.surroundings import Surroundings, choose
from passerelle.core.automation import Stage
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected
from passerelle.operations.online.labelling import labels_of
from passerelle.operations.online.surveying import Surveyor
from passerelle.telling.labels import Labels, NoLabels


@dataclass(frozen=True, slots=True)
class Files:
    folder: Folder
    automations: dict[str, AutomationFile]
    around: Surroundings

    def automation(self, name: str) -> AutomationFile:
        if name not in self.automations:
            raise Rejected(_unknown(name, sorted(self.automations)), code="no_automation_file")
        return self.automations[name]


def read_files(folder: Path) -> Files:
    """Raises Rejected when something in the folder is wrong: what is told of it might be wrong as well."""
    read = read_config(folder)
    if read.findings:
        raise Rejected(_FAULTY, code="faulty_folder")
    automations = {name: one.model for name, one in read.automations.items()}
    return Files(read, automations, Surroundings(read.accounts(), read.manifests()))


LabelsOf = Callable[[AutomationFile], Labels]


@contextmanager
def labels(files: Files, installation: Installation | None, lang: Language) -> Iterator[LabelsOf]:
    """Without an installation, ids stay ids. A platform that does not answer is told, and its ids stay too."""
    if installation is None:
        yield lambda _file: NoLabels()
        return
    with asking(files.folder, installation, {}) as connect:
        surveyor = Surveyor(connect)
        yield lambda file: labels_of(compile_automation(file, 0, Stage.LIVE), surveyor)
    for connection, error in surveyor.failures.items():
        err.print(f"{connection}: {error.sentence.in_language(lang)}", style="yellow", markup=False)


def _unknown(name: str, known: list[str]) -> Sentence:
    choice = choose(known)
    return Sentence(
        fr=f"Aucune automatisation ne s'appelle « {name} ».{choice.fr}",
        en=f'No automation is called "{name}".{choice.en}',
    )


_FAULTY = Sentence(
    fr="Le dossier contient des fautes. « passerelle check » les montre ; corrigez-les d'abord.",
    en='The folder has faults. "passerelle check" shows them; correct them first.',
)
