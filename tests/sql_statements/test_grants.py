"""GRANT, REVOKE, SHOW GRANTS, owners, and the views of information_schema that tell of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from databricks.sdk import WorkspaceClient

from tests.live import LiveServer
from tests.sql_statements.conftest import Sql

ANN, BOB = "grants-sql-ann@example.com", "grants-sql-bob@example.com"
Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def ann(connect: Callable[[str], Sql], server: LiveServer) -> Sql:
    return connect(server.add_user(ANN))


@pytest.fixture(scope="module")
def bob(connect: Callable[[str], Sql], server: LiveServer) -> Sql:
    return connect(server.add_user(BOB))


@pytest.fixture
def using(run: Sql, schema: str, ann: Sql, bob: Sql) -> Iterator[None]:
    """Both may use the fresh schema of the test."""
    for who in (ANN, BOB):
        run(f"GRANT USE CATALOG ON CATALOG main TO `{who}`")
        run(f"GRANT USE SCHEMA ON SCHEMA main.{schema} TO `{who}`")
    yield
    for who in (ANN, BOB):
        run(f"REVOKE USE CATALOG ON CATALOG main FROM `{who}`")


@pytest.fixture
def t(run: Sql) -> None:
    run("CREATE TABLE t (id INT)")
    run("INSERT INTO t VALUES (1), (2)")


def test_granted_and_revoked(run: Sql, ann: Sql, schema: str, using: None, t: None) -> None:
    table = f"main.{schema}.t"
    assert "User does not have SELECT on Table" in ann.fails(f"SELECT * FROM {table}")
    run(f"GRANT SELECT ON TABLE t TO `{ANN}`")
    assert ann(f"SELECT * FROM {table} ORDER BY id") == [(1,), (2,)]
    assert "User does not have MODIFY on Table" in ann.fails(f"DELETE FROM {table}")
    run(f"GRANT MODIFY ON {table} TO `{ANN.upper()}`")
    ann(f"INSERT INTO {table} VALUES (3)")
    run(f"REVOKE SELECT, MODIFY ON TABLE t FROM `{ANN}`")
    assert "[INSUFFICIENT_PERMISSIONS]" in ann.fails(f"SELECT * FROM {table}")
    assert run.value("SELECT count(*) FROM t") == 3


def test_show_grants(run: Sql, ann: Sql, schema: str, using: None, t: None) -> None:
    within, table = f"main.{schema}", f"main.{schema}.t"
    run(f"GRANT SELECT, MODIFY ON TABLE t TO `{ANN}`")
    run(f"GRANT ALL PRIVILEGES ON SCHEMA {schema} TO `account users`")
    run(f"GRANT CREATE TABLE, SELECT ON SCHEMA {within} TO `{ANN}`")
    shown = [
        (ANN, "MODIFY", "TABLE", table),
        (ANN, "SELECT", "SCHEMA", within),
        (ANN, "SELECT", "TABLE", table),
        (ANN, "USE CATALOG", "CATALOG", "main"),
        (ANN, "USE SCHEMA", "SCHEMA", within),
    ]
    assert run(f"SHOW GRANTS `{ANN}` ON TABLE t") == shown
    assert run.columns == ("Principal", "ActionType", "ObjectType", "ObjectKey")
    assert run(f"SHOW GRANT `{ANN.upper()}` ON {table}") == shown
    everybody = ("account users", "ALL PRIVILEGES", "SCHEMA", within)
    assert [one for one in run("SHOW GRANTS ON TABLE t") if one[0] == "account users"] == [
        everybody
    ]
    of_schema = run(f"SHOW GRANTS ON SCHEMA {schema}")
    assert (ANN, "CREATE TABLE", "SCHEMA", within) in of_schema
    assert everybody in of_schema
    # One who does not manage it sees what it holds itself, and its groups.
    mine = ann(f"SHOW GRANTS ON TABLE {table}")
    assert mine == [everybody, *shown]
    assert ann(f"SHOW GRANTS `{BOB}` ON TABLE {table}") == []
    assert ann(f"SHOW GRANTS `nobody` ON TABLE {table}") == []


def test_every_kind(run: Sql, ann: Sql, schema: str, using: None, t: None) -> None:
    run("CREATE VIEW v AS SELECT id FROM t")
    run("CREATE VOLUME vol")
    run("CREATE FUNCTION f(x INT) RETURNS INT RETURN x + 1")
    within = f"main.{schema}"
    for kind, name, privilege, shown in (
        ("METASTORE", "", "CREATE CATALOG", "METASTORE"),
        ("CATALOG", "main", "BROWSE", "CATALOG"),
        ("CATALOG", "", "APPLY TAG", "CATALOG"),
        ("DATABASE", schema, "CREATE VIEW", None),
        ("SCHEMA", schema, "CREATE FUNCTION", "SCHEMA"),
        ("VIEW", "v", "SELECT", "TABLE"),
        ("MATERIALIZED VIEW", "v", "MANAGE", "TABLE"),
        ("VOLUME", "vol", "READ VOLUME", "VOLUME"),
        ("FUNCTION", f"{within}.f", "EXECUTE", "FUNCTION"),
    ):
        text = f"{privilege} ON {kind} {name}"
        if shown is None:
            assert "is not a valid privilege" in run.fails(f"GRANT {text} TO `{ANN}`")
            continue
        run(f"GRANT {text} TO `{ANN}`")
        rows = run(f"SHOW GRANTS `{ANN}` ON {kind} {name}")
        assert [(one[1], one[2]) for one in rows].count((privilege, shown)) == 1, text
        run(f"REVOKE {text} FROM `{ANN}`")
        rows = run(f"SHOW GRANTS `{ANN}` ON {kind} {name}")
        assert (privilege, shown) not in [(one[1], one[2]) for one in rows], text
    run(f"GRANT SELECT ON VIEW v TO `{ANN}`")
    assert ann(f"SELECT * FROM {within}.v ORDER BY 1") == [(1,), (2,)], "with its owner's rights"
    run(f"GRANT EXECUTE ON FUNCTION f TO `{ANN}`")
    assert ann(f"SELECT {within}.f(1)") == [(2,)]


def test_of_the_metastore_and_not_there(run: Sql) -> None:
    for kind in ("EXTERNAL LOCATION", "STORAGE CREDENTIAL", "CREDENTIAL", "CONNECTION"):
        found = run.fails(f"GRANT MANAGE ON {kind} none TO users")
        assert "[RESOURCE_DOES_NOT_EXIST]" in found
        assert "'none' does not exist" in found


def test_all_privileges(run: Sql, ann: Sql, schema: str, using: None, t: None) -> None:
    table = f"main.{schema}.t"
    run(f"GRANT SELECT, MANAGE ON TABLE t TO `{ANN}`")
    run(f"GRANT ALL PRIVILEGES ON TABLE t TO `{ANN}`")
    ann(f"DELETE FROM {table} WHERE id = 1")
    run(f"REVOKE ALL PRIVILEGES ON TABLE t FROM `{ANN}`")
    assert [one[1] for one in run(f"SHOW GRANTS `{ANN}` ON t") if one[2] == "TABLE"] == ["MANAGE"]
    assert "User does not have SELECT" in ann.fails(f"SELECT * FROM {table}")


def test_manage_grants_and_does_not_read(
    run: Sql, ann: Sql, bob: Sql, schema: str, using: None, t: None
) -> None:
    table = f"main.{schema}.t"
    grant = f"GRANT SELECT ON TABLE {table} TO `{BOB}`"
    assert f"User does not have MANAGE on Table '{table}'" in ann.fails(grant)
    run(f"GRANT MANAGE ON TABLE t TO `{ANN}`")
    ann(grant)
    assert bob(f"SELECT count(*) FROM {table}") == [(2,)]
    assert "User does not have SELECT" in ann.fails(f"SELECT * FROM {table}")
    assert (BOB, "SELECT", "TABLE", table) in ann(f"SHOW GRANTS ON TABLE {table}")
    ann(f"REVOKE SELECT ON TABLE {table} FROM `{BOB}`")
    assert "User does not have SELECT" in bob.fails(f"SELECT * FROM {table}")


def test_principals(run: Sql, w: WorkspaceClient, schema: str, using: None, t: None) -> None:
    group = w.groups.create(display_name="Grants of SQL")
    robot = w.service_principals.create(display_name="grants-sql-robot")
    run("GRANT SELECT ON t TO `grants of sql`")
    run(f"GRANT SELECT ON t TO `{robot.application_id}`")
    run("GRANT SELECT ON t TO users")
    there = {one[0] for one in run("SHOW GRANTS ON t") if one[2] == "TABLE"}
    assert there == {"Grants of SQL", robot.application_id, "account users"}
    w.groups.delete(group.id or "")
    w.service_principals.delete(robot.id or "")
    assert {one[0] for one in run("SHOW GRANTS ON t") if one[2] == "TABLE"} == {"account users"}


REFUSED = [
    ("GRANT SELECT ON TABLE t TO `nobody@x`", "PRINCIPAL_DOES_NOT_EXIST", "42704"),
    ("REVOKE SELECT ON TABLE t FROM `nobody@x`", "PRINCIPAL_DOES_NOT_EXIST", "42704"),
    ("SHOW GRANTS `nobody@x` ON TABLE t", "PRINCIPAL_DOES_NOT_EXIST", "42704"),
    ("GRANT USE SCHEMA ON TABLE t TO users", "INVALID_PARAMETER_VALUE", "22023"),
    ("GRANT MODIFY ON VIEW v TO users", "INVALID_PARAMETER_VALUE", "22023"),
    ("GRANT READ_METADATA ON TABLE t TO users", "INVALID_PARAMETER_VALUE", "22023"),
    ("GRANT FLY ON TABLE t TO users", "INVALID_PARAMETER_VALUE", "22023"),
    ("GRANT SELECT ON TABLE none TO users", "TABLE_OR_VIEW_NOT_FOUND", "42P01"),
    ("SHOW GRANTS ON TABLE none", "TABLE_OR_VIEW_NOT_FOUND", "42P01"),
    ("GRANT SELECT ON SCHEMA main.none TO users", "RESOURCE_DOES_NOT_EXIST", "42704"),
    ("GRANT SELECT ON CATALOG none TO users", "RESOURCE_DOES_NOT_EXIST", "42704"),
    ("GRANT SELECT ON CATALOG a.b TO users", "IDENTIFIER_TOO_MANY_NAME_PARTS", "42601"),
    ("GRANT ALL PRIVILEGES ON CLEAN ROOM c TO users", "NOT_IMPLEMENTED", "0A000"),
    ("GRANT SELECT ON SHARE s TO users", "INVALID_PARAMETER_VALUE", "22023"),
    ("SHOW GRANTS `users`", "UNSUPPORTED_FEATURE", "0A000"),
    ("DENY SELECT ON TABLE t TO users", "UNSUPPORTED_FEATURE", "0A000"),
    ("MSCK REPAIR TABLE t PRIVILEGES", "UNSUPPORTED_FEATURE", "0A000"),
    ("MSCK REPAIR SCHEMA default PRIVILEGES", "UNSUPPORTED_FEATURE", "0A000"),
    ("GRANT SELECT ON ANY FILE TO users", "PARSE_SYNTAX_ERROR", "42601"),
]


@pytest.mark.parametrize(("text", "condition", "state"), REFUSED)
def test_refused(run: Sql, t: None, text: str, condition: str, state: str) -> None:
    run("CREATE VIEW v AS SELECT 1 AS a")
    found = run.fails(text)
    assert f"[{condition}]" in found
    assert f"SQLSTATE: {state}" in found


def test_legacy_privileges(run: Sql, schema: str, using: None) -> None:
    run(f"GRANT USAGE, CREATE ON SCHEMA {schema} TO `{BOB}`")
    assert {one[1] for one in run(f"SHOW GRANTS `{BOB}` ON SCHEMA {schema}")} == {
        "USE CATALOG",
        "USE SCHEMA",
        "CREATE TABLE",
        "CREATE FUNCTION",
    }


def test_owners(run: Sql, ann: Sql, bob: Sql, schema: str, using: None, t: None) -> None:
    within = f"main.{schema}"
    run("CREATE VIEW v AS SELECT id FROM t")
    run("CREATE VOLUME vol")
    run("CREATE FUNCTION f(x INT) RETURNS INT RETURN x")
    for text in (
        f"ALTER TABLE {within}.t OWNER TO `{ANN}`",
        f"ALTER TABLE {within}.t SET OWNER TO `{ANN}`",
        f"ALTER VIEW {within}.v OWNER TO `{ANN}`",
        f"ALTER VOLUME {within}.vol OWNER TO `{ANN}`",
        f"ALTER FUNCTION {within}.f SET OWNER TO `{ANN}`",
        f"ALTER SCHEMA {within} SET OWNER TO `{ANN}`",
    ):
        assert "[INSUFFICIENT_PERMISSIONS]" in bob.fails(text), text
        run(text)
        assert "[PRINCIPAL_DOES_NOT_EXIST]" in run.fails(text.replace(ANN, "nobody@x")), text
    # An owner has every privilege on it, and grants them.
    assert ann(f"SELECT count(*) FROM {within}.v") == [(2,)]
    ann(f"GRANT SELECT ON TABLE {within}.t TO `{BOB}`")
    assert bob(f"SELECT count(*) FROM {within}.t") == [(2,)]


VIEWS = {
    "catalog": "catalog_name = 'main'",
    "schema": "schema_name = '{s}'",
    "table": "table_schema = '{s}' AND table_name = 't'",
    "volume": "volume_schema = '{s}'",
    "routine": "routine_schema = '{s}'",
}


def test_information_schema(
    run: Sql, ann: Sql, bob: Sql, schema: str, using: None, t: None
) -> None:
    run("CREATE VOLUME vol")
    run("CREATE FUNCTION f(x INT) RETURNS INT RETURN x")
    me = run.value("SELECT current_user()")
    run(f"GRANT SELECT, EXECUTE, READ VOLUME ON SCHEMA {schema} TO `{ANN}`")
    run(f"GRANT MODIFY ON TABLE t TO `{BOB}`")

    def rows(session: Sql, view: str, of: str = "main") -> Rows:
        return session(
            "SELECT grantor, grantee, privilege_type, is_grantable, inherited_from"
            f" FROM {of}.information_schema.{view}_privileges"
            f" WHERE {VIEWS[view].format(s=schema)} AND grantee IN ('{ANN}', '{BOB}')"
            " ORDER BY 2, 3, 5"
        )

    assert rows(run, "table") == [
        (me, ANN, "SELECT", "NO", "SCHEMA"),
        (me, ANN, "USE_CATALOG", "NO", "CATALOG"),
        (me, ANN, "USE_SCHEMA", "NO", "SCHEMA"),
        (me, BOB, "MODIFY", "NO", "NONE"),
        (me, BOB, "USE_CATALOG", "NO", "CATALOG"),
        (me, BOB, "USE_SCHEMA", "NO", "SCHEMA"),
    ]
    assert rows(run, "table", "system") == rows(run, "table")
    assert (me, ANN, "READ_VOLUME", "NO", "SCHEMA") in rows(run, "volume")
    assert (me, ANN, "EXECUTE", "NO", "SCHEMA") in rows(run, "routine")
    assert (me, ANN, "EXECUTE", "NO", "NONE") in rows(run, "schema")
    assert rows(run, "catalog") == [
        (me, ANN, "USE_CATALOG", "NO", "NONE"),
        (me, BOB, "USE_CATALOG", "NO", "NONE"),
    ]
    # Others see their own, of what they see at all; who manages sees all.
    for view in VIEWS:
        assert {one[1] for one in rows(ann, view)} == {ANN}, view
    assert {one[1] for one in rows(bob, "table")} == {BOB}
    assert rows(bob, "volume") == []
    run(f"GRANT MANAGE ON TABLE t TO `{BOB}`")
    assert {one[1] for one in rows(bob, "table")} == {ANN, BOB}
    assert {one[1] for one in rows(bob, "schema")} == {BOB}


def test_information_schema_of_the_metastore(run: Sql, ann: Sql, bob: Sql) -> None:
    run(f"GRANT CREATE CATALOG ON METASTORE TO `{ANN}`")
    text = (
        "SELECT grantee, privilege_type, inherited_from FROM"
        " system.information_schema.metastore_privileges"
    )
    mine = (ANN, "CREATE_CATALOG", "NONE")
    assert mine in run(text)
    assert ann(text) == [mine]
    assert bob(text) == []
    run(f"REVOKE CREATE CATALOG ON METASTORE FROM `{ANN}`")
    assert mine not in run(text)
    for view in ("external_location", "storage_credential", "credential", "connection"):
        rows = ann(f"SELECT * FROM system.information_schema.{view}_privileges")
        assert {one[1] for one in rows} <= {ANN, "account users"}
