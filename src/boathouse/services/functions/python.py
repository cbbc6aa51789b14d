"""Python functions of users: each call of a statement in a process of its own that may do nothing
but compute. Implements `sql.protocols.PythonFunctions`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from boathouse.context import Context, Parts
from boathouse.errors import ApiError
from boathouse.services.isolation import tenants
from boathouse.sql.errors import NotSupported, SqlError

_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
"""Of the system, what the interpreter and its libraries are made of."""
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")
_ENDED = "The process of the Python function ended: it may have run out of memory."


class ConfinedPython:
    """Starts the processes. `most_bytes`: of results."""

    def __init__(self, parts: Parts, most_bytes: int = 512 * 1024 * 1024) -> None:
        self._parts, self._most_bytes = parts, most_bytes

    def admit(self, ctx: Context, owner: str) -> dict[str, Any]:
        """The policy of functions of this owner. Raises NotSupported where code of users cannot
        be confined on this machine."""
        try:
            policy = tenants.function_confinement(self._parts, owner, _readable())
        except ApiError as error:
            raise NotSupported(f"The Python function cannot be run: {error.message}") from error
        if policy is None:
            raise NotSupported(
                "Python functions need a machine that can confine them (Linux with Landlock, and"
                " isolation that is not switched off)."
            )
        return policy

    async def run(self, policy: dict[str, Any], request: bytes) -> bytes:
        """The answer to a request, both as boathouse.runtime.functions says. The process ends with
        the call, however it ends."""
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-B",
            "-m",
            "boathouse.runtime.functions",
            json.dumps(policy),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**environment, "ARROW_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            cwd="/",
            start_new_session=True,
        )
        try:
            answer = await self._exchange(child, request)
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())
        return answer

    async def _exchange(self, child: asyncio.subprocess.Process, request: bytes) -> bytes:
        assert child.stdin is not None
        assert child.stdout is not None
        feeding = asyncio.create_task(_fed(child.stdin, request))
        pieces, size = [], 0
        try:
            while piece := await child.stdout.read(1 << 20):
                pieces.append(piece)
                size += len(piece)
                if size > self._most_bytes:
                    raise NotSupported("The Python function gives more values than fit.")
        finally:
            feeding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await feeding
        if await child.wait() != 0:
            raise SqlError("UDF_USER_CODE_ERROR.GENERIC", _ENDED, "39000")
        return b"".join(pieces)


async def _fed(pipe: asyncio.StreamWriter, request: bytes) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(request)
        await pipe.drain()
        pipe.close()
        await pipe.wait_closed()


def _readable() -> list[Path]:
    return [Path(path) for path in _SYSTEM if os.path.lexists(path)]
