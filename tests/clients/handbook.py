"""The handbook's page, taken apart: its code blocks, their commands, their statements."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.clients import environment

PAGE = environment.ROOT.parent / "shared/handbook.md"
HOST = "https://your-workspace.cloud.databricks.com"
TOKEN = "dapi..."


@dataclass(frozen=True)
class Block:
    """A fenced block: the heading above it, its language, its text as it stands."""

    heading: str
    language: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The lines of a bash block that are no comments."""
        lines = [line.strip() for line in self.text.splitlines()]
        return [line for line in lines if line and not line.startswith("#")]

    def statements(self, address: str, token: str) -> Iterator[tuple[str, ast.stmt]]:
        """The statements of a Python block, host and token set; each with its source."""
        text = with_host(self.text, address, token)
        for node in ast.parse(text).body:
            yield ast.get_source_segment(text, node) or "", node


def with_host(text: str, address: str, token: str) -> str:
    """The text with the handbook's host and token replaced; nothing else changes."""
    return text.replace(f'"{HOST}"', f'"{address}"').replace(f'"{TOKEN}"', f'"{token}"')


def blocks() -> list[Block]:
    """Every block of the handbook, in order; none where the page is absent."""
    if not PAGE.is_file():
        return []
    page = PAGE.read_text(encoding="utf-8")
    found, heading = [], ""
    for match in re.finditer(r"^#+ ([^\n]+)$|^```(\w+)\n(.*?)^```$", page, re.M | re.S):
        if match[1]:
            heading = match[1]
        else:
            found.append(Block(heading, match[2], match[3]))
    assert len(found) * 2 == page.count("```"), "a block of the handbook was not understood"
    return found
