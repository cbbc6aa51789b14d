"""Who may do what in Unity Catalog: every denial in the words of the real platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType

from boathouse.apis import all_routes
from boathouse.context import Context
from boathouse.route import Access
from boathouse.services.grants import decide
from boathouse.services.principals import store as principals
from boathouse.sql.securables import CatalogEntry, Name, Relation, SchemaEntry
from tests.conftest import Person
from tests.live import LiveServer

MANAGED = VolumeType.MANAGED


@pytest.fixture(scope="module", autouse=True)
def theirs(w: WorkspaceClient) -> None:
    """An admin's catalog `una` with a schema and a volume."""
    w.catalogs.create("una")
    w.schemas.create("s", "una")
    w.volumes.create("una", "s", "v", MANAGED)


USE = "USE CATALOG on Catalog 'una'"
Call = Callable[[WorkspaceClient], Any]

DENIED: dict[str, tuple[Call, str]] = {
    "catalogs.create": (lambda w: w.catalogs.create("x"), "CREATE CATALOG on Metastore"),
    "catalogs.create of one that exists": (
        lambda w: w.catalogs.create("main"),
        "CREATE CATALOG on Metastore 'boathouse'",
    ),
    "catalogs.get": (lambda w: w.catalogs.get("una"), USE),
    "catalogs.update": (
        lambda w: w.catalogs.update("una", comment="x"),
        "MANAGE on Catalog 'una'",
    ),
    "catalogs.delete": (
        lambda w: w.catalogs.delete("una", force=True),
        "MANAGE on Catalog 'una'",
    ),
    "catalogs.update of the platform's": (
        lambda w: w.catalogs.update("system", comment="x"),
        "MANAGE on Catalog 'system'",
    ),
    "schemas.create": (lambda w: w.schemas.create("x", "una"), USE),
    "schemas.list": (lambda w: list(w.schemas.list("una")), USE),
    "schemas.get": (lambda w: w.schemas.get("una.s"), USE),
    "schemas.get of information_schema": (lambda w: w.schemas.get("una.information_schema"), USE),
    "schemas.update": (lambda w: w.schemas.update("una.s", owner="users"), USE),
    "schemas.delete": (lambda w: w.schemas.delete("una.s", force=True), USE),
    "schemas.create in the platform's": (
        lambda w: w.schemas.create("x", "samples"),
        "CREATE SCHEMA on Catalog 'samples'",
    ),
    "volumes.create": (lambda w: w.volumes.create("una", "s", "x", MANAGED), USE),
    "volumes.list": (lambda w: list(w.volumes.list("una", "s")), USE),
    "volumes.read": (lambda w: w.volumes.read("una.s.v"), USE),
    "volumes.update": (lambda w: w.volumes.update("una.s.v", comment="x"), USE),
    "volumes.delete": (lambda w: w.volumes.delete("una.s.v"), USE),
}


@pytest.mark.parametrize("case", DENIED)
def test_what_others_may_not(case: str, other: Person) -> None:
    call, lacking = DENIED[case]
    with pytest.raises(PermissionDenied, match=f"User does not have {lacking}"):
        call(other.w)


def test_every_operation_that_names_something_has_its_denial() -> None:
    named = {
        route.operation
        for route in all_routes()
        if route.service in ("catalogs", "schemas", "volumes") and route.access is Access.USER
    }
    assert named - {"catalogs.list"} == {case.partition(" ")[0] for case in DENIED}


def test_nothing_of_others_is_in_a_list(w: WorkspaceClient, other: Person) -> None:
    shown = {one.name for one in other.w.catalogs.list()}
    assert {"samples", "system"} <= shown
    assert not {"una", "main"} & shown
    assert {"una", "main"} <= {one.name for one in w.catalogs.list()}


def test_everybody_reads_the_platform_s_own(other: Person) -> None:
    assert other.w.catalogs.get("samples").name == "samples"
    assert "information_schema" in [one.name for one in other.w.schemas.list("system")]
    assert other.w.schemas.get("samples.information_schema").owner == "System user"


def test_not_even_an_admin_changes_the_platform_s_own(w: WorkspaceClient) -> None:
    for call, lacking in (
        (lambda: w.catalogs.delete("samples", force=True), "MANAGE on Catalog 'samples'"),
        (lambda: w.catalogs.update("system", owner="users"), "MANAGE on Catalog 'system'"),
        (lambda: w.schemas.create("x", "system"), "CREATE SCHEMA on Catalog 'system'"),
    ):
        with pytest.raises(PermissionDenied, match=lacking):
            call()


def test_an_owner_manages_what_is_below_and_reads_none_of_it(
    w: WorkspaceClient, other: Person
) -> None:
    w.catalogs.create("una_given")
    w.schemas.create("admins", "una_given")
    w.volumes.create("una_given", "admins", "v", MANAGED)
    w.catalogs.update("una_given", owner=other.user_name)
    mine = other.w
    assert "una_given" in {one.name for one in mine.catalogs.list()}
    assert mine.schemas.create("own", "una_given").owner == other.user_name
    assert {one.name for one in mine.schemas.list("una_given")} >= {"admins", "own"}
    assert mine.volumes.read("una_given.admins.v").name == "v"
    inside = "/Volumes/una_given/admins/v"
    for call, lacking in (
        (lambda: mine.volumes.update("una_given.admins.v", comment="x"), "USE SCHEMA on Schema"),
        (lambda: mine.catalogs.update("una_given", new_name="x"), "CREATE CATALOG on Metastore"),
        (lambda: list(mine.files.list_directory_contents(inside)), "USE SCHEMA on Schema"),
    ):
        with pytest.raises(PermissionDenied, match=lacking):
            call()
    mine.schemas.update("una_given.admins", owner=other.user_name)
    assert mine.volumes.update("una_given.admins.v", comment="x").updated_by == other.user_name
    with pytest.raises(PermissionDenied, match=r"READ VOLUME on Volume 'una_given\.admins\.v'"):
        list(mine.files.list_directory_contents(inside))
    mine.catalogs.delete("una_given", force=True)


def test_an_owner_of_a_schema_has_that_schema_only(w: WorkspaceClient, other: Person) -> None:
    w.schemas.create("given", "una")
    w.schemas.update("una.given", owner=other.user_name)
    mine = other.w
    assert mine.schemas.get("una.given").owner == other.user_name
    with pytest.raises(PermissionDenied, match=USE):
        mine.volumes.create("una", "given", "v", MANAGED)
    grant(w, "catalog", "una", other.user_name, "USE_CATALOG")
    assert mine.volumes.create("una", "given", "v", MANAGED).owner == other.user_name
    assert [one.name for one in mine.volumes.list("una", "given")] == ["v"]
    with pytest.raises(PermissionDenied, match=r"USE SCHEMA on Schema 'una\.s'"):
        mine.schemas.get("una.s")
    with pytest.raises(PermissionDenied, match="CREATE SCHEMA on Catalog 'una'"):
        mine.schemas.update("una.given", new_name="else")
    mine.schemas.delete("una.given", force=True)
    revoke(w, "catalog", "una", other.user_name, "USE_CATALOG")


def grant(w: WorkspaceClient, kind: str, name: str, principal: str, *privileges: str) -> None:
    given = [Privilege(one) for one in privileges]
    w.grants.update(kind, name, changes=[PermissionsChange(principal=principal, add=given)])


def revoke(w: WorkspaceClient, kind: str, name: str, principal: str, *privileges: str) -> None:
    taken = [Privilege(one) for one in privileges]
    w.grants.update(kind, name, changes=[PermissionsChange(principal=principal, remove=taken)])


def test_a_group_may_own(w: WorkspaceClient, other: Person) -> None:
    w.catalogs.create("una_group")
    with pytest.raises(PermissionDenied):
        other.w.catalogs.get("una_group")
    w.catalogs.update("una_group", owner="users")
    assert other.w.catalogs.get("una_group").owner == "users"
    w.catalogs.delete("una_group", force=True)


def test_each_step_down_is_named(server: LiveServer) -> None:
    """What statements ask, on objects that need no rows of their own."""
    server.add_user("steps@example.com")
    parts = server.app.parts
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, "steps@example.com")
    assert principal is not None
    ctx = Context(parts, principal, parts.clock())
    sample = _table(Name("samples", "nyctaxi", "trips"), "System user")
    decide.require(ctx, "SELECT", sample)
    decide.require(ctx, "CREATE_SCHEMA", CatalogEntry("mine", "steps@example.com"))
    decide.require(ctx, "SELECT", _table(Name("system", "information_schema", "tables"), "x"))
    for privilege, securable, lacking in (
        ("CREATE_TABLE", SchemaEntry("una", "x", "steps@example.com"), USE),
        ("SELECT", _table(Name("una", "s", "mine"), "steps@example.com"), USE),
        ("MODIFY", sample, "MODIFY on Table 'samples.nyctaxi.trips'"),
        ("SELECT", _table(Name("una", "s", "t"), "else"), USE),
        ("CREATE_TABLE", SchemaEntry("una", "s", "else"), USE),
        ("CREATE_SCHEMA", CatalogEntry("una", "else"), USE),
        ("SELECT", _table(Name("una", "information_schema", "tables"), "x"), USE),
        ("SELECT", _table(Name("gone", "s", "t"), "System user"), "USE CATALOG on Catalog 'gone'"),
        ("MANAGE", None, "MANAGE on Metastore 'boathouse'"),
    ):
        assert not decide.may(ctx, privilege, securable)
        with pytest.raises(decide.PermissionDenied, match=lacking):
            decide.require(ctx, privilege, securable)
    ctx.close()


def _table(name: Name, owner: str) -> Relation:
    return Relation(name, "id", "MANAGED", owner, ())
