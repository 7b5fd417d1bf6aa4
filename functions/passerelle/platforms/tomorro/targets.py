"""What the lines of an exchange can fill in Tomorro (`to:`), sorted into what a contract is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelle.core.steps import Request, Value
from passerelle.platforms.tomorro import refusals
from passerelle.platforms.tomorro.names import closest, tidy

# The names of the steps, under which later steps find their results.
COUNTERPARTY_STEP: Final = "counterparty"
CONTRACT_STEP: Final = "contract"

COUNTERPARTY_NAME: Final = "counterparty.name"
COUNTERPARTY_FIELD: Final = "counterparty.field."
CONTRACT_NAME: Final = "contract.name"
EXTERNAL: Final = "signatory.external"
INTERNAL: Final = "signatory.internal"
MEMBER: Final = "member"
FOLDER: Final = "folder"
REFERENT: Final = "referent"
SUPERVISOR: Final = "supervisor"

COUNTERPARTY_ID: Final = "counterparty.id"
COUNTERPARTY_STATUS: Final = "counterparty.status"
FIELD_BY_NAME: Final = "field."
FIELD_BY_ID: Final = "field:"

ROWS: Final = "rows"
FILE_URL: Final = "file.url"
FILE_NAME: Final = "file.name"

MEMBER_EMAIL: Final = "member.email"
MEMBER_FIRST_NAME: Final = "member.first_name"
MEMBER_LAST_NAME: Final = "member.last_name"
MEMBER_ROLE: Final = "member.role"
MEMBER_GROUP: Final = "member.group"
MEMBER_STATUS: Final = "member.status"
MEMBER_FOLDER: Final = "member.folder"
MEMBER_SUBSTITUTE: Final = "member.substitute"

OF_CONTRACT: Final = (CONTRACT_NAME, EXTERNAL, INTERNAL, MEMBER, FOLDER)
AT_CREATION: Final = (REFERENT, SUPERVISOR)
OF_COUNTERPARTY: Final = (COUNTERPARTY_NAME, COUNTERPARTY_STATUS)
OF_MEMBER: Final = (MEMBER_EMAIL, MEMBER_FIRST_NAME, MEMBER_LAST_NAME, MEMBER_ROLE, MEMBER_GROUP)
OF_KNOWN_MEMBER: Final = (MEMBER_STATUS, MEMBER_FOLDER, MEMBER_SUBSTITUTE)

PLAIN: Final = (
    *OF_COUNTERPARTY,
    COUNTERPARTY_ID,
    *OF_CONTRACT,
    *AT_CREATION,
    ROWS,
    FILE_URL,
    FILE_NAME,
    *OF_MEMBER,
    *OF_KNOWN_MEMBER,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The exchange of one request. References of fields are names or `field:ID`."""

    plain: Mapping[str, Any]
    fields: tuple[Value, ...]
    counterparty_fields: tuple[Value, ...]

    def text(self, to: str) -> str | None:
        value = self.plain.get(to)
        return tidy(str(value)) or None if value is not None else None

    def texts(self, to: str) -> list[str]:
        """One or several, each once, in their order."""
        value = self.plain.get(to)
        values = value if isinstance(value, list) else [value]
        return list(dict.fromkeys(tidy(str(one)) for one in values if one is not None and tidy(str(one))))


def wanted_of(request: Request) -> Wanted:
    plain: dict[str, Any] = {}
    fields: list[Value] = []
    counterparty_fields: list[Value] = []
    for line in request.values:
        if line.to in PLAIN:
            plain[line.to] = line.value
        elif line.to.startswith(COUNTERPARTY_FIELD):
            counterparty_fields.append(Value(line.to.removeprefix(COUNTERPARTY_FIELD), line.value))
        elif line.to.startswith(FIELD_BY_ID):
            fields.append(line)
        elif line.to.startswith(FIELD_BY_NAME):
            fields.append(Value(line.to.removeprefix(FIELD_BY_NAME), line.value))
        else:
            raise refusals.unknown_target(line.to, closest(line.to, PLAIN))
    return Wanted(plain=plain, fields=tuple(fields), counterparty_fields=tuple(counterparty_fields))


def param(request: Request, name: str) -> str:
    value = request.params.get(name)
    if not isinstance(value, str) or not value.strip():
        raise refusals.missing_param(name)
    return value.strip()


def linked_contract(request: Request) -> str:
    """The one linked to the record, else the one that an earlier step of this run has just created."""
    contract_id = request.linked_id or request.results.get(CONTRACT_STEP, {}).get("id")
    if not contract_id:
        raise refusals.no_contract()
    return str(contract_id)
