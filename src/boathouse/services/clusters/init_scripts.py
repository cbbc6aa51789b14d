"""Init scripts: run before a cluster's engine starts, confined as its owner.

What they may write is the engine's own folders: they set up libraries in BOATHOUSE_SITE and files,
not the machine. A script that wants more fails, and the start with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boathouse.context import Parts
from boathouse.engine import confined, sail
from boathouse.engine.protocol import EngineSpec
from boathouse.errors import ApiError
from boathouse.services.clusters.settings import INIT_SCRIPT_KINDS
from boathouse.services.clusters.store import Cluster
from boathouse.services.environments import sources
from boathouse.services.environments.install import redacted
from boathouse.services.isolation import tenants

SECONDS = 600.0
_TAIL_LINES = 5


class InitScriptFailed(Exception):
    """A script did not end well; the message says which and why."""


@dataclass(frozen=True)
class Script:
    """A script of the workspace (with its text) or of a cluster (with its place)."""

    shown: dict[str, Any]
    name: str
    path: str = ""
    text: bytes = field(default=b"", repr=False)


@dataclass
class Report:
    """What came of the scripts, as the events tell it."""

    failed: str | None = None
    everywhere: list[dict[str, Any]] = field(default_factory=list)
    own: list[dict[str, Any]] = field(default_factory=list)

    @property
    def details(self) -> dict[str, Any]:
        """The `init_scripts` of an event."""
        return {"global": self.everywhere, "cluster": self.own}


def of_cluster(document: Mapping[str, Any]) -> list[Script]:
    """The scripts that a cluster's settings name."""
    found = []
    for one in document.get("init_scripts") or []:
        kind = next(name for name in INIT_SCRIPT_KINDS if one.get(name))
        path = str(one[kind].get("destination") or "")
        found.append(Script(dict(one), path, path))
    return found


def run(parts: Parts, cluster: Cluster, spec: EngineSpec, everywhere: Sequence[Script]) -> Report:
    """Run the workspace's scripts, then the cluster's; at the first failure stop."""
    report = Report()
    confined.end_marked(_mark(cluster))  # of a server that died meanwhile
    sail.prepare(spec)
    place = spec.folder / "init"
    place.mkdir(mode=0o755, exist_ok=True)
    place.chmod(0o755)
    lists = ((everywhere, report.everywhere), (of_cluster(cluster.document), report.own))
    for scripts, told in lists:
        for number, script in enumerate(scripts):
            began = time.monotonic()
            message = _one(parts, cluster, spec, script, f"{len(report.everywhere)}-{number}.sh")
            seconds = int(time.monotonic() - began)
            ended = {"status": "SUCCEEDED" if message is None else "FAILED_EXECUTION"}
            if message is not None:
                ended["error_message"] = message
            told.append({**script.shown, **ended, "execution_duration_seconds": seconds})
            if message is not None:
                report.failed = f"Init script {script.name} failed: {message}"
                return report
    return report


def _one(parts: Parts, cluster: Cluster, spec: EngineSpec, script: Script, name: str) -> str | None:
    """Run one; how it failed."""
    try:
        text = script.text or sources.read(parts, cluster.owner, script.path)
    except ApiError as error:
        return sources.why(error, script.path)
    except OSError as error:
        return f"{script.path} cannot be read: {error.strerror}"
    path, log = spec.folder / "init" / name, spec.folder / "init.log"
    path.write_bytes(text)
    path.chmod(0o644)
    log.unlink(missing_ok=True)
    program = confined.Program(
        argv=["/bin/bash", str(path)],
        cwd=spec.folder / "work",
        environment=_environment(cluster, spec),
        mark=_mark(cluster),
        policy=tenants.script_confinement(parts, cluster.owner, spec.folder),
        policy_file=spec.folder / "init.policy",
    )
    code = confined.run(program, log, SECONDS)
    if code == 0:
        return None
    why = f"it took longer than {SECONDS:g} s" if code is None else f"it ended with code {code}"
    said = redacted(confined.tail(log, _TAIL_LINES))
    return f"{why}: {said}" if said else why


def _environment(cluster: Cluster, spec: EngineSpec) -> dict[str, str]:
    return {
        **sail.environment(spec),
        "DB_CLUSTER_ID": cluster.cluster_id,
        "DB_CLUSTER_NAME": cluster.name,
        "DB_IS_DRIVER": "TRUE",
        "DB_IS_JOB_CLUSTER": "TRUE" if cluster.source == "JOB" else "FALSE",
        "PATH": f"{sail.interpreter_folder()}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }


def _mark(cluster: Cluster) -> str:
    return f"init-{cluster.cluster_id}"
