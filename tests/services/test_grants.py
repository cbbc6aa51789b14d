"""Grants over REST: what is given and taken, who may, who sees which, and what is refused."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service.catalog import (
    ConnectionType,
    PermissionsChange,
    Privilege,
    PrivilegeAssignment,
    SecurableType,
    VolumeType,
)
from databricks.sdk.service.iam import ComplexValue, Patch, PatchOp, PatchSchema

from boathouse.services.grants import privileges, store
from boathouse.sql.definitions import NewView
from boathouse.sql.securables import Column, Name
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.tables import CATALOG, Workbench

ROOT = "/api/2.1/unity-catalog"
PATH = f"{ROOT}/permissions"
P = Privilege


@pytest.fixture(scope="module")
def server_users(server: LiveServer) -> Callable[[str], Person]:
    made: dict[str, Person] = {}

    def person(name: str) -> Person:
        if name not in made:
            user = f"grants-{name}@example.com"
            token = server.add_user(user)
            client = WorkspaceClient(host=server.address, token=token)
            made[name] = Person(user, token, client, Api(server.address, token))
        return made[name]

    return person


@pytest.fixture(scope="module")
def ann(server_users: Callable[[str], Person]) -> Person:
    return server_users("ann")


@pytest.fixture(scope="module")
def bob(server_users: Callable[[str], Person]) -> Person:
    return server_users("bob")


@pytest.fixture(scope="module")
def catalog(w: WorkspaceClient) -> str:
    return w.catalogs.create("granting").name or ""


@pytest.fixture
def schema(w: WorkspaceClient, catalog: str) -> str:
    """A fresh one, in full."""
    return w.schemas.create(f"s{uuid.uuid4().hex[:8]}", catalog).full_name or ""


@pytest.fixture
def table(server: LiveServer, schema: str) -> str:
    catalog, within = schema.split(".")
    name = Name(catalog, within, "t")
    Workbench(server).create(name, Column("a", "long"))
    return str(name)


@pytest.fixture(autouse=True)
def _nothing_stays_on_the_catalog(w: WorkspaceClient, catalog: str) -> Iterator[None]:
    yield
    held = w.grants.get("catalog", catalog).privilege_assignments or []
    changes = [change(one.principal or "", remove=one.privileges or ()) for one in held]
    w.grants.update("catalog", catalog, changes=changes)


def change(
    principal: str, add: Sequence[Privilege] = (), remove: Sequence[Privilege] = ()
) -> PermissionsChange:
    return PermissionsChange(add=list(add), principal=principal, remove=list(remove))


def give(w: WorkspaceClient, kind: str, name: str, who: Person | str, *given: Privilege) -> None:
    principal = who.user_name if isinstance(who, Person) else who
    w.grants.update(kind, name, changes=[change(principal, given)])


def on(w: WorkspaceClient, kind: str, name: str, **more: Any) -> dict[str, list[str]]:
    """The direct grants, by principal."""
    found = w.grants.get(kind, name, **more).privilege_assignments or []
    return {one.principal or "": [each.value for each in one.privileges or ()] for one in found}


def effective(w: WorkspaceClient, kind: str, name: str, **more: Any) -> dict[str, Any]:
    found = w.grants.get_effective(kind, name, **more).privilege_assignments or []
    return {
        one.principal or "": [
            (
                each.privilege and each.privilege.value,
                each.inherited_from_type and each.inherited_from_type.value,
                each.inherited_from_name,
            )
            for each in one.privileges or ()
        ]
        for one in found
    }


def said(caught: pytest.ExceptionInfo[PermissionDenied]) -> str:
    """The server's message, without what the SDK puts behind it."""
    return str(caught.value).partition(" Config: ")[0]


def patch(api: Api, kind: str, name: str, *changes: dict[str, Any], **more: Any) -> Any:
    return api.request("PATCH", f"{PATH}/{kind}/{name}", json={"changes": list(changes), **more})


def test_given_and_taken(w: WorkspaceClient, table: str, ann: Person, bob: Person) -> None:
    assert on(w, "table", table) == {}
    answer = w.grants.update(
        "TABLE",
        table.upper(),
        changes=[change(ann.user_name, [P.SELECT, P.MODIFY]), change(bob.user_name, [P.SELECT])],
    )
    assert answer.privilege_assignments == [
        PrivilegeAssignment(principal=ann.user_name, privileges=[P.MODIFY, P.SELECT]),
        PrivilegeAssignment(principal=bob.user_name, privileges=[P.SELECT]),
    ]
    assert w.grants.get("table", table).privilege_assignments == answer.privilege_assignments
    assert on(w, "table", table, principal=bob.user_name.upper()) == {bob.user_name: ["SELECT"]}
    # What is there already is given again without harm, what is not there is taken without harm.
    w.grants.update(
        "table", table, changes=[change(bob.user_name, [P.SELECT], [P.MODIFY, P.MANAGE])]
    )
    w.grants.update("table", table, changes=[change(ann.user_name, [], [P.MODIFY])])
    assert on(w, "table", table) == {ann.user_name: ["SELECT"], bob.user_name: ["SELECT"]}
    quiet = w.grants.update(
        "table",
        table,
        changes=[change(ann.user_name, [], [P.SELECT]), change(bob.user_name, [], [P.SELECT])],
        omit_permissions_in_response=True,
    )
    assert not quiet.privilege_assignments
    assert on(w, "table", table) == {}


def test_spellings(w: WorkspaceClient, api: Api, schema: str, ann: Person) -> None:
    words = ["use schema", "CREATE TABLE", "create_volume", "All Privileges"]
    answer = patch(api, "SCHEMA", schema, {"principal": ann.user_name.upper(), "add": words})
    assert answer.json()["privilege_assignments"] == [
        {
            "principal": ann.user_name,
            "privileges": ["ALL_PRIVILEGES", "CREATE_TABLE", "CREATE_VOLUME", "USE_SCHEMA"],
        }
    ]
    patch(api, "database", schema, {"principal": ann.user_name, "remove": ["CREATE_TABLE"]})
    assert "CREATE_TABLE" not in on(w, "schema", schema)[ann.user_name]
    # Privileges of the model before 1.0 are those that came after them.
    patch(api, "schema", schema, {"principal": ann.user_name, "add": ["USAGE", "CREATE"]})
    assert {"CREATE_TABLE", "CREATE_FUNCTION", "USE_SCHEMA"} <= set(
        on(w, "schema", schema)[ann.user_name]
    )


def test_all_privileges_goes_with_what_it_stands_for(
    w: WorkspaceClient, catalog: str, schema: str, ann: Person
) -> None:
    given = [P.ALL_PRIVILEGES, P.SELECT, P.USE_SCHEMA, P.MANAGE, P.EXTERNAL_USE_SCHEMA]
    give(w, "schema", schema, ann, *given)
    w.grants.update("schema", schema, changes=[change(ann.user_name, [], [P.ALL_PRIVILEGES])])
    assert on(w, "schema", schema) == {ann.user_name: ["EXTERNAL_USE_SCHEMA", "MANAGE"]}


def test_a_grant_is_a_change_of_the_schema(
    w: WorkspaceClient, catalog: str, schema: str, ann: Person, bob: Person
) -> None:
    before = w.schemas.get(schema)
    give(w, "catalog", catalog, ann, P.USE_CATALOG)
    w.schemas.update(schema, owner=ann.user_name)
    give(ann.w, "schema", schema, bob, P.SELECT)
    after = w.schemas.get(schema)
    assert after.updated_by == ann.user_name
    assert (after.updated_at or 0) >= (before.updated_at or 0)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("table", {"add": ["SELECT"], "remove": ["SELECT"]}, "Duplicate privileges to add and delete"),
    ("table", {"add": ["USE_SCHEMA"]}, r"Privilege USE SCHEMA is not applicable to this entity \["),
    ("table", {"remove": ["READ_VOLUME"]}, "Privilege READ VOLUME is not applicable"),
    ("schema", {"add": ["CREATE_CATALOG"]}, "Privilege CREATE CATALOG is not applicable"),
    ("schema", {"add": ["CREATE_SCHEMA"]}, "Privilege CREATE SCHEMA is not applicable"),
    ("table", {"add": ["CREATE"]}, "Privilege CREATE is not applicable"),
    ("table", {"add": ["FLY"]}, "'FLY' is not a valid privilege"),
    ("table", {"add": ["READ_METADATA"]}, "'READ_METADATA' is not a valid privilege"),
]


@pytest.mark.parametrize(("kind", "asked", "text"), REFUSED)
def test_refused(
    w: WorkspaceClient, api: Api, table: str, ann: Person, kind: str, asked: Any, text: str
) -> None:
    name = table if kind == "table" else table.rpartition(".")[0]
    also = {"principal": ann.user_name, "add": ["MANAGE"]}
    answer = patch(api, kind, name, also, {"principal": ann.user_name, **asked})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"
    assert re.search(text, answer.json()["message"]), answer.text
    assert on(w, kind, name) == {}, "all or none"


def test_nobody_of_that_name(w: WorkspaceClient, api: Api, table: str, ann: Person) -> None:
    also = {"principal": ann.user_name, "add": ["SELECT"]}
    answer = patch(api, "table", table, also, {"principal": "nobody@x", "add": ["SELECT"]})
    assert answer.status_code == 404
    assert answer.json()["error_code"] == "PRINCIPAL_DOES_NOT_EXIST"
    assert answer.json()["message"] == "Could not find principal with name nobody@x"
    assert on(w, "table", table) == {}
    with pytest.raises(NotFound, match="Could not find principal with name nobody@x"):
        w.grants.get("table", table, principal="nobody@x")
    answer = patch(api, "table", table, {"add": ["SELECT"]})
    assert (answer.status_code, "$.changes[0].principal" in answer.text) == (400, True)


def test_no_such_securable(w: WorkspaceClient, catalog: str, schema: str) -> None:
    for kind, name, code in (
        ("catalog", "none", "Catalog 'none' does not exist"),
        ("schema", f"{catalog}.none", "does not exist"),
        ("table", f"{schema}.none", "Table '.*none' does not exist"),
        ("table", f"{catalog}.none.none", "Schema '.*none' does not exist"),
        ("volume", f"{schema}.none", "Volume '.*none' does not exist"),
        ("function", f"{schema}.none", "Function '.*none' does not exist"),
        ("registered_model", f"{schema}.none", "does not exist"),
        ("external-location", "none", "External Location 'none' does not exist"),
        ("storage_credential", "none", "Storage Credential 'none' does not exist"),
        ("credential", "none", "Credential 'none' does not exist"),
        ("connection", "none", "Connection 'none' does not exist"),
        ("external_metadata", "none", "does not exist"),
        ("metastore", str(uuid.uuid4()), "Metastore .* does not exist"),
    ):
        with pytest.raises(NotFound, match=code):
            w.grants.get(kind, name)
    for kind, name, text in (
        ("planet", "x", "'planet' is not a valid securable type"),
        ("table", "only.two", "is not a valid name"),
        ("share", "x", "use /shares/"),
    ):
        with pytest.raises(InvalidParameterValue, match=text):
            w.grants.get(kind, name)


def test_types_known_and_absent(api: Api) -> None:
    answer = api.get(f"{PATH}/clean_room/x")
    assert (answer.status_code, answer.json()["error_code"]) == (501, "NOT_IMPLEMENTED")


def test_every_type(
    w: WorkspaceClient, server: LiveServer, catalog: str, schema: str, table: str, ann: Person
) -> None:
    above, within = schema.split(".")
    w.volumes.create(above, within, "v", VolumeType.MANAGED)
    ctx = Workbench(server).ctx()
    view = NewView(
        Name(above, within, "w"), "SELECT 1 AS a", (Column("a", "integer"),), above, within
    )
    CATALOG.create_view(ctx, view)
    ctx.close()
    for kind, name, given in (
        ("metastore", w.metastores.current().metastore_id or "", [P.CREATE_CATALOG]),
        ("catalog", catalog, [P.USE_CATALOG, P.CREATE_SCHEMA, P.SELECT]),
        ("schema", schema, [P.CREATE_TABLE, P.BROWSE]),
        ("table", table, [P.SELECT, P.APPLY_TAG]),
        ("view", f"{schema}.w", [P.SELECT]),
        ("volume", f"{schema}.v", [P.READ_VOLUME, P.WRITE_VOLUME]),
    ):
        give(w, kind, name, ann, *given)
        assert on(w, kind, name)[ann.user_name] == sorted(one.value for one in given), kind
        w.grants.update(kind, name, changes=[change(ann.user_name, [], given)])
        assert ann.user_name not in on(w, kind, name)
    with pytest.raises(BadRequest, match=r"MODIFY is not applicable to this entity \[.*TABLE_VIEW"):
        give(w, "table", f"{schema}.w", ann, P.MODIFY)


def test_the_metastore_s_objects_and_models(
    w: WorkspaceClient, schema: str, tmp_path: Path, ann: Person, bob: Person
) -> None:
    above, within = schema.split(".")
    w.registered_models.create(catalog_name=above, schema_name=within, name="m")
    w.external_locations.create("grants_lake", tmp_path.as_uri(), "files")
    w.connections.create("grants_link", ConnectionType.POSTGRESQL, {"host": "h", "port": "1"})
    given = [
        # Terraform names models so.
        ("function", f"{schema}.m", [P.EXECUTE, P.MANAGE]),
        ("registered_model", f"{schema}.m", [P.APPLY_TAG]),
        ("external-location", "grants_lake", [P.READ_FILES, P.CREATE_EXTERNAL_TABLE]),
        ("EXTERNAL_LOCATION", "grants_lake", [P.BROWSE]),
        ("storage_credential", "files", [P.READ_FILES]),
        ("credential", "files", [P.CREATE_EXTERNAL_LOCATION]),
        ("connection", "grants_link", [P.USE_CONNECTION]),
    ]
    for kind, name, added in given:
        with pytest.raises(PermissionDenied, match=r"User does not have [A-Z ]+ on [A-Z]"):
            give(bob.w, kind, name, ann, *added)
        give(w, kind, name, ann, *added)
        held = on(w, kind, name)[ann.user_name]
        assert set(held) >= {one.value for one in added}, kind
    give(w, "external_location", "grants_lake", bob, P.EXTERNAL_USE_LOCATION)
    give(w, "external_location", "grants_lake", ann, P.MANAGE)
    with pytest.raises(PermissionDenied, match="Only the owner of External Location"):
        give(ann.w, "external_location", "grants_lake", ann, P.EXTERNAL_USE_LOCATION)
    with pytest.raises(BadRequest, match="USE CONNECTION is not applicable"):
        give(w, "external_location", "grants_lake", ann, P.USE_CONNECTION)
    held_on_files = [P.READ_FILES, P.CREATE_EXTERNAL_LOCATION]
    w.grants.update("credential", "files", changes=[change(ann.user_name, [], held_on_files)])
    w.external_locations.delete("grants_lake", force=True)
    w.connections.delete("grants_link")
    w.registered_models.delete(f"{schema}.m")
    w.external_locations.create("grants_lake", tmp_path.as_uri(), "files")
    assert on(w, "external_location", "grants_lake") == {}
    w.external_locations.delete("grants_lake", force=True)


def test_effective(
    w: WorkspaceClient, catalog: str, schema: str, table: str, ann: Person, bob: Person
) -> None:
    give(w, "catalog", catalog, ann, P.USE_CATALOG, P.SELECT, P.CREATE_SCHEMA, P.READ_VOLUME)
    give(w, "schema", schema, ann, P.USE_SCHEMA)
    give(w, "table", table, ann, P.SELECT, P.MODIFY)
    give(w, "schema", schema, bob, P.ALL_PRIVILEGES)
    found = effective(w, "table", table)
    assert found[ann.user_name] == [
        ("MODIFY", None, None),
        ("SELECT", "CATALOG", catalog),
        ("SELECT", None, None),
        ("USE_CATALOG", "CATALOG", catalog),
        ("USE_SCHEMA", "SCHEMA", schema),
    ]
    assert found[bob.user_name] == [("ALL_PRIVILEGES", "SCHEMA", schema)]
    assert effective(w, "table", table, principal=bob.user_name) == {
        bob.user_name: found[bob.user_name]
    }
    listed = {one.principal: one for one in w.grants.list_effective("table", table)}
    assert len(listed[ann.user_name].privileges or ()) == 5
    assert SecurableType.CATALOG in {
        one.inherited_from_type for one in listed[ann.user_name].privileges or ()
    }
    assert on(w, "table", table) == {ann.user_name: ["MODIFY", "SELECT"]}


def test_pages(w: WorkspaceClient, api: Api, schema: str, server: LiveServer) -> None:
    made = [w.groups.create(display_name=f"grants-{n:02}").display_name or "" for n in range(24)]
    ten = sorted(privileges.PRIVILEGES["schema"] - {"EXTERNAL_USE_SCHEMA"})[:10]
    given = [P(one) for one in ten if one in P.__members__]
    w.grants.update("schema", schema, changes=[change(name, given) for name in made])
    assert [one.principal for one in w.grants.list("schema", schema)] == made
    each = len(given)
    first = w.grants.get("schema", schema, max_results=150)
    shown = first.privilege_assignments or []
    assert len(shown) == 150 // each
    assert first.next_page_token
    second = w.grants.get("schema", schema, max_results=150, page_token=first.next_page_token)
    assert [one.principal for one in [*shown, *(second.privilege_assignments or [])]] == made
    assert second.next_page_token is None
    assert len(w.grants.get("schema", schema, max_results=0).privilege_assignments or []) == 24
    listed = list(w.grants.list_effective("schema", schema, page_size=150))
    assert [one.principal for one in listed] == made
    for size in (-1, 1, 149):
        with pytest.raises(InvalidParameterValue, match="150"):
            w.grants.get("schema", schema, max_results=size)
    with pytest.raises(InvalidParameterValue, match="page_token"):
        w.grants.get("schema", schema, page_token="%%%")


Call = Callable[[WorkspaceClient, str, str], Any]
DENIED: dict[str, Call] = {
    "grants.get": lambda w, kind, name: w.grants.get(kind, name),
    "grants.get_effective": lambda w, kind, name: w.grants.get_effective(kind, name),
    "grants.list": lambda w, kind, name: list(w.grants.list(kind, name)),
    "grants.list_effective": lambda w, kind, name: list(w.grants.list_effective(kind, name)),
    "grants.update": lambda w, kind, name: w.grants.update(
        kind, name, changes=[change("grants-ann@example.com", [P.MANAGE])]
    ),
    "grants.replace": lambda w, kind, name: w.api_client.do(
        "PUT", f"{PATH}/{kind}/{name}", body={"privilege_assignments": []}
    ),
    "grants.grant": lambda w, kind, name: w.api_client.do(
        "POST",
        PATH,
        body={
            "securable_type": kind,
            "full_name": name,
            "principal": "grants-ann@example.com",
            "privilege": "MANAGE",
        },
    ),
}


@pytest.mark.parametrize("operation", DENIED)
def test_denied(
    w: WorkspaceClient, operation: str, catalog: str, schema: str, table: str, ann: Person
) -> None:
    """One who may not look in there is told no more than that, whatever is there."""
    call = DENIED[operation]
    reads = "get" in operation or "list" in operation
    with pytest.raises(PermissionDenied) as caught:
        call(ann.w, "catalog", catalog)
    lacking = "USE CATALOG" if reads else "MANAGE"
    assert said(caught) == f"User does not have {lacking} on Catalog '{catalog}'."
    for kind, name in (
        ("schema", schema),
        ("schema", f"{catalog}.none"),
        ("table", table),
        ("table", f"{schema}.none"),
        ("volume", f"{schema}.none"),
        ("function", f"{schema}.none"),
    ):
        with pytest.raises(PermissionDenied) as caught:
            call(ann.w, kind, name)
        assert said(caught) == f"User does not have USE CATALOG on Catalog '{catalog}'.", kind
    give(w, "catalog", catalog, ann, P.USE_CATALOG)
    for kind, name in (("table", table), ("table", f"{schema}.none")):
        with pytest.raises(PermissionDenied) as caught:
            call(ann.w, kind, name)
        assert said(caught) == f"User does not have USE SCHEMA on Schema '{schema}'."
    assert on(w, "table", table) == {}


def test_every_operation_has_its_denial() -> None:
    from boathouse.apis import all_routes

    served = {route.operation for route in all_routes() if route.service == "grants"}
    assert served == DENIED.keys()


def test_who_sees_is_no_manager(
    w: WorkspaceClient, catalog: str, schema: str, table: str, ann: Person, bob: Person
) -> None:
    give(w, "catalog", catalog, ann, P.USE_CATALOG)
    give(w, "schema", schema, ann, P.USE_SCHEMA, P.ALL_PRIVILEGES)
    give(w, "table", table, ann, P.SELECT)
    give(w, "table", table, bob, P.SELECT)
    # Its own grants only, and neither who else exists.
    assert on(ann.w, "table", table) == {ann.user_name: ["SELECT"]}
    assert set(effective(ann.w, "table", table)) == {ann.user_name}
    assert on(ann.w, "table", table, principal=bob.user_name) == {}
    assert on(ann.w, "table", table, principal="nobody@x") == {}
    for operation in ("grants.update", "grants.replace", "grants.grant"):
        with pytest.raises(PermissionDenied, match=f"MANAGE on Table '{table}'"):
            DENIED[operation](ann.w, "table", table)
        with pytest.raises(PermissionDenied, match="MANAGE on Metastore"):
            DENIED[operation](ann.w, "metastore", "boathouse")


def test_who_may(
    w: WorkspaceClient, catalog: str, schema: str, table: str, ann: Person, bob: Person
) -> None:
    give(w, "catalog", catalog, ann, P.USE_CATALOG)
    give(w, "schema", schema, ann, P.USE_SCHEMA)

    def may() -> bool:
        try:
            give(ann.w, "table", table, bob, P.SELECT)
        except PermissionDenied:
            return False
        assert bob.user_name in on(ann.w, "table", table), "all grants are seen"
        return True

    assert not may()
    give(w, "table", table, ann, P.MANAGE)
    assert may()
    w.grants.update("table", table, changes=[change(ann.user_name, [], [P.MANAGE])])
    give(w, "schema", schema, ann, P.MANAGE)
    assert may()
    w.grants.update("schema", schema, changes=[change(ann.user_name, [], [P.MANAGE])])
    w.tables.update(table, owner=ann.user_name)
    assert may()
    w.tables.update(table, owner="admins")
    w.schemas.update(schema, owner=ann.user_name)
    assert may()
    w.schemas.update(schema, owner="admins")
    assert not may()


def test_external_use_is_the_owners_to_give(
    w: WorkspaceClient, schema: str, ann: Person, bob: Person
) -> None:
    mine, theirs = f"owned{uuid.uuid4().hex[:6]}", f"other{uuid.uuid4().hex[:6]}"
    for name in (mine, theirs):
        w.catalogs.create(name)
        give(w, "catalog", name, ann, P.USE_CATALOG, P.MANAGE)
    w.catalogs.update(mine, owner=ann.user_name)
    give(ann.w, "schema", f"{mine}.default", bob, P.EXTERNAL_USE_SCHEMA)
    # Neither MANAGE nor being an admin is enough, and who has it may be told again.
    for client, name in ((ann.w, theirs), (w, mine)):
        with pytest.raises(PermissionDenied, match="Only the owner of Catalog"):
            give(client, "catalog", name, bob, P.EXTERNAL_USE_SCHEMA)
    give(w, "schema", f"{mine}.default", bob, P.EXTERNAL_USE_SCHEMA, P.SELECT)
    w.grants.update(
        "schema", f"{mine}.default", changes=[change(bob.user_name, [], [P.EXTERNAL_USE_SCHEMA])]
    )
    assert on(w, "schema", f"{mine}.default") == {bob.user_name: ["SELECT"]}
    for name in (mine, theirs):
        w.catalogs.delete(name, force=True)


def test_principals(
    w: WorkspaceClient, catalog: str, schema: str, table: str, server: LiveServer
) -> None:
    """Groups in groups, service principals by application id, everybody."""
    token = server.add_user("grants-cat@example.com")
    cat = WorkspaceClient(host=server.address, token=token)
    me = cat.current_user.me().id
    inner = w.groups.create(display_name="grants-inner", members=[ComplexValue(value=me)])
    outer = w.groups.create(display_name="grants-Outer", members=[ComplexValue(value=inner.id)])
    robot = w.service_principals.create(display_name="grants-robot")
    give(w, "catalog", catalog, "grants-outer", P.USE_CATALOG)
    give(w, "schema", schema, robot.application_id or "", P.USE_SCHEMA)
    give(w, "schema", schema, "Account Users", P.USE_SCHEMA)
    give(w, "table", table, "users", P.SELECT)
    assert on(w, "catalog", catalog) == {"grants-Outer": ["USE_CATALOG"]}
    assert on(w, "schema", schema) == {
        robot.application_id: ["USE_SCHEMA"],
        "account users": ["USE_SCHEMA"],
    }
    assert on(w, "table", table, principal="users") == {"account users": ["SELECT"]}
    assert cat.tables.get(table).full_name == table
    assert on(cat, "table", table) == {"account users": ["SELECT"]}
    assert set(effective(cat, "table", table)) == {"account users", "grants-Outer"}
    w.tables.update(table, owner="grants-Outer")
    # A renamed group keeps its grants and what it owns, one that is gone loses its grants.
    rename = Patch(op=PatchOp.REPLACE, path="displayName", value="grants-renamed")
    w.groups.patch(
        outer.id or "",
        operations=[rename],
        schemas=[PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP],
    )
    assert on(w, "catalog", catalog) == {"grants-renamed": ["USE_CATALOG"]}
    assert w.tables.get(table).owner == "grants-renamed"
    assert cat.tables.get(table).full_name == table
    w.groups.delete(outer.id or "")
    w.service_principals.delete(robot.id or "")
    assert on(w, "catalog", catalog) == {}
    assert on(w, "schema", schema) == {"account users": ["USE_SCHEMA"]}
    with pytest.raises(PermissionDenied, match="USE CATALOG on Catalog"):
        cat.tables.get(table)


def test_what_is_dropped_takes_its_grants_along(
    w: WorkspaceClient, server: LiveServer, schema: str, table: str, ann: Person
) -> None:
    above, within = schema.split(".")
    volume = w.volumes.create(above, within, "v", VolumeType.MANAGED)
    ids = [w.schemas.get(schema).schema_id or "", volume.volume_id or ""]
    give(w, "schema", schema, ann, P.SELECT)
    give(w, "volume", f"{schema}.v", ann, P.READ_VOLUME)
    renamed = w.volumes.update(f"{schema}.v", new_name="z").full_name or ""
    assert on(w, "volume", renamed) == {ann.user_name: ["READ_VOLUME"]}

    def kept() -> list[str]:
        with server.app.parts.database.read() as tx:
            return [one for one in ids if store.of(tx, one)]

    assert kept() == ids
    w.schemas.delete(schema, force=True)
    assert kept() == []


def test_the_platform_s_own(w: WorkspaceClient, ann: Person) -> None:
    for kind, name, lacking in (
        ("catalog", "samples", "MANAGE on Catalog 'samples'"),
        ("schema", "main.information_schema", "MANAGE on Schema 'main.information_schema'"),
    ):
        with pytest.raises(PermissionDenied, match=lacking):
            give(w, kind, name, ann, P.SELECT)
    # Who else reads `system` is for admins to say.
    give(w, "catalog", "system", ann, P.SELECT)
    assert on(w, "catalog", "system", principal=ann.user_name) == {ann.user_name: ["SELECT"]}
    w.grants.update("catalog", "system", changes=[change(ann.user_name, [], [P.SELECT])])
    with pytest.raises(PermissionDenied, match="MANAGE on Catalog 'system'"):
        give(ann.w, "catalog", "system", ann, P.SELECT)


def test_the_short_form(w: WorkspaceClient, api: Api, table: str, ann: Person) -> None:
    body = {
        "securable_type": "TABLE",
        "full_name": table,
        "principal": ann.user_name,
        "privilege": "SELECT",
    }
    answer = api.post(PATH, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "privilege_assignments": [{"principal": ann.user_name, "privileges": ["SELECT"]}]
    }
    for name in body:
        left = {key: value for key, value in body.items() if key != name}
        answer = api.post(PATH, json=left)
        assert (answer.status_code, name in answer.json()["message"]) == (400, True)
    assert api.post(PATH, json={**body, "privilege": "FLY"}).status_code == 400


def test_put_replaces(w: WorkspaceClient, api: Api, schema: str, ann: Person, bob: Person) -> None:
    give(w, "schema", schema, ann, P.SELECT, P.ALL_PRIVILEGES, P.MANAGE)
    give(w, "schema", schema, bob, P.SELECT)
    wanted = [{"principal": ann.user_name, "privileges": ["SELECT", "USE SCHEMA"]}]
    answer = api.request("PUT", f"{PATH}/schema/{schema}", json={"privilege_assignments": wanted})
    assert answer.json() == {
        "privilege_assignments": [
            {"principal": ann.user_name, "privileges": ["SELECT", "USE_SCHEMA"]}
        ]
    }
    answer = api.request("PUT", f"{PATH}/schema/{schema}", json={"privilege_assignments": []})
    assert (answer.status_code, answer.json()) == (200, {})


def test_clients_of_the_open_source_server_read_spaces(
    w: WorkspaceClient, api: Api, schema: str, ann: Person, bob: Person, invented: None
) -> None:
    give(w, "schema", schema, ann, P.USE_SCHEMA, P.APPLY_TAG, P.CREATE_TABLE)
    give(w, "schema", schema, bob, P.ALL_PRIVILEGES)
    agent = {"User-Agent": "OpenAPI-Generator/0.7.0/python"}
    answer = api.get(f"{PATH}/schema/{schema}", headers=agent).json()
    found = {one["principal"]: one["privileges"] for one in answer["privilege_assignments"]}
    assert found[ann.user_name] == ["CREATE TABLE", "USE SCHEMA"]
    assert {"SELECT", "USE SCHEMA", "CREATE VOLUME"} <= set(found[bob.user_name])
    assert "ALL PRIVILEGES" not in found[bob.user_name]


def test_terraform_converges(w: WorkspaceClient, schema: str, ann: Person, bob: Person) -> None:
    """GET, the difference, PATCH, GET: as databricks_grants does it."""
    give(w, "schema", schema, bob, P.SELECT, P.USE_SCHEMA)
    wanted = {ann.user_name: {P.USE_SCHEMA, P.ALL_PRIVILEGES}, "account users": {P.USE_SCHEMA}}
    for _ in range(2):
        there = {
            (one.principal or "").lower(): set(one.privileges or ())
            for one in w.grants.get("schema", schema).privilege_assignments or ()
        }
        changes = [
            change(
                who,
                sorted(wanted.get(who, set()) - there.get(who, set()), key=str),
                sorted(there.get(who, set()) - wanted.get(who, set()), key=str),
            )
            for who in wanted.keys() | there.keys()
            if wanted.get(who) != there.get(who)
        ]
        if changes:
            w.grants.update("schema", schema, changes=changes)
    assert there == wanted
