"""The life cycle of Tomorro's API versions, as the header `tomorro-version` shows it."""

import re
from collections.abc import Container
from typing import Final

from local.simulators.chassis.calls import RefusedError

LATEST: Final = "2025-01-29.alpha"
DEPRECATED: Final = "2025-01-15.init"
SUNSET_ON: Final = "2027-01-15"

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}\.[a-z]+")


def headers_of(wanted: str | None, sunset: Container[str]) -> dict[str, str]:
    """The answer's headers for the version asked for; no header means the latest one."""
    version = LATEST if wanted is None else wanted
    if not _FORM.fullmatch(version):
        raise RefusedError(400, "tomorro-version must look like YYYY-MM-DD.codename")
    if version in sunset:
        raise RefusedError(410, "This version of the API is no longer available")
    if version == DEPRECATED:
        warning = f"Version {DEPRECATED} is deprecated, move to {LATEST}"
        return {"tomorro-version": version, "x-api-deprecation-warning": warning, "sunset": SUNSET_ON}
    if version != LATEST:
        raise RefusedError(400, "This version of the API does not exist")
    return {"tomorro-version": version}
