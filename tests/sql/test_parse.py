"""Reading statements: everything is either one typed statement or an SqlError that says where."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError, SyntaxFailure
from boathouse.sql.grammar import alter, columns
from boathouse.sql.grammar.describe import Describe, Explain
from boathouse.sql.grammar.files import FileCommand
from boathouse.sql.grammar.grants import Grant, ShowGrants
from boathouse.sql.grammar.maintenance import Optimize, Restore, Undrop, Vacuum
from boathouse.sql.grammar.securables import CommentOn, CreateSecurable, DropSecurable
from boathouse.sql.grammar.session import ResetConf, SetConf, SetTimeZone, Use
from boathouse.sql.grammar.show import Show
from boathouse.sql.parse import MAX_DEPTH, Parsed, parse, parse_expression, parse_name

CORPUS = Path(__file__).with_name("corpus.sql").read_text().splitlines()[1:]


@pytest.mark.parametrize("sql", CORPUS)
def test_corpus(sql: str) -> None:
    parsed = parse(sql)
    assert not list(parsed.tree.find_all(exp.Command))
    assert parsed.text == sql


def given_args(tree: exp.Expression) -> dict[str, Any]:
    plain = {k: v for k, v in tree.args.items() if v not in (None, False, [], (), "")}
    return {k: v.sql() if isinstance(v, exp.Expression) else v for k, v in plain.items()}


@pytest.mark.parametrize(
    ("sql", "kind", "args"),
    [
        (
            "SHOW TABLES IN CATALOG c SCHEMA LIKE 'p' LIKE 'q'",
            Show,
            {"kind": "TABLES", "catalog": "c", "schema_like": "p", "like": "q"},
        ),
        (
            "SHOW TABLES IN ALL CATALOGS TABLE LIKE 'p'",
            Show,
            {"kind": "TABLES", "all_catalogs": True, "table_like": "p"},
        ),
        (
            "SHOW SCHEMAS IN `main` 'de*'",
            Show,
            {"kind": "SCHEMAS", "scope": ("main",), "like": "de*"},
        ),
        ("SHOW DATABASES IN catalog", Show, {"kind": "SCHEMAS", "scope": ("catalog",)}),
        (
            "SHOW KEYS IN CATALOG c IN SCHEMA s IN TABLE t",
            Show,
            {"kind": "KEYS", "catalog": "c", "scope": ("s",), "table_name": "t"},
        ),
        (
            "SHOW TBLPROPERTIES t (delta.x)",
            Show,
            {"kind": "TBLPROPERTIES", "this": "t", "property": "delta.x"},
        ),
        (
            "DESC EXTENDED a.b AS JSON",
            Describe,
            {"kind": None, "this": "a.b", "extended": True, "as_json": True},
        ),
        ("DESCRIBE history", Describe, {"kind": None, "this": "history"}),
        ("DESCRIBE HISTORY t LIMIT 3", Describe, {"kind": "HISTORY", "this": "t", "limit": 3}),
        ("DESCRIBE t a.b", Describe, {"kind": None, "this": "t", "column": ("a", "b")}),
        ("DESCRIBE DATABASE d", Describe, {"kind": "SCHEMA", "names": ("d",)}),
        ("EXPLAIN COST SELECT 1", Explain, {"style": "COST", "this": "SELECT 1"}),
        (
            "OPTIMIZE t WHERE d > 1 ZORDER BY (a, b.c)",
            Optimize,
            {"this": "t", "where": "d > 1", "zorder": ("a", "b.c")},
        ),
        ("VACUUM t RETAIN 0.5 HOURS DRY RUN", Vacuum, {"this": "t", "hours": 0.5, "dry_run": True}),
        ("RESTORE TABLE t TO VERSION AS OF 3", Restore, {"this": "t", "version": 3}),
        ("RESTORE t TO TIMESTAMP AS OF '2020'", Restore, {"this": "t", "timestamp": "'2020'"}),
        ("UNDROP TABLE a.b", Undrop, {"kind": "TABLE", "names": ("a", "b")}),
        (
            "CREATE SCHEMA IF NOT EXISTS a.b COMMENT 'c' WITH DBPROPERTIES ('k' = 1, x.y 'z')",
            CreateSecurable,
            {
                "kind": "SCHEMA",
                "names": ("a", "b"),
                "exists": True,
                "comment": "c",
                "properties": {"k": "1", "x.y": "z"},
            },
        ),
        (
            "CREATE EXTERNAL VOLUME v LOCATION 's3://b'",
            CreateSecurable,
            {"kind": "VOLUME", "names": ("v",), "external": True, "location": "s3://b"},
        ),
        (
            "DROP DATABASE IF EXISTS d CASCADE",
            DropSecurable,
            {"kind": "SCHEMA", "names": ("d",), "exists": True, "cascade": True},
        ),
        ("COMMENT ON COLUMN t.c IS NULL", CommentOn, {"kind": "COLUMN", "names": ("t", "c")}),
        ("USE catalog.s", Use, {"names": ("catalog", "s")}),
        ("USE CATALOG `a-b`", Use, {"kind": "CATALOG", "names": ("a-b",)}),
        ("SET k.l = a 'b' -- c", SetConf, {"setting": "k.l", "value": "a 'b'"}),
        ("SET -v", SetConf, {}),
        ("SET TIME ZONE LOCAL", SetTimeZone, {"zone": "LOCAL"}),
        ("RESET a.b", ResetConf, {"setting": "a.b"}),
        (
            "LIST '/Volumes/x' LIMIT 3",
            FileCommand,
            {"kind": "LIST", "path": "/Volumes/x", "limit": 3},
        ),
    ],
)
def test_own_statements(sql: str, kind: type[exp.Expression], args: dict[str, Any]) -> None:
    tree = parse(sql).tree
    assert isinstance(tree, kind)
    expected = {k: v for k, v in args.items() if v is not None}
    assert given_args(tree) == expected
    for name, value in expected.items():
        if name != "this" and not isinstance(tree.args[name], exp.Expression):
            assert getattr(tree, name) == value


def test_grants() -> None:
    tree = parse("GRANT SELECT, USE SCHEMA ON SCHEMA a.b TO `x@y`").tree
    assert isinstance(tree, Grant)
    assert (tree.privileges, tree.principal, tree.revoke) == (
        ("SELECT", "USE SCHEMA"),
        "x@y",
        False,
    )
    assert (tree.on.kind, tree.on.names) == ("SCHEMA", ("a", "b"))
    shown = parse("SHOW GRANTS `x` ON METASTORE").tree
    assert isinstance(shown, ShowGrants)
    assert (shown.on.kind, shown.on.names, shown.principal) == ("METASTORE", (), "x")


def change_of(sql: str) -> Any:
    tree = parse(sql).tree
    assert isinstance(tree, alter.Alter)
    return tree.change


def test_alter_table() -> None:
    added = change_of("ALTER TABLE t ADD COLUMNS (a INT COMMENT 'x' FIRST, b.c STRING AFTER d)")
    assert isinstance(added, columns.AddColumns)
    first, second = added.expressions
    assert (first.this.name, first.first, second.after) == ("a", True, "d")
    dropped = change_of("ALTER TABLE t DROP COLUMN IF EXISTS a, b.c")
    assert (dropped.columns, dropped.exists) == ((("a",), ("b", "c")), True)
    renamed = change_of("ALTER TABLE t RENAME COLUMN a TO b")
    assert (renamed.old, renamed.new) == (("a",), "b")
    (altered,) = change_of("ALTER TABLE t ALTER COLUMN a SET DEFAULT 1 + 2").expressions
    assert (altered.column, altered.default_sql) == (("a",), "1 + 2")
    (nullable,) = change_of("ALTER TABLE t ALTER COLUMN a DROP NOT NULL").expressions
    assert nullable.nullable is True
    unset = change_of("ALTER TABLE t UNSET TBLPROPERTIES IF EXISTS ('a', b.c)")
    assert (unset.keys, unset.exists) == (("a", "b.c"), True)
    assert change_of("ALTER TABLE t RENAME TO a.b.c").names == ("a", "b", "c")
    assert change_of("ALTER TABLE t OWNER TO `x y`").owner == "x y"
    assert change_of("ALTER TABLE t SET TBLPROPERTIES (a.b = true)").properties == {"a.b": "true"}
    assert isinstance(change_of("ALTER VIEW v AS SELECT 1").this, exp.Select)


def test_masks_and_filters_in_a_definition() -> None:
    tree = parse("CREATE TABLE t (a INT MASK c.f USING COLUMNS (b)) WITH ROW FILTER g ON (a)").tree
    mask = tree.find(columns.Mask)
    assert mask is not None
    assert mask.names == ("c", "f")
    row_filter = tree.find(columns.SetRowFilter)
    assert row_filter is not None
    assert row_filter.names == ("g",)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELEC 1", "Syntax error at or near 'SELEC'. SQLSTATE: 42601 (line 1, pos 0)"),
        ("SELECT\n 1 FRM t x", "Syntax error at or near 't'. SQLSTATE: 42601 (line 2, pos 7)"),
        ("SELECT (1", "Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 9)"),
        ("", "Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 0)"),
        ("-- nothing", "Syntax error at or near end of input. SQLSTATE: 42601 (line 1, pos 10)"),
        (
            "SELECT 1; SELECT 2",
            "near 'SELECT': extra input 'SELECT'. SQLSTATE: 42601 (line 1, pos 10)",
        ),
        ("SELECT\n'a\0b'", "SQLSTATE: 42601 (line 2, pos 2)"),
        ("OPTIMIZE", "Syntax error at or near end of input."),
        ("SHOW TABLES extra junk", "near 'extra'"),
        ("`SHOW` TABLES", "near '`SHOW`'"),
    ],
)
def test_where_it_fails(sql: str, message: str) -> None:
    with pytest.raises(SyntaxFailure) as failure:
        parse(sql)
    assert str(failure.value).startswith("[PARSE_SYNTAX_ERROR] ")
    assert message in str(failure.value)


def test_what_is_known_and_not_here() -> None:
    for sql in ("BEGIN TRANSACTION", "CALL p()", "ROLLBACK", "CACHE TABLE t", "CLEAR CACHE"):
        with pytest.raises(NotSupported):
            parse(sql)


DEEP = [
    lambda n: "SELECT " + "(" * n + "1" + ")" * n,
    lambda n: "SELECT * FROM " + "(SELECT * FROM " * n + "t" + ")" * n,
    lambda n: "SELECT " + "abs(" * n + "1" + ")" * n,
    lambda n: "SELECT " + "CASE WHEN " * n + "a" + " THEN 1 END" * n,
    lambda n: "SELECT " + "NOT " * n + "a",
    lambda n: "SELECT " + "- " * n + "1",
    lambda n: "SELECT CAST(1 AS " + "ARRAY<" * n + "INT" + ">" * n + ")",
    lambda n: "SELECT * FROM a" + " JOIN a" * n + " ON true" * n,
    lambda n: "EXPLAIN " * n + "SELECT 1",
    lambda n: "SELECT 1" + " + 1" * n,
    lambda n: "SELECT 1" + " UNION SELECT 1" * n,
    lambda n: "SELECT a" + ".a" * n,
    lambda n: "SELECT a" + "::INT" * n,
    lambda n: "SELECT a" + "[1]" * n,
    lambda n: "SELECT " + "a -> " * n + "1",
    lambda n: "SELECT " + "EXISTS(SELECT " * n + "1" + ")" * n,
    lambda n: "/*" * n + "*/" * n + "SELECT 1",
    lambda n: "SELECT a FROM t" + " |> WHERE a" * n,
    lambda n: "WITH a AS (" * n + "SELECT 1" + ") SELECT 1" * n,
    lambda n: "SELECT " + "[" * n,
    lambda n: "SELECT " + "a < " * n + "1",
]


@pytest.mark.parametrize("write", DEEP)
@pytest.mark.parametrize("n", [50, 3000])
def test_depth(write: Any, n: int) -> None:
    """Read, or refused for its depth: never a RecursionError, and never refused below the limit."""
    refused = None
    try:
        parse(write(n))
    except SyntaxFailure as failure:
        refused = str(failure)
    assert refused is None or n > MAX_DEPTH or "deeply" not in refused


def test_moderate_nesting_is_read() -> None:
    for write in DEEP[:4]:
        assert isinstance(parse(write(150)), Parsed)


def test_too_much() -> None:
    with pytest.raises(SyntaxFailure, match="16 MiB"):
        parse("SELECT '" + "a" * (16 * 1024 * 1024) + "'")
    with pytest.raises(SyntaxFailure, match="words and signs"):
        parse("SELECT " + "1," * 1_200_000 + "1")
    assert isinstance(parse("SELECT '" + "a" * (10 * 1024 * 1024) + "'"), Parsed)


def test_many_columns() -> None:
    names = ", ".join(f"column_{i} INT" for i in range(10_000))
    tree = parse(f"CREATE TABLE t ({names})").tree
    assert len(tree.this.expressions) == 10_000


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_every_quoted_name(name: str) -> None:
    quoted = "`" + name.replace("`", "``") + "`"
    table = parse(f"SELECT 1 FROM {quoted}.x").tree.find(exp.Table)
    assert table is not None
    assert table.db == name
    assert parse_name(quoted).name == name


@pytest.mark.parametrize("name", ["größe", "表", "имя", "_x", "a1", "Ω"])
def test_plain_names_in_every_script(name: str) -> None:
    assert parse(f"SELECT {name}").tree.expressions[0].name == name


def test_expressions() -> None:
    assert parse_expression("current_date() + 1").sql() == "CURRENT_DATE + 1"
    with pytest.raises(SyntaxFailure):
        parse_expression("1, 2")


PIECES = sorted({word for line in CORPUS for word in line.split()}) + list(
    "()[]{}<>,.;:'\"`+-*/@?\n\\"
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)))
@example("SELECT '\\")
@example("`")
@example("SELECT a:")
@example("SET =")
@example("SHOW TABLES IN")
@example("\ud800")
def test_nothing_else_comes_out(sql: str) -> None:
    with contextlib.suppress(SqlError):
        assert isinstance(parse(sql), Parsed)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(CORPUS), st.data())
def test_broken_statements(sql: str, data: st.DataObject) -> None:
    words = sql.split(" ")
    at = data.draw(st.integers(0, len(words)))
    action = data.draw(st.sampled_from(["drop", "add", "cut"]))
    if action == "drop":
        words = words[:at] + words[at + 1 :]
    elif action == "add":
        words.insert(at, data.draw(st.sampled_from(PIECES)))
    else:
        words = words[:at]
    with contextlib.suppress(SqlError):
        assert isinstance(parse(" ".join(words)), Parsed)
