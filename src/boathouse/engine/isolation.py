"""What this machine can do to keep user code apart, and the policies that say so.

A policy is a JSON document that `boathouse.runtime.confine` applies; its keys stand in
runtime/README.md. What is kept apart how, and what is not, is in docs/adr/0002-isolation.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boathouse

MODES = ("auto", "none", "required")
SYSTEM_FOLDERS = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/sys", "/nix/store",
    "/gnu/store", "/run/systemd/resolve",
)  # fmt: skip
"""What programs need of the system. /etc among it: names, certificates, the linker's cache."""

OUTSIDE_PORTS = (443, 80, 53)
"""Package indexes, web services and names: Landlock knows ports, not hosts."""

_PROBE = "boathouse.runtime.probe"
_PROBE_SECONDS = 30
_PORTS_SINCE, _SIGNALS_SINCE = 4, 6


class IsolationMissing(Exception):
    """`--isolation required`, and the machine has not what it takes; the message says what."""


@dataclass(frozen=True)
class Isolation:
    """What is enforced. `complete`: code of several principals may run side by side."""

    data_dir: Path
    confines: bool = False
    own_uid: bool = False
    own_root: bool = False
    complete: bool = False
    summary: str = "off (--isolation none)"
    ports: tuple[int, ...] = OUTSIDE_PORTS

    def policy(
        self,
        *,
        uid: int,
        write: Sequence[Path],
        read: Sequence[Path] = (),
        files: Sequence[Path] = (),
        ports: Sequence[int] = (),
    ) -> dict[str, Any] | None:
        """The policy of one process of the principal with this number; None: not confined."""
        if not self.confines:
            return None
        return {
            "read": [*_readable(self.data_dir), *map(str, read)],
            "write": [str(path) for path in write],
            "files": [str(path) for path in files],
            "connect_ports": sorted({*ports, *self.ports}),
            "uid": uid if self.own_uid else None,
            "own_root": self.own_root,
            "scratch": str(self._scratch(uid)),
        }

    def computing(self, *, uid: int, read: Sequence[Path]) -> dict[str, Any] | None:
        """The policy of code that gets values and gives values: no network, no file to write, and
        to read only these folders and the Python environment; None: not confined."""
        if not self.confines:
            return None
        environment = [path for path in _readable(self.data_dir) if path not in SYSTEM_FOLDERS]
        return {
            "read": [*environment, *map(str, read)],
            "uid": uid if self.own_uid else None,
            "own_root": self.own_root,
        }

    def _scratch(self, uid: int) -> Path:
        """What /tmp is to a principal (without a root of its own, TMPDIR): one folder for all
        that they run, here on disk."""
        path = self.data_dir / "scratch" / str(uid)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o711)
        if self.own_uid:
            os.chown(path, uid, uid, follow_symlinks=False)
        return path


def find(mode: str, data_dir: Path, ports: Sequence[int] = ()) -> Isolation:
    """What can be enforced here, tried out rather than guessed. Raises IsolationMissing."""
    if mode == "none":
        return Isolation(data_dir)
    found = _tried(data_dir, (*OUTSIDE_PORTS, *ports))
    if mode == "required" and not found.complete:
        raise IsolationMissing(f"User code cannot be isolated here: {found.summary}.")
    if found.own_uid and not found.own_root:
        _open_a_way(data_dir)
    return found


def _tried(data_dir: Path, ports: tuple[int, ...]) -> Isolation:
    if sys.platform != "linux":
        return Isolation(data_dir, summary="missing (it needs Linux with Landlock)")
    if any(_holds(Path(path), data_dir) for path in _environment_folders()):
        return Isolation(data_dir, summary="missing (the data folder is in the environment)")
    root = os.geteuid() == 0
    reason = ""
    for own_uid, own_root in _ways(root):
        document = {"read": list(_readable(data_dir)), "own_root": own_root}
        document |= {"uid": 600_000 if own_uid else None}
        abi, reason = _probe(document)
        if abi:
            return _judged(Isolation(data_dir, True, own_uid, own_root, ports=ports), abi)
    return Isolation(data_dir, summary=f"missing ({reason})")


def _ways(root: bool) -> list[tuple[bool, bool]]:
    """(a uid of its own, a root of its own), the strongest first."""
    if root:
        return [(True, True), (True, False), (False, True), (False, False)]
    return [(False, True), (False, False)]


def _judged(found: Isolation, abi: int) -> Isolation:
    lacks = []
    if abi < _PORTS_SINCE:
        lacks.append(f"this kernel's Landlock (version {abi}) does not restrict ports")
    if not found.own_uid and abi < _SIGNALS_SINCE:
        lacks.append(f"this kernel's Landlock (version {abi}) does not restrict signals")
    if not found.own_uid and not found.own_root:
        lacks.append("neither a uid nor a mount namespace of its own is to be had")
    if os.geteuid() == 0 and not found.own_uid:
        lacks.append("the server is root and cannot give code another uid")
    means = [f"Landlock {abi}"]
    means += ["a uid for each principal"] if found.own_uid else []
    means += ["a root of its own"] if found.own_root else []
    summary = ", ".join(means) + (f"; partial: {'; '.join(lacks)}" if lacks else "")
    return Isolation(
        found.data_dir,
        True,
        found.own_uid,
        found.own_root,
        complete=not lacks,
        summary=summary,
        ports=found.ports,
    )


def _probe(document: dict[str, Any]) -> tuple[int, str]:
    """(Landlock's version, "") where a process can be confined so; (0, why) where not."""
    command = [sys.executable, "-P", "-m", _PROBE, json.dumps(document)]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, env=environment, cwd="/", capture_output=True, timeout=_PROBE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 0, str(error)
    text = done.stdout.decode(errors="replace").strip()
    if done.returncode == 0 and text.isdecimal():
        return int(text), ""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return 0, said[-1] if said else f"exit code {done.returncode}"


def _readable(data_dir: Path) -> Iterator[str]:
    yield from (path for path in SYSTEM_FOLDERS if os.path.lexists(path))
    yield from _environment_folders()
    for entry in sys.path:
        path = Path(entry)
        # What a .pth file adds, as an editable install does. Not where the server happens to
        # have been started, nor anything that the data folder lies in.
        if not entry or path == Path.cwd() or not path.is_dir() or _holds(path, data_dir):
            continue
        if not any(_holds(Path(known), path) for known in _environment_folders()):
            yield str(path)


def _environment_folders() -> list[str]:
    """The Python environment, with which tasks and engines run, and our own sources."""
    sources = str(Path(boathouse.__file__).parent.parent)
    folders = (sys.prefix, sys.base_prefix, sources)
    # Both names, where one is a link: the interpreter is started by the first.
    return list(dict.fromkeys([*folders, *map(os.path.realpath, folders)]))


def _holds(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _open_a_way(data_dir: Path) -> None:
    """Other uids must be able to pass through, though not look, to what is theirs inside."""
    for path in (data_dir, data_dir / "runs", data_dir / "engines"):
        path.mkdir(mode=0o711, parents=True, exist_ok=True)
        path.chmod(0o711)
