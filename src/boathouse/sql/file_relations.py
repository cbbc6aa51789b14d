"""Files in a query, by path or as rows that we read: authorized, and named for the engine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.files import planned as files
from boathouse.sql.paths import READABLE, refuse_patterns
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import quote, span
from boathouse.sql.table_names import put_name, quoted

if TYPE_CHECKING:
    from boathouse.sql.files.asked import FileRead
    from boathouse.sql.rewrite import Edits


def put_values(edits: Edits, node: exp.Table, folder: str) -> None:
    """The values of a Python function, in a file of this statement's own."""
    put_name(edits, node.parts[0], node.parts[-1], f"parquet.{quote(folder)}")
    node.set("this", exp.to_identifier(folder, quoted=True))
    node.set("db", exp.to_identifier("parquet"))
    node.meta["resolved"] = True


def put_files(planning: Planning, edits: Edits, node: exp.Table, read: FileRead) -> None:
    """Files that we read: the engine is given their rows."""
    if node.args.get("version") is not None:
        raise NotSupported("Time travel is for tables, not for files.")
    place = span(node.this, planning.parsed.tokens)
    if isinstance(node.this, exp.Identifier):
        place = node.parts[0].meta["start"], node.parts[-1].meta["end"] + 1
    issued, loaded = files.issue(planning, read)
    files.put_stars(node, loaded, edits)
    if place is None:
        raise NotSupported("read_files is not supported at this place.")
    edits.replace(*place, quoted(issued))
    for key, part in zip(("catalog", "db", "this"), issued, strict=True):
        node.set(key, exp.to_identifier(part))
    node.meta["resolved"] = True


def put_path(planning: Planning, edits: Edits, node: exp.Table, kind: str, path: str) -> None:
    """`format.`path``: for the engine, its real path. Raises SqlError, PermissionDenied."""
    if kind in files.OURS:
        put_files(planning, edits, node, files.asked(planning, path, kind, {}, source="path"))
        return
    if kind not in READABLE:
        raise NotSupported(f"The engine cannot read {kind} files by path.")
    real = planning.authorizer.require_path(planning.ctx, path, write=False)
    refuse_patterns(real)
    if not os.path.exists(real):
        raise SqlError("PATH_NOT_FOUND", f"Path does not exist: {path}.", "42K03")
    planning.notes.paths.append(path)
    put_name(edits, node.parts[0], node.parts[-1], f"{kind}.{quote(real)}")
    node.set("this", exp.to_identifier(real, quoted=True))
    node.meta["resolved"] = True
