"""Values as something to look at: mime bundles with HTML and plain text.

A table shows its first 1,000 rows, and of those what fits into about 4 MB of HTML; a table that
is cut says so.
"""

import base64
import html
import io
from collections.abc import Iterable, Sequence
from typing import Any

ROW_LIMIT = 1_000
SIZE_LIMIT = 4_000_000
Bundle = dict[str, str]


def bundle(value: Any) -> Bundle:
    """The mime bundle of a value; always holds text/plain."""
    if _is_spark_frame(value):
        if value.isStreaming:
            raise NotImplementedError("display of a streaming DataFrame is not implemented")
        return table(value.columns, value.limit(ROW_LIMIT + 1).collect())
    if _is_pandas(value, "DataFrame"):
        head = value.head(ROW_LIMIT + 1)
        return table([str(name) for name in head.columns], head.itertuples(index=False))
    if _is_pandas(value, "Series"):
        return bundle(value.to_frame())
    if hasattr(value, "savefig"):
        return _figure(value)
    shown = {"text/plain": repr(value)}
    as_html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    return shown | {"text/html": as_html} if isinstance(as_html, str) else shown


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Bundle:
    """A table in HTML (every value escaped) and in text."""
    cells: list[list[str]] = []
    size, cut = 0, False
    for row in rows:
        line = ["null" if value is None else str(value) for value in row]
        size += sum(map(len, line))
        cut = len(cells) == ROW_LIMIT or size > SIZE_LIMIT
        if cut:
            break
        cells.append(line)
    note = f"Truncated: only the first {len(cells):,} rows are shown." if cut else ""
    return {"text/html": _html(columns, cells, note), "text/plain": _text(columns, cells, note)}


def _html(columns: Sequence[str], cells: list[list[str]], note: str) -> str:
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>"
        for line in cells
    )
    after = f"<p>{note}</p>" if note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{after}"


def _text(columns: Sequence[str], cells: list[list[str]], note: str) -> str:
    lines = [list(columns), *cells]
    # A single long cell must not pad its whole column.
    widths = [min(40, max(len(line[i]) for line in lines)) for i in range(len(columns))]
    rule = "+" + "".join("-" * (width + 2) + "+" for width in widths)
    drawn = [
        "|" + "".join(f" {cell:<{width}} |" for cell, width in zip(line, widths, strict=False))
        for line in lines
    ]
    return "\n".join([rule, drawn[0], rule, *drawn[1:], rule, *([note] if note else [])])


def _figure(figure: Any) -> Bundle:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    picture = base64.b64encode(buffer.getvalue()).decode()
    return {"image/png": picture, "text/plain": repr(figure)}


def _is_spark_frame(value: Any) -> bool:
    kind = type(value)
    return kind.__module__.startswith("pyspark.sql.") and kind.__name__ == "DataFrame"


def _is_pandas(value: Any, name: str) -> bool:
    # By name: importing pandas only to ask would cost half a second.
    return any(
        kind.__name__ == name and kind.__module__.split(".")[0] == "pandas"
        for kind in type(value).__mro__
    )
