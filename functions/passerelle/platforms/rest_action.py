"""One action of a manifest: the exact request it makes, and what is kept of the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from passerelle import http_faults
from passerelle.configuration.call_file import Call
from passerelle.configuration.manifest_file import ManifestAction
from passerelle.configuration.text_checks import names_of
from passerelle.core.file_names import plain
from passerelle.core.steps import Json, Nature, Request, Value
from passerelle.core.templates import compile_template
from passerelle.platforms.finding import find_again
from passerelle.platforms.looking_up import look_up
from passerelle.platforms.nesting import nested
from passerelle.platforms.parameters import parameters
from passerelle.platforms.requests import expression, fill_call
from passerelle.platforms.taking import taken

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
        """With what `find` will need of it, where there is one. Where the request depends on what is read just before
        it, only its names are known yet. Raises MappingFailed where a parameter is empty or has not its form.
        """
        names = self._names(request)
        find, lookup = self.described.find, self.described.lookup
        if lookup is None:
            call = fill_call(self.described.request, names)
            return {**call, "mark": request.mark, "names": self._kept(names, find.request)} if find else call
        calls = (lookup.request, self.described.request, self.described.otherwise, find.request if find else None)
        kept = self._kept(names, *(one for one in calls if one is not None))
        cells = {value.to: value.value for value in self._values(request)}
        return {"mark": request.mark, "names": kept, "cells": cells}

    def perform(self, call: Json) -> Json:
        if self.described.lookup is None:
            return self._result(self._sent(call, self.described.request), self.described.result)
        names = {**self.platform.settings, **call["names"]}
        looked = look_up(self.platform, self.described.lookup, names, call["cells"])
        request = self.described.request if looked.found else self.described.otherwise
        if request is None:
            raise http_faults.not_found(self.platform.connection)
        known = {**names, **looked.names}
        answer = self._sent(fill_call(request, known), request)
        return self._result({**call["names"], **looked.names, "answer": answer}, self.described.result)

    def _sent(self, filled: Json, request: Call) -> Any:
        return taken(request, self.platform.send(filled, request, only_reads=False), self.platform.settings)

    def find(self, call: Json, since: datetime) -> Json | None:
        """Without `find`, an action is repeatable or cannot be read back: there is nothing to look for."""
        find = self.described.find
        if find is None:
            return None
        names = {**self.platform.settings, **call["names"]}
        item = find_again(self.platform, find, names, call["mark"], since)
        return self._result(item, find.result or self.described.result) if item is not None else None

    def _kept(self, names: Json, *calls: Call) -> Json:
        """What these requests will need, besides the settings."""
        needed = frozenset[str]().union(*(names_of(call) for call in calls))
        return {name: value for name, value in names.items() if name in needed and name not in self.platform.settings}

    def _values(self, request: Request) -> tuple[Value, ...]:
        if self.described.mark_as is None:
            return request.values
        field = str(compile_template(self.described.mark_as).fill(self.platform.settings))
        return (*request.values, Value(field, request.mark))

    def _names(self, request: Request) -> Json:
        return self.platform.names(
            request.params.get("record"),
            {
                **parameters(self.described.params, request.params),
                "id": request.linked_id,
                "values": nested(self._values(request)),
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


def _slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


ESCAPES: Mapping[str, Callable[[str], str]] = {"none": str, "slack": _slack, "file_name": plain}
