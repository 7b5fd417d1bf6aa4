"""Write the software bill of materials of what is deployed, as CycloneDX JSON, from the lock of the layer: `make sbom`.

Two runs over one lock give the same bytes: nothing in it is a time or a random number.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local.processes import ROOT
from passerelle import __version__

LOCK: Final = ROOT / "layers" / "dependencies" / "requirements.txt"
FILE: Final = ROOT / ".aws-sam" / "sbom.cdx.json"

_PACKAGE: Final = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)", re.IGNORECASE)
_HASH: Final = re.compile(r"--hash=sha256:(?P<digest>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Package:
    """One that is locked. Each of its archives (a wheel of each processor, the sources) has a digest."""

    name: str
    version: str
    digests: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"


def packages(lock: str) -> list[Package]:
    return list(_packages(lock))


def _packages(lock: str) -> Iterator[Package]:
    joined = lock.replace("\\\n", " ")
    for line in joined.splitlines():
        if found := _PACKAGE.match(line):
            yield Package(found["name"], found["version"], tuple(sorted(_HASH.findall(line))))


def bill(locked: list[Package]) -> dict[str, Any]:
    ours = f"passerelle@{__version__}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": ours, "name": "passerelle", "version": __version__},
        },
        "components": [_component(one) for one in locked],
        "dependencies": [{"ref": ours, "dependsOn": [one.purl for one in locked]}],
    }


def _component(package: Package) -> dict[str, Any]:
    """The digests are of its archives, any of which may be the one installed: they belong to its distribution."""
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{package.name}/{package.version}/",
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in package.digests],
            }
        ],
    }


def write(file: Path = FILE) -> None:
    file.parent.mkdir(exist_ok=True)
    text = json.dumps(bill(packages(LOCK.read_text(encoding="utf-8"))), indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    write()
    print(f"Written: {FILE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
