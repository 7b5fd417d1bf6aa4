"""The texts of a manifest's requests: each name in them must be given by something."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from passerelle.configuration.call_file import Call
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.surroundings import unknown
from passerelle.core.expressions import InvalidExpression
from passerelle.core.sentences import Sentence
from passerelle.core.templates import compile_template

_NAME = Sentence(fr="Rien", en="Nothing")


def call_problems(place: Place, call: Call, known: set[str]) -> Iterator[Problem]:
    for key, tree in _texts(call).items():
        yield from text_problems((*place, key), tree, known)


def text_problems(place: Place, tree: Any, known: set[str]) -> Iterator[Problem]:
    try:
        template = compile_template(tree)
    except InvalidExpression as error:
        yield Problem(place, error.sentence)
        return
    for path in template.expressions():
        for root in path.needs():
            if root not in known:
                yield unknown(place, _NAME, root, known)


def header_problems(place: Place, text: str, known: Iterable[str]) -> Iterator[Problem]:
    """A header, or a secret address, names each secret and setting as a whole."""
    try:
        paths = compile_template(text).expressions()
    except InvalidExpression as error:
        yield Problem(place, error.sentence)
        return
    for path in paths:
        if path.text not in known:
            yield unknown(place, _NAME, path.text, known)


def names_of(call: Call) -> frozenset[str]:
    """The names that its texts make use of. Raises InvalidExpression."""
    return frozenset(root for path in compile_template(_texts(call)).expressions() for root in path.needs())


def _texts(call: Call) -> Mapping[str, Any]:
    texts = {"path": call.path, "query": call.query, "headers": call.headers, "body": call.body}
    if call.where is not None:
        texts["where"] = call.where.equals
    if call.table is not None:
        texts["table"] = call.table.key
    return texts
