"""The spelling of privileges that clients of the open source Unity Catalog understand.

They know some privileges only, with spaces (`USE CATALOG`), and refuse an answer that holds any
other (unity_catalog.md A1.2). They are known by the User-Agent of their generated code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boathouse.context import Context
from boathouse.services.grants.assignments import Assignment
from boathouse.services.grants.privileges import ALL, implied, spaced

_AGENTS = ("OpenAPI-Generator/", "UnityCatalog-")
_KNOWN = frozenset(
    {
        "CREATE_CATALOG",
        "CREATE_EXTERNAL_LOCATION",
        "CREATE_EXTERNAL_TABLE",
        "CREATE_EXTERNAL_VOLUME",
        "CREATE_FUNCTION",
        "CREATE_MANAGED_STORAGE",
        "CREATE_MODEL",
        "CREATE_SCHEMA",
        "CREATE_STORAGE_CREDENTIAL",
        "CREATE_TABLE",
        "CREATE_VOLUME",
        "EXECUTE",
        "MODIFY",
        "READ_FILES",
        "READ_VOLUME",
        "SELECT",
        "USE_CATALOG",
        "USE_SCHEMA",
        "WRITE_FILES",
    }
)


def is_open_client(ctx: Context) -> bool:
    """Whether a client of the open source server asks."""
    return ctx.headers.get("user-agent", "").startswith(_AGENTS)


def spelled(ctx: Context, found: Sequence[Assignment]) -> list[str]:
    """The privileges of one principal on one securable, sorted, as the caller reads them.

    For open clients ALL_PRIVILEGES is what it stands for, and what they cannot name is left out.
    """
    privileges = [one.privilege for one in found]
    if not is_open_client(ctx):
        return sorted(privileges)
    return sorted(spaced(one) for one in _expanded(found) if one in _KNOWN)


def _expanded(found: Iterable[Assignment]) -> set[str]:
    names: set[str] = set()
    for one in found:
        kind = one.on.kind.lower().replace(" ", "_")
        kind = {"model": "registered_model"}.get(kind, kind)
        names |= implied(kind) if one.privilege == ALL else {one.privilege}
    return names
