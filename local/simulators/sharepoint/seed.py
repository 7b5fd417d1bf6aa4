"""The library and the application that the simulator starts with."""

from typing import Final

TENANT: Final = "00000000-0000-4000-8000-0000000000aa"
DRIVE: Final = "b!exemple-bibliotheque"
CLIENT_ID: Final = "00000000-0000-4000-8000-0000000000bb"
CLIENT_SECRET: Final = "sharepoint-local-secret"  # noqa: S105 - invented, for the simulator alone
