"""Tomorro's rich text (Slate JSON): as it is written, in this account's words, and as it is read, without its forms."""

from collections.abc import Mapping
from typing import Any


def in_words_of(nodes: Any, words: Mapping[str, str]) -> Any:
    """The same text with other names of blocks and marks: those beyond the paragraph are documented nowhere."""
    if isinstance(nodes, list):
        return [in_words_of(one, words) for one in nodes]
    if not isinstance(nodes, dict):
        return nodes
    return {
        words.get(name, name): words.get(value, value) if name == "type" else in_words_of(value, words)
        for name, value in nodes.items()
    }


def plain_text(nodes: Any) -> str:
    """A line for each block that holds text."""
    return "\n".join(line for line in _lines(nodes) if line)


def is_rich_text(value: Any) -> bool:
    """Blocks with children, down to their texts."""
    return isinstance(value, list) and bool(value) and all(_is_node(one) for one in value)


def _is_node(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    return isinstance(node.get("text"), str) or is_rich_text(node.get("children"))


def _lines(nodes: Any) -> list[str]:
    blocks = nodes if isinstance(nodes, list) else []
    lines: list[str] = []
    for block in blocks:
        children = block.get("children") if isinstance(block, dict) else None
        if not isinstance(children, list):
            continue
        if any(isinstance(one, dict) and isinstance(one.get("text"), str) for one in children):
            lines.append(_inline(children).strip())
        else:
            lines += _lines(children)
    return lines


def _inline(nodes: list[Any]) -> str:
    texts = (
        str(one["text"]) if isinstance(one.get("text"), str) else _inline(one.get("children") or [])
        for one in nodes
        if isinstance(one, dict)
    )
    return "".join(texts)
