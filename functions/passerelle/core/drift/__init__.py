"""What changed on a platform since an automation was last looked at, and what that does to the runs to come.

A fingerprint is what the automation uses of both schemas, as JSON that can be kept; two of them are compared.
"""

from passerelle.core.drift.comparing import differences
from passerelle.core.drift.difference import Difference, DriftKind
from passerelle.core.drift.fingerprint import fingerprint
from passerelle.core.drift.look import Look

__all__ = ["Difference", "DriftKind", "Look", "differences", "fingerprint"]
