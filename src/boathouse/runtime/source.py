"""The SOURCE text of a notebook: its header, cells, magic lines and titles."""

import re
from dataclasses import dataclass

COMMENTS = {"PYTHON": "#", "SQL": "--", "SCALA": "//", "R": "#"}
_HEADER = "Databricks notebook source"
_SEPARATOR = "COMMAND ----------"
_TITLE = re.compile(r"DBTITLE ([01]),(.*)")
_MAGIC = re.compile(r"%([A-Za-z][\w-]*)")


@dataclass(frozen=True)
class Cell:
    """One cell: its text with a leading %magic, if it has one, and its title."""

    text: str
    title: str | None = None
    title_shown: bool = True

    @property
    def magic(self) -> str | None:
        """The name after % at the beginning ("sql", "md", ...), in lower case."""
        found = _MAGIC.match(self.text.lstrip())
        return found.group(1).lower() if found else None

    @property
    def body(self) -> str:
        """The text behind the magic's name; the whole text without one."""
        text = self.text.lstrip()
        found = _MAGIC.match(text)
        return text[found.end() :].lstrip(" \t") if found else self.text


def detect_language(text: str) -> str | None:
    """The language of the header line; R and Python share one, taken for Python."""
    first = text.removeprefix("\ufeff").split("\n", 1)[0].rstrip()
    for language, comment in COMMENTS.items():
        if first == f"{comment} {_HEADER}":
            return language
    return None


def parse(text: str, language: str) -> list[Cell]:
    """Split a SOURCE text into cells; a missing header is tolerated, empty cells are left out.

    Errors: KeyError for an unknown language.
    """
    comment = COMMENTS[language]
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines and lines[0].rstrip() == f"{comment} {_HEADER}":
        del lines[0]
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.rstrip() == f"{comment} {_SEPARATOR}":
            groups.append([])
        else:
            groups[-1].append(line)
    cells = [_cell(group, comment) for group in groups]
    return [cell for cell in cells if cell.text or cell.title]


def render(cells: list[Cell], language: str) -> str:
    """The SOURCE text of cells; `parse` reads it back. Errors: KeyError as for `parse`."""
    comment = COMMENTS[language]
    separator = f"\n\n{comment} {_SEPARATOR}\n\n"
    return f"{comment} {_HEADER}\n" + separator.join(_render(cell, comment) for cell in cells)


def _cell(lines: list[str], comment: str) -> Cell:
    title, shown = None, True
    kept: list[str] = []
    for line in lines:
        found = None
        if title is None and not any(kept) and line.startswith(f"{comment} "):
            found = _TITLE.fullmatch(line[len(comment) + 1 :])
        if found:
            title, shown = found.group(2), found.group(1) == "1"
        else:
            kept.append(_plain(line, comment))
    return Cell("\n".join(kept).strip("\n").rstrip(), title, shown)


def _plain(line: str, comment: str) -> str:
    mark = f"{comment} MAGIC"
    if line == mark or line.startswith(f"{mark} "):
        return line[len(mark) + 1 :]
    return line


def _render(cell: Cell, comment: str) -> str:
    lines = cell.text.split("\n")
    if cell.magic:
        lines = [f"{comment} MAGIC {line}".rstrip() for line in lines]
    if cell.title is not None:
        lines.insert(0, f"{comment} DBTITLE {int(cell.title_shown)},{cell.title}")
    return "\n".join(lines)
