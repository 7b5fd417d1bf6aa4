"""Google Drive: files in a folder that a service account was let into."""

from local.simulators.google_drive import seed
from tests.contract.platforms.case import PlatformCase, Storage

GOOGLE_DRIVE = PlatformCase(
    name="google-drive",
    base_url=lambda address: address.google_drive,
    secrets={"service_account": seed.service_account()},
    settings={"token_url": "{origin}/google-drive/token"},
    storage=Storage(seed.FOLDER, stored_as=lambda _folder, name: name, keeps_names=False),
)
