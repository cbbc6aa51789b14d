"""Every service that answers over HTTP, and so every route that is served."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from boathouse.protocols.thrift import api as thrift
from boathouse.route import Route, routes_of
from boathouse.services.account_access_control_proxy import api as account_access_control_proxy
from boathouse.services.artifact_allowlists import api as artifact_allowlists
from boathouse.services.catalogs import api as catalogs
from boathouse.services.cluster_policies import api as cluster_policies
from boathouse.services.clusters import api as clusters
from boathouse.services.connections import api as connections
from boathouse.services.credentials import api as credentials
from boathouse.services.current_user import api as current_user
from boathouse.services.custom_app_integration import api as custom_app_integration
from boathouse.services.dbfs import api as dbfs
from boathouse.services.default_namespace import api as default_namespace
from boathouse.services.discovery import api as discovery
from boathouse.services.entity_tag_assignments import api as entity_tag_assignments
from boathouse.services.entity_tag_assignments import securable_tags
from boathouse.services.external_lineage import api as external_lineage
from boathouse.services.external_locations import api as external_locations
from boathouse.services.external_metadata import api as external_metadata
from boathouse.services.federation_policy import api as federation_policy
from boathouse.services.files import api as files
from boathouse.services.files import signed as files_signed
from boathouse.services.files import urls as files_urls
from boathouse.services.functions import api as functions
from boathouse.services.global_init_scripts import api as global_init_scripts
from boathouse.services.grants import api as grants
from boathouse.services.groups import api as groups
from boathouse.services.instance_pools import api as instance_pools
from boathouse.services.ip_access_lists import api as ip_access_lists
from boathouse.services.jobs import api as jobs
from boathouse.services.jobs import artifacts, repairs, runs
from boathouse.services.legacy_groups import api as legacy_groups
from boathouse.services.libraries import api as libraries
from boathouse.services.lineage_tracking import api as lineage_tracking
from boathouse.services.metastores import api as metastores
from boathouse.services.metrics import api as metrics
from boathouse.services.model_versions import api as model_versions
from boathouse.services.notification_destinations import api as notification_destinations
from boathouse.services.oauth import api as oauth
from boathouse.services.oauth import authorize as oauth_authorize
from boathouse.services.page import api as page
from boathouse.services.permissions import api as permissions
from boathouse.services.policies import api as policies
from boathouse.services.policy_compliance_for_clusters import (
    api as policy_compliance_for_clusters,
)
from boathouse.services.policy_families import api as policy_families
from boathouse.services.queries import api as queries
from boathouse.services.query_history import api as query_history
from boathouse.services.recipients import api as recipients
from boathouse.services.registered_models import api as registered_models
from boathouse.services.resource_quotas import api as resource_quotas
from boathouse.services.schemas import api as schemas
from boathouse.services.secrets import api as secrets_api
from boathouse.services.service_principal_federation_policy import (
    api as service_principal_federation_policy,
)
from boathouse.services.service_principal_secrets_proxy import api as service_principal_secrets
from boathouse.services.service_principals import api as service_principals
from boathouse.services.shares import api as shares
from boathouse.services.staging_tables import api as staging_tables
from boathouse.services.statement_execution import api as statement_execution
from boathouse.services.storage_credentials import api as storage_credentials
from boathouse.services.system_schemas import api as system_schemas
from boathouse.services.table_constraints import api as table_constraints
from boathouse.services.tables import api as tables
from boathouse.services.tag_policies import api as tag_policies
from boathouse.services.temporary_model_version_credentials import (
    api as temporary_model_version_credentials,
)
from boathouse.services.temporary_path_credentials import api as temporary_path_credentials
from boathouse.services.temporary_table_credentials import api as temporary_table_credentials
from boathouse.services.temporary_volume_credentials import api as temporary_volume_credentials
from boathouse.services.token_management import api as token_management
from boathouse.services.tokens import api as tokens
from boathouse.services.users import api as users
from boathouse.services.volumes import api as volumes
from boathouse.services.warehouses import api as warehouses
from boathouse.services.workspace import api as workspace
from boathouse.services.workspace_bindings import api as workspace_bindings
from boathouse.services.workspace_conf import api as workspace_conf
from boathouse.services.workspace_files import api as workspace_files

APIS: Sequence[ModuleType] = (
    discovery,
    current_user,
    metrics,
    users,
    groups,
    service_principals,
    legacy_groups,
    tokens,
    token_management,
    oauth,
    oauth_authorize,
    service_principal_secrets,
    federation_policy,
    service_principal_federation_policy,
    custom_app_integration,
    ip_access_lists,
    workspace,
    workspace_files,
    dbfs,
    secrets_api,
    clusters,
    libraries,
    cluster_policies,
    policy_compliance_for_clusters,
    policy_families,
    instance_pools,
    global_init_scripts,
    jobs,
    artifacts,
    repairs,
    runs,
    notification_destinations,
    permissions,
    workspace_conf,
    warehouses,
    statement_execution,
    query_history,
    queries,
    thrift,
    metastores,
    grants,
    catalogs,
    schemas,
    table_constraints,
    tables,
    entity_tag_assignments,
    securable_tags,
    tag_policies,
    account_access_control_proxy,
    policies,
    volumes,
    external_locations,
    storage_credentials,
    credentials,
    functions,
    workspace_bindings,
    system_schemas,
    artifact_allowlists,
    resource_quotas,
    registered_models,
    model_versions,
    connections,
    shares,
    recipients,
    default_namespace,
    staging_tables,
    temporary_model_version_credentials,
    temporary_path_credentials,
    temporary_table_credentials,
    temporary_volume_credentials,
    lineage_tracking,
    external_metadata,
    external_lineage,
    files,
    files_urls,
    files_signed,
    page,
)


def all_routes() -> list[Route]:
    """Every operation that is served."""
    return [route for module in APIS for route in routes_of(module)]
