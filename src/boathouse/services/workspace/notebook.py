"""Notebooks between their formats. The one that is kept: SOURCE text with its header line."""

from __future__ import annotations

import json
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.runtime.source import COMMENTS, Cell, detect_language, parse, render

_NOTEBOOK_METADATA = "application/vnd.databricks.v1+notebook"
_CELL_METADATA = "application/vnd.databricks.v1+cell"
_NAMES = {"ipython": "PYTHON", "ipython3": "PYTHON", "python3": "PYTHON", "ir": "R"}
_BOM = "\ufeff"


def decode(data: bytes) -> str:
    """The text of a notebook, lines ended by newlines alone; InvalidParameterValue if not UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise InvalidParameterValue("The content of the notebook is not UTF-8 text.") from None
    return text.removeprefix(_BOM).replace("\r\n", "\n")


def header(language: str) -> str:
    """The first line of a notebook in SOURCE format."""
    return f"{COMMENTS[language]} Databricks notebook source"


def with_header(text: str, language: str) -> str:
    """The text in the form that is kept: it always begins with the header line."""
    first, _, rest = text.partition("\n")
    if first.rstrip() == header(language):
        return f"{header(language)}\n{rest}"
    return f"{header(language)}\n{text}"


def language_of_header(data: bytes) -> str | None:
    """The language of a header line; R and Python share theirs, and are taken for Python."""
    first = data.removeprefix(_BOM.encode()).split(b"\n", 1)[0]
    return detect_language(first.decode(errors="replace")) if len(first) < 64 else None


def is_jupyter(data: bytes) -> bool:
    """Whether the bytes are a notebook document of nbformat 4."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return _is_version_4(document)


def from_jupyter(data: bytes, language: str | None) -> tuple[str, str]:
    """SOURCE text and language of an .ipynb; `language` counts where the document names none.

    Errors: InvalidParameterValue for another document or another language.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    if not _is_version_4(document):
        raise InvalidParameterValue("The content is not a Jupyter notebook (nbformat 4).")
    found = _language(document.get("metadata")) or language or "PYTHON"
    if found not in COMMENTS:
        raise InvalidParameterValue(f"The notebook's language {found.lower()} is not supported.")
    cells = [_from_jupyter_cell(cell) for cell in document["cells"] if isinstance(cell, dict)]
    return render(cells, found), found


def to_jupyter(text: str, language: str, title: str) -> bytes:
    """The .ipynb (nbformat 4.5) of a SOURCE text: %md cells become markdown, others code."""
    cells = [_to_jupyter_cell(cell, number) for number, cell in enumerate(parse(text, language))]
    name = language.lower()
    metadata: dict[str, Any] = {
        _NOTEBOOK_METADATA: {"language": name, "notebookName": title},
        "language_info": {"name": name},
    }
    if language == "PYTHON":
        metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
    document = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _is_version_4(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and document.get("nbformat") == 4
        and isinstance(document.get("cells"), list)
    )


def _language(metadata: Any) -> str | None:
    """Where .ipynb files name their language, the most telling place first."""
    places = (
        (_NOTEBOOK_METADATA, "language"),
        ("language_info", "name"),
        ("kernelspec", "language"),
        ("kernelspec", "name"),
    )
    for section, key in places:
        inner = metadata.get(section) if isinstance(metadata, dict) else None
        named = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(named, str) and named:
            return _NAMES.get(named.lower(), named.upper())
    return None


def _from_jupyter_cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    text = text.replace("\r\n", "\n")
    if cell.get("cell_type") != "code" and not text.lstrip().startswith("%md"):
        text = f"%md\n{text}"
    metadata = cell.get("metadata")
    facts = metadata.get(_CELL_METADATA) if isinstance(metadata, dict) else None
    title = facts.get("title") if isinstance(facts, dict) else None
    if not isinstance(facts, dict) or not isinstance(title, str) or not title or "\n" in title:
        return Cell(text)
    return Cell(text, title, bool(facts.get("showTitle")))


def _to_jupyter_cell(cell: Cell, number: int) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if cell.title is not None:
        metadata[_CELL_METADATA] = {"title": cell.title, "showTitle": cell.title_shown}
    # Of the same notebook the same document: ids by position.
    made: dict[str, Any] = {"id": f"cell-{number}", "metadata": metadata}
    if cell.magic == "md":
        text = cell.body.removeprefix("\n")
        return {**made, "cell_type": "markdown", "source": text.splitlines(keepends=True)}
    code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": []}
    return {**made, **code, "source": cell.text.splitlines(keepends=True)}
