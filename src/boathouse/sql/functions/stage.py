"""The values of a Python function for the arguments that a statement has, as a Parquet file."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boathouse.sql import types
from boathouse.sql.answer import Answer, record_batch
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import Column, Function

if TYPE_CHECKING:
    import pyarrow as pa

    from boathouse.sql.work import Work

MOST_BYTES = 256 * 1024 * 1024
"""Of arguments of one call."""
_ROWS = 10_000


@dataclass(frozen=True)
class Stage:
    """`query`: the engine's text for the distinct arguments; `columns`: those of the file, the
    arguments first, then the value, the error, and whether there is a value."""

    function: Function
    query: str
    location: Path
    columns: tuple[Column, ...]

    async def run(self, work: Work) -> None:
        """Ask for the arguments, make the values, write them."""
        arguments = await self._arguments(work)
        function, python = self.function, work.python
        if python is None:
            raise NotSupported("Python functions cannot be run here.")
        admitted = await work.in_thread(lambda ctx: python.admit(ctx, _owner(ctx, function)))
        request = await work.in_thread(lambda ctx: self._request(arguments))
        answer = await python.run(admitted, request)
        await work.in_thread(lambda ctx: self._write(arguments, answer))

    async def _arguments(self, work: Work) -> pa.Table:
        import pyarrow as pa

        answer: Answer = await work.query(self.query)
        batches, size = [], 0
        async for batch in answer.batches:
            size += len(batch.message)
            if size > MOST_BYTES:
                raise NotSupported("The Python function has more different arguments than fit.")
            batches.append(record_batch(answer.schema, batch))
        table = pa.Table.from_batches(batches, schema=answer.schema)
        if not self.function.parameters:
            return table
        schema = pa.schema([types.arrow_field(one.name, one.type) for one in self.columns[:-3]])
        return table.rename_columns(schema.names).cast(schema)

    def _result(self) -> pa.Schema:
        import pyarrow as pa

        value = types.arrow_field("v", self.columns[-3].type)
        return pa.schema([value.remove_metadata(), pa.field("e", pa.string())])

    def _request(self, arguments: pa.Table) -> bytes:
        import pyarrow as pa

        function = self.function
        head = {
            "body": function.body,
            "handler": function.handler,
            "parameters": [one.name for one in function.parameters],
            "result": base64.b64encode(self._result().serialize().to_pybytes()).decode(),
        }
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, arguments.schema) as writer:
            writer.write_table(arguments, max_chunksize=_ROWS)
        return json.dumps(head).encode() + b"\n" + bytes(sink.getvalue().to_pybytes())

    def _write(self, arguments: pa.Table, answer: bytes) -> None:
        import pyarrow as pa
        from pyarrow import compute, parquet

        values = self._values(answer, arguments.num_rows)
        errors = compute.if_else(
            compute.is_valid(values["e"]), self._failures(values["e"]), pa.scalar(None, pa.string())
        )
        columns: dict[str, Any] = {
            name: arguments[name] for name in arguments.schema.names if self.function.parameters
        }
        v, e, h = (one.name for one in self.columns[-3:])
        columns |= {v: values["v"], e: errors, h: compute.is_null(values["e"])}
        os.makedirs(self.location, mode=0o700, exist_ok=True)
        path = self.location / "part-0.parquet"
        parquet.write_table(pa.table(columns), path, compression="none", store_schema=False)

    def _values(self, answer: bytes, rows: int) -> pa.Table:
        """The process's answer, which it may have made as it likes. Raises SqlError."""
        import pyarrow as pa

        try:
            with pa.ipc.open_stream(answer) as stream:
                table = stream.read_all()
            table.validate(full=True)
        except (pa.ArrowInvalid, OSError) as error:
            raise _broken() from error
        if table.num_rows != rows or not table.schema.equals(self._result()):
            raise _broken()
        return table

    def _failures(self, errors: pa.ChunkedArray) -> pa.Array:
        import pyarrow as pa

        name = self.function.name
        shown = str(name) if name.catalog else name.name
        head = f"[UDF_USER_CODE_ERROR.GENERIC] Execution of function {shown} failed.\n== Error ==\n"
        return pa.array(
            [head + text if text is not None else None for text in errors.to_pylist()], pa.string()
        )


def _owner(ctx: Any, function: Function) -> str:
    return function.owner or str(ctx.principal.user_name)


def _broken() -> SqlError:
    return SqlError(
        "UDF_USER_CODE_ERROR.GENERIC",
        "The process of the Python function gave no answer that can be read.",
        "39000",
    )
