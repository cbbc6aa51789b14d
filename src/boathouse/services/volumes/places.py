"""From `/Volumes/<catalog>/<schema>/<volume>/<rest>` to a place on disk that cannot leave its
volume: no `..`, and no symbolic link below the volume's folder, existing or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, SchemaDoesNotExist, VolumeDoesNotExist
from boathouse.services.catalogs import find as catalogs
from boathouse.services.external_locations import access
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.volumes.find import Found, existing
from boathouse.services.volumes.store import EXTERNAL
from boathouse.sql.securables import Name, Volume

MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 4096

_ROOT = "Volumes"


@dataclass(frozen=True)
class Place:
    """A file or folder of a volume, there or not. `key` is its path below `root`, "" for the
    volume's own folder."""

    volume: Volume
    root: Path
    key: str

    @property
    def path(self) -> Path:
        """The place on disk; InvalidParameterValue where a link lies on the way."""
        path = self.root / self.key if self.key else self.root
        if _resolved(path) != path:
            raise InvalidParameterValue(f"The path ({self.shown}) is not inside its volume.")
        return path

    @property
    def shown(self) -> str:
        """The path as clients spell it, without a slash at its end."""
        name = self.volume.name
        whole = f"/{_ROOT}/{name.catalog}/{name.schema}/{name.name}/{self.key}"
        return whole.rstrip("/")


def is_volume_path(path: str) -> bool:
    """Whether a path, with `dbfs:` or without, is one of a volume."""
    plain = path.removeprefix("dbfs:")
    return plain == f"/{_ROOT}" or plain.startswith(f"/{_ROOT}/")


def place(ctx: Context, path: str, *, write: bool = False) -> Place:
    """The place that a path stands for, the caller allowed to read or to write there.

    Errors: InvalidParameterValue for a path that is not one of a volume or leaves it,
    CatalogDoesNotExist, SchemaDoesNotExist, VolumeDoesNotExist, PermissionDenied.
    """
    name, key = taken_apart(path)
    catalog, schema, row = _named(ctx, name)
    volume = row.entry(catalog.name, schema.name)
    decide.require(ctx, "WRITE_VOLUME" if write else "READ_VOLUME", volume)
    if write and row.volume_type == EXTERNAL:
        access.refuse_read_only(ctx, row.folder)
    found = Place(volume, Path(row.folder), key)
    _ = found.path
    return found


def _named(ctx: Context, name: Name) -> Found:
    """The volume. Who may not use what it would lie in is told that, not whether it is there."""
    try:
        return existing(ctx, name)
    except SchemaDoesNotExist:
        decide.require(ctx, "USE_CATALOG", catalogs.existing(ctx, name.catalog).entry)
        raise
    except VolumeDoesNotExist:
        catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
        decide.require(ctx, "USE_SCHEMA", schema.entry(catalog.name))
        raise


def taken_apart(path: str) -> tuple[Name, str]:
    """The volume's name in lower case and the normalised rest; InvalidParameterValue."""
    if not is_volume_path(path):
        raise InvalidParameterValue(f"Invalid path: {path} must begin with /Volumes/.")
    parts = [part for part in path.removeprefix("dbfs:").split("/") if part][1:]
    if len(parts) < 3:
        raise InvalidParameterValue(
            f"Invalid path: {path} must be /Volumes/<catalog>/<schema>/<volume>/<path>."
        )
    for part in parts:
        _check(path, part)
    if len("/".join(parts).encode()) > MAX_PATH_BYTES:
        raise InvalidParameterValue(f"The path is longer than {MAX_PATH_BYTES} bytes.")
    catalog, schema, volume = (part.lower() for part in parts[:3])
    return Name(catalog, schema, volume), "/".join(parts[3:])


def _check(path: str, part: str) -> None:
    if part in (".", ".."):
        raise InvalidParameterValue(f"The path ({path}) must not hold '{part}'.")
    if any(ord(character) < 32 or ord(character) == 127 for character in part):
        raise InvalidParameterValue("A path must not hold control characters.")
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        raise InvalidParameterValue("A path must be valid Unicode.") from None
    if size > MAX_NAME_BYTES:
        raise InvalidParameterValue(
            f"A name in the path is longer than {MAX_NAME_BYTES} bytes: {part[:64]}..."
        )


def _resolved(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # RuntimeError: links that go round in circles
        return None
