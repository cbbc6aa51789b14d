"""Reads files into a folder of Parquet files, which the engine is given as a table."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from boathouse.sql import types
from boathouse.sql.errors import Canceled, NotSupported, SqlError
from boathouse.sql.files import listing, options, values
from boathouse.sql.files.asked import FileRead, Loaded
from boathouse.sql.files.columnar_files import ColumnarFiles
from boathouse.sql.files.csv_files import CsvFiles
from boathouse.sql.files.csv_infer import Guess
from boathouse.sql.files.json_files import JsonFiles
from boathouse.sql.files.listing import Found
from boathouse.sql.files.options import RESCUED, Options
from boathouse.sql.files.whole_files import BinaryFiles, TextFiles
from boathouse.sql.securables import Column, SparkType

METADATA = "_metadata"
METADATA_TYPE: SparkType = {
    "type": "struct",
    "fields": [
        types.field_json("file_path", "string"),
        types.field_json("file_name", "string"),
        types.field_json("file_size", "long"),
        types.field_json("file_block_start", "long"),
        types.field_json("file_block_length", "long"),
        types.field_json("file_modification_time", "timestamp"),
    ],
}


class Format(Protocol):
    """How files of a format become columns."""

    def columns(self, files: Sequence[Found]) -> list[Column]:
        """The columns that the files have."""

    def chunks(
        self, file: Found, columns: Sequence[Column], *, rescues: bool
    ) -> Iterator[list[Any]]:
        """A file's values, many rows at a time: for each column Python values or an array."""


_FORMATS: dict[str, Any] = {
    "csv": CsvFiles,
    "json": JsonFiles,
    "text": TextFiles,
    "binaryfile": BinaryFiles,
    "parquet": ColumnarFiles,
    "orc": ColumnarFiles,
}


def load(read: FileRead, folder: Path, stopped: threading.Event) -> Loaded:
    """The rows of a read, in a folder that is made for them. Raises SqlError."""
    settings = options.checked(read.format or _detected(read), dict(read.options))
    if settings.format not in _FORMATS:
        raise NotSupported(f"Files of the format {read.format.upper()} cannot be read here.")
    source: Format = _FORMATS[settings.format](read, settings)
    files = listing.found(read, settings)
    own = _columns(source, files, settings)
    partitions = _partitions(files, settings, own)
    own = [column for column in own if column.name.lower() not in partitions]
    rescued = _rescued(read, settings)
    shape = [*own, *([Column(rescued, "string")] if rescued else []), *partitions.values()]
    hidden = [Column(METADATA, METADATA_TYPE)] if read.metadata else []
    _unique(shape)
    folder.mkdir(parents=True, mode=0o700)
    columns = (*shape, *hidden)
    _write(folder, columns, _batches(source, files, own, columns, bool(rescued)), stopped)
    return Loaded(str(folder), columns, len(hidden))


def _detected(read: FileRead) -> str:
    """The format that the files' names end with. Raises SqlError where they differ."""
    ends = {_end(file.name) for file in listing.found(read, Options("text", {}))}
    if len(ends) != 1 or not ends <= set(_ENDS):
        raise SqlError(
            "CF_CANNOT_INFER_FORMAT",
            f"The format of the files in {read.shown} is not clear from their names; say it with"
            " format => '...'.",
            "42000",
        )
    return _ENDS[ends.pop()]


def _end(name: str) -> str:
    plain = name.lower()
    for packed in (".gz", ".bz2", ".zst"):
        plain = plain.removesuffix(packed)
    return plain.rpartition(".")[2]


_ENDS = {
    "csv": "csv",
    "tsv": "csv",
    "json": "json",
    "jsonl": "json",
    "ndjson": "json",
    "parquet": "parquet",
    "orc": "orc",
    "txt": "text",
    "text": "text",
    "avro": "avro",
}


def _columns(source: Format, files: Sequence[Found], settings: Options) -> list[Column]:
    given = settings.text("schema")
    found = list(of_ddl(given)) if given else source.columns(files)
    for hint in of_ddl(settings.text("schemahints")) if settings.text("schemahints") else ():
        same = [at for at, one in enumerate(found) if one.name.lower() == hint.name.lower()]
        if same:
            found[same[0]] = Column(found[same[0]].name, hint.type)
        else:
            found.append(hint)
    if not found:
        raise SqlError(
            "UNABLE_TO_INFER_SCHEMA",
            f"Unable to infer schema for {settings.format.upper()}. It must be specified manually.",
            "42KD9",
        )
    return found


def of_ddl(text: str) -> tuple[Column, ...]:
    """The columns of `a INT, b STRING`. Raises SqlError."""
    struct = types.from_sql(text if text.lower().startswith("struct<") else f"STRUCT<{text}>")
    assert isinstance(struct, dict)
    return tuple(Column(field["name"], field["type"]) for field in struct["fields"])


def _rescued(read: FileRead, settings: Options) -> str:
    """The name of the column of what could not be read; "" for none."""
    if settings.format not in ("csv", "json") or read.source == "path":
        return ""
    default = "" if settings.text("schema") or read.source == "copy" else RESCUED
    return settings.text("rescueddatacolumn", default)


def _partitions(
    files: Sequence[Found], settings: Options, own: Sequence[Column]
) -> dict[str, Column]:
    """The columns that folders are named after, by their names in lower case."""
    wanted = settings.values.get("partitioncolumns")
    names = {name: None for file in files for name, _ in file.partitions}
    if wanted is not None:
        listed = {name.strip().lower() for name in wanted.split(",")}
        names = {name: None for name in names if name.lower() in listed}
    typed = {column.name.lower(): column.type for column in own}
    infers = settings.flag("infercolumntypes", True)
    found: dict[str, Column] = {}
    for name in names:
        guess = Guess(Options("csv", {}))
        for file in files if infers else ():
            guess.add(dict(file.partitions).get(name) or "")
        kind = typed.get(name.lower()) if settings.text("schema") else None
        found[name.lower()] = Column(name, kind or guess.type or "string")
    return found


def _unique(columns: Sequence[Column]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name.lower() in seen:
            raise SqlError(
                "COLUMN_ALREADY_EXISTS",
                f"The column `{column.name}` already exists. Choose another name or rename the"
                " existing column.",
                "42711",
            )
        seen.add(column.name.lower())


def _batches(
    source: Format,
    files: Sequence[Found],
    own: Sequence[Column],
    columns: Sequence[Column],
    rescues: bool,
) -> Iterator[Any]:
    import pyarrow as pa

    schema = pa.schema([types.arrow_field(one.name, one.type) for one in columns])
    plain = Options("csv", {})
    for file in files:
        given = {name.lower(): value for name, value in file.partitions}
        for chunk in source.chunks(file, own, rescues=rescues):
            arrays = [_array(data, field.type) for data, field in zip(chunk, schema, strict=False)]
            rows = len(arrays[0]) if arrays else 0
            for column, field in list(zip(columns, schema, strict=True))[len(arrays) :]:
                if column.name == METADATA:
                    constant: Any = _metadata(file)
                else:
                    constant = _constant(given.get(column.name.lower()), column, plain)
                arrays.append(pa.array([constant] * rows, field.type))
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(data: Any, type: Any) -> Any:
    import pyarrow as pa

    if isinstance(data, (pa.Array, pa.ChunkedArray)):
        return data
    return pa.array(data, type)


def _constant(text: str | None, column: Column, settings: Options) -> Any:
    if text is None:
        return None
    read = values.reader(column.type, settings)
    return text if read is None else read(text)


def _metadata(file: Found) -> dict[str, Any]:
    return {
        "file_path": file.shown if ":" in file.shown[:8] else f"dbfs:{file.shown}",
        "file_name": file.name,
        "file_size": file.size,
        "file_block_start": 0,
        "file_block_length": file.size,
        "file_modification_time": datetime.fromtimestamp(file.modified / 1000, UTC),
    }


def _write(
    folder: Path, columns: Sequence[Column], batches: Iterator[Any], stopped: threading.Event
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([types.arrow_field(one.name, one.type) for one in columns])
    with parquet.ParquetWriter(folder / "rows.parquet", schema, compression="lz4") as writer:
        for batch in batches:
            if stopped.is_set():
                raise Canceled
            if batch.num_rows:
                writer.write_batch(batch)
