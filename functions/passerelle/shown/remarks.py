"""What people said of runs."""

from typing import Any

from passerelle.core.trials import Remark


def remark_json(one: Remark) -> dict[str, Any]:
    closing = one.closing
    return {
        "run": one.run_id,
        "version": one.version,
        "verdict": one.verdict,
        "comment": one.comment,
        "by": one.by,
        "at": one.at.isoformat(),
        "closed": {"by": closing.by, "at": closing.at.isoformat(), "version": closing.version} if closing else None,
    }
