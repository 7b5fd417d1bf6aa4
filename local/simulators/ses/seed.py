"""The account of the simulated Amazon SES; its keys are those of chassis/aws.py."""

from typing import Final

REGION: Final = "eu-west-3"
SENDER: Final = "contrats@exemple.fr"
LEGAL: Final = "juridique@exemple.fr"
UNDELIVERABLE: Final = "virus@exemple.fr"
"""To this address, SES refuses the message as if it held a virus."""
