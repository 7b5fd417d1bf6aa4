"""The account of the simulated bucket: its keys open nothing else."""

from typing import Final

BUCKET: Final = "archive"
REGION: Final = "eu-west-3"
ACCESS_KEY: Final = "test"
SECRET_KEY: Final = "test"  # noqa: S105 - invented, those of the embedded AWS
