"""ABAC policies over REST: what may be in one, who may have one, where one applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    DatabricksError,
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.catalog import (
    ColumnMaskOptions,
    DenyOptions,
    FunctionArgument,
    MatchColumn,
    PermissionsChange,
    PolicyInfo,
    PolicyType,
    Privilege,
    RowFilterOptions,
    SecurableType,
)
from databricks.sdk.service.iam import ComplexValue
from databricks.sdk.service.tags import TagPolicy, Value

from boathouse.context import Context
from boathouse.services.policies import store
from boathouse.services.policies.effective import protected, protection
from boathouse.services.tables import find
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Constant, Mask, Name, Relation, RowFilter
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.test_volumes import context_of
from tests.services.warehouses import starter

ROW_FILTER, COLUMN_MASK = PolicyType.POLICY_TYPE_ROW_FILTER, PolicyType.POLICY_TYPE_COLUMN_MASK
CATALOG, SCHEMA, TABLE = SecurableType.CATALOG, SecurableType.SCHEMA, SecurableType.TABLE
POLICIES = "/api/2.1/unity-catalog/policies"


def run(api: Api, statement: str) -> list[list[Any]]:
    asked = {"statement": statement, "warehouse_id": starter(api)["id"], "wait_timeout": "50s"}
    answer = api.post("/api/2.0/sql/statements", json=asked).json()
    assert answer["status"]["state"] == "SUCCEEDED", answer["status"]
    return list(answer.get("result", {}).get("data_array") or [])


@pytest.fixture(scope="module")
def catalog(w: WorkspaceClient, api: Api) -> Iterator[str]:
    """`abac` with functions, two tables and governed tags."""
    w.tag_policies.create_tag_policy(TagPolicy("pii", values=[Value("mail"), Value("name")]))
    w.tag_policies.create_tag_policy(TagPolicy("region"))
    w.tag_policies.create_tag_policy(TagPolicy("level", values=[Value("low"), Value("high")]))
    w.catalogs.create("abac")
    w.schemas.create("s", "abac")
    for text in (
        "CREATE FUNCTION abac.s.only(region STRING, wanted STRING) RETURNS BOOLEAN"
        " RETURN region = wanted",
        "CREATE FUNCTION abac.s.none() RETURNS BOOLEAN RETURN false",
        "CREATE FUNCTION abac.s.hide(text STRING) RETURNS STRING RETURN '***'",
        "CREATE FUNCTION abac.s.part(text STRING, length INT) RETURNS STRING"
        " RETURN left(text, length)",
        "CREATE FUNCTION abac.s.rows() RETURNS TABLE (a INT) RETURN SELECT 1",
        "CREATE TABLE abac.s.t (id INT, mail STRING, name STRING, region STRING)",
        "CREATE TABLE abac.s.plain (id INT)",
        "CREATE VIEW abac.s.view AS SELECT 1 AS one",
        "ALTER TABLE abac.s.t ALTER COLUMN mail SET TAGS ('pii' = 'mail')",
        "ALTER TABLE abac.s.t ALTER COLUMN name SET TAGS ('pii' = 'name')",
        "ALTER TABLE abac.s.t ALTER COLUMN region SET TAGS ('region')",
    ):
        run(api, text)
    yield "abac"
    w.catalogs.delete("abac", force=True)
    for key in ("pii", "region", "level"):
        w.tag_policies.delete_tag_policy(key)


@pytest.fixture
def make(w: WorkspaceClient, catalog: str) -> Iterator[Callable[..., PolicyInfo]]:
    """`make(mask(...), ...)`: a policy that is gone after the test."""
    made: list[PolicyInfo] = []

    def create(policy: PolicyInfo) -> PolicyInfo:
        made.append(w.policies.create_policy(policy))
        return made[-1]

    yield create
    for one in made:
        assert one.on_securable_type
        place = one.on_securable_type.value, one.on_securable_fullname or ""
        for left in w.policies.list_policies(*place):
            w.policies.delete_policy(*place, left.name or "")


def mask(name: str = "m", **more: Any) -> PolicyInfo:
    fields: dict[str, Any] = {
        "to_principals": ["account users"],
        "on_securable_type": SCHEMA,
        "on_securable_fullname": "abac.s",
        "column_mask": ColumnMaskOptions("abac.s.hide", "c"),
        "match_columns": [MatchColumn("c", "has_tag_value('pii', 'mail')")],
        **more,
    }
    return PolicyInfo(name=name, policy_type=COLUMN_MASK, for_securable_type=TABLE, **fields)


def row_filter(name: str = "f", wanted: str = "EU", **more: Any) -> PolicyInfo:
    using = [FunctionArgument(alias="r"), FunctionArgument(constant=wanted)]
    fields: dict[str, Any] = {
        "to_principals": ["account users"],
        "on_securable_type": CATALOG,
        "on_securable_fullname": "abac",
        "row_filter": RowFilterOptions("abac.s.only", using),
        "match_columns": [MatchColumn("r", "has_tag('region')")],
        **more,
    }
    return PolicyInfo(name=name, policy_type=ROW_FILTER, for_securable_type=TABLE, **fields)


def guarded(server: LiveServer, who: str = "", table: str = "t") -> Relation:
    """The table as it is protected for somebody; the admin at first."""
    ctx = context_of(server, who or server.app.config.admin_user)
    try:
        return protection(ctx, relation(ctx, table))
    finally:
        ctx.close()


def relation(ctx: Context, table: str) -> Relation:
    found = find.relation(ctx, Name("abac", "s", table))
    assert found is not None
    return found


def masks(found: Relation) -> dict[str, Mask]:
    return {column.name: column.mask for column in found.columns if column.mask is not None}


def fails(server: LiveServer) -> str:
    with pytest.raises(SqlError) as caught:
        guarded(server)
    return caught.value.error_class


def test_a_policy_lives(w: WorkspaceClient, catalog: str) -> None:
    made = w.policies.create_policy(row_filter("Life", comment="of the EU"))
    assert made.id
    assert made.created_by == made.updated_by
    assert (made.on_securable_type, made.on_securable_fullname) == (CATALOG, "abac")
    assert [one.as_dict() for one in made.governed_tags or ()] == [{"tag_key": "region"}]
    assert w.policies.get_policy("catalog", "ABAC", "life").as_dict() == made.as_dict()
    with pytest.raises(ResourceAlreadyExists):
        w.policies.create_policy(row_filter("LIFE"))
    w.policies.create_policy(mask("a_mask"))
    own = [one.name for one in w.policies.list_policies("TABLE", "abac.s.t")]
    every = w.policies.list_policies("TABLE", "abac.s.t", include_inherited=True, max_results=1)
    assert (own, [one.name for one in every]) == ([], ["Life", "a_mask"])
    changed = w.policies.update_policy(
        "CATALOG",
        "abac",
        "Life",
        row_filter("renamed", except_principals=["admins"]),
        update_mask="name,except_principals",
    )
    assert (changed.name, changed.comment) == ("renamed", "of the EU")
    assert changed.except_principals == ["admins"]
    assert (changed.id, changed.created_at) == (made.id, made.created_at)
    cleared = w.policies.update_policy(
        "CATALOG", "abac", "renamed", row_filter("x"), update_mask="except_principals,comment"
    )
    assert (cleared.name, cleared.except_principals, cleared.comment) == ("renamed", None, None)
    whole = w.policies.update_policy("CATALOG", "abac", "renamed", row_filter("again", "US"))
    assert whole.name == "again"
    assert whole.row_filter
    assert whole.row_filter.using
    assert whole.row_filter.using[1].constant == "US"
    for field in ("on_securable_fullname", "id", "deny"):
        with pytest.raises(DatabricksError):
            w.policies.update_policy("CATALOG", "abac", "again", row_filter(), update_mask=field)
    elsewhere = row_filter("again", on_securable_fullname="main")
    with pytest.raises(InvalidParameterValue, match="on_securable_fullname"):
        w.policies.update_policy("CATALOG", "abac", "again", elsewhere)
    w.policies.delete_policy("CATALOG", "abac", "again")
    w.policies.delete_policy("SCHEMA", "abac.s", "a_mask")
    for missing in (
        lambda: w.policies.get_policy("CATALOG", "abac", "again"),
        lambda: w.policies.delete_policy("CATALOG", "abac", "again"),
        lambda: w.policies.update_policy("CATALOG", "abac", "again", row_filter("again")),
        lambda: w.policies.get_policy("TABLE", "abac.s.none", "x"),
    ):
        with pytest.raises(NotFound):
            missing()


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (mask(to_principals=[]), "to_principals"),
        (mask(to_principals=[f"u{n}" for n in range(21)]), "at most 20"),
        (mask(to_principals=["nobody@example.com"]), "Could not find principal"),
        (mask(except_principals=["nobody@example.com"]), "Could not find principal"),
        (mask(name="a/b"), "name"),
        (mask(name=" "), "name"),
        (mask(column_mask=None), "function_name"),
        (mask(column_mask=ColumnMaskOptions("abac.s.nope", "c")), "does not exist"),
        (mask(column_mask=ColumnMaskOptions("hide", "c")), "valid name"),
        (mask(column_mask=ColumnMaskOptions("abac.s.hide", "d")), "no alias 'd'"),
        (mask(column_mask=ColumnMaskOptions("abac.s.part", "c")), "requires 1 argument"),
        (mask(column_mask=ColumnMaskOptions("abac.s.rows", "c")), "does not return"),
        (mask(row_filter=RowFilterOptions("abac.s.none")), "does not go with"),
        (row_filter(row_filter=RowFilterOptions("abac.s.hide")), "does not return a boolean"),
        (row_filter(row_filter=RowFilterOptions("abac.s.only")), "requires 0 argument"),
        (
            row_filter(row_filter=RowFilterOptions("abac.s.only", [FunctionArgument()])),
            "an alias or a constant",
        ),
        (mask(match_columns=[MatchColumn("c", "has_tag('unknown')")]), "Unknown tag policy key"),
        (mask(match_columns=[MatchColumn("c", "has_tag_value('pii', 'x')")]), "Invalid tag value"),
        (mask(match_columns=[MatchColumn("c")]), "condition"),
        (mask(match_columns=[MatchColumn("c", "has_tag('pii')")] * 2), "given twice"),
        (
            mask(match_columns=[MatchColumn(f"c{n}", "has_tag('pii')") for n in range(4)]),
            "at most 3",
        ),
        (mask(when_condition="1 = 1"), "UC_INVALID_POLICY_CONDITION"),
        (mask(when_condition="has_tag('pii') AND current_user() = 'x'"), "CONDITION"),
        (mask(on_securable_type=TABLE, on_securable_fullname="abac.s.view"), "NOT_SUPPORTED"),
        (mask(on_securable_type=SecurableType.VOLUME), "NOT_SUPPORTED"),
        (mask(on_securable_fullname="abac"), "valid name"),
    ],
)
def test_what_no_policy_is(
    w: WorkspaceClient, catalog: str, policy: PolicyInfo, message: str
) -> None:
    with pytest.raises((InvalidParameterValue, NotFound), match=message):
        w.policies.create_policy(policy)
    assert not list(w.policies.list_policies("SCHEMA", "abac.s"))


def test_what_is_not_implemented_says_so(w: WorkspaceClient, catalog: str) -> None:
    denying = mask(deny=DenyOptions(["SELECT"]))
    with pytest.raises(NotImplemented, match="deny"):
        w.policies.create_policy(denying)
    on_metastore = mask(on_securable_type=SecurableType.METASTORE)
    with pytest.raises(NotImplemented, match="metastore"):
        w.policies.create_policy(on_metastore)


def test_managing_is_needed_and_execute(
    w: WorkspaceClient, server: LiveServer, other: Person, make: Callable[..., PolicyInfo]
) -> None:
    make(mask())
    policies = other.w.policies
    attempts = (
        lambda: policies.create_policy(mask("theirs")),
        lambda: policies.get_policy("SCHEMA", "abac.s", "m"),
        lambda: list(policies.list_policies("SCHEMA", "abac.s")),
        lambda: list(policies.list_policies("TABLE", "abac.s.t", include_inherited=True)),
        lambda: policies.update_policy("SCHEMA", "abac.s", "m", mask(), update_mask="comment"),
        lambda: policies.delete_policy("SCHEMA", "abac.s", "m"),
    )
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    name = other.user_name
    reading = [Privilege.USE_CATALOG, Privilege.USE_SCHEMA, Privilege.SELECT]
    grant(w, "catalog", "abac", name, *reading)
    for attempt in attempts:
        with pytest.raises(PermissionDenied, match="MANAGE"):
            attempt()
    grant(w, "schema", "abac.s", name, Privilege.MANAGE)
    with pytest.raises(PermissionDenied, match="EXECUTE"):
        policies.create_policy(mask("theirs"))
    assert policies.get_policy("SCHEMA", "abac.s", "m").name == "m"
    with pytest.raises(PermissionDenied, match="MANAGE"):
        policies.create_policy(row_filter("theirs"))
    grant(w, "function", "abac.s.hide", name, Privilege.EXECUTE)
    policies.create_policy(mask("theirs"))
    policies.delete_policy("SCHEMA", "abac.s", "theirs")
    changes = [PermissionsChange(remove=[*reading], principal=name)]
    w.grants.update("catalog", "abac", changes=changes)
    w.grants.update(
        "schema", "abac.s", changes=[PermissionsChange(remove=[Privilege.MANAGE], principal=name)]
    )


def grant(w: WorkspaceClient, kind: str, on: str, who: str, *privileges: Privilege) -> None:
    w.grants.update(kind, on, changes=[PermissionsChange(add=list(privileges), principal=who)])


def test_masks_by_tags(server: LiveServer, make: Callable[..., PolicyInfo]) -> None:
    assert guarded(server) == guarded(server, table="t")
    make(mask())
    hide = Mask("abac.s.hide")
    assert masks(guarded(server)) == {"mail": hide}
    assert masks(guarded(server, table="plain")) == {}
    make(mask("other", match_columns=[MatchColumn("c", "has_tag_value('pii', 'name')")]))
    assert masks(guarded(server)) == {"mail": hide, "name": hide}
    make(mask("same", match_columns=[MatchColumn("c", "hasTag('pii')")]))
    assert masks(guarded(server)) == {"mail": hide, "name": hide}
    shorter = ColumnMaskOptions("abac.s.part", "c", [FunctionArgument(constant="3")])
    make(mask("shorter", column_mask=shorter))
    assert fails(server) == "COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS"


def test_row_filters_by_tags(server: LiveServer, api: Api, make: Callable[..., PolicyInfo]) -> None:
    make(row_filter())
    wanted = RowFilter("abac.s.only", ("region", Constant("'EU'")))
    assert guarded(server).row_filter == wanted
    assert isinstance((guarded(server).row_filter or wanted).columns[1], Constant)
    assert guarded(server, table="plain").row_filter is None
    make(row_filter("same", on_securable_type=TABLE, on_securable_fullname="abac.s.t"))
    assert guarded(server).row_filter == wanted
    second = make(row_filter("second", "US"))
    assert fails(server) == "INVALID_PARAMETER_VALUE.UC_ABAC_MULTIPLE_ROW_FILTERS"
    server_policies = WorkspaceClient(host=server.address, token=server.token).policies
    server_policies.delete_policy("CATALOG", "abac", second.name or "")
    run(api, "ALTER TABLE abac.s.t SET ROW FILTER abac.s.none ON ()")
    assert fails(server) == "INVALID_PARAMETER_VALUE.UC_ABAC_AND_NATIVE_ROW_FILTERS"
    run(api, "ALTER TABLE abac.s.t DROP ROW FILTER")
    assert guarded(server).row_filter == wanted


def test_an_alias_is_one_column(server: LiveServer, make: Callable[..., PolicyInfo]) -> None:
    make(row_filter(match_columns=[MatchColumn("r", "has_tag('pii')")]))
    assert fails(server) == "INVALID_PARAMETER_VALUE.UC_ABAC_AMBIGUOUS_COLUMN_MATCH"


def test_no_policy_is_given_what_another_one_masks(
    server: LiveServer, make: Callable[..., PolicyInfo]
) -> None:
    make(row_filter(match_columns=[MatchColumn("r", "has_tag_value('pii', 'mail')")]))
    assert guarded(server).row_filter is not None
    make(mask())
    assert fails(server) == "COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS"


def test_tables_take_the_tags_of_what_they_lie_in(
    server: LiveServer, api: Api, make: Callable[..., PolicyInfo]
) -> None:
    make(mask(when_condition="has_tag_value('level', 'high') AND NOT (has_tag('region'))"))
    assert masks(guarded(server)) == {}
    run(api, "ALTER CATALOG abac SET TAGS ('level' = 'high')")
    assert set(masks(guarded(server))) == {"mail"}
    run(api, "SET TAG ON SCHEMA abac.s level = low")
    assert masks(guarded(server)) == {}
    run(api, "SET TAG ON TABLE abac.s.t level = high")
    assert set(masks(guarded(server))) == {"mail"}
    run(api, "SET TAG ON TABLE abac.s.t region")
    assert masks(guarded(server)) == {}
    run(api, "ALTER TABLE abac.s.t UNSET TAGS ('region', 'level')")
    run(api, "UNSET TAG ON SCHEMA abac.s level")
    run(api, "UNSET TAG ON CATALOG abac level")


def test_for_whom(w: WorkspaceClient, server: LiveServer, make: Callable[..., PolicyInfo]) -> None:
    for user in ("inside@example.com", "outside@example.com"):
        server.add_user(user)
    ids = {one.user_name: one.id for one in w.users.list()}
    inner = w.groups.create(
        display_name="abac inner", members=[ComplexValue(value=ids["inside@example.com"])]
    )
    outer = w.groups.create(display_name="abac outer", members=[ComplexValue(value=inner.id)])
    make(mask(to_principals=["abac outer", "outside@example.com"]))
    assert masks(guarded(server)) == {}
    assert set(masks(guarded(server, "inside@example.com"))) == {"mail"}
    w.policies.update_policy(
        "SCHEMA",
        "abac.s",
        "m",
        mask(except_principals=["outside@example.com"]),
        update_mask="except_principals",
    )
    assert masks(guarded(server, "outside@example.com")) == {}
    w.groups.update(outer.id or "", display_name="abac renamed", members=outer.members)
    assert set(masks(guarded(server, "inside@example.com"))) == {"mail"}
    shown = w.policies.get_policy("SCHEMA", "abac.s", "m")
    assert shown.to_principals == ["abac renamed", "outside@example.com"]
    w.groups.delete(inner.id or "")
    assert masks(guarded(server, "inside@example.com")) == {}
    w.groups.delete(outer.id or "")


def test_a_tag_that_is_governed_no_more_closes_the_table(
    w: WorkspaceClient, server: LiveServer, make: Callable[..., PolicyInfo]
) -> None:
    w.tag_policies.create_tag_policy(TagPolicy("fleeting"))
    make(mask(when_condition="has_tag('fleeting')"))
    assert masks(guarded(server)) == {}
    w.tag_policies.delete_tag_policy("fleeting")
    assert fails(server) == "INVALID_PARAMETER_VALUE.UC_INVALID_POLICY_CONDITION"
    ctx = context_of(server, server.app.config.admin_user)
    assert protected(ctx, relation(ctx, "t"))
    ctx.close()


def test_files_of_a_protected_table_are_nobody_s(
    server: LiveServer, make: Callable[..., PolicyInfo]
) -> None:
    make(mask(to_principals=["admins"]))
    ctx = context_of(server, "other@example.com")
    assert protection(ctx, relation(ctx, "t")) == relation(ctx, "t")
    assert protected(ctx, relation(ctx, "t"))
    assert not protected(ctx, relation(ctx, "plain"))
    ctx.close()


def test_policies_go_with_what_they_are_on(
    w: WorkspaceClient, server: LiveServer, api: Api, catalog: str
) -> None:
    def left() -> int:
        with server.app.parts.database.read() as tx:
            return store.count(tx)

    before = left()
    w.catalogs.create("abac_gone")
    w.schemas.create("s", "abac_gone")
    run(api, "CREATE TABLE abac_gone.s.t (mail STRING)")
    for kind, name in ((CATALOG, "abac_gone"), (SCHEMA, "abac_gone.s"), (TABLE, "abac_gone.s.t")):
        policy = mask(on_securable_type=kind, on_securable_fullname=name)
        w.policies.create_policy(policy)
    run(api, "DROP TABLE abac_gone.s.t")
    assert left() == before + 3  # it may come back
    run(api, "UNDROP TABLE abac_gone.s.t")
    assert [one.name for one in w.policies.list_policies("TABLE", "abac_gone.s.t")] == ["m"]
    run(api, "ALTER TABLE abac_gone.s.t RENAME TO abac_gone.s.u")
    assert [one.name for one in w.policies.list_policies("TABLE", "abac_gone.s.u")] == ["m"]
    w.catalogs.delete("abac_gone", force=True)
    assert left() <= before + 1


def test_fifty_policies_are_enough_for_a_table(w: WorkspaceClient, catalog: str) -> None:
    place = {"on_securable_type": TABLE, "on_securable_fullname": "abac.s.plain"}
    for number in range(50):
        w.policies.create_policy(mask(f"p{number}", **place))
    with pytest.raises(DatabricksError, match="at most 50"):
        w.policies.create_policy(mask("p50", **place))
    pages = list(w.policies.list_policies("TABLE", "abac.s.plain", max_results=7))
    assert len({one.name for one in pages}) == 50
    for one in pages:
        w.policies.delete_policy("TABLE", "abac.s.plain", one.name or "")
