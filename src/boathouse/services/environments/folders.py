"""Where environments are kept: `<data>/environments/<number of a principal>/<key>`.

An environment is a virtual environment that sees the server's own packages behind its own. It is
complete once `<key>.json` stands beside it; that file belongs to the server.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
import site
import sys
import sysconfig
from functools import cache
from pathlib import Path

BASE = "_boathouse_base.pth"


def python_of(folder: Path) -> Path:
    """The interpreter of an environment."""
    return folder / "bin" / "python"


def packages_of(folder: Path) -> Path:
    """Where an environment's own packages are."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return folder / "lib" / version / "site-packages"


def mark_of(folder: Path) -> Path:
    """The file that says that an environment is complete."""
    return folder.with_name(f"{folder.name}.json")


def complete(folder: Path) -> bool:
    """Whether an environment can be used."""
    return mark_of(folder).is_file()


def lay_out(folder: Path, uid: int | None) -> None:
    """An empty environment; what an interrupted making left is removed first."""
    remove(folder)
    for path in (folder / "bin", packages_of(folder), folder / "tmp", folder / "sources"):
        path.mkdir(parents=True, mode=0o755)
    python = python_of(folder)
    python.symlink_to(Path(sys.executable).resolve())
    for name in ("python3", f"python3.{sys.version_info.minor}"):
        python.with_name(name).symlink_to("python")
    home = Path(sys.executable).resolve().parent
    (folder / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    own = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    lines = [f"import site; site.addsitedir({path!r})\n" for path in dict.fromkeys(own)]
    (packages_of(folder) / BASE).write_text("".join(lines))
    _give(folder, uid)


def finish(folder: Path, told: dict[str, object]) -> None:
    """Say that an environment is complete."""
    for name in ("tmp", "sources"):
        shutil.rmtree(folder / name, ignore_errors=True)
    draft = folder.with_name(f"{folder.name}.draft")
    with draft.open("w") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(mark_of(folder))


def remove(folder: Path) -> None:
    """Remove an environment; the mark goes first."""
    mark_of(folder).unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise OSError(f"{folder} cannot be removed")


def touch(folder: Path) -> None:
    """Note that an environment is used: the sweep looks at the time of its mark."""
    os.utime(mark_of(folder))


def last_used(mark: Path) -> float:
    """When an environment was used last, in epoch seconds."""
    return mark.stat().st_mtime


@cache
def base() -> tuple[str, tuple[str, ...]]:
    """A digest of the server's own packages, and they themselves as name==version."""
    found = {
        f"{each.metadata['Name']}=={each.version}"
        for each in importlib.metadata.distributions(path=_own_places())
        if each.metadata["Name"]
    }
    pins = tuple(sorted(found))
    text = json.dumps([sys.version, *pins])
    return hashlib.sha256(text.encode()).hexdigest(), pins


def _own_places() -> list[str]:
    own = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return [path for path in sys.path if path in own or path in site.getsitepackages()]


def _give(folder: Path, uid: int | None) -> None:
    for place, _, names in os.walk(folder):
        os.chmod(place, 0o755)  # noqa: S103 - it is read by the one whose it is
        for name in names:
            path = os.path.join(place, name)
            if not os.path.islink(path):
                os.chmod(path, 0o644)
            if uid is not None:
                os.chown(path, uid, uid, follow_symlinks=False)
        if uid is not None:
            os.chown(place, uid, uid, follow_symlinks=False)
