"""Cloning with git: by arguments, never a shell; credentials of a URL are in no message."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from boathouse.context import Parts
from boathouse.services.jobs.git_source import REFERENCES, SCHEMES, without_credentials
from boathouse.store.crypto import write_private

TIMEOUT_SECONDS = 600
MAX_MESSAGE = 2000


class Refused(Exception):
    """The repository could not be had; `message` is for the user."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


async def clone(
    source: Mapping[str, Any], place: Path, policy: dict[str, Any] | None, parts: Parts
) -> str:
    """Clone into `<place>/work/repository` under a confinement; the commit. Errors: Refused."""
    url, repository = source["git_url"], place / "work" / "repository"
    program = shutil.which("git")
    if program is None:
        raise Refused("git is not installed on the server's machine.")
    run = _Git(program, place, _opened(policy, url, parts), url)
    configuration = place / "work" / "gitconfig"
    configuration.write_text(_configuration())
    configuration.chmod(0o644)
    await run("init", "-q", str(repository))
    at = ("-C", str(repository))
    name = next((name for name in REFERENCES if source.get(name)), None)
    wanted = f"{REFERENCES[name]}{source[name]}" if name else "HEAD"
    try:
        await run(*at, "fetch", "-q", "--depth=1", "--no-tags", "--", url, wanted)
        await run(*at, "checkout", "-q", "--detach", "FETCH_HEAD")
    except Refused:
        if name != "git_commit":
            raise
        # A server may give no single commit, and none by a part of its hash.
        await run(*at, "fetch", "-q", "--", url, "+refs/heads/*:refs/heads/fetched/*")
        await run(*at, "checkout", "-q", "--detach", source[name])
    return (await run(*at, "rev-parse", "HEAD")).strip()


class _Git:
    """Calls git in one folder and one confinement."""

    def __init__(self, program: str, place: Path, policy: dict[str, Any] | None, url: str) -> None:
        self._program, self._place, self._url = program, place, url
        self._wrapped: list[str] = []
        if policy is not None:
            document = place / "policy.json"
            write_private(document, msgspec.json.encode(policy).decode())
            self._wrapped = [sys.executable, "-P", "-m", "boathouse.runtime.confine"]
            self._wrapped += [str(document), "--"]

    async def __call__(self, *arguments: str) -> str:
        """The output of one call. Errors: Refused."""
        process = await asyncio.create_subprocess_exec(
            *self._wrapped,
            self._program,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self._place / "work",
            env=_environment(self._place),
            start_new_session=True,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), TIMEOUT_SECONDS)
        except TimeoutError:
            raise Refused(f"git did not end within {TIMEOUT_SECONDS} seconds.") from None
        finally:
            await _end(process)
        if process.returncode != 0:
            raise Refused(self._told(err))
        return out.decode(errors="replace")

    def _told(self, err: bytes) -> str:
        text = err.decode(errors="replace").replace(str(self._place), "").strip()
        last = without_credentials(text, self._url)[-MAX_MESSAGE:]
        return f"Failed to checkout Git repository: {last or 'git failed without a word'}"


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _environment(place: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(place / "tmp"),
        "TMPDIR": str(place / "tmp"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(place / "work" / "gitconfig"),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    }


def _configuration() -> str:
    """The only configuration that git reads: no hooks, and no transport that runs
    commands.

    A file, because git hides what is in its environment from the program at the other end of a
    file:// URL, which must be told that the repository may be another user's.
    """
    allowed = "".join(f'[protocol "{scheme}"]\n\tallow = always\n' for scheme in SCHEMES)
    return (
        f"[protocol]\n\tallow = never\n{allowed}"
        "[safe]\n\tdirectory = *\n[core]\n\thooksPath = /dev/null\n"
    )


def _opened(policy: dict[str, Any] | None, url: str, parts: Parts) -> dict[str, Any] | None:
    """The confinement with what the URL needs: a port, or a folder of this machine."""
    split = urlsplit(url)
    folders: Sequence[str] = ()
    if split.scheme == "file":
        # A repository of the server's own data would be another run's.
        place = Path(unquote(split.path)).resolve()
        if place.is_relative_to(parts.config.data_dir.resolve()) or not place.is_dir():
            raise Refused(f"Failed to checkout Git repository: {url} does not exist.")
        folders = (str(place),)
    if policy is None:
        return None
    ports = {*policy.get("connect_ports", []), split.port or SCHEMES[split.scheme]} - {0}
    read = [path for path in policy["read"] if Path(path).exists()]
    # Without a /tmp of the principal's own, behind which a repository there would disappear.
    changes = {"read": [*read, *folders], "connect_ports": sorted(ports), "files": []}
    return {**policy, **changes, "scratch": None}
