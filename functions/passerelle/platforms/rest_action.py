"""One action of a manifest: the exact request it makes, and what is kept of the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from passerelle.configuration.manifest_file import ManifestAction
from passerelle.core.steps import Json, Nature, Request
from passerelle.platforms.nesting import nested
from passerelle.platforms.requests import expression, fill_call

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform


@dataclass(frozen=True, slots=True)
class RestAction:
    platform: "RestPlatform"
    described: ManifestAction

    @property
    def nature(self) -> Nature:
        return self.described.nature

    def prepare(self, request: Request) -> Json:
        kind = request.params.get("record")
        names = self.platform.names(
            kind,
            {
                **{name: param.default for name, param in self.described.params.items()},
                **request.params,
                "id": request.linked_id,
                "values": nested(request.values),
                "mark": request.mark,
            },
        )
        return fill_call(self.described.request, names)

    def perform(self, call: Json) -> Json:
        body = self.platform.send(call, only_reads=False)
        return {name: expression(path).search(body) for name, path in self.described.result.items()}

    def find(self, call: Json, since: datetime) -> Json | None:
        """A manifest's actions are repeatable, or cannot be read back: there is nothing to look for."""
        del call, since
        return None


def _slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


ESCAPES: Mapping[str, Callable[[str], str]] = {"none": str, "slack": _slack}
