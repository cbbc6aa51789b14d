"""The corpus on disk. Only the standard library: Spark's own Python reads this too.

`<area>/<file>.sql` holds statements under headings. `-- name` begins a group; each statement ends
with `;` at the end of a line, and is called `<area>/<file>/<name>.<number>`. `-- name ~` lets
floats differ in their last digits (1e-12 of the value). `<area>/<file>.jsonl` holds Spark's
answers, and `<area>/differences.jsonl` the statements of the area that Boathouse refuses, with its
errors. `setup.sql` makes tables that all statements may read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SETUP = FOLDER / "setup.sql"


@dataclass(frozen=True)
class Entry:
    """One statement."""

    name: str
    sql: str
    close: bool = False
    """Whether floats need not be the same in all digits."""

    @property
    def ordered(self) -> bool:
        """Whether the order of the rows is told: by an ORDER BY in no brackets."""
        depth, words = 0, self.sql.upper().replace("(", " ( ").replace(")", " ) ").split()
        for word, following in zip(words, [*words[1:], ""], strict=True):
            depth += (word == "(") - (word == ")")
            if depth == 0 and word == "ORDER" and following == "BY":
                return True
        return False


def sources() -> list[Path]:
    """The files of statements."""
    return sorted(FOLDER.glob("*/*.sql"))


def statements(path: Path) -> Iterator[tuple[str, str]]:
    """(heading, statement) in the order of a file."""
    heading, lines = "", list[str]()
    for line in path.read_text().splitlines():
        if line.startswith("-- "):
            heading = line[3:].strip()
        elif line.strip():
            lines.append(line)
            if line.rstrip().endswith(";"):
                yield heading, "\n".join(lines).rstrip()[:-1]
                lines.clear()
    if lines:
        raise ValueError(f"{path}: the last statement has no ';'")


def entries(path: Path) -> list[Entry]:
    """Of one file. Raises ValueError for a heading that stands twice."""
    found: list[Entry] = []
    last, seen, number = "", set[str](), 0
    for heading, sql in statements(path):
        if heading != last:
            if heading in seen:
                raise ValueError(f"{path}: {heading} stands twice")
            last, number = heading, 0
            seen.add(heading)
        number += 1
        group = heading.removesuffix("~").strip()
        name = f"{path.parent.name}/{path.stem}/{group}.{number}"
        found.append(Entry(name, sql, heading.endswith("~")))
    return found


def answers(path: Path) -> dict[str, dict[str, Any]]:
    """Spark's answer to each statement of a file, by the statement's text."""
    file = path.with_suffix(".jsonl")
    lines = file.read_text().splitlines() if file.exists() else []
    return {found["sql"]: found for found in map(json.loads, lines)}


def write_answers(path: Path, found: list[dict[str, Any]]) -> None:
    """One line for each statement."""
    write_lines(path.with_suffix(".jsonl"), found)


def differences(area: Path) -> dict[str, str]:
    """Name of each statement of an area that is refused -> the error."""
    file = area / "differences.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return {found["name"]: found["error"] for found in map(json.loads, lines)}


def write_lines(path: Path, found: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found))
