"""SharePoint: files in a library, through Microsoft Graph."""

from local.simulators.sharepoint import seed
from tests.contract.platforms.case import PlatformCase, Storage

SHAREPOINT = PlatformCase(
    name="sharepoint",
    base_url=lambda address: f"{address.sharepoint}/v1.0",
    secrets={"client_id": seed.CLIENT_ID, "client_secret": seed.CLIENT_SECRET},
    settings={"tenant": seed.TENANT, "drive_id": seed.DRIVE, "login_url": "{origin}/sharepoint"},
    storage=Storage("Contrats/2026"),
)
