"""Settings and secrets in SSM Parameter Store, read one folder at a time."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.sentences import Sentence
from passerelle.errors import Unavailable
from passerelle.journal.failures import code_of

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_ssm.type_defs import ParameterTypeDef

# A sender waits three seconds at most: two short attempts rather than a patient one.
_CONFIG = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 2, "mode": "standard"})


class Parameters:
    """`folder` is absolute and ends without a slash, such as `/passerelle/local/in`. `key` encrypts the secrets that
    are written, instead of the account's own key for parameters.
    """

    def __init__(self, client: "SSMClient", folder: str, key: str | None = None) -> None:
        self._client = client
        self._folder = folder
        self._key = key

    @classmethod
    def connect(cls, folder: str, key: str | None = None) -> "Parameters":
        return cls(boto3.client("ssm", config=_CONFIG), folder, key)

    def read(self, name: str) -> dict[str, str]:
        """Everything below `folder/name`, decrypted, by its name from there on; empty when there is nothing."""
        path = f"{self._folder}/{name}"
        pages = self._client.get_paginator("get_parameters_by_path").paginate(
            Path=path, Recursive=True, WithDecryption=True
        )
        try:
            return {
                parameter["Name"].removeprefix(f"{path}/"): parameter["Value"]
                for page in pages
                for parameter in page["Parameters"]
            }
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(_UNREADABLE, code="parameters_unavailable", error_type=code_of(error)) from error

    def plain(self) -> dict[str, str]:
        """Everything below the folder that is no secret, by its name from there on. No secret is decrypted."""
        return {name: one["Value"] for name, one in self._encrypted() if one["Type"] != "SecureString"}

    def names(self) -> set[str]:
        """The names of everything below the folder. No secret is decrypted."""
        return {name for name, _ in self._encrypted()}

    def write(self, name: str, value: str) -> None:
        self._client.put_parameter(Name=f"{self._folder}/{name}", Value=value, Type="String", Overwrite=True)

    def write_secret(self, name: str, value: str) -> None:
        key: Any = {"KeyId": self._key} if self._key else {}
        self._client.put_parameter(
            Name=f"{self._folder}/{name}", Value=value, Type="SecureString", Overwrite=True, **key
        )

    def write_token(self, name: str, value: str) -> None:
        """A secret that the functions renew themselves, and may outgrow a standard parameter. Raises Unavailable."""
        key: Any = {"KeyId": self._key} if self._key else {}
        try:
            self._client.put_parameter(
                Name=f"{self._folder}/{name}",
                Value=value,
                Type="SecureString",
                Tier="Intelligent-Tiering",
                Overwrite=True,
                **key,
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(_UNWRITABLE, code="parameters_unavailable", error_type=code_of(error)) from error

    def delete(self, name: str) -> None:
        """Deleting what is not there is no fault."""
        with contextlib.suppress(self._client.exceptions.ParameterNotFound):
            self._client.delete_parameter(Name=f"{self._folder}/{name}")

    def _encrypted(self) -> "Iterator[tuple[str, ParameterTypeDef]]":
        pages = self._client.get_paginator("get_parameters_by_path").paginate(
            Path=self._folder, Recursive=True, WithDecryption=False
        )
        for page in pages:
            yield from ((one["Name"].removeprefix(f"{self._folder}/"), one) for one in page["Parameters"])


_UNREADABLE = Sentence(
    fr="SSM n'a pas donné les paramètres. Si cela dure, vérifiez les droits de la fonction et l'état d'AWS.",
    en="SSM did not give the parameters. If this lasts, check the function's permissions and the state of AWS.",
)

_UNWRITABLE = Sentence(
    fr="SSM n'a pas enregistré le jeton d'accès renouvelé. Si cela dure, vérifiez les droits de la fonction et l'état "
    "d'AWS.",
    en="SSM did not store the renewed access token. If this lasts, check the function's permissions and the state of "
    "AWS.",
)
