"""A Markdown text as one HTML page that prints well: no script, nothing to fetch."""

import re
from typing import Final

from markdown_it import MarkdownIt

from passerelle.core.sentences import Language

_BEFORE: Final = re.compile(r" (?=[»:;?!])")
_AFTER: Final = re.compile(r"(?<=«) ")
_TAGS: Final = re.compile(r"(<[^>]*>)")


def html_page(markdown: str, lang: Language) -> str:
    """The title is the first heading. What looks like HTML in the text stays text."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    if lang == "fr":
        body = _unbroken(body)
    title = re.search(r"<h1>(.*?)</h1>", body, re.DOTALL)
    return _PAGE.format(lang=lang, title=title[1] if title else "", style=_STYLE, body=body)


def _unbroken(body: str) -> str:
    """French signs stay with their word at the end of a line; what stands inside tags is left alone."""
    parts = _TAGS.split(body)
    return "".join(part if part.startswith("<") else _BEFORE.sub("\xa0", _AFTER.sub("\xa0", part)) for part in parts)


_PAGE: Final = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"""
_STYLE: Final = """\
:root { color-scheme: light; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: #1c2430; background: #fff; }
main { max-width: 50rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1.25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid #cfd6df; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border: 1px solid #cfd6df; }
td { overflow-wrap: anywhere; }
th { background: #f2f5f8; }
li { margin: .25rem 0; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
a { color: #0b5cad; }
@page { margin: 18mm 16mm; }
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  tr, li { break-inside: avoid; }
  a { color: inherit; }
}
"""
