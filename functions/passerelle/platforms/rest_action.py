"""One action of a manifest: the exact request it makes, and what is kept of the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from passerelle import http_faults
from passerelle.configuration.manifest_file import ManifestAction
from passerelle.configuration.text_checks import names_of
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature, Request, Value
from passerelle.core.templates import compile_template
from passerelle.errors import MappingFailed
from passerelle.platforms.finding import find_again
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
        """With what `find` will need of it, where there is one. Raises MappingFailed where a parameter that is needed
        has no value: what the platform makes of a hole is not always an error.
        """
        for name, param in self.described.params.items():
            if param.default is None and request.params.get(name) in (None, ""):
                raise MappingFailed(_empty(name), code="missing_value", connection=self.platform.connection)
        names = self._names(request)
        call = fill_call(self.described.request, names)
        find = self.described.find
        if find is None:
            return call
        needed = names_of(find.request)
        kept = {name: value for name, value in names.items() if name in needed and name not in self.platform.settings}
        return {**call, "mark": request.mark, "names": kept}

    def perform(self, call: Json) -> Json:
        return self._result(self.platform.send(call, only_reads=False), self.described.result)

    def find(self, call: Json, since: datetime) -> Json | None:
        """Without `find`, an action is repeatable or cannot be read back: there is nothing to look for."""
        find = self.described.find
        if find is None:
            return None
        names = {**self.platform.settings, **call["names"]}
        item = find_again(self.platform, find, names, call["mark"], since)
        return self._result(item, find.result or self.described.result) if item is not None else None

    def _names(self, request: Request) -> Json:
        values = request.values
        if self.described.mark_as is not None:
            field = str(compile_template(self.described.mark_as).fill(self.platform.settings))
            values = (*values, Value(field, request.mark))
        return self.platform.names(
            request.params.get("record"),
            {
                **{name: param.default for name, param in self.described.params.items()},
                **request.params,
                "id": request.linked_id,
                "values": nested(values),
                "mark": request.mark,
            },
        )

    def _result(self, body: Any, paths: Mapping[str, str]) -> Json:
        """What is kept of an answer. A record without id cannot be linked: as if the answer could not be read."""
        result = {name: expression(path).search(body) for name, path in paths.items()}
        if self.described.makes is None:
            return result
        if result.get("id") in {None, ""}:
            raise http_faults.unreadable(self.platform.connection, HTTPStatus.OK, only_reads=False)
        return {**result, "id": str(result["id"])}


def _empty(name: str) -> Sentence:
    return Sentence(
        fr=f"Le paramètre « {name} » de l'action est vide : ce qu'il reprend manque. Complétez la fiche, puis rejouez "
        "l'exécution.",
        en=f'The parameter "{name}" of the action is empty: what it takes up is missing. Fill in the record, then '
        "replay the run.",
    )


def _slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


ESCAPES: Mapping[str, Callable[[str], str]] = {"none": str, "slack": _slack}
