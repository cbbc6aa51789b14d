"""A notebook as one HTML page that needs nothing else, every text in it escaped."""

from __future__ import annotations

import re
from html import escape

from boathouse.runtime.source import Cell, parse

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem;
  color: #1b2733; background: #fff }
header { border-bottom: 1px solid #d5dde5; margin-bottom: 1.5rem }
header p { color: #5b6b7b; margin: 0 0 1rem }
section { margin: 1rem 0 }
section > h6 { font-size: .85rem; margin: 0 0 .3rem; color: #5b6b7b }
pre { background: #f5f7f9; border: 1px solid #e3e8ed; border-radius: 4px; padding: .7rem 1rem;
  overflow-x: auto; font: 13px/1.45 ui-monospace, monospace; margin: 0 }
.text p { white-space: pre-wrap; margin: .5rem 0 }
@media (prefers-color-scheme: dark) {
  body { color: #dfe6ec; background: #14191f } header { border-color: #2c3640 }
  pre { background: #1c232b; border-color: #2c3640 } }
"""
_HEADING = re.compile(r"(#{1,5}) +(.+)")


def page(text: str, language: str, title: str) -> bytes:
    """The page of a SOURCE text, UTF-8."""
    cells = "\n".join(_cell(cell, language) for cell in parse(text, language))
    heading = escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{heading}</h1><p>{language.capitalize()} notebook</p></header>\n"
        f"<main>\n{cells}\n</main>\n</body>\n</html>\n"
    ).encode()


def _cell(cell: Cell, language: str) -> str:
    shown = cell.title if cell.title_shown else None
    title = f"<h6>{escape(shown)}</h6>" if shown else ""
    if cell.magic == "md":
        return f'<section class="text">{title}{_markdown(cell.body)}</section>'
    kind = escape(cell.magic or language.lower())
    return f'<section class="code {kind}">{title}<pre>{escape(cell.text)}</pre></section>'


def _markdown(text: str) -> str:
    """Headings and paragraphs; the rest of Markdown stays as it was written."""
    return "".join(_paragraph(block.strip("\n")) for block in re.split(r"\n\s*\n", text.strip()))


def _paragraph(block: str) -> str:
    lines = block.split("\n")
    found = _HEADING.fullmatch(lines[0].rstrip())
    if not found:
        return f"<p>{escape(block)}</p>" if block.strip() else ""
    # The page's own title is h1.
    level = len(found.group(1)) + 1
    rest = "\n".join(lines[1:])
    heading = f"<h{level}>{escape(found.group(2))}</h{level}>"
    return heading + (_paragraph(rest) if rest.strip() else "")
