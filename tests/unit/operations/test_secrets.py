"""Which secrets may have two values at once: those that a request may be signed with twice."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.folder import Folder, Read
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.yaml_files import YamlFile
from passerelle.errors import Rejected
from passerelle.operations.secrets import SecretOperations

SIGN = {"kind": "hmac", "secret": "sending", "header": "webhook-signature", "form": "versions", "mark": "v1"}


class Port:
    def __init__(self, **stored: str) -> None:
        self.stored = {f"hooks/secrets/{name}": value for name, value in stored.items()}

    def names(self) -> set[str]:
        return set(self.stored)

    def plain(self) -> dict[str, str]:
        return {name: value for name, value in self.stored.items() if "/expires/" in name}

    def write(self, name: str, value: str) -> None:
        self.stored[name] = value

    def read(self, name: str) -> dict[str, str]:
        return {key.removeprefix(f"{name}/"): value for key, value in self.stored.items()}

    def write_secret(self, name: str, value: str) -> None:
        self.stored[name] = value

    def delete(self, name: str) -> None:
        self.stored.pop(name, None)


def operations(outbound: Port, **call: Any) -> SecretOperations:
    secrets = {
        "sending": {"about": "It signs.", "use": "call"},
        "token": {"about": "It is sent.", "use": "call", "optional": True},
    }
    manifest = {"platform": "hooks", "title": "Hooks", "family": "generic", "secrets": secrets, "call": call}
    folder = Folder()
    folder.platforms["hooks"] = Read(ManifestFile.model_validate(manifest), YamlFile(Path("hooks.yaml"), {}, {}))
    account = ConnectionFile(connection="hooks", platform="hooks")
    folder.connections["hooks"] = Read(account, YamlFile(Path("hooks.yaml"), {}, {}))
    return SecretOperations(folder, Port(), outbound)


def test_a_secret_that_signs_keeps_its_former_value_until_it_is_retired():
    port = Port(sending="one")
    secrets = operations(port, sign=[SIGN])

    secrets.store("hooks", "sending", "two", keep_previous=True)

    assert port.read("hooks") == {"secrets/sending": "two", "secrets/sending-previous": "one"}
    secrets.retire("hooks", "sending")
    assert port.read("hooks") == {"secrets/sending": "two"}


@pytest.mark.parametrize(("name", "sign"), [("token", [SIGN]), ("sending", [{**SIGN, "form": "plain", "mark": ""}])])
def test_a_secret_of_which_one_value_is_sent_has_one(name, sign):
    port = Port(sending="one", token="one")

    with pytest.raises(Rejected) as refused:
        operations(port, sign=sign).store("hooks", name, "two", keep_previous=True)

    assert refused.value.code == "no_rotation"
    assert port.read("hooks") == {"secrets/sending": "one", "secrets/token": "one"}


def test_a_secret_that_an_account_may_do_without_is_listed_where_it_is_stored():
    absent = operations(Port(sending="one")).listed()
    stored = operations(Port(sending="one", token="one")).listed()

    assert [(one.name, one.needed) for one in absent] == [("sending", True)]
    assert [(one.name, one.needed) for one in stored] == [("sending", True), ("token", False)]


def test_the_day_on_which_a_secret_ends_is_kept_until_another_one_is_stored():
    secrets = operations(Port())
    secrets.store("hooks", "token", "one", expires=date(2027, 11, 24))

    with_day = [one.expires for one in secrets.listed() if one.name == "token"]
    secrets.store("hooks", "token", "two")
    without = [one.expires for one in secrets.listed() if one.name == "token"]

    assert (with_day, without) == (["2027-11-24"], [None])
