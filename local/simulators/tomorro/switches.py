"""What Tomorro's public pages leave open, each as a switch whose default is the project's assumption."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(StrEnum):
    """The five documented forms of a list; `documented` gives each endpoint its own."""

    DOCUMENTED = "documented"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"


class Switches(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    list_shape: Shape = Shape.DOCUMENTED
    cursor_name: Literal["none", "nextCursor", "next_cursor", "next", "endCursor"] = "none"
    """Where form P2 shows its cursor; the documented sample has none."""
    id_prefix: bool = True
    wrap_single: bool = False
    mandatory_fields: bool = True
    integration_types: tuple[str, ...] = ("salesforce", "hubspot")
    approval_pending: bool = False
    """On: a signature request is accepted but not sent."""
    signature_events: Literal["both", "signed", "status"] = "both"
    webhooks_on_api_calls: bool = True
    signed_files_after_reads: int = Field(default=0, ge=0)
    """So many reads of the signed files of a contract are empty before the files are there."""
    full_clauses: bool = True
    rows_left_out: Literal["removed", "kept"] = "removed"
    """What becomes of the rows of a table that a call does not name."""
    link_lifetime_s: int = Field(default=600, gt=0)
    sunset_versions: tuple[str, ...] = ("2024-11-04.zero",)
