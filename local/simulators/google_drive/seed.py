"""The service account and the shared folder that the simulator starts with."""

import json
from typing import Final

from local.simulators.chassis.keys import private_pem

ACCOUNT: Final = "passerelle@exemple.iam.gserviceaccount.com"
AUDIENCE: Final = "https://oauth2.googleapis.com/token"
FOLDER: Final = "1folderOfContracts"


def service_account() -> str:
    """The key file as Google gives it, in what we read of it."""
    return json.dumps(
        {
            "type": "service_account",
            "client_email": ACCOUNT,
            "private_key_id": "local",
            "private_key": private_pem(),
            "token_uri": AUDIENCE,
        }
    )
