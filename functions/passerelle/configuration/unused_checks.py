"""What a manifest declares and nothing uses: a setting that people change in vain, a parameter that is lost."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestAction, ManifestFile
from passerelle.core.expressions import InvalidExpression, compile_expression
from passerelle.core.sentences import Sentence
from passerelle.core.templates import compile_template

_OF_ALL_PLATFORMS: Final = frozenset({"base_url", "app_url"})
"""Settings that every platform may have: requests go below the one, guides lead to the other."""
_OF_UPLOADS: Final = frozenset({"folder", "name"})
"""Parameters that make the path of a file."""


def unused_problems(manifest: ManifestFile) -> Iterator[Problem]:
    if manifest.native is not None:
        return  # its settings are read in Python
    used = _named_in(manifest.model_dump(exclude={"settings": True, "actions": {"__all__": {"params"}}}))
    yield from _unused(("settings",), manifest.settings, used | _OF_ALL_PLATFORMS)
    asked = _named_in(manifest.model_dump(include={"actions": {"__all__": {"request", "lookup", "otherwise", "find"}}}))
    for kind, record in manifest.records.items():
        yield from _unused(("records", kind, "names"), record.names, asked | _named_in(record.model_dump()))
    for name, action in manifest.actions.items():
        yield from _action_problems(("actions", name), action)
    for name, subscription in manifest.subscriptions.items():
        later = _named_in(subscription.model_dump(include={"renew", "remove"}))
        yield from _unused(("subscriptions", name, "keep"), subscription.keep, later)


def _action_problems(place: Place, action: ManifestAction) -> Iterator[Problem]:
    kept = {name for path in action.result.values() for name in compile_expression(path).needs()}
    used = kept | _named_in(action.model_dump(exclude={"params"}))
    of_files = _OF_UPLOADS if action.upload is not None else frozenset[str]()
    yield from _unused((*place, "params"), action.params, used | of_files)
    if action.lookup is not None:
        after = kept | _named_in(action.model_dump(include={"request", "otherwise"}))
        yield from _unused((*place, "lookup", "gives"), action.lookup.gives, after)


def _unused(place: Place, declared: Iterable[str], used: Collection[str]) -> Iterator[Problem]:
    return (Problem((*place, name), _in_vain(name)) for name in declared if name not in used)


def _named_in(tree: Any) -> set[str]:
    """The names in braces of all its texts; what is a path, with braces of its own, names none."""
    if isinstance(tree, str):
        try:
            expressions = compile_template(tree).expressions()
        except InvalidExpression:
            return set()
        return {name for expression in expressions for name in expression.needs()}
    below = tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else ()
    return {name for one in below for name in _named_in(one)}


def _in_vain(name: str) -> Sentence:
    return Sentence(
        fr=f"Rien n'utilise « {name} ». Écrivez {{{name}}} là où sa valeur doit aller, ou retirez cette ligne.",
        en=f'Nothing uses "{name}". Write {{{name}}} where its value is to go, or remove this line.',
    )
