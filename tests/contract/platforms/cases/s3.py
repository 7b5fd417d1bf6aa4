"""Amazon S3: files only, signed with the keys of whoever runs."""

from local.simulators.s3 import seed
from tests.contract.platforms.case import PlatformCase, Storage

S3 = PlatformCase(
    name="s3",
    base_url=lambda address: address.s3,
    settings={"bucket": seed.BUCKET, "region": seed.REGION},
    storage=Storage("Contrats/2026"),
)
