"""Why a request was refused: for our logs and never for the sender."""

from enum import StrEnum


class Reason(StrEnum):
    MISSING_HEADER = "missing_header"
    MALFORMED_HEADER = "malformed_header"
    NO_SECRET = "no_secret"  # noqa: S105 - a reason, not a secret
    UNUSABLE_SECRET = "unusable_secret"  # noqa: S105 - idem
    MISMATCH = "mismatch"
    STALE = "stale"
    NO_HANDSHAKE = "no_handshake"
