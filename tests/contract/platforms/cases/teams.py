"""Microsoft Teams: messages only, to an address that is the secret."""

from local.simulators.teams import seed
from tests.contract.platforms.case import Message, PlatformCase

TEAMS = PlatformCase(
    name="teams",
    base_url=lambda address: f"{address.teams}{seed.PATH}",
    secrets={"webhook_url": f"{{base_url}}?{seed.QUERY}"},
    wrong_secret="{base_url}?api-version=1&sig=an-old-secret-value",
    wait_s=60,
    message=Message(
        "post_link",
        {"title": "Contrat signé", "text": "Bail de la librairie", "link": "https://app.example/contracts/1"},
        "messages",
        has_id=False,
    ),
)
