"""The flow of Microsoft Teams that the simulator starts with: who knows its whole address may post."""

from typing import Final

FLOW_ID: Final = "0123456789abcdef0123456789abcdef"
SIGNATURE: Final = "teams-local-signature"
PATH: Final = f"/workflows/{FLOW_ID}/triggers/manual/paths/invoke"
QUERY: Final = f"api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}"
