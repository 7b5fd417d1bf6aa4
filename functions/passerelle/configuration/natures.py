"""Whether an action may be repeated, as its platform says: Tomorro's are written in Python, the others in manifests."""

from passerelle.configuration.manifest_file import ManifestFile
from passerelle.core.steps import Nature
from passerelle.platforms.tomorro.offers import OFFERS


def nature_of(action: str, manifest: ManifestFile | None) -> Nature | None:
    """None for an action that the platform does not have."""
    if manifest is None:
        return None
    if manifest.native == "tomorro":
        offer = OFFERS.get(action)
        return offer.nature if offer else None
    described = manifest.actions.get(action)
    return described.nature if described else None
