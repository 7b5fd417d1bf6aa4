"""The account of the simulated bucket; its keys are those of chassis/aws.py."""

from typing import Final

BUCKET: Final = "archive"
REGION: Final = "eu-west-3"
