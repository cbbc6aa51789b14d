"""The parts of a result as Thrift sends them: its metadata, and one page of rows or links."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from boathouse.context import Context
from boathouse.protocols.thrift import columns, status
from boathouse.protocols.thrift.codes import FETCH_FIRST, RowSetType
from boathouse.protocols.thrift.idl import tcli
from boathouse.protocols.thrift.reading import PAGE_BYTES, Reader
from boathouse.sql.answer import Batch, Kind, schema_message
from boathouse.sql.execution import FEW_ROWS, Execution
from boathouse.sql.shape import spark_type
from boathouse.sql.spool import compressed

MAX_LINKS = 64
"""Links of one page: they expire, so a client with a long result asks again."""


@dataclass
class Page:
    """TFetchResultsResp, and the bytes that the codec puts in past itself."""

    answer: Any
    payloads: list[tuple[Any, str, bytes]] = field(default_factory=list)


def metadata(execution: Execution) -> Any:
    """TGetResultSetMetadataResp of a result that may be fetched."""
    t, reader, spool = tcli(), execution.reader, execution.spool
    assert spool is not None
    form = reader.choose(execution)
    return t.TGetResultSetMetadataResp(
        status=status.success(),
        schema=_table_schema(execution),
        resultFormat=form,
        lz4Compressed=reader.lz4 and form is not RowSetType.COLUMN_BASED,
        arrowSchema=None if form is RowSetType.COLUMN_BASED else schema_message(spool.schema),
        cacheLookupResult=0,
        uncompressedBytes=spool.bytes,
        compressedBytes=sum(chunk.stored_bytes for chunk in spool.chunks),
        isStagingOperation=execution.kind is Kind.TRANSFER,
    )


def _table_schema(execution: Execution) -> Any:
    t = tcli()
    assert execution.spool is not None
    if execution.kind is Kind.NOTHING:
        # The real service shows one column to DDL, and an Arrow schema without any [4.2].
        described = [_column("Result", "string", 1)]
    else:
        described = [
            _column(column.name, spark_type(column), position)
            for position, column in enumerate(execution.spool.schema, 1)
        ]
    return t.TTableSchema(columns=described)


def _column(name: str, type: Any, position: int) -> Any:
    from boathouse.sql.types import parse_decimal, thrift_id

    t, decimal = tcli(), parse_decimal(type)
    qualifiers = None
    if decimal:
        names = zip(("precision", "scale"), decimal, strict=True)
        sizes = {name: t.TTypeQualifierValue(i32Value=size) for name, size in names}
        qualifiers = t.TTypeQualifiers(qualifiers=sizes)
    primitive = t.TPrimitiveTypeEntry(type=thrift_id(type), typeQualifiers=qualifiers)
    described = t.TTypeDesc(types=[t.TTypeEntry(primitiveEntry=primitive)])
    return t.TColumnDesc(columnName=name, typeDesc=described, position=position, comment="")


async def page(
    ctx: Context, execution: Execution, rows: int, size: int | None, orientation: int = 0
) -> Page:
    """The next rows. Raises SqlError where the statement failed meanwhile."""
    reader: Reader = execution.reader
    if orientation == FETCH_FIRST:
        reader.next_row = 0
    begin = reader.next_row
    form = reader.choose(execution)
    rows, size = max(rows, 1), size or PAGE_BYTES
    payloads: list[tuple[Any, str, bytes]] = []
    if execution.kind is Kind.NOTHING and form is RowSetType.COLUMN_BASED:
        row_set = columns.of_nothing()
    elif form is RowSetType.URL_BASED:
        row_set = await _links(ctx, execution, reader)
    else:
        batches = await reader.take(execution, rows, size)
        row_set, payloads = await _inline(execution, reader, batches)
    row_set.startRowOffset, row_set.rows = begin, []
    answer = tcli().TFetchResultsResp(
        status=status.success(),
        hasMoreRows=not await _known_end(execution, reader, form),
        results=row_set,
    )
    return Page(answer, payloads)


async def _known_end(execution: Execution, reader: Reader, form: RowSetType) -> bool:
    """A client that has links to read is not kept waiting to learn whether there are more."""
    spool = execution.spool
    if form is RowSetType.URL_BASED and spool is not None:
        return spool.complete and reader.next_row >= spool.rows
    return await reader.at_end(execution)


async def _links(ctx: Context, execution: Execution, reader: Reader) -> Any:
    """A link to each chunk that is there, from the next row on; waits for the first."""
    from boathouse.services.statement_execution import links

    first, made = await reader.chunk_at_next(execution), []
    spool = execution.spool
    found = spool.chunks[first.index :] if first is not None and spool is not None else []
    for chunk in found[:MAX_LINKS]:
        url, expires = links.sign(ctx, execution.execution_id, chunk.index, "ARROW_STREAM")
        made.append(
            tcli().TSparkArrowResultLink(
                fileLink=url,
                expiryTime=expires,
                startRowOffset=chunk.row_offset,
                rowCount=chunk.rows,
                bytesNum=chunk.raw_bytes,
            )
        )
        reader.next_row = chunk.row_offset + chunk.rows
    return tcli().TRowSet(resultLinks=made)


async def _inline(
    execution: Execution, reader: Reader, batches: list[Batch]
) -> tuple[Any, list[tuple[Any, str, bytes]]]:
    spool = execution.spool
    assert spool is not None
    if reader.format is RowSetType.COLUMN_BASED:
        return await _off_the_loop(batches, lambda: columns.of(spool.schema, batches)), []
    messages = await _off_the_loop(batches, lambda: _messages(batches, reader.lz4))
    made = [tcli().TSparkArrowBatch(rowCount=batch.rows) for batch in batches]
    payloads = [(holder, "batch", message) for holder, message in zip(made, messages, strict=True)]
    return tcli().TRowSet(arrowBatches=made), payloads


def _messages(batches: list[Batch], lz4: bool) -> list[bytes]:
    return [compressed(batch.message) if lz4 else batch.message for batch in batches]


async def _off_the_loop(batches: list[Batch], work: Any) -> Any:
    """In a thread where it takes long."""
    if sum(batch.rows for batch in batches) <= FEW_ROWS:
        return work()
    return await asyncio.to_thread(work)
