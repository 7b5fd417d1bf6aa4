"""Which request leads to what, and which role it needs. There is no other way in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelle.console.access import Role
from passerelle.console.requests import Request

READING: Final = "GET"
ACTING: Final = "POST"

Handle = Callable[[Request], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` has the names of its parts in braces. An `action` is one that the audit trail keeps, and `before` gives
    what stands before it; nothing that changes something is without."""

    method: str
    path: str
    role: Role
    handle: Handle
    action: str | None = None
    before: Handle | None = None

    def names_in(self, method: str, path: str) -> Mapping[str, str] | None:
        """The parts of a path that this route names; None when it is not for it."""
        wanted, given = self.path.split("/"), path.split("/")
        if method != self.method or len(wanted) != len(given):
            return None
        pairs = list(zip(wanted, given, strict=True))
        if any(want != have and not (want.startswith("{") and have) for want, have in pairs):
            return None
        return {want.strip("{}"): have for want, have in pairs if want.startswith("{")}


def reading(path: str, handle: Handle, role: Role = Role.READ) -> Route:
    return Route(READING, path, role, handle)


def asking(path: str, handle: Handle, role: Role = Role.READ) -> Route:
    """A question whose words are too long, or too private, for an address: it changes nothing."""
    return Route(ACTING, path, role, handle)


def acting(path: str, action: str, role: Role, handle: Handle, before: Handle) -> Route:
    return Route(ACTING, path, role, handle, action, before)


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    for route in routes:
        names = route.names_in(method, path)
        if names is not None:
            return route, names
    return None
