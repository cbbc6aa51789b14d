"""Tables with a few rows that a seeded workspace has before anybody makes one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from boathouse.context import Context
from boathouse.services.tables import find, make
from boathouse.sql.definitions import NewTable
from boathouse.sql.securables import Column, Name


def filled(
    ctx: Context, name: Name, columns: tuple[Column, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """Make the table with these rows in one commit, unless there is one of its name."""
    if find.relation(ctx, name) is not None:
        return
    import pyarrow as pa
    from deltalake import write_deltalake

    from boathouse.sql.types import to_arrow

    table = NewTable(name, columns, str(uuid.uuid4()))
    staging = make.stage(ctx, table)
    schema = pa.schema([(column.name, to_arrow(column.type)) for column in columns])
    arrays = [
        pa.array(values, field.type)
        for values, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    write_deltalake(staging, pa.table(arrays, schema=schema), mode="append")
    make.commit_staged(ctx, table)
