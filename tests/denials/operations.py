"""The table's part about the REST API: each operation on securables, as plain requests.

A path is the operation's name, and behind it what tells it from others of the same operation.
"""

from __future__ import annotations

from typing import Any

from tests.denials.cases import (
    CATALOG,
    FOLDER,
    FUNCTION,
    MANAGE,
    MODEL,
    MODIFY,
    READ,
    SCHEMA,
    SELECT,
    TABLE,
    TAG,
    USE,
    USE_CATALOG,
    VOLUME,
    WRITE,
    Case,
    Grant,
    on_catalog,
    on_schema,
)
from tests.denials.world import ROLE, UC, Visitor

OLD = "/api/2.0/unity-catalog"
LINEAGE = "/api/2.0/lineage-tracking"
IN_SCHEMA = {"catalog_name": CATALOG, "schema_name": "s"}
TAGS = [{"key": "k", "value": "v"}]
FAR = "aws:us-west-2:29a84bee-54bc-43a2-87de-023d0ec16016"


def of(kind: str) -> Any:
    """Grants on one securable of a kind, by privilege."""
    names = {
        "metastore": "boathouse",
        "volume": VOLUME,
        "function": FUNCTION,
        "registered_model": MODEL,
        "external_location": "den_loc",
        "storage_credential": "den_cred",
        "credential": "den_service",
        "connection": "den_conn",
        "external_metadata": "den_meta",
    }
    return lambda privilege: Grant(privilege, kind, names[kind])


METASTORE, ON_VOLUME, ON_FUNCTION, ON_MODEL = (
    of(kind) for kind in ("metastore", "volume", "function", "registered_model")
)
LOCATION, STORAGE, SERVICE, CONNECTION, TOLD = (
    of(kind)
    for kind in (
        "external_location",
        "storage_credential",
        "credential",
        "connection",
        "external_metadata",
    )
)


def rest(
    operation: str,
    verb: str,
    path: str,
    *needs: Grant,
    json: Any = None,
    params: Any = None,
    done: Any = None,
    data: Any = None,
    **more: Any,
) -> Case:
    """A plain request. `done`: verb and path that undo it, as an admin."""
    options = {"json": json, "params": params, "data": data}
    undo = (lambda w: Visitor.of(w).call(*done)) if done else None
    return Case(operation, needs, lambda who: who.call(verb, path, **options), undo, **more)


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
MODEL_USE = (*USE, ON_MODEL("EXECUTE"))
MODEL_MANAGE = (*USE, ON_MODEL("MANAGE"))
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

OBJECTS = [
    rest(
        "external_locations.create",
        "POST",
        f"{UC}/external-locations",
        METASTORE("CREATE_EXTERNAL_LOCATION"),
        STORAGE("CREATE_EXTERNAL_LOCATION"),
        json={"name": "den_new", "url": "s3://den-new/x", "credential_name": "den_cred"},
        done=("DELETE", f"{UC}/external-locations/den_new"),
    ),
    rest(
        "external_locations.get", "GET", f"{UC}/external-locations/den_loc", LOCATION("READ_FILES")
    ),
    rest(
        "external_locations.update",
        "PATCH",
        f"{UC}/external-locations/den_loc",
        LOCATION("MANAGE"),
        json={"comment": "x"},
    ),
    rest(
        "external_locations.delete",
        "DELETE",
        f"{UC}/external-locations/den_loc",
        LOCATION("MANAGE"),
        changes=True,
    ),
    rest(
        "storage_credentials.create",
        "POST",
        f"{UC}/storage-credentials",
        METASTORE("CREATE_STORAGE_CREDENTIAL"),
        json={"name": "den_new", "aws_iam_role": ROLE},
        done=("DELETE", f"{UC}/storage-credentials/den_new"),
    ),
    rest(
        "storage_credentials.get",
        "GET",
        f"{UC}/storage-credentials/den_cred",
        STORAGE("READ_FILES"),
        told="User does not have BROWSE on Storage Credential 'den_cred'",
    ),
    rest(
        "storage_credentials.update",
        "PATCH",
        f"{UC}/storage-credentials/den_cred",
        STORAGE("MANAGE"),
        json={"comment": "x"},
    ),
    rest(
        "storage_credentials.delete",
        "DELETE",
        f"{UC}/storage-credentials/den_cred",
        STORAGE("MANAGE"),
        changes=True,
    ),
    rest(
        "storage_credentials.validate",
        "POST",
        f"{UC}/validate-storage-credentials",
        STORAGE("CREATE_EXTERNAL_LOCATION"),
        json={"storage_credential_name": "den_cred", "url": "s3://den/x"},
        past=True,
    ),
    rest(
        "credentials.create_credential",
        "POST",
        f"{UC}/credentials",
        METASTORE("CREATE_SERVICE_CREDENTIAL"),
        json={"name": "den_new", "purpose": "SERVICE", "aws_iam_role": ROLE},
        done=("DELETE", f"{UC}/credentials/den_new"),
    ),
    rest(
        "credentials.get_credential",
        "GET",
        f"{UC}/credentials/den_service",
        SERVICE("ACCESS"),
        told="User does not have BROWSE on Credential 'den_service'",
    ),
    rest(
        "credentials.update_credential",
        "PATCH",
        f"{UC}/credentials/den_service",
        SERVICE("MANAGE"),
        json={"comment": "x"},
    ),
    rest(
        "credentials.delete_credential",
        "DELETE",
        f"{UC}/credentials/den_service",
        SERVICE("MANAGE"),
        changes=True,
    ),
    rest(
        "credentials.validate_credential",
        "POST",
        f"{UC}/validate-credentials",
        STORAGE("CREATE_EXTERNAL_LOCATION"),
        json={"credential_name": "den_cred", "url": "s3://den/x"},
        past=True,
    ),
    rest(
        "credentials.generate_temporary_service_credential",
        "POST",
        f"{UC}/temporary-service-credentials",
        SERVICE("ACCESS"),
        json={"credential_name": "den_service"},
        past=True,
    ),
    rest(
        "connections.create",
        "POST",
        f"{UC}/connections",
        METASTORE("CREATE_CONNECTION"),
        json={
            "name": "den_new",
            "connection_type": "POSTGRESQL",
            "options": {"host": "h", "port": "1", "user": "u", "password": "p"},
        },
        done=("DELETE", f"{UC}/connections/den_new"),
    ),
    rest("connections.get", "GET", f"{UC}/connections/den_conn", CONNECTION("USE_CONNECTION")),
    rest(
        "connections.update",
        "PATCH",
        f"{UC}/connections/den_conn",
        CONNECTION("MANAGE"),
        json={"options": {"host": "g", "port": "1", "user": "u", "password": "p"}},
    ),
    rest(
        "connections.delete",
        "DELETE",
        f"{UC}/connections/den_conn",
        CONNECTION("MANAGE"),
        changes=True,
    ),
    rest(
        "shares.create",
        "POST",
        f"{UC}/shares",
        METASTORE("CREATE_SHARE"),
        json={"name": "den_new"},
        done=("DELETE", f"{UC}/shares/den_new"),
    ),
    rest("shares.get", "GET", f"{UC}/shares/den_share", METASTORE("USE_SHARE")),
    rest(
        "shares.share_permissions",
        "GET",
        f"{UC}/shares/den_share/permissions",
        METASTORE("USE_SHARE"),
    ),
    rest(
        "shares.update_permissions",
        "PATCH",
        f"{UC}/shares/den_share/permissions",
        METASTORE("USE_SHARE"),
        METASTORE("USE_RECIPIENT"),
        METASTORE("SET_SHARE_PERMISSION"),
        json={"changes": [{"principal": "den_far", "add": ["SELECT"]}]},
    ),
    rest(
        "recipients.create",
        "POST",
        f"{UC}/recipients",
        METASTORE("CREATE_RECIPIENT"),
        json={
            "name": "den_new",
            "authentication_type": "DATABRICKS",
            "data_recipient_global_metastore_id": FAR,
        },
        done=("DELETE", f"{UC}/recipients/den_new"),
    ),
    rest("recipients.get", "GET", f"{UC}/recipients/den_far", METASTORE("USE_RECIPIENT")),
    rest(
        "recipients.share_permissions",
        "GET",
        f"{UC}/recipients/den_far/share-permissions",
        METASTORE("USE_RECIPIENT"),
    ),
    rest(
        "external_metadata.create_external_metadata",
        "POST",
        f"{LINEAGE}/external-metadata",
        METASTORE("CREATE_EXTERNAL_METADATA"),
        json={"name": "den_new", "system_type": "TABLEAU", "entity_type": "Dashboard"},
        done=("DELETE", f"{LINEAGE}/external-metadata/den_new"),
    ),
    rest(
        "external_metadata.get_external_metadata",
        "GET",
        f"{LINEAGE}/external-metadata/den_meta",
        TOLD("BROWSE"),
        told="User does not have BROWSE on External Metadata 'den_meta'",
    ),
    rest(
        "external_metadata.update_external_metadata",
        "PATCH",
        f"{LINEAGE}/external-metadata/den_meta",
        TOLD("MODIFY"),
        params={"update_mask": "description"},
        json={"description": "x", "system_type": "TABLEAU", "entity_type": "Dashboard"},
    ),
    rest(
        "external_metadata.delete_external_metadata",
        "DELETE",
        f"{LINEAGE}/external-metadata/den_meta",
        TOLD("MANAGE"),
        changes=True,
    ),
    rest(
        "artifact_allowlists.get",
        "GET",
        f"{UC}/artifact-allowlists/INIT_SCRIPT",
        METASTORE("MANAGE_ALLOWLIST"),
        past=True,
    ),
    rest(
        "artifact_allowlists.update",
        "PUT",
        f"{UC}/artifact-allowlists/INIT_SCRIPT",
        METASTORE("MANAGE_ALLOWLIST"),
        json={"artifact_matchers": []},
        past=True,
    ),
]

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

_FS = "/api/2.0/fs"
_A_CSV = f"{_FS}/files{FOLDER}/a.csv"
OF_FILES = [
    rest("files.download part", "GET", _A_CSV, *USE, READ),
    rest(
        "files.upload_in_parts",
        "POST",
        f"{_FS}/files{FOLDER}/big",
        *USE,
        WRITE,
        params={"action": "initiate-upload"},
        json={},
    ),
    rest(
        "files.get_directory_metadata",
        "HEAD",
        f"{_FS}/directories{FOLDER}",
        *USE,
        READ,
        told="403",
    ),
    rest(
        "files.delete_directory",
        "DELETE",
        f"{_FS}/directories{FOLDER}/none",
        *USE,
        WRITE,
        past=True,
    ),
    rest(
        "files.create_upload_part_urls",
        "POST",
        f"{_FS}/create-upload-part-urls",
        *USE,
        WRITE,
        json={
            "path": f"{FOLDER}/big",
            "session_token": "none",
            "start_part_number": 1,
            "count": 1,
            "expire_time": "2099-01-01T00:00:00Z",
        },
        past=True,
    ),
    rest(
        "files.create_abort_upload_url",
        "POST",
        f"{_FS}/create-abort-upload-url",
        *USE,
        WRITE,
        json={
            "path": f"{FOLDER}/big",
            "session_token": "none",
            "expire_time": "2099-01-01T00:00:00Z",
        },
        past=True,
    ),
    *(
        rest(
            f"files.create_{what}_url",
            "POST",
            f"{_FS}/create-{what}-url",
            *USE,
            needed,
            json={"path": f"{FOLDER}/a.csv"},
            past=True,
        )
        for what, needed in (("download", READ), ("upload", WRITE), ("delete", WRITE))
    ),
    rest("files.list_files", "GET", f"{_FS}/list", *USE, READ, params={"path": FOLDER}, past=True),
]

_VENDS = on_schema("EXTERNAL_USE_SCHEMA")
VENDING = [
    rest(
        "temporary_model_version_credentials.generate_temporary_model_version_credentials",
        "POST",
        f"{OLD}/temporary-model-version-credentials",
        *MODEL_USE,
        _VENDS,
        json={**IN_SCHEMA, "model_name": "m", "version": 1, "operation": "READ_MODEL_VERSION"},
    ),
    rest(
        "temporary_table_credentials.generate_temporary_table_credentials",
        "POST",
        f"{OLD}/temporary-table-credentials",
        *USE,
        _VENDS,
        SELECT,
        json={"table_id": "$table_id", "operation": "READ"},
        told="Table '$table_id' does not exist",
    ),
    rest(
        "temporary_table_credentials.generate_temporary_table_credentials to write",
        "POST",
        f"{OLD}/temporary-table-credentials",
        *USE,
        _VENDS,
        SELECT,
        MODIFY,
        json={"table_id": "$table_id", "operation": "READ_WRITE"},
        told="Table '$table_id' does not exist",
        past=True,
    ),
    rest(
        "temporary_volume_credentials.generate_temporary_volume_credentials",
        "POST",
        f"{OLD}/temporary-volume-credentials",
        *USE,
        _VENDS,
        READ,
        json={"volume_id": "$volume_id", "operation": "READ_VOLUME"},
        told="Volume '$volume_id' does not exist",
    ),
    rest(
        "temporary_volume_credentials.generate_temporary_volume_credentials to write",
        "POST",
        f"{OLD}/temporary-volume-credentials",
        *USE,
        _VENDS,
        READ,
        WRITE,
        json={"volume_id": "$volume_id", "operation": "WRITE_VOLUME"},
        told="Volume '$volume_id' does not exist",
    ),
    *(
        rest(
            f"temporary_path_credentials.generate_temporary_path_credentials {operation}",
            "POST",
            f"{OLD}/temporary-path-credentials",
            LOCATION("EXTERNAL_USE_LOCATION"),
            *map(LOCATION, needed),
            json={"url": "$folder/x", "operation": operation},
        )
        for operation, needed in (
            ("PATH_READ", ("READ_FILES",)),
            ("PATH_READ_WRITE", ("READ_FILES", "WRITE_FILES")),
            ("PATH_CREATE_TABLE", ("CREATE_EXTERNAL_TABLE",)),
        )
    ),
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
