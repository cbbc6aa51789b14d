"""Files in a query, `read_files(...)` and `csv.`path``: authorized, read, given to the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.files.asked import FileRead, FilesWanted, Loaded
from boathouse.sql.files.listing import split_path
from boathouse.sql.informed import FOLDER
from boathouse.sql.issued import IssuedTable
from boathouse.sql.rewrite import quote

if TYPE_CHECKING:
    from boathouse.sql.planning import Planning
    from boathouse.sql.rewrite import Edits

NAME = "read_files"
OURS = frozenset(("csv", "json", "text", "binaryfile", "orc"))
"""The formats that `format.`path`` reads through here; the engine reads the others by itself."""
METADATA = "_metadata"

Constant = Callable[["Planning", exp.Expr], str | None]


def is_read_files(node: exp.Table) -> bool:
    """Whether a Table node is a call of read_files."""
    this = node.this
    return isinstance(this, exp.Anonymous) and this.name.lower() == NAME


def called(planning: Planning, node: exp.Table, constant: Constant) -> FileRead:
    """What a call of read_files asks for. Raises SqlError, PermissionDenied."""
    path, *rest = node.this.expressions or [None]
    text = constant(planning, path) if path is not None else None
    if text is None:
        raise SqlError(
            "INVALID_PARAMETER_VALUE", "The path of read_files must be a constant string.", "22023"
        )
    given: dict[str, str] = {}
    for item in rest:
        if not isinstance(item, exp.Kwarg):
            raise SqlError(
                "UNEXPECTED_POSITIONAL_ARGUMENT",
                "Cannot invoke routine `read_files` because it contains positional argument(s)"
                " following the path; please use named arguments: name => value.",
                "4274K",
            )
        if item.this.name.lower() in (key.lower() for key in given):
            raise SqlError(
                "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE",
                f"The option {item.this.name} of `read_files` is given more than once.",
                "4274K",
            )
        given[item.this.name] = _value(planning, item.this.name, item.expression, constant)
    format = next((given.pop(key) for key in list(given) if key.lower() == "format"), "")
    return asked(planning, text, format, given)


def _value(planning: Planning, name: str, node: exp.Expr, constant: Constant) -> str:
    if isinstance(node, exp.Boolean):
        return str(node.this).lower()
    if isinstance(node, exp.Literal) and not node.is_string:
        return str(node.this)
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        return f"-{node.this.this}"
    found = constant(planning, node)
    if found is None:
        raise NotSupported(f"The option {name} of read_files takes a constant.")
    return found


def asked(
    planning: Planning,
    path: str,
    format: str,
    options: dict[str, str],
    *,
    source: str = NAME,
) -> FileRead:
    """A read of a path, which the caller may do. Raises SqlError, PermissionDenied."""
    base, pattern = split_path(path)
    real = planning.authorizer.require_path(planning.ctx, base, write=False)
    planning.notes.paths.append(path)
    tokens = planning.parsed.tokens
    metadata = any(token.text.lower() == METADATA for token in tokens)
    return FileRead(
        path.rstrip("/") or "/",
        real,
        pattern,
        format.lower(),
        tuple(options.items()),
        source,
        metadata,
    )


def issue(
    planning: Planning, read: FileRead, name: str = NAME
) -> tuple[tuple[str, str, str], Loaded]:
    """Read the files, and the name under which the engine finds their rows.

    Raises FilesWanted where planning must not wait, SqlError for files that cannot be read.
    """
    from boathouse.sql.files.load import load

    reading = planning.notes.reading
    if not reading.waits:
        raise FilesWanted
    schema = planning.names.open_schema()
    planning.notes.opened[schema, "files"] = schema
    folder = planning.ctx.parts.config.data_dir.resolve() / FOLDER / schema
    planning.names.remove_with(schema, folder)
    # Files may take long to read: the snapshot of the store is not kept open meanwhile.
    planning.ctx.close()
    loaded = load(read, folder, reading.stopped)
    issued = IssuedTable(read.shown, loaded.folder, loaded.columns, (), "PARQUET")
    planning.names.issue(schema, name, issued)
    planning.columns[schema, name] = {one.name.lower(): one.type for one in loaded.columns}
    planning.notes.known.extend(column.name for column in loaded.columns)
    return ("main", schema, name), loaded


def put_stars(node: exp.Table, loaded: Loaded, edits: Edits) -> None:
    """`*` stands for the files' own columns, not for `_metadata`. Raises NotSupported."""
    select = node.find_ancestor(exp.Select)
    if not loaded.hidden or select is None:
        return
    shown = loaded.columns[: len(loaded.columns) - loaded.hidden]
    names = [quote(column.name) for column in shown]
    clause = select.args.get("from_")
    alone = clause is not None and clause.this is node
    alone = alone and not select.args.get("joins") and not select.args.get("laterals")
    for item in list(select.expressions):
        star = item.this if isinstance(item, exp.Column) else item
        if not isinstance(star, exp.Star):
            continue
        if not alone or any(star.args.get(key) for key in ("except_", "replace", "rename")):
            raise NotSupported(
                "A star beside _metadata is supported where one read_files stands alone in FROM:"
                " name the columns."
            )
        start, end = _span(item)
        edits.replace(start, end, ", ".join(names))
        columns = [exp.column(exp.to_identifier(one.name, quoted=True)) for one in shown]
        select.set(
            "expressions",
            [new for old in select.expressions for new in (columns if old is item else [old])],
        )


def _span(item: exp.Expr) -> tuple[int, int]:
    if isinstance(item, exp.Column):
        start = item.parts[0].meta.get("start")
        end = item.this.meta.get("end")
        if start is not None and end is not None:
            return int(start), int(end) + 1
        raise NotSupported("A qualified star beside _metadata is not supported: name the columns.")
    start, end = item.meta["projection"]
    return int(start), int(end) + 1
