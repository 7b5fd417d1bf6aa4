"""The addresses and secrets that the simulated hooks start with."""

from typing import Final

ZAPIER_PATH: Final = "/hooks/catch/1234567/abcdef"
MAKE_PATH: Final = "/abcdefghijklmnopqrstuvwxyz012345"
MAKE_KEY: Final = "make-local-api-key"
N8N_PATH: Final = "/webhook/5a6b7c8d"
N8N_HEADER: Final = "n8n-local-header-value"
N8N_USER: Final = "passerelle:n8n-local-password"
N8N_PASSPHRASE: Final = "n8n-local-jwt-passphrase"  # noqa: S105 - opens a simulator
STANDARD_PATH: Final = "/hooks/contracts"
STANDARD_SECRET: Final = "whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0"  # noqa: S105 - idem
REST_KEY: Final = "rest-local-api-key"
