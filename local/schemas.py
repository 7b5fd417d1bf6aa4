"""Write config/schema/ from the models, so that an editor completes and checks the YAML: `make schemas`."""

import json
from typing import Any

from local.processes import ROOT
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.model import FileModel
from passerelle.configuration.notify_file import NotifyFile

FOLDER = ROOT / "config" / "schema"
MODELS: dict[str, type[FileModel]] = {
    "automation": AutomationFile,
    "connection": ConnectionFile,
    "platform": ManifestFile,
    "notify": NotifyFile,
}


def schema_text(name: str) -> str:
    schema: dict[str, Any] = MODELS[name].model_json_schema()
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"Passerelle: {name}"}
    return json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in MODELS:
        (FOLDER / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
