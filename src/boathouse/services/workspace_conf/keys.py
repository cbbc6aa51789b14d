"""The switches that clients know, and what becomes of each: acted on, inert, or refused.

Their values are kept as settings under `workspace_conf.<key>`, where those who act on them read.
"""

from __future__ import annotations

from collections.abc import Mapping

ACTED_ON: Mapping[str, str] = {
    "enableIpAccessLists": "services/ip_access_lists turns away what the lists do not admit",
    "maxTokenLifetimeDays": "services/tokens makes no token that lives longer",
}

INERT: Mapping[str, str] = {
    "customerApprovedWSLoginExpirationTime": "nobody but its users signs in to this workspace",
    "enableDeprecatedClusterNamedInitScripts": "there are no init scripts",
    "enableDeprecatedGlobalInitScripts": "there are no init scripts",
    "enableDbfsFileBrowser": "there is no page that browses DBFS",
    "enableGp3": "there are no cloud disks",
    "enableHlsRuntime": "there is one kind of runtime",
    "enableJobViewAcls": "permissions on jobs are always enforced",
    "enableClusterAcls": "permissions on clusters are always enforced",
    "enableWorkspaceAcls": "permissions in the tree are always enforced",
    "enableTableAcls": "privileges on tables are always enforced",
    "enableNotebookTableClipboard": "there is no page that shows tables",
    "enforceUserIsolation": "each engine serves one principal in any case",
    "enableProjectTypeInWorkspace": "there are no Git folders",
    "enableProjectsAllowList": "there are no Git folders",
    "projectsAllowList": "there are no Git folders",
    "projectsAllowListPermissions": "there are no Git folders",
    "enableWebTerminal": "there is no web terminal",
    "enable-X-Content-Type-Options": "the header is always sent",
    "enable-X-Frame-Options": "the header is always sent",
    "enable-X-XSS-Protection": "browsers do not know the header any more",
    "intercomAdminConsent": "there is no chat",
    "mlflowRunArtifactDownloadEnabled": "there is no page that downloads artifacts",
    "rStudioUserDefaultHomeBase": "there is no RStudio",
    "storeInteractiveNotebookResultsInCustomerAccount": "all results stay on this machine",
}

REFUSED: Mapping[str, tuple[str, ...]] = {
    "enableDcs": ("false",),
    "enableExportNotebook": ("true",),
    "enableResultsDownloading": ("true",),
    "enableTokensConfig": ("true",),
    "enableUploadDataUis": ("true",),
    "enableVerboseAuditLogs": ("false",),
    "enableWorkspaceFilesystem": ("true",),
}
"""The values that say what is so anyway; any other answers 501."""

BOOLEAN = frozenset({"enableIpAccessLists"})
PREFIX = "workspace_conf."


def known(key: str) -> bool:
    """Whether there is such a switch."""
    return key in ACTED_ON or key in INERT or key in REFUSED
