"""Parquet and ORC files, by pyarrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.files.asked import FileRead
from boathouse.sql.files.csv_infer import merged
from boathouse.sql.files.listing import Found
from boathouse.sql.files.options import Options
from boathouse.sql.files.texts import unreadable
from boathouse.sql.securables import Column, SparkType

WIDER = {"byte": 0, "short": 1, "integer": 2, "long": 3}


class ColumnarFiles:
    """Files that know their columns."""

    def __init__(self, read: FileRead, options: Options) -> None:
        self._format = options.format

    def columns(self, files: Sequence[Found]) -> list[Column]:
        """The columns of all files together, by name. Raises SqlError where types differ."""
        found: dict[str, Column] = {}
        for file in files:
            for field in self._schema(file):
                column = Column(field.name, types.from_arrow(field))
                before = found.get(column.name.lower())
                found[column.name.lower()] = column if before is None else _one(before, column)
        return list(found.values())

    def chunks(
        self, file: Found, columns: Sequence[Column], *, rescues: bool
    ) -> Iterator[list[Any]]:
        """The batches of a file; NULL for columns that it does not have."""
        import pyarrow as pa

        for batch in self._batches(file):
            by_name = {name.lower(): at for at, name in enumerate(batch.schema.names)}
            arrays: list[Any] = []
            for column in columns:
                at = by_name.get(column.name.lower())
                wanted = types.to_arrow(column.type)
                if at is None:
                    arrays.append(pa.nulls(batch.num_rows, wanted))
                else:
                    arrays.append(_cast(file, column, batch.column(at), wanted))
            if rescues:
                arrays.append(pa.nulls(batch.num_rows, pa.string()))
            yield arrays

    def _schema(self, file: Found) -> Any:
        import pyarrow as pa
        from pyarrow import parquet

        try:
            with file.open() as stream:
                if self._format == "parquet":
                    return parquet.ParquetFile(stream).schema_arrow
                return _orc(stream).schema
        except (pa.ArrowInvalid, OSError) as error:
            raise unreadable(file, str(error).splitlines()[0]) from None

    def _batches(self, file: Found) -> Iterator[Any]:
        import pyarrow as pa
        from pyarrow import parquet

        try:
            with file.open() as stream:
                if self._format == "parquet":
                    yield from parquet.ParquetFile(stream).iter_batches(65_536)
                else:
                    opened = _orc(stream)
                    for index in range(opened.nstripes):
                        yield opened.read_stripe(index)
        except (pa.ArrowInvalid, OSError) as error:
            raise unreadable(file, str(error).splitlines()[0]) from None


def _orc(stream: Any) -> Any:
    from pyarrow import orc

    return orc.ORCFile(stream)


def _one(before: Column, column: Column) -> Column:
    type = _wider(before.type, column.type)
    if type is None:
        raise SqlError(
            "CANNOT_MERGE_SCHEMAS",
            f"Failed merging schemas: column `{column.name}` is"
            f" {types.to_sql(before.type)} and {types.to_sql(column.type)}.",
            "42KD9",
        )
    return Column(before.name, type)


def _wider(one: SparkType, other: SparkType) -> SparkType | None:
    if one == other:
        return one
    if not isinstance(one, str) or not isinstance(other, str):
        return None
    if one in WIDER and other in WIDER:
        return max(one, other, key=WIDER.__getitem__)
    if {one, other} == {"float", "double"}:
        return "double"
    if types.parse_decimal(one) and types.parse_decimal(other):
        joined = merged(one, other)
        return joined if joined != "double" else None
    return None


def _cast(file: Found, column: Column, array: Any, wanted: Any) -> Any:
    import pyarrow as pa

    if array.type == wanted:
        return array
    if pa.types.is_timestamp(array.type) and pa.types.is_timestamp(wanted):
        # Spark keeps microseconds and drops what is finer.
        return array.cast(wanted, safe=False)
    if "variant" in str(column.type):
        raise NotSupported("VARIANT columns of files are not supported.")
    try:
        return array.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise unreadable(file, f"column {column.name}: {error}") from None
