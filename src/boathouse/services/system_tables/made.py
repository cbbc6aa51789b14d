"""A system table as an Arrow table, at least the rows of what is asked for.

Who may read one may read all of it, as on Databricks; who may is decided as for any table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from boathouse.context import Context
from boathouse.services.metastores import store as metastores
from boathouse.services.system_tables import audit, history, lineage
from boathouse.services.system_tables.asked import Asked, Bounds, Only
from boathouse.sql.securables import Name
from boathouse.sql.system_tables import TABLES
from boathouse.sql.types import arrow_field
from boathouse.store import settings

if TYPE_CHECKING:
    import pyarrow as pa

Cells = Mapping[str, Sequence[Any]]
_CELLS: Mapping[str, Callable[[Asked], tuple[Cells, int]]] = MappingProxyType(
    {
        "access.audit": audit.cells,
        "access.table_lineage": lineage.tables,
        "access.column_lineage": lineage.columns,
        "query.history": history.cells,
    }
)


def table(
    ctx: Context,
    view: Name,
    only: Only,
    within: Mapping[str, Bounds],
    needed: frozenset[str] | None = None,
) -> pa.Table:
    """The rows of a system table; those at other times or of other names need not be there, nor
    the values of columns that nobody needs."""
    import pyarrow as pa

    workspace = str(ctx.parts.workspace_id)
    columns = TABLES[view.schema][view.name]
    asked = Asked(ctx, only, within, needed)
    wanted = only.get("workspace_id")
    cells: Cells = {}
    count = 0
    if wanted is None or workspace in wanted:
        cells, count = _CELLS[f"{view.schema}.{view.name}"](asked)
    facts = {
        "account_id": settings.get(ctx.tx, "account_id"),
        "metastore_id": metastores.id_of(ctx.tx),
        "workspace_id": workspace,
    }
    schema = pa.schema([arrow_field(one.name, one.type) for one in columns])
    arrays = []
    for field in schema:
        if field.name in facts:
            value = pa.scalar(facts[field.name]).cast(field.type)
            arrays.append(pa.repeat(value, count))
        else:
            arrays.append(_array(cells.get(field.name), field.type, count))
    return pa.table(arrays, schema)


def _array(values: Sequence[Any] | None, kind: pa.DataType, count: int) -> pa.Array:
    """Times and dates come as epoch ms."""
    import pyarrow as pa

    if values is None:
        return pa.nulls(count, kind)
    if pa.types.is_timestamp(kind):
        return pa.array(values, pa.timestamp("ms", kind.tz)).cast(kind)
    if pa.types.is_date32(kind):
        return pa.array(values, pa.timestamp("ms")).cast(kind, safe=False)
    return pa.array(values, kind)
