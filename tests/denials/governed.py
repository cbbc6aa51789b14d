"""The table's part about grants, tags, policies, bindings and lineage."""

from __future__ import annotations

from tests.denials.cases import (
    CATALOG,
    MANAGE,
    MODEL,
    MODIFY,
    SCHEMA,
    SELECT,
    TABLE,
    TAG,
    USE,
    on_catalog,
)
from tests.denials.requests import (
    LINEAGE,
    MODEL_USE,
    OLD,
    ON_MODEL,
    TAGS,
    TOLD,
    rest,
)
from tests.denials.world import UC

_GRANT = {"changes": [{"principal": "users", "add": ["SELECT"]}]}
_ENDS = {
    "source": {"external_metadata": {"name": "den_meta"}},
    "target": {"table": {"name": TABLE}},
}
_POLICY = {
    "name": "p",
    "on_securable_type": "TABLE",
    "on_securable_fullname": TABLE,
    "policy_type": "POLICY_TYPE_ROW_FILTER",
    "to_principals": ["account users"],
    "for_securable_type": "TABLE",
    "row_filter": {"function_name": f"{SCHEMA}.none"},
}
_TAG_OF = f"{UC}/entity-tag-assignments/tables/{TABLE}/tags"
SEES_TABLE = (*USE, SELECT)
GOVERNED = [
    *(
        rest(operation, "GET", f"{UC}/{path}/TABLE/{TABLE}", *SEES_TABLE)
        for operation, path in (
            ("grants.get", "permissions"),
            ("grants.list", "privilege-assignments"),
            ("grants.get_effective", "effective-permissions"),
            ("grants.list_effective", "effective-privilege-assignments"),
        )
    ),
    rest(
        "grants.update",
        "PATCH",
        f"{UC}/permissions/TABLE/{TABLE}",
        *USE,
        MANAGE,
        json=_GRANT,
        changes=True,
    ),
    rest(
        "grants.replace",
        "PUT",
        f"{UC}/permissions/TABLE/{TABLE}",
        *USE,
        MANAGE,
        json={"privilege_assignments": []},
        changes=True,
    ),
    rest(
        "grants.grant",
        "POST",
        f"{UC}/permissions",
        *USE,
        MANAGE,
        json={
            "securable_type": "TABLE",
            "full_name": TABLE,
            "principal": "users",
            "privilege": "SELECT",
        },
        changes=True,
    ),
    rest(
        "entity_tag_assignments.create",
        "POST",
        f"{UC}/entity-tag-assignments",
        *USE,
        TAG,
        json={"entity_type": "tables", "entity_name": TABLE, "tag_key": "k"},
        changes=True,
    ),
    rest("entity_tag_assignments.get", "GET", f"{_TAG_OF}/none", *SEES_TABLE, past=True),
    rest("entity_tag_assignments.list", "GET", _TAG_OF, *SEES_TABLE),
    rest(
        "entity_tag_assignments.update",
        "PATCH",
        f"{_TAG_OF}/none",
        *USE,
        TAG,
        params={"update_mask": "tag_value"},
        json={"entity_type": "tables", "entity_name": TABLE, "tag_key": "none", "tag_value": "v"},
        past=True,
    ),
    rest("entity_tag_assignments.delete", "DELETE", f"{_TAG_OF}/none", *USE, TAG, past=True),
    rest(
        "entity_tag_assignments.list_securable_tags",
        "GET",
        f"{OLD}/securable-tags/table/{TABLE}",
        *SEES_TABLE,
    ),
    rest(
        "entity_tag_assignments.update_securable_tags",
        "PATCH",
        f"{OLD}/securable-tags/table/{TABLE}",
        *USE,
        TAG,
        json={"changes": {"add_tags": TAGS}},
        changes=True,
    ),
    rest(
        "entity_tag_assignments.list_subentity_tags",
        "GET",
        f"{OLD}/subentity-tags/registered_model/{MODEL}/1",
        *MODEL_USE,
    ),
    rest(
        "entity_tag_assignments.update_subentity_tags",
        "PATCH",
        f"{OLD}/subentity-tags/registered_model/{MODEL}/1",
        *USE,
        ON_MODEL("APPLY_TAG"),
        json={"changes": {"add_tags": TAGS}},
        changes=True,
    ),
    rest(
        "policies.create_policy",
        "POST",
        f"{UC}/policies",
        *USE,
        MANAGE,
        json=_POLICY,
        past=True,
    ),
    rest("policies.get_policy", "GET", f"{UC}/policies/TABLE/{TABLE}/p", *USE, MANAGE, past=True),
    rest("policies.list_policies", "GET", f"{UC}/policies/TABLE/{TABLE}", *USE, MANAGE),
    rest(
        "policies.update_policy",
        "PATCH",
        f"{UC}/policies/TABLE/{TABLE}/p",
        *USE,
        MANAGE,
        json={"comment": "x"},
        past=True,
    ),
    rest(
        "policies.delete_policy",
        "DELETE",
        f"{UC}/policies/TABLE/{TABLE}/p",
        *USE,
        MANAGE,
        past=True,
    ),
    rest(
        "workspace_bindings.get_bindings",
        "GET",
        f"{UC}/bindings/catalog/{CATALOG}",
        on_catalog("MANAGE"),
    ),
    rest(
        "workspace_bindings.update_bindings",
        "PATCH",
        f"{UC}/bindings/catalog/{CATALOG}",
        on_catalog("MANAGE"),
        json={},
    ),
    rest(
        "workspace_bindings.get",
        "GET",
        f"{UC}/workspace-bindings/catalogs/{CATALOG}",
        on_catalog("MANAGE"),
    ),
    rest(
        "workspace_bindings.update",
        "PATCH",
        f"{UC}/workspace-bindings/catalogs/{CATALOG}",
        on_catalog("MANAGE"),
        json={},
    ),
    rest(
        "resource_quotas.get_quota",
        "GET",
        f"{UC}/resource-quotas/SCHEMA/{SCHEMA}/table-quota",
        *USE,
        past=True,
    ),
    rest(
        "lineage_tracking.get_table_lineage",
        "GET",
        f"{LINEAGE}/table-lineage",
        *SEES_TABLE,
        params={"table_name": TABLE},
    ),
    rest(
        "lineage_tracking.get_column_lineage",
        "GET",
        f"{LINEAGE}/column-lineage",
        *SEES_TABLE,
        params={"table_name": TABLE, "column_name": "id"},
    ),
    rest(
        "external_lineage.list_external_lineage_relationships",
        "GET",
        f"{LINEAGE}/external-lineage",
        *SEES_TABLE,
        params={"object_info.table.name": TABLE, "lineage_direction": "UPSTREAM"},
    ),
    *(
        rest(
            f"external_lineage.{verb}_external_lineage_relationship",
            method,
            f"{LINEAGE}/external-lineage",
            TOLD("MODIFY"),
            *USE,
            MODIFY,
            past=True,
            **more,
        )
        for verb, method, more in (
            ("create", "POST", {"json": _ENDS, "changes": True}),
            ("update", "PATCH", {"json": _ENDS, "params": {"update_mask": "properties"}}),
            (
                "delete",
                "DELETE",
                {
                    "params": {
                        "external_lineage_relationship.source.external_metadata.name": "den_meta",
                        "external_lineage_relationship.target.table.name": TABLE,
                    }
                },
            ),
        )
    ),
]
