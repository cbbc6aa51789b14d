"""The views of `information_schema`: their columns, as Databricks documents them.

Source: Databricks' SQL manual, "Information schema". Their rows are made by us for each statement
(`Catalog.information`), of what the caller may see, and given to the engine as a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from boathouse.sql.securables import Column, Relation
from boathouse.sql.system_tables import TABLES

SCHEMA = "information_schema"
SPANNING = "system"
"""The catalog whose information schema tells of every catalog."""

_KINDS = {"": "string", "i": "integer", "l": "long", "t": "timestamp"}
_MADE = "created:t created_by last_altered:t last_altered_by"
_TYPED = (
    "character_maximum_length:i character_octet_length numeric_precision:i"
    " numeric_precision_radix:i numeric_scale:i datetime_precision:i interval_type"
    " interval_precision:i maximum_cardinality:i"
)
_COLLATION = "collation_catalog collation_schema collation_name"
_TABLE = "table_catalog table_schema table_name"
_CONSTRAINT = "constraint_catalog constraint_schema constraint_name"
_SPECIFIC = "specific_catalog specific_schema specific_name"
_GRANT, _GRANTED = "grantor grantee", "privilege_type is_grantable inherited_from"

_VIEWS = {
    "catalog_privileges": f"{_GRANT} catalog_name {_GRANTED}",
    "catalog_provider_share_usage": "catalog_name provider_name share_name",
    "catalog_tags": "catalog_name tag_name tag_value",
    "catalogs": f"catalog_name catalog_owner comment {_MADE}",
    "check_constraints": f"{_CONSTRAINT} check_clause sql_path comment",
    "column_masks": f"{_TABLE} column_name mask_name using_columns",
    "column_tags": "catalog_name schema_name table_name column_name tag_name tag_value",
    "columns": (
        f"{_TABLE} column_name ordinal_position:i column_default is_nullable full_data_type"
        f" data_type {_TYPED} is_identity identity_generation identity_start identity_increment"
        " identity_maximum identity_minimum identity_cycle is_generated generation_expression"
        " is_system_time_period_start is_system_time_period_end"
        " system_time_period_timestamp_generation is_updatable partition_index:i comment"
        f" {_COLLATION}"
    ),
    "connection_privileges": f"{_GRANT} connection_name {_GRANTED}",
    "connections": (
        "connection_name connection_type connection_owner comment created:t created_by"
        " credential_type last_altered:t last_altered_by connection_options url"
    ),
    "constraint_column_usage": f"{_TABLE} column_name {_CONSTRAINT}",
    "constraint_table_usage": f"{_TABLE} {_CONSTRAINT}",
    "credential_privileges": f"{_GRANT} credential_name {_GRANTED}",
    "credentials": (
        "credential_id credential_name credential_owner credential_type credential"
        f" used_for_managed_storage comment {_MADE}"
    ),
    "external_location_privileges": f"{_GRANT} external_location_name {_GRANTED}",
    "external_locations": (
        "external_location_name external_location_owner url storage_credential_id"
        f" storage_credential_name read_only comment {_MADE}"
    ),
    "information_schema_catalog_name": "catalog_name",
    "key_column_usage": (
        f"{_CONSTRAINT} {_TABLE} column_name ordinal_position:i position_in_unique_constraint:i"
    ),
    "metastore_privileges": f"{_GRANT} metastore_id {_GRANTED}",
    "metastores": (
        "metastore_id metastore_name metastore_owner storage_root storage_root_credential_id"
        " storage_root_credential_name delta_sharing_scope delta_sharing_recipient_token_lifetime:l"
        " delta_sharing_organization_name privilege_model_version cloud region global_metastore_id"
        f" {_MADE}"
    ),
    "parameters": (
        f"{_SPECIFIC} ordinal_position:i parameter_mode is_result as_locator parameter_name"
        f" data_type full_data_type {_TYPED} parameter_default comment"
        f" {_COLLATION}"
    ),
    "providers": f"provider_name provider_owner comment authentication_type region {_MADE}",
    "recipient_allowed_ip_ranges": "recipient_name allowed_ip_range",
    "recipient_tokens": (
        "recipient_name recipient_token_id activation_url expiration_time:t created:t created_by"
        " last_altered:t last_altered_by"
    ),
    "recipients": f"recipient_name recipient_owner comment authentication_type region {_MADE}",
    "referential_constraints": (
        f"{_CONSTRAINT} unique_constraint_catalog unique_constraint_schema unique_constraint_name"
        " match_option update_rule delete_rule"
    ),
    "routine_columns": (
        f"{_SPECIFIC} ordinal_position:i column_name data_type full_data_type {_TYPED} comment"
    ),
    "routine_privileges": (
        f"{_GRANT} {_SPECIFIC} routine_catalog routine_schema routine_name {_GRANTED}"
    ),
    "routines": (
        f"{_SPECIFIC} routine_catalog routine_schema routine_name routine_owner routine_type"
        f" data_type full_data_type {_TYPED} routine_body routine_definition external_name"
        " external_language parameter_style is_deterministic sql_data_access is_null_call"
        f" security_type sql_path comment {_MADE} {_COLLATION}"
    ),
    "row_filters": f"{_TABLE} filter_name target_columns",
    "schema_privileges": f"{_GRANT} catalog_name schema_name {_GRANTED}",
    "schema_share_usage": "catalog_name schema_name share_name",
    "schema_tags": "catalog_name schema_name tag_name tag_value",
    "schemata": (
        f"catalog_name schema_name schema_owner comment {_MADE} url custom_max_retention_hours:i"
    ),
    "share_recipient_privileges": f"{_GRANT} share_name recipient_name {_GRANTED}",
    "shares": f"share_name share_owner comment {_MADE}",
    "storage_credential_privileges": f"{_GRANT} storage_credential_name {_GRANTED}",
    "storage_credentials": (
        "storage_credential_id storage_credential_name storage_credential_owner credential_type"
        f" credential used_for_managed_storage comment {_MADE}"
    ),
    "table_constraints": (
        f"{_CONSTRAINT} {_TABLE} constraint_type is_deferrable initially_deferred enforced"
    ),
    "table_privileges": f"{_GRANT} {_TABLE} {_GRANTED}",
    "table_share_usage": "catalog_name schema_name table_name share_name",
    "table_tags": "catalog_name schema_name table_name tag_name tag_value",
    "tables": (
        f"{_TABLE} table_type is_insertable_into commit_action table_owner comment {_MADE}"
        " data_source_format storage_sub_directory storage_path"
    ),
    "views": (
        f"{_TABLE} view_definition check_option is_updatable is_insertable_into sql_path"
        " is_materialized"
    ),
    "volume_privileges": f"{_GRANT} volume_catalog volume_schema volume_name {_GRANTED}",
    "volume_tags": "catalog_name schema_name volume_name tag_name tag_value",
    "volumes": (
        "volume_catalog volume_schema volume_name volume_type volume_owner comment"
        f" storage_location {_MADE}"
    ),
}


def _columns(spelled: str) -> tuple[Column, ...]:
    parts = (word.partition(":") for word in spelled.split())
    return tuple(Column(name, _KINDS[kind]) for name, _, kind in parts)


VIEWS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {name: _columns(spelled) for name, spelled in _VIEWS.items()}
)


def made_in(catalog: str, schema: str) -> Mapping[str, tuple[Column, ...]]:
    """The views of a schema whose rows are made for each statement, with their columns."""
    if schema == SCHEMA:
        return VIEWS
    return TABLES.get(schema, {}) if catalog == SPANNING else {}


def is_information(relation: Relation) -> bool:
    """Whether a relation is one of these views, or one of the system tables."""
    name = relation.name
    return (
        relation.kind == "VIEW"
        and relation.definition is None
        and name.name in made_in(name.catalog, name.schema)
    )
