"""Write the parts of the documentation that are made from the code and the manifests: `make docs`.

They stand between two comments of the page, which is written by hand around them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from local.platform_table import platform_table
from local.processes import ROOT, LocalError
from local.reference import Model, reference
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_file import ManifestFile

MANIFEST_ROOTS: Final[Mapping[str, Model]] = {
    "config/platforms/NAME.yaml": ManifestFile,
    "config/connections/NAME.yaml": ConnectionFile,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of one page, and what makes it."""

    page: Path
    name: str
    text: Callable[[], str]

    @property
    def _comments(self) -> re.Pattern[str]:
        return re.compile(rf"(<!-- {self.name}: [^\n]*-->\n).*?(<!-- end of {self.name} -->)", re.DOTALL)

    def filled(self) -> str:
        """The whole page, with this part as it should be."""
        text = f"\n{self.text()}\n\n"
        page, found = self._comments.subn(lambda match: match[1] + text + match[2], self.page.read_text("utf-8"))
        if found != 1:
            raise LocalError(f"{self.page.name} needs the two comments of the part {self.name}, once.")
        return page


def _platforms() -> str:
    files = sorted((ROOT / "config" / "platforms").glob("*.yaml"))
    return platform_table(ManifestFile.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in files)


PARTS: Final[Mapping[str, Part]] = {
    part.name: part
    for part in (
        Part(ROOT / "README.md", "platforms", _platforms),
        Part(ROOT / "docs" / "manifest.md", "reference", lambda: reference(MANIFEST_ROOTS)),
    )
}


def main() -> None:
    for part in PARTS.values():
        part.page.write_text(part.filled(), encoding="utf-8")


if __name__ == "__main__":
    main()
