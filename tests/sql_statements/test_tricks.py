"""Texts that we and the engine could read differently: nothing unauthorized is ever read.

The engine reads any file by path, `SELECT * FROM text.`/a/file``, so that is what each is after.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sql_statements.conftest import Sql

SECRET = "the secret of the file"

TRICKS = [
    "SELECT * FROM text.`{0}`",
    "SELECT * FROM text.`file:{0}`",
    "SELECT * FROM text.'{0}'",
    'SELECT * FROM text."{0}"',
    "SELECT * FROM `text`.`{0}`",
    "SELECT * FROM TEXT . `{0}`",
    "SELECT * FROM text.`/Volumes/main/default/../../../../..{0}`",
    "SELECT * FROM text.`/Volumes/../{0}`",
    "SELECT * FROM text.`dbfs:/../../../../../..{0}`",
    "SELECT * FROM text.`/{0}`",
    "SELECT * FROM text.`{0}*`",
    "SELECT * FROM binaryfile.`{0}`",
    "TABLE text.`{0}`",
    "SELECT (TABLE text.`{0}`)",
    "SELECT TABLE text.`{0}`",
    "SELECT 1 WHERE EXISTS (TABLE text.`{0}`)",
    "SELECT array(TABLE text.`{0}`)",
    "SELECT * FROM (TABLE text.`{0}`)",
    "SELECT * FROM (text.`{0}`)",
    "SELECT * FROM range(1), text.`{0}`",
    "SELECT * FROM (range(1) JOIN text.`{0}` ON true)",
    "SELECT * FROM range(1), LATERAL (SELECT * FROM text.`{0}`)",
    "WITH q AS (SELECT * FROM text.`{0}`) SELECT * FROM q",
    "SELECT (SELECT max(value) FROM text.`{0}`)",
    "SELECT * FROM IDENTIFIER('text.`{0}`')",
    "SELECT * FROM IDENTIFIER('te' || 'xt.`{0}`')",
    "SELECT * FROM IDENTIFIER(concat('te', 'xt.`{0}`'))",
    "SELECT r 'a\\' FROM text.`{0}` -- '",
    "SELECT r/**/'a\\' FROM text.`{0}` -- '",
    "SELECT R\n'a\\' FROM text.`{0}` -- '",
    "SELECT t.r 'a\\' FROM text.`{0}` -- '",
    "SELECT z'a\\' FROM text.`{0}` -- '",
    "SELECT $$ ' $$, * FROM text.`{0}` -- '",
    "SELECT '''' || ' FROM text.`{0}` --' '",
    "SELECT 'a\\'' || ' FROM text.`{0}` --'",
    "SELECT 1 /* /* */ UNION ALL SELECT value FROM text.`{0}` -- */",
    "SELECT 1 /* */ */ UNION ALL SELECT value FROM text.`{0}` --",
    "SELECT /*+ x /* */ */ * FROM text.`{0}`",
    "SELECT /*+ x */ 1 /* */ FROM text.`{0}`",
    "SELECT 1 -- \\\nFROM text.`{0}`",
    "SELECT `a\\` FROM text.`{0}` --`",
    "SELECT text.`{0}` FROM (SELECT 1) AS text",
    "SELECT EXTRACT(DAY FROM text.`{0}`)",
    "SELECT * FROM read_files('{0}')",
    "SELECT * FROM read_text('{0}')",
    "SELECT * FROM text('{0}')",
    "SELECT 1; SELECT * FROM text.`{0}`",
    "SELECT * FROM range(1) WHERE id IN (SELECT length(value) FROM text.`{0}`)",
    "SELECT * FROM text.`{0}` QUALIFY true",
    "FROM text.`{0}` |> SELECT *",
    "SELECT r'a\\', ' FROM text.`{0}` --' FROM range(1) QUALIFY rank() OVER (ORDER BY id) = 1",
    "SELECT 'a\\'', * FROM text.`{0}` --' FROM range(1) QUALIFY rank() OVER (ORDER BY id) = 1",
    "SELECT `a\\`, 1 AS `x FROM text.``{0}`` --` FROM range(1) |> SELECT *",
    "DESCRIBE SELECT * FROM text.`{0}`",
    "EXPLAIN SELECT * FROM text.`{0}`",
    "INSERT INTO mine SELECT value FROM text.`{0}`",
    "INSERT INTO mine TABLE text.`{0}`",
    "INSERT INTO mine REPLACE WHERE a IN (SELECT value FROM text.`{0}`) SELECT 'x'",
    "UPDATE mine SET a = (SELECT max(value) FROM text.`{0}`)",
    "DELETE FROM mine WHERE a IN (SELECT value FROM text.`{0}`)",
    "MERGE INTO mine USING text.`{0}` x ON false WHEN NOT MATCHED THEN INSERT (a) VALUES (x.value)",
    "CREATE TABLE stolen AS SELECT * FROM text.`{0}`",
    "CREATE VIEW stolen AS SELECT * FROM text.`{0}`",
    "CREATE TEMP VIEW stolen AS SELECT * FROM text.`{0}`",
    "CREATE TABLE stolen (a STRING) USING TEXT LOCATION '{0}'",
    "CREATE TABLE stolen (a STRING DEFAULT (SELECT max(value) FROM text.`{0}`))",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_no_file_of_the_machine_is_read(
    run: Sql, stranger: Sql, tmp_path: Path, trick: str
) -> None:
    file = tmp_path / "secret.txt"
    file.write_text(f"{SECRET}\n")
    run("CREATE TABLE mine (a STRING)")
    run("INSERT INTO mine VALUES ('x')")
    text = trick.format(file)
    for session in (run, stranger):
        try:
            rows = session(text)
        except Exception as error:
            rows = [(str(error),)]
        if session is stranger or "file:" not in trick:
            assert SECRET not in str(rows)
    stolen = {str(row) for row in run("SELECT * FROM mine")}
    assert not any(SECRET in one for one in stolen)


def test_relative_paths_and_names_without_a_slash_are_tables(run: Sql) -> None:
    for name in ("text.etc", "text.`..`", "parquet.`warehouse`", "text.`secret.txt`"):
        assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails(f"SELECT * FROM {name}")


def test_a_column_of_a_table_called_json_is_still_read(run: Sql) -> None:
    assert run("SELECT json.a FROM (SELECT 1 AS a) AS json") == [(1,)]
    assert run("SELECT delta.* FROM (SELECT 1 AS a) AS delta") == [(1,)]


def test_issued_names_are_not_for_users(run: Sql) -> None:
    name = "main.s_" + "0" * 24 + ".t"
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails(f"SELECT * FROM {name}")
    run("CREATE TABLE held (a INT)")
    assert not re.search("s_[0-9a-f]{24}", run.value("EXPLAIN EXTENDED SELECT * FROM held"))


def test_parameters_are_values_whatever_they_hold(run: Sql) -> None:
    for value in (
        "' FROM text.`/x` --",
        "\\' OR 1=1 --",
        'a"b',
        "\\",
        "a\\nb",
        "\n\t'",
        "`",
        "/* */",
    ):
        assert run("SELECT :p AS x, ':p'", {"p": value}) == [(value, ":p")]
        assert run("SELECT ?, '?' -- ?", [value]) == [(value, "?")]


def test_strings_of_partitions_and_defaults_stay_themselves(run: Sql) -> None:
    run(r"CREATE TABLE q (a INT, p STRING, d STRING DEFAULT 'it\'s \\ --') PARTITIONED BY (p)")
    run(r"INSERT INTO q PARTITION (p = 'x\' \\ --') (a) VALUES (1)")
    run(r"INSERT OVERWRITE q PARTITION (p = 'x\' \\ --') SELECT 2, y FROM (SELECT 'y' AS y)")
    assert run("SELECT a, p, d FROM q") == [(2, "x' \\ --", "y")]
    run("INSERT INTO q (a) VALUES (3)")
    assert run("SELECT d FROM q WHERE a = 3") == [("it's \\ --",)]


def test_strings_mean_to_the_engine_what_they_mean_to_us(run: Sql) -> None:
    text = r"""SELECT 'it\'s', 'a''b', "say \"x\"", r'raw\n', 'tab\tend', '\\', 'x' 'y' -- '"""
    assert run(text) == [("it's", "a'b", 'say "x"', "raw\\n", "tab\tend", "\\", "xy")]
