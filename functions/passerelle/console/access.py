"""Who asks, and what they may: from the claims of a token that API Gateway has verified."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final


class Role(IntEnum):
    """Each may all that the one before may."""

    NONE = 0
    READ = 1
    OPERATE = 2
    CHANGE = 3


NAMES: Final = {"read": Role.READ, "operate": Role.OPERATE, "change": Role.CHANGE}
NAMES_OF_A_PERSON: Final = ("email", "cognito:username", "username", "preferred_username", "sub")


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is what the audit trail calls them."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Access:
    """`claim` holds the groups of a person, in which those of ours begin with `prefix`: passerelle-operate."""

    claim: str
    prefix: str

    def person(self, event: Mapping[str, Any]) -> Person | None:
        """None without a verified token. A person in none of our groups may nothing."""
        authorizer = event["requestContext"].get("authorizer") or {}
        claims = (authorizer.get("jwt") or {}).get("claims") or {}
        name = next((str(claims[key]) for key in NAMES_OF_A_PERSON if claims.get(key)), None)
        if name is None:
            return None
        roles = [NAMES.get(group.removeprefix(self.prefix), Role.NONE) for group in self._groups(claims)]
        return Person(name, max(roles, default=Role.NONE))

    def _groups(self, claims: Mapping[str, Any]) -> list[str]:
        """API Gateway hands a list on as the text `[a b]`; some issuers give one text with spaces or commas."""
        given = claims.get(self.claim) or []
        names = given if isinstance(given, list) else re.split(r"[\s,]+", str(given).strip("[] "))
        return [str(name).strip('"') for name in names if str(name).strip('"').startswith(self.prefix)]
