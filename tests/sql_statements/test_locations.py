"""External locations and credentials in SQL."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import AwsIamRole, CredentialPurpose

from tests.conftest import Person
from tests.sql_statements.conftest import Sql


def test_a_location_is_made_shown_changed_and_dropped(
    run: Sql, w: WorkspaceClient, other: Person, tmp_path: Path
) -> None:
    url, inner = tmp_path.as_uri(), tmp_path / "inner"
    inner.mkdir()
    made = f"URL '{url}' WITH (STORAGE CREDENTIAL files) COMMENT 'nice place'"
    run(f"CREATE EXTERNAL LOCATION best_loco {made}")
    run(f"CREATE EXTERNAL LOCATION IF NOT EXISTS best_loco {made}")
    assert "'best_loco' already exists" in run.fails(f"CREATE EXTERNAL LOCATION best_loco {made}")
    admin = w.current_user.me().user_name
    [row] = run("DESCRIBE EXTERNAL LOCATION best_loco")
    assert run.columns == (
        "name",
        "url",
        "credential_name",
        "owner",
        "created_by",
        "created_at",
        "comment",
    )
    assert row[:5] == ("best_loco", url, "files", admin, admin)
    assert isinstance(row[5], datetime)
    assert row[6] == "nice place"
    listed = run("SHOW EXTERNAL LOCATIONS")
    assert run.columns == ("name", "url", "comment")
    assert ("best_loco", url, "nice place") in listed
    assert run("SHOW EXTERNAL LOCATIONS LIKE 'best*'") == [("best_loco", url, "nice place")]
    run("ALTER EXTERNAL LOCATION best_loco RENAME TO `decent-loco`")
    run(f"ALTER EXTERNAL LOCATION `decent-loco` SET URL '{inner}' FORCE")
    run("ALTER EXTERNAL LOCATION `decent-loco` SET STORAGE CREDENTIAL files")
    run(f"ALTER EXTERNAL LOCATION `decent-loco` SET OWNER TO `{other.user_name}`")
    [changed] = run("DESC EXTERNAL LOCATION `decent-loco`")
    assert changed[:4] == ("decent-loco", inner.as_uri(), "files", other.user_name)
    run("DROP EXTERNAL LOCATION `decent-loco`")
    run("DROP EXTERNAL LOCATION IF EXISTS `decent-loco`")
    assert "does not exist" in run.fails("DROP EXTERNAL LOCATION `decent-loco`")
    assert "does not exist" in run.fails("DESCRIBE EXTERNAL LOCATION `decent-loco`")


def test_credentials_are_shown_changed_and_dropped(
    run: Sql, w: WorkspaceClient, other: Person
) -> None:
    role = AwsIamRole(role_arn="arn:aws:iam::1:role/x")
    for name, purpose in (
        ("sql_sto", CredentialPurpose.STORAGE),
        ("sql_svc", CredentialPurpose.SERVICE),
    ):
        w.credentials.create_credential(name, purpose=purpose, aws_iam_role=role, comment="used")
    assert ("sql_sto", "used") in run("SHOW STORAGE CREDENTIALS")
    assert run.columns == ("name", "comment")
    assert run("SHOW SERVICE CREDENTIALS LIKE 'sql_*'") == [("sql_svc", "used")]
    assert run("SHOW CREDENTIALS LIKE 'sql_*'") == [("sql_sto", "used"), ("sql_svc", "used")]
    admin = w.current_user.me().user_name
    for text in ("DESCRIBE CREDENTIAL sql_svc", "DESCRIBE SERVICE CREDENTIAL sql_svc"):
        [row] = run(text)
        assert run.columns == ("name", "owner", "created_at", "created_by", "credential")
        assert (row[0], row[1], row[3]) == ("sql_svc", admin, admin)
        assert row[4] == "AwsIamRole:arn:aws:iam::1:role/x"
    assert run("DESCRIBE STORAGE CREDENTIAL files")[0][1] == "admins"
    assert "Storage Credential 'sql_svc' does not exist" in run.fails(
        "DESCRIBE STORAGE CREDENTIAL sql_svc"
    )
    run("ALTER STORAGE CREDENTIAL sql_sto RENAME TO sql_sto2")
    run(f"ALTER CREDENTIAL sql_svc OWNER TO `{other.user_name}`")
    assert w.credentials.get_credential("sql_svc").owner == other.user_name
    run("DROP STORAGE CREDENTIAL sql_sto2 FORCE")
    run("DROP SERVICE CREDENTIAL IF EXISTS sql_svc")
    run("DROP CREDENTIAL IF EXISTS sql_svc")


STRANGERS = {
    "CREATE EXTERNAL LOCATION mine URL '{url}' WITH (CREDENTIAL files)": "CREATE EXTERNAL LOCATION",
    "CREATE EXTERNAL LOCATION IF NOT EXISTS guarded URL '{url}' WITH (CREDENTIAL files)": (
        "CREATE EXTERNAL LOCATION"
    ),
    "ALTER EXTERNAL LOCATION guarded RENAME TO mine": "MANAGE",
    "ALTER EXTERNAL LOCATION guarded SET URL '{url}'": "MANAGE",
    "ALTER EXTERNAL LOCATION guarded OWNER TO `other@example.com`": "MANAGE",
    "DROP EXTERNAL LOCATION guarded": "MANAGE",
    "DROP EXTERNAL LOCATION IF EXISTS guarded FORCE": "MANAGE",
    "DESCRIBE EXTERNAL LOCATION guarded": "READ FILES",
    "ALTER STORAGE CREDENTIAL files OWNER TO `other@example.com`": "MANAGE",
    "DROP STORAGE CREDENTIAL files": "MANAGE",
    "DESCRIBE STORAGE CREDENTIAL files": "BROWSE",
    "DESCRIBE CREDENTIAL files": "BROWSE",
}


@pytest.mark.parametrize("text", STRANGERS)
def test_strangers_are_denied(
    run: Sql, stranger: Sql, w: WorkspaceClient, tmp_path: Path, text: str
) -> None:
    w.external_locations.create("guarded", str(tmp_path), "files")
    try:
        said = stranger.fails(text.format(url=tmp_path))
        assert f"User does not have {STRANGERS[text]} on " in said
        assert "INSUFFICIENT_PERMISSIONS" in said
        assert "guarded" not in {name for name, *_ in stranger("SHOW EXTERNAL LOCATIONS")}
        assert stranger("SHOW STORAGE CREDENTIALS") == stranger("SHOW CREDENTIALS") == []
    finally:
        w.external_locations.delete("guarded")


def test_information_schema_lists_what_one_may_see(
    run: Sql, stranger: Sql, w: WorkspaceClient, tmp_path: Path
) -> None:
    w.external_locations.create("listed", str(tmp_path), "files", read_only=True)
    views = {
        "external_locations": "external_location_name",
        "credentials": "credential_name",
        "storage_credentials": "storage_credential_name",
    }
    try:
        [row] = run(
            "SELECT url, storage_credential_name, read_only, external_location_owner"
            " FROM system.information_schema.external_locations"
            " WHERE external_location_name = 'listed'"
        )
        admin = w.current_user.me().user_name
        assert row == (tmp_path.as_uri(), "files", "YES", admin)
        assert ("files", "admins", "YES") in run(
            "SELECT storage_credential_name, storage_credential_owner, used_for_managed_storage"
            " FROM main.information_schema.storage_credentials"
        )
        assert "files" in {
            name
            for (name,) in run("SELECT credential_name FROM main.information_schema.credentials")
        }
        # Other suites may have given this user locations.
        for view, name in views.items():
            seen = stranger(f"SELECT {name} FROM system.information_schema.{view}")
            assert not {("listed",), ("files",)} & set(seen)
    finally:
        w.external_locations.delete("listed")
