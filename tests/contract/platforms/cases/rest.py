"""Any REST API: what is sent, with a key; reads and changes are in test_rest_api.py."""

from local.simulators.hooks import seed
from tests.contract.platforms.case import Message, PlatformCase

REST = PlatformCase(
    name="rest",
    base_url=lambda address: f"{address.url}/rest",
    secrets={"api_key": seed.REST_KEY},
    needs_secrets=False,
    wait_s=60,
    message=Message("post", {"resource": "notes"}, "messages", has_id=False),
)
