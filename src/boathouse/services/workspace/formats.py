"""What an import's bytes become, and what an export gives back."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import PurePosixPath

from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.workspace import notebook, paths
from boathouse.services.workspace.page import page
from boathouse.services.workspace.store import DIRECTORY, FILE, NOTEBOOK, Node

EXTENSIONS = {"PYTHON": "py", "SQL": "sql", "SCALA": "scala", "R": "r"}
_LANGUAGES = {f".{extension}": language for language, extension in EXTENSIONS.items()}
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Content:
    """What is to stand under a path. `language` is a notebook's."""

    path: str
    object_type: str
    data: bytes
    language: str | None = None


def decode_base64(text: str) -> bytes:
    """The bytes of a base64 text, line breaks allowed; InvalidParameterValue if it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("The content is not valid base64.") from None


def content_of(path: str, data: bytes, format: str, language: str | None) -> Content:
    """The object that an import makes. Formats: SOURCE, AUTO, RAW, JUPYTER.

    Errors: InvalidParameterValue where format and content do not fit, NotImplementedHere for the
    archive of a whole folder.
    """
    if format == "RAW":
        return Content(path, FILE, data)
    if format == "AUTO":
        return detect(path, data, language)
    if format == "JUPYTER":
        text, found = notebook.from_jupyter(data, language)
        return Content(path, NOTEBOOK, text.encode(), found)
    if data.startswith(_ZIP):
        raise NotImplementedHere(
            "Importing the archive of a folder ($.content) is not implemented."
        )
    if language is None:
        raise InvalidParameterValue("The field language is required to import format SOURCE.")
    text = notebook.with_header(notebook.decode(data), language)
    return Content(path, NOTEBOOK, text.encode(), language)


def detect(path: str, data: bytes, language: str | None = None) -> Content:
    """A notebook when extension and content say so, its extension then taken off; else a file."""
    suffix = PurePosixPath(path).suffix.lower()
    stem = path[: len(path) - len(suffix)]
    if suffix == ".ipynb":
        if not notebook.is_jupyter(data):
            return Content(path, FILE, data)
        text, found = notebook.from_jupyter(data, language)
        return Content(stem, NOTEBOOK, text.encode(), found)
    found_in_header = notebook.language_of_header(data)
    wanted = _LANGUAGES.get(suffix) if suffix else language or found_in_header
    if found_in_header is None or wanted is None or not _same_header(wanted, found_in_header):
        return Content(path, FILE, data)
    text = notebook.with_header(notebook.decode(data), wanted)
    return Content(stem, NOTEBOOK, text.encode(), wanted)


def export(node: Node, data: bytes, format: str) -> bytes:
    """The bytes of an export in SOURCE, AUTO, RAW, JUPYTER or HTML; files come as they are."""
    if node.object_type != NOTEBOOK:
        if format in ("JUPYTER", "HTML"):
            raise InvalidParameterValue(
                f"Path ({node.path}) is not a notebook: it cannot be exported as {format}."
            )
        return data
    language, title = node.language or "PYTHON", paths.name(node.path)
    if format == "JUPYTER":
        return notebook.to_jupyter(data.decode(), language, title)
    if format == "HTML":
        return page(data.decode(), language, title)
    return data


def file_type(node: Node, format: str) -> str:
    """The extension that an exported file should have, without its dot."""
    if node.object_type == DIRECTORY:
        return "zip"
    if node.object_type == FILE:
        return PurePosixPath(node.path).suffix.removeprefix(".")
    other = {"JUPYTER": "ipynb", "HTML": "html"}
    return other.get(format) or EXTENSIONS[node.language or "PYTHON"]


def _same_header(left: str, right: str) -> bool:
    return notebook.header(left) == notebook.header(right)
