"""The table's part about the REST API: what lies in catalogs, and each operation together."""

from __future__ import annotations

from typing import Any

from tests.denials.cases import (
    CATALOG,
    FUNCTION,
    MANAGE,
    MODEL,
    SCHEMA,
    SELECT,
    TABLE,
    USE,
    USE_CATALOG,
    VOLUME,
    on_catalog,
    on_schema,
)
from tests.denials.governed import GOVERNED
from tests.denials.lent import OF_FILES, VENDING
from tests.denials.objects import OBJECTS
from tests.denials.requests import (
    IN_SCHEMA,
    LOCATION,
    METASTORE,
    MODEL_MANAGE,
    MODEL_USE,
    ON_FUNCTION,
    ON_MODEL,
    ON_VOLUME,
    rest,
)
from tests.denials.world import UC

CONTAINERS = [
    rest(
        "catalogs.create",
        "POST",
        f"{UC}/catalogs",
        METASTORE("CREATE_CATALOG"),
        json={"name": "den_new"},
        done=("DELETE", f"{UC}/catalogs/den_new?force=true"),
    ),
    rest(
        "catalogs.update",
        "PATCH",
        f"{UC}/catalogs/{CATALOG}",
        on_catalog("MANAGE"),
        json={"comment": "x"},
    ),
    rest(
        "catalogs.delete",
        "DELETE",
        f"{UC}/catalogs/{CATALOG}?force=true",
        on_catalog("MANAGE"),
        changes=True,
    ),
    rest(
        "schemas.create",
        "POST",
        f"{UC}/schemas",
        USE_CATALOG,
        on_catalog("CREATE_SCHEMA"),
        json={"catalog_name": CATALOG, "name": "new"},
        done=("DELETE", f"{UC}/schemas/{CATALOG}.new"),
    ),
    rest(
        "schemas.update",
        "PATCH",
        f"{UC}/schemas/{SCHEMA}",
        USE_CATALOG,
        on_schema("MANAGE"),
        json={"comment": "x"},
    ),
    rest(
        "schemas.delete",
        "DELETE",
        f"{UC}/schemas/{SCHEMA}?force=true",
        USE_CATALOG,
        on_schema("MANAGE"),
        changes=True,
    ),
]

RELATIONS = [
    rest(
        "tables.create",
        "POST",
        f"{UC}/tables",
        *USE,
        on_schema("CREATE_TABLE"),
        LOCATION("CREATE_EXTERNAL_TABLE"),
        json={
            **IN_SCHEMA,
            "name": "new",
            "table_type": "EXTERNAL",
            "data_source_format": "DELTA",
            "storage_location": "$folder/new",
            "columns": [
                {
                    "name": "id",
                    "type_name": "INT",
                    "type_text": "int",
                    "type_json": "",
                    "position": 0,
                }
            ],
        },
        done=("DELETE", f"{UC}/tables/{SCHEMA}.new"),
    ),
    rest("tables.exists", "GET", f"{UC}/tables/{TABLE}/exists", *USE, SELECT),
    rest(
        "tables.list_summaries",
        "GET",
        f"{UC}/table-summaries",
        USE_CATALOG,
        params={"catalog_name": CATALOG},
    ),
    rest(
        "tables.update",
        "PATCH",
        f"{UC}/tables/{TABLE}",
        *USE,
        MANAGE,
        json={"owner": "admins"},
        changes=True,
    ),
    rest("tables.delete", "DELETE", f"{UC}/tables/{TABLE}", *USE, MANAGE, changes=True),
    rest(
        "table_constraints.create",
        "POST",
        f"{UC}/constraints",
        *USE,
        MANAGE,
        json={
            "full_name_arg": TABLE,
            "constraint": {"primary_key_constraint": {"name": "k", "child_columns": ["none"]}},
        },
        past=True,
    ),
    rest(
        "table_constraints.delete",
        "DELETE",
        f"{UC}/constraints/{TABLE}",
        *USE,
        MANAGE,
        params={"constraint_name": "none", "cascade": "false"},
        past=True,
    ),
    rest(
        "staging_tables.create",
        "POST",
        f"{UC}/staging-tables",
        *USE,
        on_schema("EXTERNAL_USE_SCHEMA"),
        on_schema("CREATE_TABLE"),
        json={**IN_SCHEMA, "name": "none"},
        past=True,
    ),
    rest(
        "volumes.create",
        "POST",
        f"{UC}/volumes",
        *USE,
        on_schema("CREATE_VOLUME"),
        json={**IN_SCHEMA, "name": "new", "volume_type": "MANAGED"},
        done=("DELETE", f"{UC}/volumes/{SCHEMA}.new"),
    ),
    rest(
        "volumes.update",
        "PATCH",
        f"{UC}/volumes/{VOLUME}",
        *USE,
        ON_VOLUME("MANAGE"),
        json={"comment": "x"},
    ),
    rest(
        "volumes.delete",
        "DELETE",
        f"{UC}/volumes/{VOLUME}",
        *USE,
        ON_VOLUME("MANAGE"),
        changes=True,
    ),
    rest(
        "functions.create",
        "POST",
        f"{UC}/functions",
        *USE,
        on_schema("CREATE_FUNCTION"),
        json={
            "function_info": {
                **IN_SCHEMA,
                "name": "new",
                "input_params": {"parameters": []},
                "data_type": "INT",
                "full_data_type": "INT",
                "routine_body": "SQL",
                "routine_definition": "1",
                "parameter_style": "S",
                "is_deterministic": True,
                "sql_data_access": "CONTAINS_SQL",
                "is_null_call": False,
                "security_type": "DEFINER",
                "specific_name": "new",
            }
        },
        done=("DELETE", f"{UC}/functions/{SCHEMA}.new"),
    ),
    rest(
        "functions.update",
        "PATCH",
        f"{UC}/functions/{FUNCTION}",
        *USE,
        ON_FUNCTION("MANAGE"),
        json={"owner": "admins"},
        changes=True,
    ),
    rest(
        "functions.delete",
        "DELETE",
        f"{UC}/functions/{FUNCTION}",
        *USE,
        ON_FUNCTION("MANAGE"),
        changes=True,
    ),
]

_MODEL, _VERSION = f"{UC}/models/{MODEL}", f"{UC}/models/{MODEL}/versions"
MODELS = [
    rest(
        "registered_models.create",
        "POST",
        f"{UC}/models",
        *USE,
        on_schema("CREATE_MODEL"),
        json={**IN_SCHEMA, "name": "new"},
        done=("DELETE", f"{UC}/models/{SCHEMA}.new"),
    ),
    rest("registered_models.get", "GET", _MODEL, *MODEL_USE),
    rest("registered_models.list", "GET", f"{UC}/models", *USE, params=IN_SCHEMA),
    rest("registered_models.update", "PATCH", _MODEL, *MODEL_MANAGE, json={"comment": "x"}),
    rest("registered_models.delete", "DELETE", _MODEL, *MODEL_MANAGE, changes=True),
    rest(
        "registered_models.set_alias",
        "PUT",
        f"{_MODEL}/aliases/other",
        *MODEL_MANAGE,
        json={"version_num": 1},
    ),
    rest(
        "registered_models.delete_alias",
        "DELETE",
        f"{_MODEL}/aliases/none",
        *MODEL_MANAGE,
        past=True,
    ),
    rest(
        "model_versions.create",
        "POST",
        f"{UC}/models/versions",
        *USE,
        ON_MODEL("CREATE_MODEL_VERSION"),
        json={**IN_SCHEMA, "model_name": "m", "source": "x"},
    ),
    rest(
        "model_versions.finalize",
        "PATCH",
        f"{_VERSION}/2/finalize",
        *USE,
        ON_MODEL("CREATE_MODEL_VERSION"),
        json={},
        changes=True,
    ),
    rest("model_versions.get", "GET", f"{_VERSION}/1", *MODEL_USE),
    rest("model_versions.get_by_alias", "GET", f"{_MODEL}/aliases/best", *MODEL_USE),
    rest("model_versions.list", "GET", _VERSION, *MODEL_USE),
    rest("model_versions.update", "PATCH", f"{_VERSION}/1", *MODEL_MANAGE, json={"comment": "x"}),
    rest("model_versions.delete", "DELETE", f"{_VERSION}/1", *MODEL_MANAGE, changes=True),
]

REST = [*CONTAINERS, *RELATIONS, *MODELS, *OBJECTS, *GOVERNED, *OF_FILES, *VENDING]


ADMINS: dict[str, tuple[str, str, Any, str]] = {
    "shares.update": (
        "PATCH",
        f"{UC}/shares/den_share",
        {"comment": "x"},
        "MANAGE on Share 'den_share'",
    ),
    "shares.delete": ("DELETE", f"{UC}/shares/den_share", None, "MANAGE on Share 'den_share'"),
    "recipients.update": (
        "PATCH",
        f"{UC}/recipients/den_far",
        {"comment": "x"},
        "MANAGE on Recipient 'den_far'",
    ),
    "recipients.delete": (
        "DELETE",
        f"{UC}/recipients/den_far",
        None,
        "MANAGE on Recipient 'den_far'",
    ),
    "account_access_control_proxy.get_assignable_roles_for_resource": (
        "GET",
        "/api/2.0/preview/accounts/access-control/assignable-roles?resource=accounts/me",
        None,
        "MANAGE on governed tags",
    ),
    "system_schemas.list": (
        "GET",
        f"{UC}/metastores/{{metastore}}/systemschemas",
        None,
        "MANAGE on Metastore 'boathouse'",
    ),
    "system_schemas.enable": (
        "PUT",
        f"{UC}/metastores/{{metastore}}/systemschemas/access",
        {},
        "MANAGE on Metastore 'boathouse'",
    ),
    "tag_policies.create_tag_policy": (
        "POST",
        "/api/2.1/tag-policies",
        {"tag_key": "den_new"},
        "CREATE on governed tags",
    ),
    "tag_policies.update_tag_policy": (
        "PATCH",
        "/api/2.1/tag-policies/den_tag?update_mask=description",
        {"tag_key": "den_tag", "description": "x"},
        "MANAGE on governed tag 'den_tag'",
    ),
    "tag_policies.delete_tag_policy": (
        "DELETE",
        "/api/2.1/tag-policies/den_tag",
        None,
        "MANAGE on governed tag 'den_tag'",
    ),
}
"""What no grant gives: verb, path, body, and what its owners and admins hold."""
