"""The Slack workspace that the simulator starts with."""

from typing import Final

TOKEN: Final = "xoxb-local-token"  # noqa: S105 - invented, for the simulator alone
SIGNING_SECRET: Final = "slack-local-signing-secret"  # noqa: S105 - idem
USER: Final = "U0LOCAL"
CHANNELS: Final = {"C0LEGAL001": "juridique", "C0SALES001": "ventes"}
INCOMING_WEBHOOK_PATH: Final = "/services/T0LOCAL/B0LOCAL/local-webhook-secret"
INCOMING_WEBHOOK_CHANNEL: Final = "C0LEGAL001"
