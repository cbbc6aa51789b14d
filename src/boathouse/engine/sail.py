"""Sail as an engine: one supervised Spark Connect or Flight SQL server for each engine folder.

The folder (0700) holds engine.lock, engine.json, engine.log, confinement.json (where there is
one), and what a confined engine may write: site/ (libraries that %pip installs, on the engine's
PYTHONPATH for Python UDFs), work/ (its working directory) and tmp/.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from boathouse.context import refuse_inside_write
from boathouse.engine import process
from boathouse.engine.protocol import CatalogAddress, EngineSpec, EngineStartFailed, RunningEngine

CATALOG = "main"
LIBRARIES = ".libraries"
"""In an engine's site/: a link to the packages of the cluster's libraries, or to nothing."""
SCHEMA = "default"
_POLL_SECONDS = 0.02
_CONNECT_SECONDS = 2.0
_TAIL_BYTES = 4096
# Sail reads these before its own settings and would send the catalog's calls elsewhere.
_MISLEADING = ("DATABRICKS_", "UC_", "UNITY_", "SAIL_CATALOG__")
# Planning is recursive: with Sail's 8 MiB a few hundred nested parentheses, ORs or subqueries end
# the process. Address space only: pages count when they are touched.
_STACK_BYTES = 256 * 1024 * 1024
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")


ROWS = "rows"
"""In an engine's folder: rows of tables that the engine itself may not open."""


@dataclass(frozen=True, slots=True)
class Sail:
    """The default engine. `start_seconds` bounds how long a start may take."""

    start_seconds: float = 60.0
    python: str = sys.executable

    @property
    def name(self) -> str:
        return f"Sail {importlib.metadata.version('pysail')} (Spark Connect)"

    async def start(self, spec: EngineSpec) -> RunningEngine:
        """As in the protocol. A second start of a living folder answers the first one's engine."""
        refuse_inside_write("an engine's start")
        _prepare(spec)
        if (running := self.find(spec.folder)) and await self.healthy(running):
            return running
        log = spec.folder / "engine.log"
        argv = [self.python, "-P", "-m", "boathouse.engine.sail_server", str(spec.folder)]
        if spec.confinement is not None:
            argv.append("--confined")
        if spec.wire == "flight_sql":
            argv.append("--flight-sql")
        child = process.spawn(argv, _environment(spec), spec.folder / "work", log)
        return await self._listening(spec.folder, child)

    def find(self, folder: Path) -> RunningEngine | None:
        """The living engine of `folder`, read from engine.json; None where there is none."""
        try:
            record = json.loads((folder / "engine.json").read_bytes())
        except FileNotFoundError:
            return None
        identity = process.ProcessId(int(record["pid"]), str(record["started"]))
        if not process.alive(identity):
            return None
        return RunningEngine(identity, f"127.0.0.1:{record['port']}", folder)

    async def healthy(self, running: RunningEngine) -> bool:
        """Alive, and its port takes a connection within two seconds."""
        refuse_inside_write("an engine's healthy")
        if not process.alive(running.process):
            return False
        host, _, port = running.address.partition(":")
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                _, writer = await asyncio.open_connection(host, int(port))
        except OSError:  # TimeoutError is one
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True

    async def stop(self, running: RunningEngine, grace_seconds: float = 5.0) -> None:
        """End it with all descendants, those too that a UDF detached from it."""
        refuse_inside_write("an engine's stop")
        await process.end(running.process, grace_seconds)
        await process.end_marked(mark_of(running.folder), 0.0)

    async def clear(self, folder: Path, grace_seconds: float = 5.0) -> None:
        """As in the protocol; an engine that has not announced itself yet is known by its mark."""
        if running := self.find(folder):
            await process.end(running.process, grace_seconds)
        await process.end_marked(mark_of(folder), 0.0)

    async def _listening(self, folder: Path, child: process.ProcessId) -> RunningEngine:
        until = time.monotonic() + self.start_seconds
        while time.monotonic() < until:
            gone = not process.alive(child)
            if (running := self.find(folder)) and await self.healthy(running):
                return running
            # Gone without a lock held means that it failed, not that another start was first.
            if gone and running is None and not _locked(folder):
                raise EngineStartFailed(f"the engine ended while it started{_tail(folder)}")
            await asyncio.sleep(_POLL_SECONDS)
        await process.end(child, 0.0)
        raise EngineStartFailed(f"no answer within {self.start_seconds:g} s{_tail(folder)}")


def mark_of(folder: Path) -> str:
    """The BOATHOUSE_MARK of a folder's engine: the same after every restart of the server."""
    return "engine-" + hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]


def spark_environment(
    address: str, spark_conf: Mapping[str, str], token: str = "", cluster_id: str = ""
) -> dict[str, str]:
    """Variables that lead a PySpark process to an engine and give its session `spark_conf`.

    With a token to the gateway, as a header of its own: PySpark sends `token=` over TLS only,
    unless the host is called localhost, and that name may lead to another process.

    PySpark applies only the `spark.sql.*` keys, and of several variables only the last, so all
    conf stands in the first. Other keys need `spark.conf.set`, which Sail accepts for any key.
    """
    remote = f"sc://{address}"
    if token:
        remote += f"/;authorization={quote(f'Bearer {token}')};x-databricks-cluster-id={cluster_id}"
    variables = {"SPARK_REMOTE": remote}
    if spark_conf:
        variables["PYSPARK_REMOTE_INIT_CONF_LEN"] = "1"
        variables["PYSPARK_REMOTE_INIT_CONF_0"] = json.dumps(dict(spark_conf))
    return variables


def lead_to(site: Path, packages: Path) -> None:
    """Let the engine whose site/ this is find packages; other ones than before, if it did.

    The folder is the user's, who can break the link for themselves and for nobody else. Raises
    OSError where they did.
    """
    draft = site / f"{LIBRARIES}.draft"
    draft.unlink(missing_ok=True)
    draft.symlink_to(packages)
    draft.replace(site / LIBRARIES)


def lead_nowhere(site: Path) -> None:
    """The libraries of an engine that ended are not the next one's."""
    with contextlib.suppress(FileNotFoundError):
        (site / LIBRARIES).unlink()


def python_of(site: Path) -> Path | None:
    """The interpreter of the environment that an engine was led to; None where it was to none."""
    with contextlib.suppress(OSError, IndexError):
        python = (site / LIBRARIES).readlink().parents[2] / "bin" / "python"
        return python if python.is_symlink() else None
    return None


def environment(spec: EngineSpec) -> dict[str, str]:
    """What a program beside an engine is told: the engine's environment without its catalog."""
    env = _environment(spec)
    return {k: v for k, v in env.items() if not k.startswith("SAIL_") and k != process.MARK}


def interpreter_folder() -> Path:
    """Where the interpreter of engines is."""
    return Path(sys.executable).parent


def prepare(spec: EngineSpec) -> None:
    """Lay out an engine's folder, as a start does too."""
    _prepare(spec)


def _prepare(spec: EngineSpec) -> None:
    spec.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # site/ must exist before the start: Python forgets a search path that is no directory.
    own = [spec.folder / name for name in ("site", "work", "tmp")]
    for path in (*own, spec.folder / ROWS):
        path.mkdir(mode=0o700, exist_ok=True)
    if not (own[0] / LIBRARIES).is_symlink():
        # Something that is there from the start on: Python forgets a search path that is not.
        (own[0] / ".none").mkdir(mode=0o700, exist_ok=True)
        (own[0] / LIBRARIES).symlink_to(".none")
    if spec.confinement is None:
        return
    write = [*spec.confinement["write"], *map(str, own)]
    # What the server made for the engine: it writes nothing there.
    policy = {
        **spec.confinement,
        "write": write,
        "read": [*spec.confinement["read"], str(spec.folder / ROWS)],
    }
    draft = spec.folder / "confinement.json.draft"
    draft.write_text(json.dumps(policy))
    draft.replace(spec.folder / "confinement.json")
    uid = policy["uid"]
    if uid is not None:
        # Passing through is all that another uid may do in the folder itself.
        spec.folder.chmod(0o711)
        for path in (*own, own[0] / LIBRARIES, own[0] / ".none"):
            if path.exists():
                os.chown(path, uid, uid, follow_symlinks=False)


def _environment(spec: EngineSpec) -> dict[str, str]:
    folder = spec.folder
    env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    env.setdefault("LANG", "C.UTF-8")
    env.update({k: v for k, v in spec.environment.items() if not k.startswith(_MISLEADING)})
    env.setdefault("HOME", str(folder / "work"))
    env.setdefault("TMPDIR", str(folder / "tmp"))
    env.update(PYTHONUNBUFFERED="1", BOATHOUSE_SITE=str(folder / "site"))
    env[process.MARK] = mark_of(folder)
    env["SAIL_RUNTIME__STACK_SIZE"] = str(_STACK_BYTES)
    env["PYTHONPATH"] = os.pathsep.join(_search_path(spec))
    # A proxy from spark_env_vars must not carry what is meant for this machine.
    for name in ("NO_PROXY", "no_proxy"):
        env[name] = ",".join(filter(None, (env.get(name), "127.0.0.1,localhost")))
    if spec.catalog:
        env.update(_catalog(spec.catalog))
    return env


def _search_path(spec: EngineSpec) -> Iterator[str]:
    yield str(spec.folder / "site")
    yield str(spec.folder / "site" / LIBRARIES)
    if own := spec.environment.get("PYTHONPATH"):
        yield own


def _catalog(address: CatalogAddress) -> dict[str, str]:
    """Sail's settings for one Unity provider; strings in them are written as JSON's are."""
    uri, token = json.dumps(address.uri), json.dumps(address.token)
    provider = f'{{name="{CATALOG}",type="unity",default_catalog="{CATALOG}",'
    return {
        "SAIL_CATALOG__LIST": f"[{provider}uri={uri},token={token}}}]",
        "SAIL_CATALOG__DEFAULT_CATALOG": CATALOG,
        "SAIL_CATALOG__DEFAULT_DATABASE": json.dumps([SCHEMA]),
    }


def _locked(folder: Path) -> bool:
    lock = os.open(folder / "engine.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _tail(folder: Path) -> str:
    try:
        with open(folder / "engine.log", "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
            log = file.read(_TAIL_BYTES)
    except FileNotFoundError:
        return ""
    text = log.decode("utf-8", "replace").strip()
    return f"; its log ends with:\n{text}" if text else ""
