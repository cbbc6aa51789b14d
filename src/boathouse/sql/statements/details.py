"""What DESCRIBE TABLE EXTENDED and SHOW TABLE EXTENDED tell of a relation besides its columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from boathouse.sql.protections import listed
from boathouse.sql.securables import Constraint, Relation

Line = tuple[str, str]
MEASURED = 32
"""Delta keeps statistics of so many columns unless a property says otherwise."""


def details(relation: Relation) -> list[Line]:
    """The lines of DESCRIBE TABLE EXTENDED below the columns."""
    found: list[tuple[str, str | None]] = [
        ("Catalog", relation.name.catalog),
        ("Database", relation.name.schema),
        ("Table", relation.name.name),
        ("Owner", relation.owner),
        ("Created Time", _clock(relation.created_at)),
        ("Last Access", "UNKNOWN"),
        ("Created By", relation.created_by),
        ("Type", relation.kind),
        ("Comment", relation.comment),
    ]
    if relation.kind == "VIEW":
        columns = ", ".join(_quote(column.name) for column in relation.columns)
        found += [
            ("View Text", relation.definition),
            ("View Original Text", relation.definition),
            ("View Schema Mode", "COMPENSATION"),
            ("View Catalog and Namespace", f"{relation.view_catalog}.{relation.view_schema}"),
            ("View Query Output Columns", f"[{columns}]"),
        ]
    else:
        found += [
            ("Location", relation.location),
            ("Provider", (relation.format or "").lower()),
            ("Is_managed_location", "true" if relation.kind == "MANAGED" else "false"),
            ("Statistics", counted(relation)),
        ]
    pairs = ",".join(f"{key}={value}" for key, value in sorted(relation.properties.items()))
    found.append(("Table Properties", f"[{pairs}]"))
    return [(name, value) for name, value in found if value]


def counted(relation: Relation) -> str | None:
    """What ANALYZE counted last: `1234 bytes, 5 rows`."""
    size, rows = relation.statistics.get("size"), relation.statistics.get("rows")
    if size is None:
        return None
    return f"{size} bytes" + ("" if rows is None else f", {rows} rows")


def statistics(relation: Relation) -> list[Line]:
    """Of which columns Delta keeps statistics; none for other relations."""
    if relation.format != "DELTA":
        return []
    chosen = relation.properties.get("delta.dataSkippingStatsColumns")
    many = relation.properties.get("delta.dataSkippingNumIndexedCols", str(MEASURED))
    count = int(many) if many.lstrip("-").isdigit() else MEASURED
    names = [column.name for column in relation.columns]
    first = names if count < 0 else names[:count]
    return [
        ("Column Names", chosen if chosen is not None else ", ".join(first)),
        ("Column Selection Method", "custom" if chosen is not None else f"first-{many}"),
    ]


def constraints(relation: Relation) -> list[Line]:
    """Each constraint's name and text."""
    return [(one.name, constraint_text(one)) for one in relation.constraints]


def constraint_text(one: Constraint) -> str:
    """`PRIMARY KEY (...)`, `FOREIGN KEY (...) REFERENCES ...`, `CHECK (...)`."""
    if one.kind == "CHECK":
        return f"CHECK ({one.expression})"
    columns = ", ".join(
        f"{_quote(column)} TIMESERIES" if column in one.timeseries else _quote(column)
        for column in one.columns
    )
    text = f"{one.kind} ({columns})"
    if one.parent is not None:
        parts = (one.parent.catalog, one.parent.schema, one.parent.name)
        text += f" REFERENCES {'.'.join(map(_quote, parts))}"
        if one.parent_columns:
            text += f" ({', '.join(map(_quote, one.parent_columns))})"
    return f"{text} RELY" if one.rely else text


def row_filter(relation: Relation) -> list[Line]:
    """The function that filters rows, and what it is given."""
    kept = relation.row_filter
    if kept is None:
        return []
    return [("Function", kept.function), ("Columns", listed(kept.columns))]


def masks(relation: Relation) -> list[Line]:
    """The function that masks each column, with what it is given besides the column."""
    return [
        (column.name, called(column.mask.function, column.mask.using))
        for column in relation.columns
        if column.mask is not None
    ]


def called(function: str, using: Sequence[str]) -> str:
    """A mask as its statement names it."""
    return f"{function} USING COLUMNS ({listed(using)})" if using else function


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _clock(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")
