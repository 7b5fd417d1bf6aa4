"""What AWS answers to a command that a person types, told so that the person can act."""

from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.sentences import Sentence

AWS_ERRORS: Final = (BotoCoreError, ClientError)


def sentence_of(error: BotoCoreError | ClientError) -> Sentence:
    """AWS's own words may hold names of the account: its code says enough."""
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", "?"))
        return Sentence(
            fr=f"AWS a refusé la demande ({code}). Vérifiez vos droits, la région, et que la pile est déployée.",
            en=f"AWS refused the request ({code}). Check your permissions, the region, and that the stack is deployed.",
        )
    code = type(error).__name__
    return Sentence(
        fr=f"AWS n'a pas pu être appelé ({code}). Vérifiez vos identifiants, la région et le réseau.",
        en=f"AWS could not be called ({code}). Check your credentials, the region and the network.",
    )
