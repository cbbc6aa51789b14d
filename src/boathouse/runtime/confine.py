"""Confines user code: `python -m boathouse.runtime.confine POLICY.json -- program arguments...`

A policy is made by the server (its keys stand in README.md) and applied by the process itself,
between fork and exec or before it starts any thread: it holds for all that is started from there.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boathouse.runtime import kernel, landlock, rooted, seccomp

DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
"""The devices that a program may open."""
_SHARED_MEMORY = "/dev/shm"  # noqa: S108


@dataclass(frozen=True)
class Policy:
    """What is left to a process. All paths are absolute; a port means TCP on any address."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    bind_ports: tuple[int, ...] = ()
    connect_ports: tuple[int, ...] = ()
    uid: int | None = None
    own_root: bool = False
    scratch: str | None = None
    volumes: tuple[rooted.Volume, ...] = ()

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Policy":
        """From its JSON. Errors: TypeError for a key that is not known here."""
        lists = {key: tuple(value) for key, value in document.items() if isinstance(value, list)}
        return cls(**{**document, **lists})


def environment(policy: Policy | None) -> dict[str, str]:
    """What a confined program must be told: where its temporary files go if not to /tmp."""
    if policy is None or policy.own_root or policy.scratch is None:
        return {}
    return {"TMPDIR": policy.scratch}


def apply(policy: Policy) -> None:
    """Confine this process. Errors: OSError, after which it must not run user code."""
    here = os.getcwd()
    # The server's is stricter than what programs expect, and the new root must let others pass.
    os.umask(0o022)
    ruleset = landlock.Ruleset()
    # Before the root changes: what was opened for a process need not be visible to it.
    for path in policy.files:
        ruleset.allow(path, landlock.WRITE_FILE | landlock.TRUNCATE)
    if policy.own_root:
        at = _scratch(policy)
        rooted.enter(policy.read, policy.write, DEVICES, at, policy.volumes, policy.uid)
    os.chdir(here)
    _allow(ruleset, policy)
    kernel.drop_bounding_set()
    if policy.uid is not None:
        os.setgroups([])
        os.setresgid(policy.uid, policy.uid, policy.uid)
        os.setresuid(policy.uid, policy.uid, policy.uid)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1, "no_new_privs")
    # The kernel hides a process that changed its user from its own server, which must find it
    # by its environment; from others Landlock hides it.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1, "dumpable")
    ruleset.restrict()
    if seccomp.supported():
        seccomp.restrict()


def _scratch(policy: Policy) -> dict[str, str]:
    if policy.scratch is None or not policy.own_root:
        return {}
    return {"/tmp": policy.scratch, "/var/tmp": policy.scratch}  # noqa: S108


def _allow(ruleset: landlock.Ruleset, policy: Policy) -> None:
    for path in (*policy.read, "/proc"):
        ruleset.allow(path, landlock.READ)
    for path in policy.write:
        ruleset.allow(path, landlock.writing())
    if policy.scratch is not None:
        ruleset.allow(policy.scratch, landlock.writing())
    if policy.own_root:
        # The root holds no more than what is listed here.
        ruleset.allow("/", landlock.READ_DIR)
        for path in (*_scratch(policy), _SHARED_MEMORY):
            ruleset.allow(path, landlock.writing())
        for name, _, writable in policy.volumes:
            ruleset.allow(name, landlock.writing() if writable else landlock.READ)
    else:
        # Semaphores of multiprocessing; the names of what others have there are not shown.
        ruleset.allow(_SHARED_MEMORY, landlock.writing() & ~landlock.READ_DIR)
    for path in DEVICES:
        ruleset.allow(path, landlock.READ_FILE | landlock.WRITE_FILE | landlock.TRUNCATE)
    ruleset.allow_ports(policy.bind_ports, policy.connect_ports)


def main(arguments: list[str]) -> None:
    """Apply the policy of a file and become the program."""
    split = arguments.index("--")
    policy = Policy.of(json.loads(Path(arguments[0]).read_bytes()))
    command = arguments[split + 1 :]
    apply(policy)
    os.execv(command[0], command)  # noqa: S606 - no shell: that is the point


if __name__ == "__main__":
    main(sys.argv[1:])
