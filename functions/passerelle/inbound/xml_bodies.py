"""XML as a plain tree: an element's children by their local names, its text where it has none.

Namespaces are left out; attributes are `@name`, and the text beside them is `#text`; `xsi:nil` is null. A document type
is refused before anything in it is read, so that no entity is ever expanded.
"""

from collections.abc import Collection
from typing import Any, Never
from xml.etree.ElementTree import ParseError, XMLParser

from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.inbound.json_bodies import MAX_DEPTH

TEXT = "#text"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def read_xml(body: bytes, lists: Collection[str]) -> dict[str, Any]:
    """`{root: tree}`. An element that is repeated, or that `lists` names, is a list."""
    tree = _Tree(lists)
    parser = XMLParser(target=tree)  # noqa: S314 - it resolves nothing external, and `doctype` refuses the rest
    try:
        parser.feed(body.decode("utf-8"))
        parser.close()
    except (ParseError, ValueError) as error:
        raise _malformed("is not valid XML in UTF-8", "n'est pas du XML valide en UTF-8") from error
    return tree.root


class _Tree:
    """What the parser tells of, one element at a time."""

    def __init__(self, lists: Collection[str]) -> None:
        self._lists = lists
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.root: dict[str, Any] = {}

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> Never:
        raise _malformed("holds a document type", "contient un type de document (DOCTYPE)")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) == MAX_DEPTH:
            raise _malformed(f"is nested more than {MAX_DEPTH} levels deep", f"dépasse {MAX_DEPTH} niveaux")
        told = {name if name == _NIL else f"@{_local(name)}": value for name, value in attributes.items()}
        self._open.append((_local(tag), told, []))

    def data(self, text: str) -> None:
        self._open[-1][2].append(text)

    def end(self, _tag: str) -> None:
        name, found, texts = self._open.pop()
        parent = self._open[-1][1] if self._open else self.root
        value = _value(found, "".join(texts))
        before = parent.get(name)
        if isinstance(before, list):
            before.append(value)
        elif name in parent:
            parent[name] = [before, value]
        else:
            parent[name] = [value] if name in self._lists else value

    def close(self) -> None:
        """The tree is where it was built."""


def _value(found: dict[str, Any], text: str) -> Any:
    if found.pop(_NIL, "").strip() in {"true", "1"}:
        return None
    if not found:
        return text
    return {**found, TEXT: text} if text.strip() else found


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _malformed(what_en: str, what_fr: str) -> InvalidPayload:
    return InvalidPayload(
        Sentence(
            fr=f"Le corps de la requête {what_fr}. Envoyez un document XML simple en UTF-8, puis réessayez.",
            en=f"The body of the request {what_en}. Send a plain XML document in UTF-8, then try again.",
        ),
        code="malformed_body",
    )
