"""The simulated accounts that connections lead to: where they are, their secrets, how their webhooks are registered.

Shipped connections and those of the examples each have one row. All secrets are invented: they open the simulators and
nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from local.simulators import Address
from local.simulators.airtable import seed as airtable
from local.simulators.bamboohr import seed as bamboohr
from local.simulators.chassis.keys import private_pem
from local.simulators.docusign import seed as docusign
from local.simulators.google_sheets import seed as google_sheets
from local.simulators.greenhouse import seed as greenhouse
from local.simulators.hooks import seed as hooks
from local.simulators.hubspot import seed as hubspot
from local.simulators.lucca import seed as lucca
from local.simulators.personio import seed as personio
from local.simulators.pipedrive import seed as pipedrive
from local.simulators.salesforce import seed as salesforce
from local.simulators.sharepoint import seed as sharepoint
from local.simulators.slack import seed as slack
from local.simulators.teams import seed as teams
from local.simulators.tomorro import seed as tomorro
from local.simulators.typeform import seed as typeform
from local.simulators.yousign import seed as yousign

TOMORRO_SIGNING = "tomorro-local-signing-secret"
INTAKE_SIGNING = "intake-local-signing-secret"
N8N_TOKEN = "n8n-local-token"  # noqa: S105 - opens a simulator
PIPEDRIVE_WEBHOOK = ("passerelle", "pipedrive-local-password")
HUBSPOT_TYPES = [
    *(f"deal.propertyChange:{name}" for name in ("dealstage", "amount", "contract_approved")),
    "company.propertyChange:name",
]


@dataclass(frozen=True, slots=True)
class Webhook:
    """A control request to a simulator by which it calls an address from then on: its path and its body, but for the
    target's `url`. `signs_url` is for a sender that signs the address it believes to call, as `public_url`."""

    path: str
    body: Mapping[str, Any]
    signs_url: bool = False

    def request(self, target: Mapping[str, str], public_url: str) -> dict[str, Any]:
        return {**target, **({"public_url": public_url} if self.signs_url else {}), **self.body}


@dataclass(frozen=True, slots=True)
class Account:
    """`simulator` is the name under which the platform's simulator is controlled. A secret that is an address begins
    with `{simulators}`.
    """

    connection: str
    simulator: str | None = None
    settings: Callable[[Address], Mapping[str, str]] = lambda _address: {}
    secrets: Mapping[str, str] = field(default_factory=dict)
    webhooks: Sequence[Webhook] = ()


SHIPPED: Sequence[Account] = (
    Account(
        "tomorro",
        "tomorro",
        lambda at: {"base_url": at.tomorro, "app_url": f"{at.tomorro_app}/contracts/{{id}}"},
        {"signing": TOMORRO_SIGNING, "api_key": tomorro.API_KEY},
        [Webhook("webhooks", {"name": "Passerelle", "secret": TOMORRO_SIGNING})],
    ),
    Account(
        "hubspot",
        "hubspot",
        lambda at: {"base_url": at.hubspot},
        {"client_secret": hubspot.CLIENT_SECRET, "access_token": hubspot.TOKEN},
        [Webhook("subscriptions", {"types": HUBSPOT_TYPES}, signs_url=True)],
    ),
    Account(
        "slack",
        "slack",
        lambda at: {"base_url": f"{at.slack}/api"},
        {"bot_token": slack.TOKEN, "signing": slack.SIGNING_SECRET},
        [Webhook("subscriptions", {"events": ["reaction_added"]})],
    ),
    Account(
        "pipedrive",
        "pipedrive",
        lambda at: {"base_url": at.pipedrive},
        {"webhook": ":".join(PIPEDRIVE_WEBHOOK), "api_token": pipedrive.TOKEN},
        [
            Webhook(
                "subscriptions",
                {
                    "event_action": "change",
                    "event_object": "deal",
                    "user": PIPEDRIVE_WEBHOOK[0],
                    "password": PIPEDRIVE_WEBHOOK[1],
                },
            )
        ],
    ),
    Account("intake", secrets={"signing": INTAKE_SIGNING}),
)
"""Those of config/connections."""

OF_EXAMPLES: Sequence[Account] = (
    # The simulator knows one pair of keys. A deployed function signs with its own role, to open a bucket.
    Account("s3", "s3", lambda at: {"base_url": at.s3}),
    Account("ses", "ses", lambda at: {"base_url": at.ses}),
    Account(
        "sharepoint",
        "sharepoint",
        lambda at: {
            "base_url": f"{at.sharepoint}/v1.0",
            "login_url": at.sharepoint,
            "tenant": sharepoint.TENANT,
            "drive_id": sharepoint.DRIVE,
        },
        {"client_id": sharepoint.CLIENT_ID, "client_secret": sharepoint.CLIENT_SECRET},
    ),
    Account(
        "make", "make", secrets={"webhook_url": f"{{simulators}}/make{hooks.MAKE_PATH}", "api_key": hooks.MAKE_KEY}
    ),
    Account("n8n", "n8n", secrets={"token": N8N_TOKEN}),
    Account(
        "airtable",
        "airtable",
        lambda at: {"base_url": at.airtable},
        {"signing": airtable.MAC_SECRET, "access_token": airtable.TOKEN},
        [Webhook("subscriptions", {})],
    ),
    Account(
        "google-sheets",
        "google-sheets",
        lambda at: {"base_url": at.google_sheets, "token_url": f"{at.google_sheets}/token"},
        {"service_account": google_sheets.service_account()},
    ),
    Account(
        "typeform",
        "typeform",
        lambda at: {"base_url": at.typeform},
        {"signing": typeform.SECRET, "access_token": typeform.TOKEN},
        [Webhook("subscriptions", {})],
    ),
    Account(
        "salesforce",
        "salesforce",
        lambda at: {"base_url": at.salesforce},
        {
            "address": salesforce.ADDRESS,
            "organization": salesforce.ORGANIZATION_ID,
            "client_id": salesforce.CLIENT_ID,
            "client_secret": salesforce.CLIENT_SECRET,
        },
    ),
    Account("teams", "teams", secrets={"webhook_url": f"{{simulators}}/teams{teams.PATH}?{teams.QUERY}"}),
    Account(
        "yousign",
        "yousign",
        lambda at: {"base_url": at.yousign},
        {"signing": yousign.SECRET_KEY, "api_key": yousign.API_KEY},
        [Webhook("subscriptions", {"events": ["signature_request.done"]})],
    ),
    Account(
        "partner",
        "standard-webhooks",
        secrets={
            "webhook_url": f"{{simulators}}/standard-webhooks{hooks.STANDARD_PATH}",
            "sending": hooks.STANDARD_SECRET,
            "signing": hooks.STANDARD_SECRET,
        },
    ),
    Account(
        "bamboohr",
        "bamboohr",
        lambda at: {"base_url": at.bamboohr},
        {"private_key": bamboohr.PRIVATE_KEY, "api_key": bamboohr.API_KEY},
        [Webhook("subscriptions", {"monitor_fields": ["jobTitle", "payRate"]})],
    ),
    Account(
        "docusign",
        "docusign",
        lambda at: {"base_url": at.docusign, "login_url": f"{at.url}/docusign"},
        {"signing": docusign.CONNECT_KEY, "private_key": private_pem()},
        [Webhook("subscriptions", {"events": ["envelope-completed"]})],
    ),
    Account(
        "greenhouse",
        "greenhouse",
        lambda at: {"base_url": at.greenhouse, "auth_url": f"{at.url}/greenhouse", "client_id": greenhouse.CLIENT_ID},
        {"signing": greenhouse.SECRET_KEY, "client_secret": greenhouse.CLIENT_SECRET},
        [Webhook("subscriptions", {"events": ["hire_candidate"]})],
    ),
    Account(
        "lucca",
        "lucca",
        lambda at: {"base_url": at.lucca, "auth_url": f"{at.url}/lucca", "client_id": lucca.CLIENT_ID},
        {"signing": lucca.SECRET, "client_secret": lucca.CLIENT_SECRET},
        [Webhook("subscriptions", {})],
    ),
    Account(
        "personio",
        "personio",
        lambda at: {"base_url": at.personio, "client_id": personio.CLIENT_ID},
        {"webhook": personio.TOKEN, "client_secret": personio.CLIENT_SECRET},
        [Webhook("subscriptions", {})],
    ),
)
"""Those of config/examples/connections."""

ALL: Sequence[Account] = (*SHIPPED, *OF_EXAMPLES)

SECRETS: Mapping[tuple[str, str], str] = {
    (account.connection, name): value for account in ALL for name, value in account.secrets.items()
}


def secrets_at(address: Address, connection: str) -> dict[str, str]:
    """Those of a connection, where the simulators answer there."""
    return {
        name: value.replace("{simulators}", address.url) for (of, name), value in SECRETS.items() if of == connection
    }
