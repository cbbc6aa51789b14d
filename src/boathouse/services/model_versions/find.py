"""Versions of registered models, by number and by alias."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from boathouse.config import Config
from boathouse.context import Context
from boathouse.errors import ResourceDoesNotExist
from boathouse.services.grants import decide
from boathouse.services.model_versions import store
from boathouse.services.model_versions.store import VersionRow
from boathouse.services.registered_models import find as models
from boathouse.services.registered_models import folders
from boathouse.services.registered_models import store as model_store
from boathouse.sql.securables import Model, Name


@dataclass(frozen=True)
class Found:
    """A version and its model."""

    parent: models.Found
    row: VersionRow

    @property
    def model(self) -> Model:
        """The securable that grants are made on."""
        return self.parent.entry

    def folder(self, config: Config) -> Path:
        """Where the version's files are."""
        return folders.root(config) / self.row.key


def existing(ctx: Context, name: Name, version: int) -> Found:
    """A version of a model, not authorized yet.

    Errors: those of `models.existing`; PermissionDenied for who does not see the model.
    """
    parent = models.existing(ctx, name)
    decide.require(ctx, "BROWSE", parent.entry)
    return of(ctx, parent, version)


def of(ctx: Context, parent: models.Found, version: int) -> Found:
    """A version of a model that was found; ResourceDoesNotExist."""
    row = store.by_number(ctx.tx, parent.row.model_id, version)
    if row is None:
        raise ResourceDoesNotExist(
            f"Model version '{parent.name}' version {version} does not exist."
        )
    return Found(parent, row)


def aliased(ctx: Context, parent: models.Found, alias: str) -> Found:
    """The version that an alias of a model names; ResourceDoesNotExist."""
    rows = model_store.aliases_of(ctx.tx, parent.row.model_id)
    version = next((row.version for row in rows if row.alias == alias.lower()), None)
    if version is None:
        raise ResourceDoesNotExist(f"Alias '{alias}' of model '{parent.name}' does not exist.")
    return of(ctx, parent, version)
