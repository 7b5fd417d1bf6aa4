"""The automation that a command is about, and the files around it."""

from dataclasses import dataclass
from pathlib import Path

from passerelle.commands.publishing import read_config
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.surroundings import Surroundings, choose
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected


@dataclass(frozen=True, slots=True)
class Files:
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
    return Files(automations, Surroundings(read.accounts(), read.manifests()))


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
