"""Tags over REST, and governed tags: who may set which, and what they may be."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.catalog import (
    EntityTagAssignment,
    PermissionsChange,
    Privilege,
    VolumeType,
)
from databricks.sdk.service.iam import GrantRule, RuleSetUpdateRequest
from databricks.sdk.service.tags import TagPolicy, Value

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.warehouses import starter

ASSIGNMENTS = "/api/2.1/unity-catalog/entity-tag-assignments"


@pytest.fixture(scope="module")
def entities(w: WorkspaceClient, api: Api) -> Iterator[dict[str, str]]:
    """One of each type, in the catalog `tagged`."""
    w.catalogs.create("tagged")
    w.schemas.create("s", "tagged")
    w.volumes.create("tagged", "s", "v", VolumeType.MANAGED)
    run(api, "CREATE TABLE tagged.s.t (id INT, mail STRING)")
    run(api, "CREATE VIEW tagged.s.view AS SELECT 1 AS one")
    yield {
        "catalogs": "tagged",
        "schemas": "tagged.s",
        "tables": "tagged.s.t",
        "columns": "tagged.s.t.mail",
        "volumes": "tagged.s.v",
    }
    w.catalogs.delete("tagged", force=True)


@pytest.fixture
def tagger(server: LiveServer, w: WorkspaceClient) -> Iterator[Person]:
    """A user with APPLY_TAG on `tagged` and USE of what is in it."""
    name = "tagger@example.com"
    token = server.add_user(name)
    grant(w, name, Privilege.APPLY_TAG, Privilege.USE_CATALOG, Privilege.USE_SCHEMA)
    yield Person(
        name, token, WorkspaceClient(host=server.address, token=token), server_api(server, token)
    )
    user = next(one for one in w.users.list() if one.user_name == name)
    w.users.delete(user.id or "")


def server_api(server: LiveServer, token: str) -> Api:
    return Api(server.address, token)


def grant(w: WorkspaceClient, who: str, *privileges: Privilege) -> None:
    changes = [PermissionsChange(add=list(privileges), principal=who)]
    w.grants.update("catalog", "tagged", changes=changes)


def run(api: Api, statement: str) -> dict[str, object]:
    """A statement's answer, once it is over."""
    asked = {"statement": statement, "warehouse_id": starter(api)["id"], "wait_timeout": "50s"}
    answer = api.post("/api/2.0/sql/statements", json=asked).json()
    assert answer["status"]["state"] == "SUCCEEDED", answer
    return dict(answer)


def tag(entity_type: str, name: str, key: str, value: str | None = None) -> EntityTagAssignment:
    return EntityTagAssignment(
        entity_type=entity_type, entity_name=name, tag_key=key, tag_value=value
    )


TYPES = ("catalogs", "schemas", "tables", "columns", "volumes")


@pytest.mark.parametrize("kind", TYPES)
def test_a_tag_lives(w: WorkspaceClient, entities: dict[str, str], kind: str) -> None:
    name, tags = entities[kind], w.entity_tag_assignments
    made = tags.create(tag(kind, name.upper(), "Team", "data"))
    assert made.as_dict() == tag(kind, name, "Team", "data").as_dict()
    tags.create(tag(kind, name, "team"))
    assert tags.get(kind, name, "Team").tag_value == "data"
    with pytest.raises(ResourceAlreadyExists):
        tags.create(tag(kind, name, "Team", "other"))
    assert [(one.tag_key, one.tag_value) for one in tags.list(kind, name)] == [
        ("Team", "data"),
        ("team", None),
    ]
    assert [one.tag_key for one in tags.list(kind, name, max_results=1)] == ["Team", "team"]
    changed = tags.update(kind, name, "Team", tag(kind, name, "Team", "ops"), "tag_value")
    assert changed.tag_value == tags.get(kind, name, "Team").tag_value == "ops"
    with pytest.raises(InvalidParameterValue, match="tag_key"):
        tags.update(kind, name, "Team", tag(kind, name, "Team", "ops"), "tag_key")
    for key in ("Team", "team"):
        tags.delete(kind, name, key)
    assert list(tags.list(kind, name)) == []
    for missing in (
        lambda: tags.get(kind, name, "Team"),
        lambda: tags.delete(kind, name, "Team"),
        lambda: tags.update(kind, name, "Team", tag(kind, name, "Team"), "*"),
    ):
        with pytest.raises(NotFound, match="not assigned"):
            missing()


@pytest.mark.parametrize("kind", TYPES)
def test_tags_set_at_once_all_stay(
    w: WorkspaceClient, api: Api, entities: dict[str, str], kind: str
) -> None:
    name = entities[kind]
    documents = [tag(kind, name, f"k{number}", "v").as_dict() for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: api.post(ASSIGNMENTS, json=one), documents))
    assert {one.status_code for one in answers} == {200}
    assert len(list(w.entity_tag_assignments.list(kind, name))) == 12
    for number in range(12):
        w.entity_tag_assignments.delete(kind, name, f"k{number}")


def test_statements_and_rest_see_the_same_tags(
    w: WorkspaceClient, api: Api, entities: dict[str, str]
) -> None:
    run(api, "SET TAG ON COLUMN tagged.s.t.id key = seven")
    run(api, "SET TAG ON VIEW tagged.s.view kind = view")
    assert w.entity_tag_assignments.get("columns", "tagged.s.t.id", "key").tag_value == "seven"
    assert w.entity_tag_assignments.get("tables", "tagged.s.view", "kind").tag_value == "view"
    w.entity_tag_assignments.delete("columns", "tagged.s.t.id", "key")
    found = run(api, "SELECT count(*) FROM tagged.information_schema.column_tags")
    assert found["result"]["data_array"] == [["0"]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("", "x"),
        ("a.b", "x"),
        ("a/b", ""),
        ("k" * 257, ""),
        (" k", ""),
        ("k", " v"),
        ("k", "v" * 1001),
        ("k\n", ""),
    ],
)
def test_tags_have_limits(api: Api, entities: dict[str, str], key: str, value: str) -> None:
    asked = tag("schemas", "tagged.s", key, value).as_dict() | {"tag_key": key}
    answer = api.post(ASSIGNMENTS, json=asked)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_an_object_takes_fifty_tags(w: WorkspaceClient, entities: dict[str, str]) -> None:
    w.schemas.create("many", "tagged")
    for number in range(50):
        w.entity_tag_assignments.create(tag("schemas", "tagged.many", f"k{number}", "v" * 1000))
    with pytest.raises(InvalidParameterValue, match="at most 50"):
        w.entity_tag_assignments.create(tag("schemas", "tagged.many", "k50"))
    w.entity_tag_assignments.update(
        "schemas", "tagged.many", "k1", tag("schemas", "tagged.many", "k1", "w"), "tag_value"
    )


@pytest.mark.parametrize(
    ("kind", "name", "error"),
    [
        ("models", "tagged.s.m", BadRequest),
        ("tables", "tagged.s.none", NotFound),
        ("columns", "tagged.s.t.none", NotFound),
        ("columns", "tagged.s.t", BadRequest),
        ("schemas", "tagged", BadRequest),
        ("catalogs", "none", NotFound),
    ],
)
def test_what_has_no_tags(
    w: WorkspaceClient, entities: dict[str, str], kind: str, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        list(w.entity_tag_assignments.list(kind, name))
    with pytest.raises(error):
        w.entity_tag_assignments.create(tag(kind, name, "k"))


@pytest.mark.parametrize("kind", TYPES)
def test_a_stranger_neither_sees_nor_sets(
    w: WorkspaceClient, other: Person, entities: dict[str, str], kind: str
) -> None:
    name, tags = entities[kind], other.w.entity_tag_assignments
    w.entity_tag_assignments.create(tag(kind, name, "secret", "x"))
    for attempt in (
        lambda: tags.create(tag(kind, name, "k")),
        lambda: tags.get(kind, name, "secret"),
        lambda: list(tags.list(kind, name)),
        lambda: tags.update(kind, name, "secret", tag(kind, name, "secret"), "tag_value"),
        lambda: tags.delete(kind, name, "secret"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    w.entity_tag_assignments.delete(kind, name, "secret")


@pytest.mark.parametrize("kind", TYPES)
def test_apply_tag_is_enough(tagger: Person, entities: dict[str, str], kind: str) -> None:
    name, tags = entities[kind], tagger.w.entity_tag_assignments
    tags.create(tag(kind, name, "k", "1"))
    tags.update(kind, name, "k", tag(kind, name, "k", "2"), "tag_value")
    assert [one.tag_value for one in tags.list(kind, name)] == ["2"]
    tags.delete(kind, name, "k")
    with pytest.raises(PermissionDenied):
        tagger.w.schemas.update("tagged.s", comment="no")


def test_seeing_is_not_setting(
    w: WorkspaceClient, server: LiveServer, entities: dict[str, str]
) -> None:
    token = server.add_user("reader@example.com")
    reader = WorkspaceClient(host=server.address, token=token)
    grant(w, "reader@example.com", Privilege.SELECT, Privilege.USE_CATALOG, Privilege.USE_SCHEMA)
    w.entity_tag_assignments.create(tag("columns", "tagged.s.t.mail", "k", "v"))
    assert reader.entity_tag_assignments.get("columns", "tagged.s.t.mail", "k").tag_value == "v"
    with pytest.raises(PermissionDenied, match="APPLY TAG"):
        reader.entity_tag_assignments.delete("columns", "tagged.s.t.mail", "k")
    w.entity_tag_assignments.delete("columns", "tagged.s.t.mail", "k")


def test_governed_tags(w: WorkspaceClient) -> None:
    made = w.tag_policies.create_tag_policy(
        TagPolicy("gov_life", description="how secret", values=[Value("low"), Value("high")])
    )
    assert made.id
    assert made.create_time
    assert made.tag_key == "gov_life"
    with pytest.raises(ResourceAlreadyExists):
        w.tag_policies.create_tag_policy(TagPolicy("gov_life"))
    found = w.tag_policies.get_tag_policy("gov_life")
    assert found.description == "how secret"
    assert [one.name for one in found.values or ()] == ["low", "high"]
    changed = w.tag_policies.update_tag_policy(
        "gov_life", TagPolicy("gov_life", values=[Value("top")]), "values"
    )
    assert (changed.description, [one.name for one in changed.values or ()]) == (
        "how secret",
        ["top"],
    )
    with pytest.raises(InvalidParameterValue, match="update_mask"):
        w.tag_policies.update_tag_policy("gov_life", TagPolicy("gov_life"), "tag_key")
    w.tag_policies.create_tag_policy(TagPolicy("gov_other"))
    listed = [one.tag_key for one in w.tag_policies.list_tag_policies(page_size=1)]
    assert [key for key in listed if key.startswith("gov_")] == ["gov_life", "gov_other"]
    for key in ("gov_life", "gov_other"):
        w.tag_policies.delete_tag_policy(key)
    with pytest.raises(NotFound):
        w.tag_policies.get_tag_policy("gov_life")
    for bad in ("a/b", " x", "k" * 257):
        with pytest.raises(InvalidParameterValue):
            w.tag_policies.create_tag_policy(TagPolicy(bad))


def test_a_governed_tag_takes_its_values_only(
    w: WorkspaceClient, api: Api, entities: dict[str, str]
) -> None:
    w.tag_policies.create_tag_policy(TagPolicy("gov_level", values=[Value("low"), Value("high")]))
    w.tag_policies.create_tag_policy(TagPolicy("gov_flag"))
    tags = w.entity_tag_assignments
    tags.create(tag("tables", "tagged.s.t", "gov_level", "low"))
    tags.create(tag("tables", "tagged.s.t", "gov_flag"))
    for key, value in (("gov_level", "middle"), ("gov_level", ""), ("gov_flag", "x")):
        for kind in TYPES:
            with pytest.raises(InvalidParameterValue, match="is not an allowed value"):
                tags.update(
                    "tables", "tagged.s.t", key, tag("tables", "tagged.s.t", key, value), "*"
                )
            if kind != "tables":
                with pytest.raises(InvalidParameterValue, match="is not an allowed value"):
                    tags.create(tag(kind, entities[kind], key, value))
    for key in ("gov_level", "gov_flag"):
        tags.delete("tables", "tagged.s.t", key)
        w.tag_policies.delete_tag_policy(key)
    tags.create(tag("tables", "tagged.s.t", "gov_level", "anything"))
    tags.delete("tables", "tagged.s.t", "gov_level")


def test_assigning_a_governed_tag_is_a_right_of_its_own(
    w: WorkspaceClient, tagger: Person, entities: dict[str, str]
) -> None:
    policy = w.tag_policies.create_tag_policy(TagPolicy("gov_mine", values=[Value("x")]))
    mine = tag("columns", "tagged.s.t.id", "gov_mine", "x")
    with pytest.raises(PermissionDenied, match="ASSIGN"):
        tagger.w.entity_tag_assignments.create(mine)
    w.entity_tag_assignments.create(mine)
    with pytest.raises(PermissionDenied, match="ASSIGN"):
        tagger.w.entity_tag_assignments.delete("columns", "tagged.s.t.id", "gov_mine")
    with pytest.raises(PermissionDenied, match="MANAGE"):
        tagger.w.tag_policies.delete_tag_policy("gov_mine")
    with pytest.raises(PermissionDenied, match="MANAGE"):
        tagger.w.tag_policies.update_tag_policy("gov_mine", TagPolicy("gov_mine"), "values")
    with pytest.raises(PermissionDenied, match="CREATE"):
        tagger.w.tag_policies.create_tag_policy(TagPolicy("gov_theirs"))
    assert tagger.w.tag_policies.get_tag_policy("gov_mine").id == policy.id
    assert "gov_mine" in [one.tag_key for one in tagger.w.tag_policies.list_tag_policies()]
    name = f"accounts/me/tagPolicies/{policy.id}/ruleSets/default"
    with pytest.raises(PermissionDenied):
        tagger.w.account_access_control_proxy.get_rule_set(name, "")
    before = w.account_access_control_proxy.get_rule_set(name, "")
    assert [rule.role for rule in before.grant_rules or ()] == ["roles/tagPolicy.manager"]
    rule = GrantRule("roles/tagPolicy.assigner", [f"users/{tagger.user_name}"])
    wanted = RuleSetUpdateRequest(name, before.etag or "", [*(before.grant_rules or ()), rule])
    with pytest.raises(PermissionDenied):
        tagger.w.account_access_control_proxy.update_rule_set(name, wanted)
    after = w.account_access_control_proxy.update_rule_set(name, wanted)
    assert rule.as_dict() in [one.as_dict() for one in after.grant_rules or ()]
    tagger.w.entity_tag_assignments.delete("columns", "tagged.s.t.id", "gov_mine")
    tagger.w.entity_tag_assignments.create(mine)
    with pytest.raises(PermissionDenied, match="MANAGE"):
        tagger.w.tag_policies.delete_tag_policy("gov_mine")
    w.entity_tag_assignments.delete("columns", "tagged.s.t.id", "gov_mine")
    w.tag_policies.delete_tag_policy("gov_mine")


def test_rule_sets(w: WorkspaceClient) -> None:
    proxy = w.account_access_control_proxy
    policy = w.tag_policies.create_tag_policy(TagPolicy("gov_rules"))
    name = f"accounts/me/tagPolicies/{policy.id}/ruleSets/default"
    roles = proxy.get_assignable_roles_for_resource(f"accounts/me/tagPolicies/{policy.id}").roles
    assert [one.name for one in roles or ()] == [
        "roles/tagPolicy.manager",
        "roles/tagPolicy.assigner",
    ]
    present = proxy.get_rule_set(name, "")
    stale = RuleSetUpdateRequest(name, "stale", [])
    with pytest.raises(Exception, match="etag"):
        proxy.update_rule_set(name, stale)
    for role, who in (
        ("roles/tagPolicy.nothing", "users/admin"),
        ("roles/tagPolicy.assigner", "nobody@example.com"),
        ("roles/tagPolicy.assigner", "groups/none"),
    ):
        rules = [GrantRule(role, [who])]
        with pytest.raises((BadRequest, NotFound)):
            proxy.update_rule_set(name, RuleSetUpdateRequest(name, present.etag or "", rules))
    everybody = [GrantRule("roles/tagPolicy.assigner", ["groups/account users"])]
    proxy.update_rule_set(name, RuleSetUpdateRequest(name, present.etag or "", everybody))
    for unknown in ("accounts/me/servicePrincipals/1/ruleSets/default", "nothing"):
        with pytest.raises(Exception, match=r"implemented|rule set"):
            proxy.get_rule_set(unknown, "")
    w.tag_policies.delete_tag_policy("gov_rules")
    with pytest.raises(NotFound):
        proxy.get_rule_set(name, "")


OLDER = "/api/2.1/unity-catalog/{}-tags/{}"


def pairs(api: Api, kind: str, place: str) -> list[dict[str, str]]:
    """The tags of an object in the older form."""
    [one] = api.get(OLDER.format(kind, place)).json()["tag_assignments"]
    return list(one["tag_key_value_pairs"])


@pytest.fixture
def more(w: WorkspaceClient, api: Api, entities: dict[str, str]) -> Iterator[None]:
    """A function and a model with a version."""
    run(api, "CREATE FUNCTION tagged.s.f() RETURNS INT RETURN 1")
    w.registered_models.create(catalog_name="tagged", schema_name="s", name="m")
    api.post("/api/2.1/unity-catalog/models/versions", json=VERSION).raise_for_status()
    yield
    run(api, "DROP FUNCTION IF EXISTS tagged.s.f")
    w.registered_models.delete("tagged.s.m")


VERSION = {"catalog_name": "tagged", "schema_name": "s", "model_name": "m", "source": "x"}


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("securable", "CATALOG/tagged"),
        ("securable", "schema/tagged.s"),
        ("securable", "TABLE/tagged.s.t"),
        ("securable", "volume/tagged.s.v"),
        ("securable", "FUNCTION/tagged.s.f"),
        ("securable", "function/tagged.s.m"),
        ("securable", "REGISTERED_MODEL/tagged.s.m"),
        ("subentity", "TABLE/tagged.s.t/mail"),
        ("subentity", "FUNCTION/tagged.s.m/1"),
    ],
)
def test_the_older_form(api: Api, other: Person, more: None, kind: str, place: str) -> None:
    path = OLDER.format(kind, place)
    changes = {"add_tags": [{"key": "a", "value": "1"}, {"key": "b"}], "remove": ["never"]}
    refused = [other.api.get(path), other.api.request("PATCH", path, json={"changes": changes})]
    assert [one.status_code for one in refused] == [403, 403]
    assert api.request("PATCH", path, json={"changes": changes}).json() == {}
    assert pairs(api, kind, place) == [{"key": "a", "value": "1"}, {"key": "b", "value": ""}]
    api.request("PATCH", path, json={"changes": {"remove": ["a", "b"]}})
    assert pairs(api, kind, place) == []


@pytest.mark.parametrize(
    ("kind", "place", "status"),
    [
        ("securable", "share/x", 400),
        ("securable", "function/tagged.s.none", 404),
        ("subentity", "catalog/tagged/x", 400),
        ("subentity", "function/tagged.s.m/7", 404),
        ("subentity", "function/tagged.s.m/x", 400),
        ("subentity", "table/tagged.s.t/none", 404),
    ],
)
def test_the_older_form_of_what_is_not(
    api: Api, more: None, kind: str, place: str, status: int
) -> None:
    path = OLDER.format(kind, place)
    body = {"changes": {"add_tags": [{"key": "a"}]}}
    answers = [api.get(path), api.request("PATCH", path, json=body)]
    assert [one.status_code for one in answers] == [status, status]


def test_tags_of_functions_by_statements(api: Api, more: None) -> None:
    run(api, "SET TAG ON FUNCTION tagged.s.f team = data")
    run(api, "SET TAG ON PROCEDURE tagged.s.f only_a_key")
    assert [one["key"] for one in pairs(api, "securable", "function/tagged.s.f")] == [
        "only_a_key",
        "team",
    ]
    run(api, "UNSET TAG ON FUNCTION tagged.s.f team")
    run(api, "DROP FUNCTION tagged.s.f")
    run(api, "CREATE FUNCTION tagged.s.f() RETURNS INT RETURN 1")
    assert pairs(api, "securable", "function/tagged.s.f") == []
