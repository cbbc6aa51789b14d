"""The workspace service on the wire: documents, then one request type per operation.

Generated from databricks-sdk 0.156.0 (Apache-2.0) by scripts/generate_wire.py: do not edit.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from boathouse.wire import Int64


AclPermission: TypeAlias = Literal["MANAGE", "READ", "WRITE"]
ExportFormat: TypeAlias = Literal["AUTO", "DBC", "HTML", "JUPYTER", "RAW", "R_MARKDOWN", "SOURCE"]
ImportFormat: TypeAlias = Literal["AUTO", "DBC", "HTML", "JUPYTER", "RAW", "R_MARKDOWN", "SOURCE"]
Language: TypeAlias = Literal["PYTHON", "R", "SCALA", "SQL"]
ObjectType: TypeAlias = Literal["DASHBOARD", "DIRECTORY", "FILE", "LIBRARY", "NOTEBOOK", "REPO"]
RepoPermissionLevel: TypeAlias = Literal["CAN_EDIT", "CAN_MANAGE", "CAN_READ", "CAN_RUN"]
ScopeBackendType: TypeAlias = Literal["AZURE_KEYVAULT", "DATABRICKS"]
WorkspaceObjectPermissionLevel: TypeAlias = Literal["CAN_EDIT", "CAN_MANAGE", "CAN_READ", "CAN_RUN"]


class AclItem(TypedDict, total=False):
    permission: AclPermission | None
    principal: str | None


class AzureKeyVaultSecretScopeMetadata(TypedDict, total=False):
    dns_name: str | None
    resource_id: str | None


class CreateCredentialsResponse(TypedDict, total=False):
    credential_id: Int64 | None
    git_email: str | None
    git_provider: str | None
    git_username: str | None
    is_default_for_provider: bool | None
    name: str | None


class CreateRepoResponse(TypedDict, total=False):
    branch: str | None
    head_commit_id: str | None
    id: Int64 | None
    path: str | None
    provider: str | None
    sparse_checkout: SparseCheckout | None
    url: str | None


class CredentialInfo(TypedDict, total=False):
    credential_id: Int64 | None
    git_email: str | None
    git_provider: str | None
    git_username: str | None
    is_default_for_provider: bool | None
    name: str | None


class DeleteCredentialsResponse(TypedDict, total=False):
    pass


class DeleteRepoResponse(TypedDict, total=False):
    pass


class DeleteResponse(TypedDict, total=False):
    pass


class DeleteSecretResponse(TypedDict, total=False):
    pass


class DirectoryInfo(TypedDict, total=False):
    is_git_folder: bool | None


class ExportResponse(TypedDict, total=False):
    content: str | None
    file_type: str | None


class GetCredentialsResponse(TypedDict, total=False):
    credential_id: Int64 | None
    git_email: str | None
    git_provider: str | None
    git_username: str | None
    is_default_for_provider: bool | None
    name: str | None


class GetRepoPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[RepoPermissionsDescription] | None


class GetRepoResponse(TypedDict, total=False):
    branch: str | None
    git_cli_enabled: bool | None
    head_commit_id: str | None
    id: Int64 | None
    path: str | None
    provider: str | None
    sparse_checkout: SparseCheckout | None
    url: str | None


class GetSecretResponse(TypedDict, total=False):
    key: str | None
    value: str | None


class GetWorkspaceObjectPermissionLevelsResponse(TypedDict, total=False):
    permission_levels: list[WorkspaceObjectPermissionsDescription] | None


class ImportResponse(TypedDict, total=False):
    pass


class ListAclsResponse(TypedDict, total=False):
    items: list[AclItem] | None


class ListCredentialsResponse(TypedDict, total=False):
    credentials: list[CredentialInfo] | None


class ListReposResponse(TypedDict, total=False):
    next_page_token: str | None
    repos: list[RepoInfo] | None


class ListResponse(TypedDict, total=False):
    objects: list[ObjectInfo] | None


class ListScopesResponse(TypedDict, total=False):
    scopes: list[SecretScope] | None


class ListSecretsResponse(TypedDict, total=False):
    secrets: list[SecretMetadata] | None


class MkdirsResponse(TypedDict, total=False):
    pass


class ObjectInfo(TypedDict, total=False):
    created_at: Int64 | None
    directory_info: DirectoryInfo | None
    language: Language | None
    modified_at: Int64 | None
    object_id: Int64 | None
    object_type: ObjectType | None
    path: str | None
    resource_id: str | None
    size: Int64 | None


class RepoAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: RepoPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class RepoAccessControlResponse(TypedDict, total=False):
    all_permissions: list[RepoPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class RepoInfo(TypedDict, total=False):
    branch: str | None
    head_commit_id: str | None
    id: Int64 | None
    path: str | None
    provider: str | None
    sparse_checkout: SparseCheckout | None
    url: str | None


class RepoPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: RepoPermissionLevel | None


class RepoPermissions(TypedDict, total=False):
    access_control_list: list[RepoAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class RepoPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: RepoPermissionLevel | None


class SecretMetadata(TypedDict, total=False):
    key: str | None
    last_updated_timestamp: Int64 | None


class SecretScope(TypedDict, total=False):
    backend_type: ScopeBackendType | None
    keyvault_metadata: AzureKeyVaultSecretScopeMetadata | None
    name: str | None


class SparseCheckout(TypedDict, total=False):
    patterns: list[str] | None


class SparseCheckoutUpdate(TypedDict, total=False):
    patterns: list[str] | None


class UpdateCredentialsResponse(TypedDict, total=False):
    pass


class UpdateRepoResponse(TypedDict, total=False):
    pass


class WorkspaceObjectAccessControlRequest(TypedDict, total=False):
    group_name: str | None
    permission_level: WorkspaceObjectPermissionLevel | None
    service_principal_name: str | None
    user_name: str | None


class WorkspaceObjectAccessControlResponse(TypedDict, total=False):
    all_permissions: list[WorkspaceObjectPermission] | None
    display_name: str | None
    group_name: str | None
    service_principal_name: str | None
    user_name: str | None


class WorkspaceObjectPermission(TypedDict, total=False):
    inherited: bool | None
    inherited_from_object: list[str] | None
    permission_level: WorkspaceObjectPermissionLevel | None


class WorkspaceObjectPermissions(TypedDict, total=False):
    access_control_list: list[WorkspaceObjectAccessControlResponse] | None
    object_id: str | None
    object_type: str | None


class WorkspaceObjectPermissionsDescription(TypedDict, total=False):
    description: str | None
    permission_level: WorkspaceObjectPermissionLevel | None


class GitCredentialsCreate(TypedDict, total=False):
    git_email: str | None
    git_provider: str | None
    git_username: str | None
    is_default_for_provider: bool | None
    name: str | None
    personal_access_token: str | None
    principal_id: Int64 | None


class GitCredentialsDelete(TypedDict, total=False):
    credential_id: Int64 | None
    principal_id: Int64 | None


class GitCredentialsGet(TypedDict, total=False):
    credential_id: Int64 | None
    principal_id: Int64 | None


class GitCredentialsList(TypedDict, total=False):
    principal_id: Int64 | None


class GitCredentialsUpdate(TypedDict, total=False):
    credential_id: Int64 | None
    git_email: str | None
    git_provider: str | None
    git_username: str | None
    is_default_for_provider: bool | None
    name: str | None
    personal_access_token: str | None
    principal_id: Int64 | None


class ReposCreate(TypedDict, total=False):
    git_credential_id: Int64 | None
    path: str | None
    provider: str | None
    sparse_checkout: SparseCheckout | None
    url: str | None


class ReposDelete(TypedDict, total=False):
    repo_id: Int64 | None


class ReposGet(TypedDict, total=False):
    repo_id: Int64 | None


class ReposGetPermissionLevels(TypedDict, total=False):
    repo_id: str | None


class ReposGetPermissions(TypedDict, total=False):
    repo_id: str | None


class ReposList(TypedDict, total=False):
    next_page_token: str | None
    path_prefix: str | None


class ReposSetPermissions(TypedDict, total=False):
    repo_id: str | None
    access_control_list: list[RepoAccessControlRequest] | None


class ReposUpdate(TypedDict, total=False):
    repo_id: Int64 | None
    branch: str | None
    dangerously_force_discard_all: bool | None
    git_credential_id: Int64 | None
    sparse_checkout: SparseCheckoutUpdate | None
    tag: str | None


class ReposUpdatePermissions(TypedDict, total=False):
    repo_id: str | None
    access_control_list: list[RepoAccessControlRequest] | None


class SecretsCreateScope(TypedDict, total=False):
    backend_azure_keyvault: AzureKeyVaultSecretScopeMetadata | None
    initial_manage_principal: str | None
    scope: str | None
    scope_backend_type: ScopeBackendType | None


class SecretsDeleteAcl(TypedDict, total=False):
    principal: str | None
    scope: str | None


class SecretsDeleteScope(TypedDict, total=False):
    scope: str | None


class SecretsDeleteSecret(TypedDict, total=False):
    key: str | None
    scope: str | None


class SecretsGetAcl(TypedDict, total=False):
    principal: str | None
    scope: str | None


class SecretsGetSecret(TypedDict, total=False):
    key: str | None
    scope: str | None


class SecretsListAcls(TypedDict, total=False):
    scope: str | None


class SecretsListScopes(TypedDict, total=False):
    pass


class SecretsListSecrets(TypedDict, total=False):
    scope: str | None


class SecretsPutAcl(TypedDict, total=False):
    permission: AclPermission | None
    principal: str | None
    scope: str | None


class SecretsPutSecret(TypedDict, total=False):
    bytes_value: str | None
    key: str | None
    scope: str | None
    string_value: str | None


class WorkspaceDelete(TypedDict, total=False):
    path: str | None
    recursive: bool | None


class WorkspaceExport(TypedDict, total=False):
    format: ExportFormat | None
    path: str | None


class WorkspaceGetPermissionLevels(TypedDict, total=False):
    workspace_object_type: str | None
    workspace_object_id: str | None


class WorkspaceGetPermissions(TypedDict, total=False):
    workspace_object_type: str | None
    workspace_object_id: str | None


class WorkspaceGetStatus(TypedDict, total=False):
    path: str | None


class WorkspaceImport(TypedDict, total=False):
    content: str | None
    format: ImportFormat | None
    language: Language | None
    overwrite: bool | None
    path: str | None


class WorkspaceList(TypedDict, total=False):
    notebooks_modified_after: Int64 | None
    path: str | None


class WorkspaceMkdirs(TypedDict, total=False):
    path: str | None


class WorkspaceSetPermissions(TypedDict, total=False):
    workspace_object_type: str | None
    workspace_object_id: str | None
    access_control_list: list[WorkspaceObjectAccessControlRequest] | None


class WorkspaceUpdatePermissions(TypedDict, total=False):
    workspace_object_type: str | None
    workspace_object_id: str | None
    access_control_list: list[WorkspaceObjectAccessControlRequest] | None
