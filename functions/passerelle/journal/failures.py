"""What AWS refuses, told by its code alone: its own words may hold names of the account."""

from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.sentences import Sentence

AWS_ERRORS: Final = (BotoCoreError, ClientError)


def code_of(error: BotoCoreError | ClientError) -> str:
    """AWS's own code of the refusal, or the type of what kept us from asking."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "?"))
    return type(error).__name__


def sentence_of(error: BotoCoreError | ClientError) -> Sentence:
    """For the person who typed a command, so that this person can act."""
    code = code_of(error)
    if isinstance(error, ClientError):
        return Sentence(
            fr=f"AWS a refusé la demande ({code}). Vérifiez vos droits, la région, et que la pile est déployée.",
            en=f"AWS refused the request ({code}). Check your permissions, the region, and that the stack is deployed.",
        )
    return Sentence(
        fr=f"AWS n'a pas pu être appelé ({code}). Vérifiez vos identifiants, la région et le réseau.",
        en=f"AWS could not be called ({code}). Check your credentials, the region and the network.",
    )
