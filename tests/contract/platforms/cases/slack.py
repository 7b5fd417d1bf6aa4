"""Slack: messages only."""

from local.simulators.slack import seed
from tests.contract.platforms.case import Message, PlatformCase

SLACK = PlatformCase(
    name="slack",
    base_url=lambda address: f"{address.slack}/api",
    secrets={"bot_token": seed.TOKEN},
    wait_s=30,
    message=Message("post_message", {"channel": "#juridique", "text": "Contrat signé"}, "messages"),
)
