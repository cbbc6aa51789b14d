"""What clients name in grants: a type and a full name, and the securable that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from boathouse.context import Context
from boathouse.errors import (
    FunctionDoesNotExist,
    InvalidParameterValue,
    MetastoreDoesNotExist,
    NotImplementedHere,
    ResourceDoesNotExist,
)
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs.names import parts_of
from boathouse.services.connections import find as connections
from boathouse.services.credentials import find as credentials
from boathouse.services.external_locations import find as external_locations
from boathouse.services.external_metadata import find as external_metadata
from boathouse.services.functions import find as functions
from boathouse.services.grants import decide
from boathouse.services.grants.chain import Chain, Link, Securable, chain_to, metastore
from boathouse.services.registered_models import find as models
from boathouse.services.schemas import find as schemas
from boathouse.services.storage_credentials import find as storage_credentials
from boathouse.services.tables import find as tables
from boathouse.services.volumes import find as volumes
from boathouse.sql.securables import (
    CatalogEntry,
    Function,
    MetastoreObject,
    Model,
    Name,
    Relation,
    SchemaEntry,
    Volume,
)

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "database": "schema",
        "view": "table",
        "materialized_view": "table",
        "streaming_table": "table",
        "procedure": "function",
        "model": "registered_model",
        "service_credential": "credential",
        "server": "connection",
    }
)
ELSEWHERE = frozenset(
    {
        "agent_service",
        "clean_room",
        "mcp_service",
        "model_provider_service",
        "model_service",
        "pipeline",
        "provider",
        "recipient",
        "skill",
        "staging_table",
    }
)
"""Types that clients know and of which there is nothing here."""

_DEPTH: Mapping[str, int] = MappingProxyType(
    {"schema": 2, "table": 3, "volume": 3, "function": 3, "registered_model": 3}
)


@dataclass(frozen=True)
class Named:
    """A securable that a client named, and the way down to it."""

    securable: Securable
    chain: Chain

    @property
    def link(self) -> Link:
        """The securable itself, as the last of its chain."""
        return self.chain[-1]

    @cached_property
    def type(self) -> str:
        """Its type, a key of `privileges.PRIVILEGES`."""
        match self.securable:
            case None:
                return "metastore"
            case CatalogEntry():
                return "catalog"
            case SchemaEntry():
                return "schema"
            case Relation():
                return "view" if self.securable.kind == "VIEW" else "table"
            case Volume():
                return "volume"
            case Function():
                return "function"
            case Model():
                return "registered_model"
            case MetastoreObject():
                return self.securable.kind.lower().replace(" ", "_")

    @property
    def shown_type(self) -> str:
        """The type in statements: TABLE (a view's too), EXTERNAL LOCATION, ..."""
        shown = {"view": "table", "registered_model": "function"}.get(self.type, self.type)
        return shown.replace("_", " ").upper()

    def type_of_link(self, link: Link) -> str:
        """The same of any link of the chain."""
        return self.shown_type if link is self.link else link.kind.upper()

    @property
    def entity(self) -> str:
        """As errors tell of it: `main.s.t:TABLE/TABLE_STANDARD`."""
        kind = self.shown_type.replace(" ", "_")
        return f"{self.link.name}:{kind}/{kind}_{'VIEW' if self.type == 'view' else 'STANDARD'}"


def parts_in(ctx: Context, securable_type: str, full_name: str) -> tuple[str, tuple[str, ...]]:
    """The type by its one name and the parts of a full name, as REST has them.

    Errors: InvalidParameterValue, NotImplementedHere (`type_of`).
    """
    kind = type_of(securable_type)
    if kind in _DEPTH:
        return kind, tuple(parts_of(full_name, _DEPTH[kind]))
    return kind, (full_name,)


def type_of(text: str) -> str:
    """A type's one name, from any spelling: "External-Location" is external_location.

    Errors: InvalidParameterValue for one that does not exist, NotImplementedHere for one that
    Databricks has and we have not.
    """
    name = text.strip().lower().replace("-", "_").replace(" ", "_")
    name = ALIASES.get(name, name)
    if name in ELSEWHERE:
        raise NotImplementedHere(f"Grants on securables of type {name.upper()} are not supported.")
    if name == "share":
        raise InvalidParameterValue(
            "SELECT on a share is granted to recipients: use /shares/{name}/permissions."
        )
    if name not in _FINDERS:
        raise InvalidParameterValue(f"'{text}' is not a valid securable type.")
    return name


def named(ctx: Context, kind: str, parts: Sequence[str]) -> Named:
    """The securable of a type (`type_of`) and the parts of its name, if the caller sees it; the
    metastore is everybody's to see.

    Errors: as `existing`.
    """
    found = existing(ctx, kind, parts)
    if found.securable is not None:
        decide.require(ctx, "BROWSE", found.securable)
    return found


def existing(ctx: Context, kind: str, parts: Sequence[str]) -> Named:
    """The same, where the caller answers for what is done with it.

    Who may not use what it would lie in is told just that, whether it exists or not.
    Errors: PermissionDenied, *DoesNotExist.
    """
    try:
        return of(ctx, _FINDERS[kind](ctx, parts))
    except ResourceDoesNotExist:
        _require_sight_above(ctx, parts)
        raise


def of(ctx: Context, securable: Securable) -> Named:
    """The same for one that was found already; not authorized."""
    return Named(securable, chain_to(ctx, securable))


def _require_sight_above(ctx: Context, parts: Sequence[str]) -> None:
    """PermissionDenied where the caller may not look into what a name lies in."""
    if len(parts) < 2:
        return
    decide.require(ctx, "BROWSE", catalogs.existing(ctx, parts[0]).entry)
    if len(parts) > 2:
        above, schema = schemas.existing(ctx, parts[0], parts[1])
        decide.require(ctx, "BROWSE", schema.entry(above.name))


def _metastore(ctx: Context, parts: Sequence[str]) -> None:
    """Without a name, by its id or by its name."""
    link = metastore(ctx)
    if parts and parts[0] and parts[0] != link.id and parts[0].lower() != link.name.lower():
        raise MetastoreDoesNotExist(f"Metastore '{parts[0]}' does not exist.")


def _catalog(ctx: Context, parts: Sequence[str]) -> CatalogEntry:
    return catalogs.existing(ctx, parts[0]).entry


def _schema(ctx: Context, parts: Sequence[str]) -> SchemaEntry:
    above, row = schemas.existing(ctx, *parts)
    return row.entry(above.name)


def _table(ctx: Context, parts: Sequence[str]) -> Relation:
    return tables.plain(tables.existing(ctx, Name(*parts)))


def _volume(ctx: Context, parts: Sequence[str]) -> Volume:
    catalog, schema, row = volumes.existing(ctx, Name(*parts))
    return row.entry(catalog.name, schema.name)


def _function(ctx: Context, parts: Sequence[str]) -> Function | Model:
    """Models are functions to Terraform and to SQL."""
    try:
        return functions.existing(ctx, Name(*parts)).entry
    except FunctionDoesNotExist as absent:
        try:
            return models.existing(ctx, Name(*parts)).entry
        except ResourceDoesNotExist:
            raise absent from None


def _model(ctx: Context, parts: Sequence[str]) -> Model:
    return models.existing(ctx, Name(*parts)).entry


def _external_location(ctx: Context, parts: Sequence[str]) -> MetastoreObject:
    return external_locations.existing(ctx, parts[0]).entry


def _storage_credential(ctx: Context, parts: Sequence[str]) -> MetastoreObject:
    return storage_credentials.existing(ctx, parts[0]).entry


def _credential(ctx: Context, parts: Sequence[str]) -> MetastoreObject:
    return credentials.existing(ctx, parts[0]).entry


def _external_metadata(ctx: Context, parts: Sequence[str]) -> MetastoreObject:
    return external_metadata.existing(ctx, parts[0]).entry


def _connection(ctx: Context, parts: Sequence[str]) -> MetastoreObject:
    return connections.existing(ctx, parts[0]).entry


_FINDERS: Mapping[str, Callable[[Context, Sequence[str]], Securable]] = MappingProxyType(
    {
        "metastore": _metastore,
        "catalog": _catalog,
        "schema": _schema,
        "table": _table,
        "volume": _volume,
        "function": _function,
        "registered_model": _model,
        "external_location": _external_location,
        "storage_credential": _storage_credential,
        "credential": _credential,
        "connection": _connection,
        "external_metadata": _external_metadata,
    }
)
