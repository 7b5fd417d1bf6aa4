"""One thing that is no longer as it was."""

from dataclasses import dataclass
from enum import StrEnum

from passerelle.core.sentences import Sentence


class DriftKind(StrEnum):
    FIELD_REMOVED = "field_removed"
    FIELD_RENAMED = "field_renamed"
    FIELD_RETYPED = "field_retyped"
    FIELD_READ_ONLY = "field_read_only"
    FIELD_MANDATORY = "field_mandatory"
    OPTION_ADDED = "option_added"
    OPTION_RENAMED = "option_renamed"
    OPTION_REMOVED = "option_removed"
    CHOICE_REMOVED = "choice_removed"
    CHOICE_RENAMED = "choice_renamed"
    RULES_CHANGED = "rules_changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """`path` is where: `deal.siret` of what is read, `do.field.SIRET` of what is filled. `breaks` tells that runs will
    stop, or go on without what they should have; the sentence says which. `stops` tells that every run will be
    parked.
    """

    kind: DriftKind
    path: str
    sentence: Sentence
    breaks: bool
    stops: bool = False
