"""Row filters: hidden rows are in no read, whatever the statement is and whoever wrote it."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient

from tests.sql_statements.conftest import Reader, Sql


@pytest.fixture
def protected(run: Sql, schema: str, reader: Reader) -> str:
    """A table of three rows: the owner sees all, the reader those of region EU."""
    run("CREATE TABLE t (id INT, region STRING, amount INT)")
    run("INSERT INTO t VALUES (1, 'EU', 10), (2, 'US', 0), (3, 'EU', 30)")
    run(
        "CREATE FUNCTION mine(r STRING) RETURNS BOOLEAN"
        " RETURN is_account_group_member('admins') OR r = 'EU'"
    )
    run("ALTER TABLE t SET ROW FILTER mine ON (region)")
    run(f"GRANT SELECT, MODIFY ON TABLE t TO {reader.user}")
    return f"main.{schema}"


READS = (
    ("SELECT id FROM {s}.t ORDER BY id", [(1,), (3,)]),
    ("SELECT * FROM {s}.t WHERE region = 'US'", []),
    ("SELECT count(*), max(id), sum(amount) FROM {s}.t", [(2, 3, 40)]),
    ("TABLE {s}.t ORDER BY id", [(1, "EU", 10), (3, "EU", 30)]),
    ("SELECT t.* FROM {s}.t WHERE t.id = 2", []),
    ("SELECT {s}.t.id FROM {s}.t WHERE {s}.t.id > 1", [(3,)]),
    ("SELECT x.id FROM {s}.t AS x WHERE x.id > 1", [(3,)]),
    ("SELECT (SELECT max(amount) FROM {s}.t)", [(30,)]),
    ("SELECT id FROM range(5) WHERE id IN (SELECT id FROM {s}.t) ORDER BY 1", [(1,), (3,)]),
    ("WITH q AS (SELECT * FROM {s}.t) SELECT id FROM q ORDER BY 1", [(1,), (3,)]),
    ("SELECT a.id, b.id FROM {s}.t a JOIN {s}.t b ON a.id = b.id ORDER BY 1", [(1, 1), (3, 3)]),
    ("SELECT id FROM IDENTIFIER('{s}.t') ORDER BY 1", [(1,), (3,)]),
    ("SELECT id FROM {s}.t UNION SELECT id FROM {s}.t ORDER BY 1", [(1,), (3,)]),
    (
        "WITH RECURSIVE r AS (SELECT min(id) AS n FROM {s}.t UNION ALL"
        " SELECT n + 1 FROM r WHERE n + 1 IN (SELECT id FROM {s}.t)) SELECT n FROM r",
        [(1,)],
    ),
    ("EXECUTE IMMEDIATE 'SELECT count(*) FROM {s}.t'", [(2,)]),
    ("BEGIN DECLARE n INT; SET n = (SELECT count(*) FROM {s}.t); SELECT n; END", [(2,)]),
    ("SELECT region, count(*) FROM {s}.t GROUP BY region", [("EU", 2)]),
    ("SELECT * FROM {s}.t PIVOT (sum(amount) FOR region IN ('EU', 'US')) WHERE id = 2", []),
    ("SELECT count(*) FROM {s}.t TABLESAMPLE (100 PERCENT)", [(2,)]),
)


@pytest.mark.parametrize(("text", "rows"), READS)
def test_hidden_rows_are_in_no_read(
    protected: str, reader: Reader, text: str, rows: list[tuple[object, ...]]
) -> None:
    assert reader(text.format(s=protected)) == rows


def test_the_owner_is_filtered_too(protected: str, run: Sql) -> None:
    assert run("SELECT count(*) FROM t") == [(3,)]
    run("CREATE OR REPLACE FUNCTION mine(r STRING) RETURNS BOOLEAN RETURN r = 'US'")
    # The new body counts at once.
    assert run("SELECT id FROM t") == [(2,)]
    run("ALTER TABLE t DROP ROW FILTER")
    assert run("SELECT count(*) FROM t") == [(3,)]


PROBES = (
    "100 % amount >= 0",
    "100 / amount > 0",
    "IF(amount = 0, CAST(raise_error('leak') AS BOOLEAN), true)",
    "assert_true(region <> 'US') IS NULL",
    "CAST(IF(region = 'US', 'leak', '1') AS INT) = 1",
    "element_at(array(1), IF(amount = 0, 0, 1)) = 1",
)


@pytest.mark.parametrize("probe", PROBES)
def test_no_error_tells_of_a_hidden_row(protected: str, reader: Reader, probe: str) -> None:
    assert reader(f"SELECT count(*) FROM {protected}.t WHERE {probe}") == [(2,)]
    assert reader(
        f"SELECT count(*) FROM {protected}.t JOIN range(1) AS r ON r.id = 0 AND {probe}"
    ) == [(2,)]
    assert reader(
        f"SELECT count(*) FROM (SELECT * FROM {protected}.t WHERE id > 0) WHERE {probe}"
    ) == [(2,)]


def test_views_and_functions_see_who_asks(
    protected: str, run: Sql, reader: Reader, schema: str
) -> None:
    run("CREATE VIEW v AS SELECT id, amount FROM t")
    run("CREATE VIEW w AS SELECT * FROM v WHERE 100 % amount >= 0")
    run("CREATE FUNCTION total() RETURNS BIGINT RETURN (SELECT sum(amount) FROM t)")
    run("CREATE FUNCTION ids() RETURNS TABLE (id INT) RETURN SELECT id FROM t")
    for what in ("SELECT ON VIEW v", "SELECT ON VIEW w", "EXECUTE ON FUNCTION total"):
        run(f"GRANT {what} TO {reader.user}")
    run(f"GRANT EXECUTE ON FUNCTION ids TO {reader.user}")
    run(f"REVOKE SELECT ON TABLE t FROM {reader.user}")
    assert reader(f"SELECT id FROM {protected}.v ORDER BY 1") == [(1,), (3,)]
    assert reader(f"SELECT id FROM {protected}.w ORDER BY 1") == [(1,), (3,)]
    assert reader(f"SELECT {protected}.total()") == [(40,)]
    assert reader(f"SELECT id FROM {protected}.ids() ORDER BY 1") == [(1,), (3,)]
    assert run("SELECT count(*) FROM v") == [(3,)]


def test_what_is_made_of_it_holds_visible_rows_only(
    protected: str, run: Sql, reader: Reader
) -> None:
    reader(f"CREATE TABLE {protected}.copy AS SELECT * FROM {protected}.t")
    assert reader(f"SELECT id FROM {protected}.copy ORDER BY 1") == [(1,), (3,)]
    reader(f"INSERT INTO {protected}.copy SELECT * FROM {protected}.t")
    assert reader(f"SELECT count(*) FROM {protected}.copy") == [(4,)]
    reader(f"INSERT OVERWRITE {protected}.copy TABLE {protected}.t")
    assert reader(f"SELECT count(*) FROM {protected}.copy") == [(2,)]
    reader(
        f"MERGE INTO {protected}.copy AS c USING {protected}.t AS t ON c.id = t.id"
        " WHEN MATCHED THEN UPDATE SET amount = t.amount + 1 WHEN NOT MATCHED THEN INSERT *"
    )
    assert reader(f"SELECT id, amount FROM {protected}.copy ORDER BY 1") == [(1, 11), (3, 31)]
    reader(
        f"UPDATE {protected}.copy SET amount = 0"
        f" WHERE id IN (SELECT id FROM {protected}.t WHERE id < 3)"
    )
    reader(f"DELETE FROM {protected}.copy WHERE id NOT IN (SELECT 3)")
    assert reader(f"SELECT id FROM {protected}.copy") == [(3,)]
    reader(f"DROP TABLE {protected}.copy")


REFUSED = (
    ("SELECT * FROM {s}.t VERSION AS OF 1", "FEATURE_NOT_SUPPORTED.TIME_TRAVEL"),
    ("SELECT * FROM {s}.t@v1", "FEATURE_NOT_SUPPORTED.TIME_TRAVEL"),
    ("SELECT * FROM {s}.t TIMESTAMP AS OF '2030-01-01'", "FEATURE_NOT_SUPPORTED.TIME_TRAVEL"),
    ("CREATE TABLE {s}.c DEEP CLONE {s}.t", "CLONE is not supported"),
    ("DESCRIBE HISTORY {s}.t", "FEATURE_NOT_SUPPORTED.DESCRIBE_HISTORY"),
    ("EXPLAIN SELECT * FROM {s}.t", "EXPLAIN is not supported"),
    ("ANALYZE TABLE {s}.t COMPUTE STATISTICS FOR ALL COLUMNS", "is not supported"),
    ("SELECT * FROM table_changes('{s}.t', 0)", "DELTA_MISSING_CHANGE_DATA"),
    ("INSERT INTO {s}.t REPLACE WHERE 100 % amount = 0 SELECT 1, 'EU', 1", "is not supported"),
    ("ALTER TABLE {s}.t ALTER COLUMN amount SET NOT NULL", "is not supported"),
    ("OPTIMIZE {s}.t WHERE region = 'US'", "is not supported"),
    ("VACUUM {s}.t DRY RUN", "is not supported"),
    ("INSERT INTO {s}.t REPLACE USING (id) VALUES (2, 'EU', 1)", "is not supported"),
)


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_refused(protected: str, reader: Reader, text: str, error: str) -> None:
    assert error in reader.fails(text.format(s=protected))


def test_rows_go_in(protected: str, run: Sql, reader: Reader) -> None:
    assert reader(f"INSERT INTO {protected}.t VALUES (4, 'US', 1), (5, 'EU', 1)") == [(2, 2)]
    assert reader(f"SELECT id FROM {protected}.t ORDER BY 1") == [(1,), (3,), (5,)]
    assert run("SELECT count(*) FROM t") == [(5,)]


def test_partitions_and_statistics_are_hidden(protected: str, run: Sql, reader: Reader) -> None:
    run("CREATE TABLE p (id INT, region STRING) PARTITIONED BY (region)")
    run("INSERT INTO p VALUES (1, 'EU'), (2, 'US')")
    run("ANALYZE TABLE p COMPUTE STATISTICS FOR ALL COLUMNS")
    run("ALTER TABLE p SET ROW FILTER mine ON (region)")
    run(f"GRANT SELECT ON TABLE p TO {reader.user}")
    assert reader(f"SHOW PARTITIONS {protected}.p") == [("EU",)]
    told = dict(reader(f"DESCRIBE EXTENDED {protected}.p id"))
    assert told["max"] == told["min"] == told["num_nulls"] == "NULL"
    assert "2 rows" not in str(reader(f"DESCRIBE EXTENDED {protected}.p"))
    assert '"num_rows"' not in str(reader(f"DESCRIBE EXTENDED {protected}.p AS JSON"))


def test_constants_and_what_is_shown(
    protected: str, run: Sql, schema: str, w: WorkspaceClient
) -> None:
    run(
        "CREATE FUNCTION above(a INT, least INT, word STRING, so BOOLEAN) RETURNS BOOLEAN"
        " RETURN a >= least AND so AND word = 'it''s'"
    )
    run("ALTER TABLE t SET ROW FILTER above ON (amount, 30, 'it\\'s', true)")
    assert run("SELECT id FROM t") == [(3,)]
    found = w.tables.get(f"main.{schema}.t").as_dict()["row_filter"]
    assert found == {
        "function_name": f"main.{schema}.above",
        "input_column_names": ["amount"],
        "input_arguments": [
            {"column": "amount"},
            {"constant": "30"},
            {"constant": "'it\\'s'"},
            {"constant": "TRUE"},
        ],
    }
    [(made,)] = run("SHOW CREATE TABLE t")
    assert "ON (amount, 30, 'it\\'s', TRUE)" in made
    assert "WRONG_NUM_ARGS" in run.fails("ALTER TABLE t SET ROW FILTER above ON (amount)")
    run("CREATE FUNCTION number(a INT) RETURNS INT RETURN a")
    assert "must return BOOLEAN" in run.fails("ALTER TABLE t SET ROW FILTER number ON (id)")


def test_a_function_that_is_gone_hides_everything(protected: str, run: Sql, reader: Reader) -> None:
    run("DROP FUNCTION mine")
    gone = "QUERIED_TABLE_INCOMPATIBLE_WITH_ROW_LEVEL_SECURITY_POLICY"
    assert gone in reader.fails(f"SELECT * FROM {protected}.t")
    assert gone in run.fails("SELECT count(*) FROM t")
    run("CREATE FUNCTION mine(r STRING) RETURNS INT RETURN 1")
    assert gone in run.fails("SELECT count(*) FROM t")


def test_no_filter_beside_a_check_or_on_a_view(protected: str, run: Sql) -> None:
    refused = "ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED.CHECK_CONSTRAINT"
    assert refused in run.fails("ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0)")
    run("CREATE TABLE c (id INT, region STRING, CONSTRAINT c CHECK (id > 0))")
    assert refused in run.fails("ALTER TABLE c SET ROW FILTER mine ON (region)")


def test_a_filter_reads_other_tables_with_its_owners_rights(
    protected: str, run: Sql, reader: Reader
) -> None:
    run("CREATE TABLE allowed (who STRING, region STRING)")
    run(f"INSERT INTO allowed VALUES ('{reader.user[1:-1]}', 'US')")
    run(
        "CREATE FUNCTION mapped(r STRING) RETURNS BOOLEAN RETURN EXISTS"
        " (SELECT * FROM allowed a WHERE a.who = current_user() AND a.region = r)"
    )
    run("ALTER TABLE t SET ROW FILTER mapped ON (region)")
    assert reader(f"SELECT id FROM {protected}.t") == [(2,)]
    assert run("SELECT count(*) FROM t") == [(0,)]
    assert "INSUFFICIENT_PERMISSIONS" in reader.fails(f"SELECT * FROM {protected}.allowed")
    # A protected table in a filter, and so a circle, is refused as on Databricks.
    run("ALTER TABLE allowed SET ROW FILTER mine ON (region)")
    assert "reads main" in reader.fails(f"SELECT id FROM {protected}.t")


def test_who_may_set_it(protected: str, run: Sql, reader: Reader) -> None:
    denied = "INSUFFICIENT_PERMISSIONS"
    text = f"ALTER TABLE {protected}.t SET ROW FILTER {protected}.mine ON (region)"
    assert denied in reader.fails(text)
    assert denied in reader.fails(f"ALTER TABLE {protected}.t DROP ROW FILTER")
    run(f"GRANT MANAGE ON TABLE t TO {reader.user}")
    assert "EXECUTE" in reader.fails(text)
    run(f"GRANT EXECUTE ON FUNCTION mine TO {reader.user}")
    reader(text)
    reader(f"ALTER TABLE {protected}.t DROP ROW FILTER")
    assert reader(f"SELECT count(*) FROM {protected}.t") == [(3,)]


def test_groups_of_who_asks(run: Sql, reader: Reader) -> None:
    text = "SELECT is_account_group_member('admins'), is_member('users'), is_member('no')"
    assert run(text) == [(True, True, False)]
    assert reader(text) == [(False, True, False)]
    assert run.columns == ("is_account_group_member(admins)", "is_member(users)", "is_member(no)")
    assert reader("SELECT is_member(g) FROM VALUES ('users'), ('admins') AS v(g)") == [
        (True,),
        (False,),
    ]


CHANGES = (
    "UPDATE {s}.t SET amount = amount + 1 WHERE id = 1",
    "DELETE FROM {s}.t WHERE id = 1",
    "DELETE FROM {s}.t WHERE id IN (SELECT 1)",
    "MERGE INTO {s}.t AS t USING (SELECT 1 AS id) AS s ON t.id = s.id WHEN MATCHED THEN DELETE",
)


@pytest.mark.parametrize("text", CHANGES)
def test_who_sees_all_changes_rows(protected: str, run: Sql, reader: Reader, text: str) -> None:
    refused = reader.fails(text.format(s=protected))
    assert "by somebody from whom something is hidden is not supported" in refused
    assert run("SELECT sum(amount) FROM t") == [(40,)]
    run(text.format(s=protected))
    assert run("SELECT sum(amount) FROM t") != [(40,)]


DEEPER = (
    "SELECT count(*) FROM t WHERE EXISTS (SELECT 1 FROM range(1) r WHERE 100 % t.amount >= r.id)",
    "SELECT count(*) FILTER (WHERE 100 % amount >= 0) FROM t",
    "SELECT count(*) FROM t, LATERAL (SELECT 100 % t.amount AS m) WHERE m >= 0",
    "SELECT count(*) FROM t LEFT JOIN range(1) r ON 100 % t.amount = r.id",
    "SELECT count(*) FROM (SELECT *, 100 % amount AS m FROM t QUALIFY row_number() OVER"
    " (PARTITION BY m ORDER BY 100 % amount) > 0)",
    "SELECT count(*) FROM (SELECT id, amount FROM t UNION ALL SELECT 9, 1 LIMIT 0)"
    " RIGHT JOIN t USING (id) WHERE 100 % t.amount >= 0",
    "SELECT count(*) FROM (SELECT 100 % amount AS m FROM t ORDER BY m LIMIT 10)",
    "SELECT count(*) FROM t WHERE amount IN (SELECT amount FROM t WHERE 100 % amount >= 0)",
)


@pytest.mark.parametrize("text", DEEPER)
def test_nor_does_one_from_deeper_within(protected: str, reader: Reader, text: str) -> None:
    assert reader(text) == [(2,)]


def test_a_python_function_in_a_filter(protected: str, run: Sql, reader: Reader) -> None:
    run("CREATE FUNCTION odd(n INT) RETURNS BOOLEAN LANGUAGE PYTHON AS $$ return n % 2 == 1 $$")
    run("CREATE FUNCTION wrapped(n INT) RETURNS BOOLEAN RETURN odd(n) AND n > 1")
    run("ALTER TABLE t SET ROW FILTER wrapped ON (id)")
    assert reader("SELECT id FROM t") == [(3,)]
    assert reader("SELECT count(*) FROM t WHERE 100 % amount >= 0") == [(1,)]
