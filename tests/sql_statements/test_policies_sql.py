"""ABAC policies and governed tags as statements make, show and drop them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.conftest import Person
from tests.sql_statements.conftest import Sql

_NUMBERS = count(1)


@pytest.fixture
def tag(run: Sql) -> Iterator[str]:
    """A governed tag with the values `a` and `b`."""
    name = f"gov_sql_{next(_NUMBERS)}"
    run(f"CREATE GOVERNED TAG {name} DESCRIPTION 'of a test' VALUES ('a', 'b')")
    yield name
    run(f"DROP GOVERNED TAG {name}")


@pytest.fixture
def guarded(run: Sql, tag: str) -> str:
    """The tag, in a schema with a table `t` and functions for it."""
    run("CREATE FUNCTION hide(x STRING) RETURNS STRING RETURN '***'")
    run("CREATE FUNCTION part(x STRING, n INT) RETURNS STRING RETURN left(x, n)")
    run("CREATE FUNCTION keep(x STRING, y STRING) RETURNS BOOLEAN RETURN x = y")
    run("CREATE TABLE t (id INT, mail STRING, region STRING)")
    run("INSERT INTO t VALUES (1, 'ann@example.com', 'EU'), (2, 'bob@example.com', 'US')")
    run(f"ALTER TABLE t ALTER COLUMN mail SET TAGS ('{tag}' = 'a')")
    run(f"SET TAG ON COLUMN t.region {tag} = b")
    return tag


def test_a_policy_lives(run: Sql, schema: str, guarded: str, other: Person) -> None:
    made = (
        f"CREATE POLICY p ON SCHEMA {schema} COMMENT 'it''s' COLUMN MASK part"
        f" TO `account users`, admins EXCEPT `{other.user_name}` FOR TABLES"
        f" WHEN NOT has_tag_value('{guarded}', 'a') OR (has_tag('{guarded}'))"
        f" MATCH COLUMNS has_tag_value('{guarded}', 'a') AS c, hasTag('{guarded}') d"
        f" ON COLUMN c USING COLUMNS (-3)"
    )
    run(made)
    assert "[POLICY_ALREADY_EXISTS]" in run.fails(made)
    assert run(f"SHOW POLICIES ON SCHEMA {schema}") == [
        ("p", "COLUMN_MASK", "main", schema, None, "it's")
    ]
    names = ("Policy Name", "Policy Type", "Catalog", "Schema", "Table", "Comment")
    assert run.columns == names
    described = dict(run(f"DESCRIBE POLICY P ON SCHEMA main.{schema}"))
    moments = {key: described.pop(key) for key in ("Created At", "Updated At")}
    assert moments["Created At"].endswith(" UTC")
    who = described.pop("Created By")
    assert described == {
        "Name": "p",
        "On Securable Type": "SCHEMA",
        "On Securable": f"main.{schema}",
        "To Principals": "account users, admins",
        "Except Principals": "other@example.com",
        "For Securable Type": "TABLE",
        "When Condition": f"NOT has_tag_value('{guarded}', 'a') OR (has_tag('{guarded}'))",
        "Match Columns": f"has_tag_value('{guarded}', 'a') AS c, hasTag('{guarded}') AS d",
        "Policy Type": "COLUMN_MASK",
        "Function Name": f"main.{schema}.part",
        "On Column": "c",
        "Using Columns": "-3",
        "Governed Tags": f"{guarded}:a, {guarded}",
        "Comment": "it's",
        "Updated By": who,
    }
    run(
        f"CREATE OR REPLACE POLICY p ON SCHEMA {schema} COLUMN MASK hide TO admins FOR TABLES"
        f" MATCH COLUMNS has_tag_value('{guarded}', 'a') AS c ON COLUMN c"
    )
    run(
        f"CREATE POLICY f ON TABLE t ROW FILTER keep TO admins FOR TABLES"
        f" MATCH COLUMNS has_tag_value('{guarded}', 'b') r USING COLUMNS (r, 'EU')"
    )
    assert run("SHOW POLICIES ON TABLE t") == [("f", "ROW_FILTER", "main", schema, "t", None)]
    shown = [row[0] for row in run(f"SHOW EFFECTIVE POLICIES ON TABLE {schema}.t")]
    assert shown == ["p", "f"]
    run(f"DROP POLICY p ON SCHEMA {schema}")
    assert "[POLICY_NOT_FOUND]" in run.fails(f"DROP POLICY p ON SCHEMA {schema}")
    assert "[POLICY_NOT_FOUND]" in run.fails(f"DESC POLICY p ON SCHEMA {schema}")
    run(f"DROP POLICY IF EXISTS p ON SCHEMA {schema}")
    run("DROP POLICY f ON TABLE t")
    assert run("SHOW POLICIES ON TABLE t") == []


def test_a_policy_is_applied(run: Sql, schema: str, guarded: str) -> None:
    query = "SELECT id, mail FROM t ORDER BY id"
    whole = [(1, "ann@example.com"), (2, "bob@example.com")]
    assert run(query) == whole
    run(
        f"CREATE POLICY p ON SCHEMA {schema} COLUMN MASK part TO `account users` FOR TABLES"
        f" MATCH COLUMNS has_tag_value('{guarded}', 'a') AS c ON COLUMN c USING COLUMNS (3)"
    )
    assert run(query) == [(1, "ann"), (2, "bob")]
    run(
        f"CREATE POLICY f ON TABLE t ROW FILTER keep TO admins FOR TABLES"
        f" MATCH COLUMNS has_tag_value('{guarded}', 'b') AS r USING COLUMNS (r, 'EU')"
    )
    assert run(query) == [(1, "ann")]
    run(f"ALTER TABLE t ALTER COLUMN mail UNSET TAGS ('{guarded}')")
    assert run(query) == [(1, "ann@example.com")]
    run(f"SET TAG ON COLUMN t.mail {guarded} = a")
    run("DROP POLICY f ON TABLE t")
    assert run(query) == [(1, "ann"), (2, "bob")]
    run(f"DROP POLICY p ON SCHEMA {schema}")
    assert run(query) == whole


def test_two_filters_close_the_table(run: Sql, schema: str, guarded: str) -> None:
    for name, wanted in (("one", "EU"), ("two", "US")):
        run(
            f"CREATE POLICY {name} ON SCHEMA {schema} ROW FILTER keep TO admins FOR TABLES"
            f" MATCH COLUMNS has_tag_value('{guarded}', 'b') AS r USING COLUMNS (r, '{wanted}')"
        )
    found = run.fails("SELECT count(*) FROM t")
    assert "UC_ABAC_MULTIPLE_ROW_FILTERS" in found
    assert "42KDJ" in found
    run(f"DROP POLICY two ON SCHEMA {schema}")
    assert run.value("SELECT count(*) FROM t") == 1


BODY = "TO admins FOR TABLES MATCH COLUMNS has_tag('{tag}') AS c"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("ON SCHEMA {schema} COLUMN MASK hide TO admins FOR TABLES", "[PARSE_SYNTAX_ERROR]"),
        ("ON SCHEMA {schema} COLUMN MASK hide " + BODY, "[PARSE_SYNTAX_ERROR]"),
        ("ON SCHEMA {schema} COLUMN MASK hide " + BODY + " ON COLUMN x", "no alias 'x'"),
        ("ON SCHEMA {schema} COLUMN MASK part " + BODY + " ON COLUMN c", "requires 1 argument"),
        ("ON SCHEMA {schema} COLUMN MASK nope " + BODY + " ON COLUMN c", "does not exist"),
        (
            "ON SCHEMA {schema} COLUMN MASK part " + BODY + " ON COLUMN c USING COLUMNS (f(1))",
            "[UNSUPPORTED_FEATURE]",
        ),
        (
            "ON SCHEMA {schema} ROW FILTER keep TO nobody_there FOR TABLES"
            " USING COLUMNS ('a', 'b')",
            "nobody_there",
        ),
        (
            "ON SCHEMA {schema} ROW FILTER keep TO admins FOR TABLES WHEN 1 = 1",
            "UC_INVALID_POLICY_CONDITION",
        ),
        (
            "ON SCHEMA {schema} ROW FILTER keep TO admins FOR TABLES WHEN has_tag('not_governed')",
            "Unknown tag policy key",
        ),
        ("ON VOLUME v ROW FILTER keep TO admins FOR TABLES", "[PARSE_SYNTAX_ERROR]"),
        ("ON METASTORE ROW FILTER keep TO admins FOR TABLES", "[UNSUPPORTED_FEATURE]"),
        ("ON SCHEMA {schema} GRANT EXECUTE TO admins FOR MODELS", "[UNSUPPORTED_FEATURE]"),
        ("ON TABLE nope ROW FILTER keep TO admins FOR TABLES", "does not exist"),
        ("ON CATALOG a.b ROW FILTER keep TO admins FOR TABLES", "too many parts"),
    ],
)
def test_what_no_policy_is(run: Sql, schema: str, guarded: str, text: str, error: str) -> None:
    found = run.fails("CREATE POLICY p " + text.format(schema=schema, tag=guarded))
    assert error in found
    assert run(f"SHOW POLICIES ON SCHEMA {schema}") == []


def test_managing_is_needed(run: Sql, schema: str, guarded: str, stranger: Sql) -> None:
    run(
        f"CREATE POLICY p ON SCHEMA {schema} COLUMN MASK hide TO admins FOR TABLES"
        f" MATCH COLUMNS has_tag_value('{guarded}', 'a') AS c ON COLUMN c"
    )
    run("GRANT USE CATALOG ON CATALOG main TO `other@example.com`")
    run(f"GRANT USE SCHEMA, SELECT, EXECUTE ON SCHEMA main.{schema} TO `other@example.com`")
    on, hide = f"ON SCHEMA main.{schema}", f"main.{schema}.hide"
    for text in (
        f"CREATE POLICY q {on} COLUMN MASK {hide} TO admins FOR TABLES"
        f" MATCH COLUMNS has_tag('{guarded}') AS c ON COLUMN c",
        f"CREATE OR REPLACE POLICY p {on} COLUMN MASK {hide} TO admins FOR TABLES"
        f" MATCH COLUMNS has_tag('{guarded}') AS c ON COLUMN c",
        f"DROP POLICY p {on}",
        f"DROP POLICY IF EXISTS p {on}",
        f"SHOW POLICIES {on}",
        f"SHOW EFFECTIVE POLICIES ON TABLE main.{schema}.t",
        f"DESCRIBE POLICY p {on}",
    ):
        assert "[INSUFFICIENT_PERMISSIONS]" in stranger.fails(text)
    assert [row[0] for row in run(f"SHOW POLICIES {on}")] == ["p"]
    assert stranger(f"SELECT mail FROM main.{schema}.t WHERE id = 1") == [("ann@example.com",)]
    run("REVOKE USE CATALOG ON CATALOG main FROM `other@example.com`")


def test_governed_tags(run: Sql, tag: str, stranger: Sql, other: Person, schema: str) -> None:
    assert "already exists" in run.fails(f"CREATE GOVERNED TAG {tag}")
    described = dict(run(f"DESCRIBE GOVERNED TAG {tag}"))
    assert (described["Description"], described["Values"]) == ("of a test", "a, b")
    assert [row[0] for row in run(f"SHOW GOVERNED TAGS LIKE '{tag}'")] == [tag]
    assert tag in run.value(f"DESC GOVERNED TAG {tag} AS JSON")
    run(f"ALTER GOVERNED TAG {tag} SET DESCRIPTION 'other'")
    run(f"ALTER GOVERNED TAG {tag} SET VALUES ('x')")
    described = dict(stranger(f"DESCRIBE GOVERNED TAG {tag}"))
    assert (described["Description"], described["Values"]) == ("other", "x")
    run("CREATE TABLE t (a INT)")
    assert "is not an allowed value" in run.fails(f"ALTER TABLE t SET TAGS ('{tag}' = 'a')")
    assert "is not an allowed value" in run.fails(f"SET TAG ON COLUMN t.a {tag}")
    run("GRANT USE CATALOG ON CATALOG main TO `other@example.com`")
    run(f"GRANT USE SCHEMA, APPLY TAG ON SCHEMA main.{schema} TO `other@example.com`")
    setting = f"SET TAG ON TABLE main.{schema}.t {tag} = x"
    assert "ASSIGN" in stranger.fails(setting)
    for text in (
        f"CREATE GOVERNED TAG {tag}_mine",
        f"ALTER GOVERNED TAG {tag} SET VALUES ()",
        f"DROP GOVERNED TAG {tag}",
        f"GRANT ASSIGN ON GOVERNED TAG {tag} TO `other@example.com`",
        f"REVOKE MANAGE ON GOVERNED TAG {tag} FROM `other@example.com`",
    ):
        assert "[INSUFFICIENT_PERMISSIONS]" in stranger.fails(text)
    run(f"GRANT ASSIGN ON GOVERNED TAG {tag} TO `other@example.com`")
    stranger(setting)
    stranger(f"UNSET TAG ON TABLE main.{schema}.t {tag}")
    run(f"REVOKE ASSIGN ON GOVERNED TAG {tag} FROM `other@example.com`")
    assert "ASSIGN" in stranger.fails(setting)
    run(f"ALTER GOVERNED TAG {tag} SET VALUES ()")
    run(f"SET TAG ON TABLE t {tag}")
    assert "SELECT is no privilege" in run.fails(f"GRANT SELECT ON GOVERNED TAG {tag} TO admins")
    assert "does not exist" in run.fails("DROP GOVERNED TAG gov_sql_nothing")
    assert "[NOT_FOUND]" in run.fails("DESCRIBE GOVERNED TAG gov_sql_nothing")
    run("REVOKE USE CATALOG ON CATALOG main FROM `other@example.com`")


def test_names_that_are_words(run: Sql) -> None:
    run("CREATE TABLE policy (governed INT, name STRING)")
    assert [row[0] for row in run("DESCRIBE policy")] == ["governed", "name"]
    assert dict(run("DESCRIBE policy name"))["col_name"] == "name"
    run("CREATE TABLE policies (a INT)")
    assert run("SELECT * FROM policies") == []


def test_tags_of_securables_that_one_may_not_see(run: Sql, schema: str, stranger: Sql) -> None:
    run("CREATE TABLE t (a INT)")
    run("SET TAG ON TABLE t visible = no")
    run("SET TAG ON COLUMN t.a visible = no")
    for kind in ("table", "column", "schema", "volume", "catalog"):
        found = stranger(f"SELECT * FROM system.information_schema.{kind}_tags")
        assert schema not in str(found)
    for text in (
        f"SET TAG ON TABLE main.{schema}.t mine = 1",
        f"UNSET TAG ON TABLE main.{schema}.t visible",
        f"SET TAG ON COLUMN main.{schema}.t.a mine = 1",
        f"SET TAG ON SCHEMA main.{schema} mine = 1",
        "SET TAG ON CATALOG main mine = 1",
        f"ALTER TABLE main.{schema}.t SET TAGS ('mine' = '1')",
        f"ALTER SCHEMA main.{schema} UNSET TAGS ('mine')",
    ):
        assert "[INSUFFICIENT_PERMISSIONS]" in stranger.fails(text)


MASK = "MATCH COLUMNS has_tag_value('{tag}', 'a') AS c ON COLUMN c"


def test_nothing_takes_a_column_out_of_reach(run: Sql, schema: str, guarded: str) -> None:
    assert "governed tags" in run.fails("ALTER TABLE t DROP COLUMN mail")
    body = MASK.format(tag=guarded)
    run(f"CREATE POLICY p ON SCHEMA {schema} COLUMN MASK hide TO `account users` FOR TABLES {body}")
    run("ALTER TABLE t RENAME COLUMN mail TO address")
    assert run.value("SELECT max(address) FROM t") == "***"
    assert "does not have now" in run.fails("RESTORE TABLE t TO VERSION AS OF 1")
    for text in ("SELECT * FROM t VERSION AS OF 1", "CREATE TABLE u CLONE t"):
        assert "0A000" in run.fails(text)
    run("CREATE TABLE u AS SELECT * FROM t")
    assert run.value("SELECT max(address) FROM u") == "***"
    run("ALTER TABLE t RENAME COLUMN address TO mail")
    run("RESTORE TABLE t TO VERSION AS OF 1")
    assert run.value("SELECT max(mail) FROM t") == "***"
    run("CREATE OR REPLACE TABLE t AS SELECT id, 'new' AS mail FROM t")
    assert run.value("SELECT max(mail) FROM t") == "***"


def test_through_a_view_it_is_who_asks(
    run: Sql, schema: str, guarded: str, stranger: Sql, other: Person
) -> None:
    body, who = MASK.format(tag=guarded), other.user_name
    run(f"CREATE POLICY p ON SCHEMA {schema} COLUMN MASK hide TO `{who}` FOR TABLES {body}")
    run("CREATE VIEW v AS SELECT id, mail FROM t")
    run("CREATE FUNCTION longest() RETURNS STRING RETURN (SELECT max(mail) FROM t)")
    run(f"GRANT USE CATALOG ON CATALOG main TO `{who}`")
    run(f"GRANT USE SCHEMA ON SCHEMA main.{schema} TO `{who}`")
    run(f"GRANT SELECT ON VIEW v TO `{who}`")
    run(f"GRANT EXECUTE ON FUNCTION longest TO `{who}`")
    assert run("SELECT mail FROM v WHERE id = 1") == [("ann@example.com",)]
    assert stranger(f"SELECT mail FROM main.{schema}.v") == [("***",), ("***",)]
    assert stranger.value(f"SELECT main.{schema}.longest()") == "***"
    run(
        f"CREATE OR REPLACE POLICY p ON SCHEMA {schema} COLUMN MASK hide TO `account users`"
        f" EXCEPT `{who}` FOR TABLES {body}"
    )
    assert run("SELECT mail FROM v WHERE id = 1") == [("***",)]
    assert stranger(f"SELECT mail FROM main.{schema}.v WHERE id = 1") == [("ann@example.com",)]
    run(f"REVOKE USE CATALOG ON CATALOG main FROM `{who}`")
