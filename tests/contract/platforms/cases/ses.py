"""Amazon SES: e-mails only, signed with the keys of whoever runs."""

from local.simulators.ses import seed
from tests.contract.platforms.case import Message, PlatformCase

SES = PlatformCase(
    name="ses",
    base_url=lambda address: address.ses,
    settings={"region": seed.REGION, "sender": seed.SENDER},
    refuses_secrets=False,
    needs_secrets=False,
    wait_s=2,
    message=Message(
        "send_email",
        {"to": seed.LEGAL, "subject": "Contrat signé", "text": "Le bail de Nantes est signé."},
        "messages",
    ),
)
