"""Rich text as a tree of blocks, from a plain text or from the part of Markdown that a contract can show.

Paragraphs, lists of one level, bold, italic and links; whatever else is written stays as it is written.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, text_of
from passerelle.core.sentences import Sentence

Node = dict[str, Any]

MARKDOWN: Final = "markdown"
_PLAIN: Final = "plain"
_HTML_TAG: Final = re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|p|div|ul|ol|li|span|a|img|table)\b[^<>]*>", re.IGNORECASE)

_ITEM: Final = re.compile(r"(?:(?P<bullet>[-*+])|\d{1,9}[.)])\s+(?P<text>\S.*)")
_TOKEN: Final = re.compile(r"(\\[!-/:-@\[-`{-~]|\*{1,3}|_{1,3}|\[[^\[\]\n]{1,500}\]\([^()\s]{1,2000}\))")
_LINK: Final = re.compile(r"\[(?P<text>.+)\]\((?P<url>(?:https?://|mailto:)[^()\s]+)\)", re.IGNORECASE)
_DEEPEST: Final = 16
"""Marks that are open at once: a text without any end to them must not take for ever."""

_MARKS: Final = {1: ("italic",), 2: ("bold",), 3: ("bold", "italic")}


def rich_text(options: Options) -> Conversion:
    if options.one_of("format", (_PLAIN, MARKDOWN)) == MARKDOWN:
        return Conversion(
            "rich_text",
            Kind.RICH_TEXT,
            Sentence(fr="un texte, qui peut être en Markdown", en="a text, which may be in Markdown"),
            lambda value: list(_blocks(text_of(value).split("\n"))),
        )
    form = Sentence(
        fr="un texte sans mise en forme, dont chaque ligne est un paragraphe",
        en="a text without formatting, whose every line is a paragraph",
    )
    return Conversion("rich_text", Kind.RICH_TEXT, form, _of_plain)


def _of_plain(value: Any) -> list[Node]:
    plain = text_of(value)
    if _HTML_TAG.search(plain):
        raise Unfit(
            Sentence(fr="est un texte avec des balises HTML", en="is a text with HTML tags"),
            Sentence(fr="prenez une propriété sans mise en forme", en="take a property without formatting"),
        )
    lines = (line.strip() for line in plain.split("\n"))
    return [_paragraph([{"text": line}]) for line in lines if line]


def _blocks(lines: Iterable[str]) -> Iterator[Node]:
    """Items that follow each other are one list, as long as they are of one sort."""
    listed: Node | None = None
    for line in filter(None, map(str.strip, lines)):
        item = _ITEM.fullmatch(line)
        sort = None if item is None else "bulleted-list" if item["bullet"] else "numbered-list"
        if listed is not None and listed["type"] != sort:
            yield listed
            listed = None
        if item is None:
            yield _paragraph(_inline(line))
            continue
        listed = listed or {"type": sort, "children": []}
        listed["children"].append({"type": "list-item", "children": _inline(item["text"])})
    if listed is not None:
        yield listed


def _paragraph(children: list[Node]) -> Node:
    return {"type": "paragraph", "children": children}


def _inline(text: str) -> list[Node]:
    tokens = [token for token in _TOKEN.split(text) if token]
    ends = _pairs(tokens)
    nodes: list[Node] = []
    open_marks: list[str] = []
    for place, token in enumerate(tokens):
        if place in ends:
            marks = _MARKS[len(token)]
            open_marks = (
                [*open_marks, *marks] if ends[place] > place else [one for one in open_marks if one not in marks]
            )
            continue
        link = _LINK.fullmatch(token)
        marked = dict.fromkeys(open_marks, True)
        if link is not None:
            nodes.append({"type": "link", "url": link["url"], "children": [{"text": link["text"], **marked}]})
        else:
            _add_text(nodes, token[1:] if _is_escape(token) else token, marked)
    return nodes


def _pairs(tokens: list[str]) -> dict[int, int]:
    """The places of the stars and underscores that open and close, each with that of its other end.

    As in Markdown, one opens before a letter and closes after one; an underscore in the middle of a word is a letter.
    """
    ends: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token[0] not in "*_" or token.strip(token[0]):
            continue
        before = tokens[place - 1][-1:] if place else " "
        after = tokens[place + 1][:1] if place + 1 < len(tokens) else " "
        if token[0] == "_" and before.isalnum() and after.isalnum():
            continue
        opener = next((one for one in reversed(opened[-_DEEPEST:]) if tokens[one] == token), None)
        if opener is not None and not before.isspace():
            ends |= {opener: place, place: opener}
            del opened[opened.index(opener) :]
        elif not after.isspace():
            opened.append(place)
    return ends


def _is_escape(token: str) -> bool:
    return len(token) == 2 and token[0] == "\\"  # noqa: PLR2004 - the sign and what it escapes


def _add_text(nodes: list[Node], text: str, marked: dict[str, bool]) -> None:
    """To the text before it where nothing tells them apart."""
    last = nodes[-1] if nodes else {}
    if "text" in last and {name for name in last if name != "text"} == set(marked):
        last["text"] += text
    else:
        nodes.append({"text": text, **marked})
