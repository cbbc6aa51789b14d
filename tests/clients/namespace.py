"""Port 443 without its right: the suite runs once more inside a network namespace of its own.

There the process is root of a loopback that nobody else sees.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.clients import environment

ALONE = "test_namespace.py"
ENTER = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c"]
SCRIPT = 'ip link set lo up && exec "$@"'


def may_bind() -> bool:
    """Whether this process may listen on port 443."""
    try:
        environment.free_address()
    except PermissionError:
        return False
    return True


def superfluous(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Those of our tests that cannot run here, or need not run in a namespace."""
    if may_bind():
        return [item for item in items if item.path.name == ALONE]
    return [item for item in items if "gate" in getattr(item, "fixturenames", ())]


def run_inside(folder: Path) -> environment.Done:
    """This folder's tests in a namespace, with the environment of this process."""
    suite = str(Path(__file__).parent.relative_to(environment.ROOT))
    inner = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", suite]
    argv = [*ENTER, SCRIPT, "sh", *inner, f"--basetemp={folder}"]
    return environment.run(argv, os.environ, environment.ROOT, seconds=600)
