"""How bad a finding is."""

from enum import StrEnum


class Severity(StrEnum):
    """An ERROR makes a check fail; a NOTE is something to do or to know that no check can settle."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
