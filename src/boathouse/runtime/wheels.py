"""Wheels among a task's libraries: unpacked for this process alone, ahead of what the engine has.

A wheel is a zip file whose content lies as it does in site-packages; what it depends on comes from
the task's environment.
"""

import io
import os
import sys
import zipfile
from pathlib import Path, PurePosixPath

from boathouse.runtime import files
from boathouse.runtime.rest import Rest
from boathouse.runtime.task import Task


class WheelError(Exception):
    """A library that cannot be installed."""


def install(task: Task, rest: Rest) -> None:
    """Make the task's wheels importable. Errors: WheelError, WorkspaceError."""
    paths = task.document.get("wheels") or []
    if not paths:
        return
    site = Path(os.environ.get("TMPDIR", ".")) / "wheels"
    for path in paths:
        unpack(path, files.read(rest, path), site)
    # Before the other libraries, behind the standard library.
    at = [i for i, entry in enumerate(sys.path) if entry.endswith("site-packages")]
    sys.path.insert(at[0] if at else len(sys.path), str(site))


def unpack(path: str, data: bytes, site: Path) -> None:
    """Lay a wheel's files out below `site`. Errors: WheelError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            names = wheel.namelist()
            if not any(name.endswith(".dist-info/METADATA") for name in names):
                raise WheelError(f"{path} is not a wheel: it holds no metadata.")
            for name in names:
                target = _target(name)
                if target is not None and not name.endswith("/"):
                    _write(site, target, wheel.read(name), path)
    except zipfile.BadZipFile:
        raise WheelError(f"{path} is not a wheel.") from None


def _target(name: str) -> PurePosixPath | None:
    """Where a member goes; None for what has no place here (scripts, headers)."""
    parts = PurePosixPath(name).parts
    if len(parts) > 2 and parts[0].endswith(".data"):
        return PurePosixPath(*parts[2:]) if parts[1] in ("purelib", "platlib") else None
    return PurePosixPath(*parts)


def _write(site: Path, target: PurePosixPath, data: bytes, path: str) -> None:
    if target.is_absolute() or ".." in target.parts:
        raise WheelError(f"{path} is not a wheel: it holds {target}.")
    place = site / target
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
