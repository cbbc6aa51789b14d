"""Connections, shares and recipients in SQL."""

from __future__ import annotations

from databricks.sdk import WorkspaceClient

from tests.conftest import Person
from tests.sql_statements.conftest import Sql

FAR = "azure:westus:f64dcb39-5046-4d4c-9588-c6ac84f9b38a"


def test_a_connection_is_made_shown_changed_and_dropped(
    run: Sql, w: WorkspaceClient, other: Person
) -> None:
    made = "TYPE postgresql OPTIONS (host 'h', port '5432', user 'u', password 'hunter2')"
    run(f"CREATE CONNECTION sql_conn {made} COMMENT 'c'")
    run(f"CREATE CONNECTION IF NOT EXISTS sql_conn {made}")
    assert "'sql_conn' already exists" in run.fails(f"CREATE CONNECTION sql_conn {made}")
    assert "not a valid connection type" in run.fails(
        "CREATE CONNECTION x TYPE nothing OPTIONS (host 'h')"
    )
    listed = run("SHOW CONNECTIONS LIKE 'sql_c*'")
    assert run.columns == ("name", "connection_type", "credential_type", "comment")
    assert listed == [("sql_conn", "POSTGRESQL", "USERNAME_PASSWORD", "c")]
    shown = dict(run("DESCRIBE CONNECTION sql_conn"))
    assert run.columns == ("info_name", "info_value")
    assert shown["Connection Type"] == "POSTGRESQL"
    assert shown["Options"] == "((host, 'h'), (port, '5432'))"
    assert not any("hunter2" in text for text in shown.values())
    run("ALTER CONNECTION sql_conn OPTIONS (host 'other')")
    run("COMMENT ON CONNECTION sql_conn IS 'd'")
    run("ALTER CONNECTION sql_conn RENAME TO sql_conn_2")
    run(f"ALTER CONNECTION sql_conn_2 SET OWNER TO `{other.user_name}`")
    changed = w.connections.get("sql_conn_2")
    assert (changed.options, changed.comment) == ({"host": "other"}, "d")
    assert changed.owner == other.user_name
    run("DROP CONNECTION sql_conn_2")
    run("DROP CONNECTION IF EXISTS sql_conn_2")
    assert "does not exist" in run.fails("DROP CONNECTION sql_conn_2")
    assert "does not exist" in run.fails("DESC SERVER sql_conn_2")


def test_shares_and_recipients_are_made_shown_changed_and_dropped(run: Sql) -> None:
    run("CREATE SHARE sql_share COMMENT 'c'")
    run("CREATE SHARE IF NOT EXISTS sql_share")
    assert "already exists" in run.fails("CREATE SHARE sql_share")
    assert run("SHOW SHARES LIKE 'sql*'") == [("sql_share", "c")]
    [row] = run("DESCRIBE SHARE sql_share")
    assert run.columns == ("name", "created_at", "created_by", "comment")
    assert (row[0], row[3]) == ("sql_share", "c")
    run("COMMENT ON SHARE sql_share IS 'd'")
    run("ALTER SHARE sql_share OWNER TO admins")
    run("ALTER SHARE sql_share RENAME TO sql_share_2")
    assert run("SHOW SHARES LIKE 'sql*'") == [("sql_share_2", "d")]
    run("DROP SHARE sql_share_2")
    assert "does not exist" in run.fails("DROP SHARE sql_share_2")
    run(f"CREATE RECIPIENT sql_far USING ID '{FAR}'")
    assert "USING ID" in run.fails("CREATE RECIPIENT sql_open")
    assert run("SHOW RECIPIENTS LIKE 'sql*'") == [("sql_far", None)]
    assert dict(run("DESCRIBE RECIPIENT sql_far"))["metastore_id"] == FAR
    run("DROP RECIPIENT sql_far")
    run("DROP RECIPIENT IF EXISTS sql_far")


def test_others_are_denied(run: Sql, stranger: Sql) -> None:
    run("CREATE CONNECTION sql_closed TYPE http OPTIONS (host 'h')")
    run("CREATE SHARE sql_closed")
    run(f"CREATE RECIPIENT sql_closed USING ID '{FAR}'")
    for kind in ("CONNECTION", "SHARE", "RECIPIENT"):
        for text in (
            f"DESCRIBE {kind} sql_closed",
            f"ALTER {kind} sql_closed RENAME TO theirs",
            f"DROP {kind} sql_closed",
        ):
            assert "INSUFFICIENT_PERMISSIONS" in stranger.fails(text)
        assert stranger(f"SHOW {kind}S LIKE 'sql*'") == []
    for text in (
        "CREATE CONNECTION theirs TYPE http OPTIONS (host 'h')",
        "CREATE SHARE theirs",
        f"CREATE RECIPIENT theirs USING ID '{FAR}'",
        "COMMENT ON SHARE sql_closed IS 'x'",
    ):
        assert "INSUFFICIENT_PERMISSIONS" in stranger.fails(text)
    for kind in ("CONNECTION", "SHARE", "RECIPIENT"):
        run(f"DROP {kind} sql_closed")


def test_information_schema_lists_what_one_may_see(run: Sql, stranger: Sql) -> None:
    run("CREATE CONNECTION info_conn TYPE http OPTIONS (host 'h', bearer_token 'hunter2')")
    run("CREATE SHARE info_share COMMENT 'c'")
    run(f"CREATE RECIPIENT info_far USING ID '{FAR}'")
    views = "system.information_schema"
    assert run(
        f"SELECT connection_type, credential_type, connection_options FROM {views}.connections"
        " WHERE connection_name = 'info_conn'"
    ) == [("HTTP", "BEARER_TOKEN", "host=h")]
    assert run(f"SELECT comment FROM {views}.shares WHERE share_name = 'info_share'") == [("c",)]
    assert run(
        f"SELECT authentication_type FROM {views}.recipients WHERE recipient_name = 'info_far'"
    ) == [("DATABRICKS",)]
    for view in ("connections", "shares", "recipients"):
        assert stranger(f"SELECT * FROM {views}.{view}") == []
    for statement in ("CONNECTION info_conn", "SHARE info_share", "RECIPIENT info_far"):
        run(f"DROP {statement}")
