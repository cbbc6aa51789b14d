"""The principals whose code has run here: the number of each, and whether one more may.

A number stays a principal's for good; it is the uid of their engines and tasks where the server
can give one, and the name of their /tmp.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select

from boathouse.context import Parts
from boathouse.errors import PermissionDenied
from boathouse.services.isolation import reach
from boathouse.services.principals import store as principals
from boathouse.services.volumes import mounts
from boathouse.store import settings, tables

# Above what distributions give to people and services; blocks of workspaces on one machine differ.
_LOWEST, _BLOCK, _BLOCKS = 600_000, 10_000, 100_000
_NUMBER, _FIRST, _BASE = "isolation.uid.", "isolation.first", "isolation.base"


def engine_confinement(parts: Parts, owner: str, ports: list[int]) -> dict[str, Any] | None:
    """The policy of an engine of `owner`, its own folders and port aside. Raises PermissionDenied.

    Writes when it is the owner's first.
    """
    uid = _admit(parts, owner)
    policy = parts.isolation.policy(uid=uid, write=[], ports=[*ports, _port(parts.address)])
    if policy is None:
        return None
    read, write = reach.at_start(parts, owner, policy["uid"])
    policy["read"] += [str(path) for path in read]
    policy["write"] += [str(path) for path in write]
    policy["read"].append(str(environments_of(parts, owner)))
    return policy


def environments_of(parts: Parts, owner: str) -> Path:
    """The folder of a principal's environments of libraries; only the server makes what is in it.
    Raises PermissionDenied."""
    folder = parts.config.data_dir.resolve() / "environments" / str(_admit(parts, owner))
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.chmod(0o755)
    folder.parent.chmod(0o711)
    return folder


def installer_confinement(parts: Parts, owner: str, folder: Path) -> dict[str, Any] | None:
    """The policy of an installer, which writes into one environment. Raises PermissionDenied."""
    return parts.isolation.policy(uid=_admit(parts, owner), write=[folder])


def script_confinement(parts: Parts, owner: str, engine: Path) -> dict[str, Any] | None:
    """The policy of an init script: what it may write is its engine's. Raises PermissionDenied."""
    own = [engine / name for name in ("site", "work", "tmp", "init")]
    read = [environments_of(parts, owner)]
    return parts.isolation.policy(uid=_admit(parts, owner), write=own, read=read)


def task_confinement(
    parts: Parts, creator: str, folder: Path, site: Path | None
) -> dict[str, Any] | None:
    """The policy of a task: its folder (see runtime/README.md), the API and the gateway to its
    engine, and `site`, where its libraries go, if the engine is the creator's own. Raises
    PermissionDenied."""
    own = [folder / name for name in ("out", "work", "tmp")]
    policy = parts.isolation.policy(
        uid=_admit(parts, creator),
        read=[folder / "task.json", folder / "source", environments_of(parts, creator)],
        write=[*own, site] if site is not None else own,
        files=[folder / "output.log"],
        ports=[_port(parts.address), parts.connect_port],
    )
    if policy is not None and policy["own_root"]:
        policy["volumes"] = mounts.of(parts, creator)
    return policy


def function_confinement(parts: Parts, owner: str, system: Sequence[Path]) -> dict[str, Any] | None:
    """The policy of a Python function of `owner`: it reads the Python environment and these
    folders of the system, writes nothing and has no network. Raises PermissionDenied."""
    return parts.isolation.computing(uid=_admit(parts, owner), read=system)


def uids(tx: Connection) -> dict[int, int]:
    """The numbers that were given so far -> the principals' ids."""
    known = tables.settings.c
    rows = tx.execute(select(known.name, known.value).where(known.name.startswith(_NUMBER)))
    return {int(value): int(name.removeprefix(_NUMBER)) for name, value in rows}


def _admit(parts: Parts, name: str) -> int:
    """The principal's number. Raises PermissionDenied where one more cannot be kept apart."""
    with parts.database.read() as tx:
        number = _known(tx, parts, name)
    if number is not None:
        return number
    with parts.database.write() as tx:
        return _number(tx, _principal_id(tx, name))


def _known(tx: Connection, parts: Parts, name: str) -> int | None:
    key = f"{_NUMBER}{_principal_id(tx, name)}"
    number = settings.get(tx, key)
    others = _count(tx) - (number is not None)
    if others and not parts.isolation.complete:
        _refuse_unless_first(tx, parts, name, key)
    return None if number is None else int(number)


def _refuse_unless_first(tx: Connection, parts: Parts, name: str, key: str) -> None:
    if settings.get(tx, _FIRST) != key:
        raise PermissionDenied(
            f"{name} cannot run code here: another principal's has run in this workspace, and"
            f" this machine cannot keep the two apart. Isolation is {parts.isolation.summary}."
        )


def _principal_id(tx: Connection, name: str) -> int:
    principal = principals.acting_as(tx, name)
    if principal is None:
        raise PermissionDenied(f"{name} is not an active principal.")
    return principal.user_id


def _number(tx: Connection, principal_id: int) -> int:
    key = f"{_NUMBER}{principal_id}"
    settings.put_once(tx, _FIRST, key)
    base = settings.put_once(tx, _BASE, str(_LOWEST + _BLOCK * secrets.randbelow(_BLOCKS)))
    return int(settings.put_once(tx, key, str(int(base) + 1 + _count(tx))))


def _count(tx: Connection) -> int:
    names = tables.settings.c.name
    return int(tx.execute(select(func.count()).where(names.startswith(_NUMBER))).scalar_one())


def _port(address: str) -> int:
    return urlsplit(address).port or 80
