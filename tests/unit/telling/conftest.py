import pathlib

import pytest

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.folder import read_folder
from passerelle.configuration.surroundings import Surroundings
from passerelle.configuration.yaml_files import read_yaml
from passerelle.telling.told import tell

CONFIG = pathlib.Path(__file__).parents[3] / "config"
FOLDER = read_folder(CONFIG)
OF_EXAMPLES = {
    path.stem: ConnectionFile.model_validate(read_yaml(path).data)
    for path in (CONFIG / "examples" / "connections").glob("*.yaml")
}
AROUND = Surroundings({**FOLDER.accounts(), **OF_EXAMPLES}, FOLDER.manifests())


@pytest.fixture
def told():
    """Tell an automation that creates a contract when a deal is created, but for what is given."""

    def build(labels=None, **keys):
        plain = {
            "name": "an-automation",
            "want": {"fr": "Faire", "en": "Do"},
            "when": {"connection": "hubspot", "record": "deal", "created": True},
            "do": {"connection": "tomorro", "action": "create_contract"},
        }
        return tell(AutomationFile.model_validate({**plain, **keys}), AROUND, labels)

    return build
