"""`read_files` and files by path in FROM."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import orc, parquet

from tests.conftest import Person
from tests.live import LiveServer
from tests.sql_statements.conftest import Sql
from tests.sql_statements.files import Landing, landing

__all__ = ["landing"]


def test_csv_with_a_header_has_types_and_what_was_rescued(run: Sql, landing: Landing) -> None:
    landing.put("a/1.csv", 'id,n,d\n1,"x,y",1.5\n2,,2020-01-01\n')
    landing.put("a/sub/2.csv", "n,id\nz,9223372036854775807,extra\n")
    read = f"read_files('{landing.path}/a', format => 'csv', header => true)"
    assert run(f"SELECT * FROM {read} ORDER BY id") == [
        (1, "x,y", "1.5", None),
        (2, None, "2020-01-01", None),
        (
            9223372036854775807,
            "z",
            None,
            f'{{"_c2":"extra","_file_path":"{landing.path}/a/sub/2.csv"}}',
        ),
    ]
    assert run.columns == ("id", "n", "d", "_rescued_data")
    assert [row[1] for row in run(f"DESCRIBE QUERY SELECT * FROM {read}")] == [
        "bigint",
        "string",
        "string",
        "string",
    ]
    # The types are known to what is checked: this would wrap in the engine.
    assert "ARITHMETIC_OVERFLOW" in run.fails(f"SELECT id + 1 FROM {read}")


def test_options_and_schemas(run: Sql, landing: Landing) -> None:
    path = landing.put("a.txt", "# c\n1;'a;b';31/12/2020;NA\nx;q;01/01/2021;2.50\n")
    common = "format => 'csv', sep => ';', quote => '\\'', comment => '#', nullValue => 'NA'"
    typed = f"{common}, schema => 'a INT, b STRING, c DATE, d DECIMAL(5,2)'"
    assert run(f"SELECT * FROM read_files('{path}', {typed}, dateFormat => 'dd/MM/yyyy')") == [
        (1, "a;b", date(2020, 12, 31), None),
        (None, "q", date(2021, 1, 1), Decimal("2.50")),
    ]
    hinted = f"read_files('{path}', {common}, schemaHints => '_c0 BIGINT')"
    assert run(f'SELECT typeof(_c0), _c0, _rescued_data LIKE \'%"_c0":"x"%\' FROM {hinted}') == [
        ("bigint", 1, None),
        ("bigint", None, True),
    ]
    plain = f"read_files('{path}', {common}, inferColumnTypes => false)"
    assert run(f"SELECT typeof(_c0), typeof(_c3) FROM {plain} LIMIT 1") == [("string", "string")]
    strict = f"SELECT * FROM read_files('{path}', {typed}, mode => 'FAILFAST')"
    assert "[MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION]" in run.fails(strict)


def test_json(run: Sql, landing: Landing) -> None:
    landing.put("j/1.json", '{"a":1,"b":{"c":[1,2]},"t":"2020-01-01"}\n{"a":2.5}\nno json\n')
    landing.put("j/2.json.gz", gzip.compress(b'{"a":3,"x":true}\n'))
    assert run(
        f"SELECT a, b.c[1], t, x, _corrupt_record FROM read_files('{landing.path}/j')"
        " ORDER BY a NULLS LAST"
    ) == [
        (1.0, 2, "2020-01-01", None, None),
        (2.5, None, None, None, None),
        (3.0, None, None, True, None),
        (None, None, None, None, "no json"),
    ]
    path = landing.put("m.json", '[{"a": 1},\n {"a": 2}]')
    assert run(f"SELECT * FROM read_files('{path}', multiLine => true)") == [(1, None), (2, None)]
    assert run(f"SELECT a FROM json.`{landing.path}/j/1.json` WHERE a > 1") == [(2.5,)]


def test_parquet_orc_text_and_binary(run: Sql, landing: Landing) -> None:
    rows = pa.table({"i": pa.array([1, 2], pa.int32()), "s": ["a", None]})
    sink = io.BytesIO()
    parquet.write_table(rows, sink)
    landing.put("p/1.parquet", sink.getvalue())
    sink = io.BytesIO()
    parquet.write_table(pa.table({"i": pa.array([3], pa.int64()), "z": [True]}), sink)
    landing.put("p/2.parquet", sink.getvalue())
    assert run(f"SELECT * FROM read_files('{landing.path}/p') ORDER BY i") == [
        (1, "a", None),
        (2, None, None),
        (3, None, True),
    ]
    sink = io.BytesIO()
    orc.write_table(rows, sink)
    path = landing.put("1.orc", sink.getvalue())
    assert run(f"SELECT * FROM orc.`{path}`") == [(1, "a"), (2, None)]
    path = landing.put("t.txt", "one\n\ntwo\r\n")
    assert run(f"SELECT * FROM text.`{path}`") == [("one",), ("",), ("two",)]
    whole = f"read_files('{path}', format => 'text', wholetext => true)"
    assert run(f"SELECT * FROM {whole}") == [("one\n\ntwo\r\n",)]
    found = run(f"SELECT path, length, content FROM binaryFile.`{path}`")
    assert found == [(path, 10, b"one\n\ntwo\r\n")]


def test_wildcards_partitions_and_metadata(run: Sql, landing: Landing) -> None:
    for day, name in (("2020-01-01", "a"), ("2020-01-02", "b")):
        landing.put(f"p/day={day}/{name}.csv", f"n\n{name}\n")
    landing.put("p/_hidden/c.csv", "n\nc\n")
    read = f"read_files('{landing.path}/p', header => true)"
    assert run(f"SELECT * FROM {read} ORDER BY n") == [
        ("a", None, date(2020, 1, 1)),
        ("b", None, date(2020, 1, 2)),
    ]
    assert run(f"SELECT n FROM read_files('{landing.path}/p/*/[b-c].csv', header => true)") == [
        ("b",)
    ]
    only = f"read_files('{landing.path}/p', header => true, fileNamePattern => 'a*')"
    assert run(f"SELECT *, _metadata.file_name AS f FROM {only}") == [
        ("a", None, date(2020, 1, 1), "a.csv")
    ]
    assert run.columns == ("n", "_rescued_data", "day", "f")
    assert run(f"SELECT r._metadata.file_size, r.n FROM {only} AS r") == [(4, "a")]


def test_anywhere_in_a_statement(run: Sql, landing: Landing) -> None:
    path = landing.put("1.csv", "id,n\n1,a\n2,b\n")
    read = f"read_files('{path}', format => 'csv', header => true)"
    run(f"CREATE TABLE t AS SELECT id, n FROM {read}")
    run(f"INSERT INTO t SELECT id + 10, upper(n) FROM {read}")
    run(f"CREATE VIEW v AS SELECT * FROM {read}")
    run(
        f"MERGE INTO t USING (SELECT id, n FROM {read}) AS s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET n = concat(s.n, '!')"
    )
    assert run("SELECT * FROM t ORDER BY id") == [(1, "a!"), (2, "b!"), (11, "A"), (12, "B")]
    assert run("SELECT t.n FROM t JOIN v USING (id) ORDER BY id") == [("a!",), ("b!",)]
    landing.put("1.csv", "id,n\n3,c\n")
    assert run("SELECT id, n FROM v") == [(3, "c")]
    joined = f"SELECT count(*) FROM {read} a JOIN {read} b ON a.id = b.id"
    assert run.value(joined) == 1


def test_nothing_stays_of_what_was_read(run: Sql, landing: Landing, server: LiveServer) -> None:
    path = landing.put("1.csv", "1\n")
    run(f"SELECT * FROM csv.`{path}`")
    run.fails(f"SELECT raise_error(_c0) FROM csv.`{path}`")
    folder = Path(server.app.config.data_dir) / "metadata"
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("read_files('{p}/none.csv')", "[PATH_NOT_FOUND]"),
        ("read_files('{p}/*.none')", "[PATH_NOT_FOUND]"),
        ("read_files('{p}', strange => 1, format => 'csv')", "The option strange is not supported"),
        ("read_files('{p}', format => 'json', header => true)", "The option header is not"),
        ("read_files('{p}', format => 'csv', locale => 'de-DE')", "The option locale => 'de-DE'"),
        ("read_files('{p}', format => 'nope')", "[DATA_SOURCE_NOT_FOUND]"),
        ("read_files('{p}', format => 'csv', mode => 'LAX')", "[INVALID_PARAMETER_VALUE]"),
        ("read_files('{p}', 'csv')", "[UNEXPECTED_POSITIONAL_ARGUMENT]"),
        ("read_files(concat('a', rand()))", "[INVALID_PARAMETER_VALUE]"),
        ("read_files('{p}', format => 'csv', schema => 'a NOPE')", "[UNSUPPORTED_DATATYPE]"),
        (
            "read_files('{p}', format => 'csv', schema => 'a ARRAY<INT>')",
            "[UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE]",
        ),
        ("read_files('{p}/../../x', format => 'csv')", "must not hold '..'"),
        ("read_files('/Volumes/main/*/x', format => 'csv')", "must be /Volumes/<catalog>"),
        ("read_files('file:/etc/passwd', format => 'text')", "No parent external location"),
        ("read_files('s3://b/x', format => 'csv')", "s3"),
        ("read_files('{p}/1.csv', format => 'json', mode => 'FAILFAST')", "[MALFORMED_RECORD"),
    ],
)
def test_what_cannot_be_read(run: Sql, landing: Landing, text: str, error: str) -> None:
    landing.put("1.csv", "1\n")
    assert error in run.fails(f"SELECT * FROM {text.format(p=landing.path)}")


def test_others_read_nothing(
    run: Sql, stranger: Sql, landing: Landing, other: Person, schema: str
) -> None:
    path = landing.put("1.csv", "1\n")
    run("CREATE TABLE t (a INT)")
    for text in (
        f"SELECT * FROM read_files('{path}')",
        f"SELECT * FROM read_files('{landing.path}/*')",
        f"SELECT * FROM csv.`{path}`",
        f"SELECT * FROM binaryFile.`{path}`",
        f"COPY INTO main.{schema}.t FROM '{landing.path}' FILEFORMAT = CSV",
        "SELECT * FROM read_files('file:/tmp/x', format => 'csv')",
    ):
        assert "[INSUFFICIENT_PERMISSIONS]" in stranger.fails(text)


def test_links_are_not_followed(
    run: Sql, landing: Landing, server: LiveServer, connect: Callable[[str], Sql], tmp_path: Path
) -> None:
    (tmp_path / "secret.csv").write_text("secret\n")
    landing.put("d/1.csv", "1\n")
    volumes = Path(server.app.config.data_dir) / "metastore" / "volumes"
    [folder] = [path for path in volumes.iterdir() if (path / "d" / "1.csv").exists()]
    os.symlink(tmp_path / "secret.csv", folder / "link.csv")
    os.symlink(tmp_path, folder / "d" / "folder")
    for path in ("link.csv", "d/folder/secret.csv", "d", "*.csv", "*/*/*.csv"):
        found = run.fails(f"SELECT * FROM read_files('{landing.path}/{path}', format => 'csv')")
        assert "symbolic link" in found or "is not inside" in found or "PATH_NOT_FOUND" in found
