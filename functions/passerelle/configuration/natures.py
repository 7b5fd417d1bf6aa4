"""Whether an action may be repeated, as its platform says: Tomorro's are written in Python, the others in manifests."""

from collections.abc import Mapping
from typing import Final

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.steps import UPDATE_RECORD, Nature

TOMORRO: Final[Mapping[str, Nature]] = {
    "create_contract": Nature.CREATE,
    "update_contract": Nature.SET,
    UPDATE_RECORD: Nature.SET,
    "send_for_signature": Nature.CREATE,
    "cancel_contract": Nature.SET,
}


def nature_of(action: str, manifest: ManifestFile | None) -> Nature | None:
    """None for an action that the platform does not have."""
    if manifest is None:
        return None
    if manifest.native == "tomorro":
        return TOMORRO.get(action)
    described = manifest.actions.get(action)
    return described.nature if described else None
