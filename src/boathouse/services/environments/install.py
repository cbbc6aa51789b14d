"""Runs the installer for one environment, confined as the principal whose code it is.

uv brings what it can where the server's environment or the PATH has it; pip, which sees the
server's own packages too, has the last word. Building a package is code of its author: it gets
what a task of the principal gets, and the environment to write in.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from boathouse.engine import confined
from boathouse.services.environments import folders
from boathouse.services.environments.dependencies import Step
from boathouse.services.environments.errors import InstallFailed

TIME_LIMIT_SECONDS = 900.0
_MAX_MESSAGE = 4000
_CREDENTIALS = re.compile(r"(\w+://)[^/\s@]+@")
_PASSED_ON = ("LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_NETWORK = re.compile(r"^(https?_proxy|no_proxy|all_proxy|(PIP|UV)_\w+)$", re.IGNORECASE)
_NAME = re.compile(r"^(?:\./[0-9a-f]{16}/)?([A-Za-z0-9._]+(?:-[A-Za-z_.][A-Za-z0-9._]*)*)")


def uv() -> str | None:
    """The path of uv; None where there is none."""
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.is_file() else shutil.which("uv")


def install(
    folder: Path, steps: Sequence[Step], policy: dict[str, Any] | None, seconds: float
) -> None:
    """Install the steps into an environment that is laid out. Raises InstallFailed."""
    uid = policy["uid"] if policy is not None else None
    log = folder.with_name(f"{folder.name}.log")
    until = time.monotonic() + seconds
    try:
        for number, step in enumerate(steps):
            place = folder / "sources" / str(number)
            _write(place, step, uid)
            for argv, decides in _commands(folder, step):
                log.unlink(missing_ok=True)
                program = _program(folder, place, argv, policy)
                code = confined.run(program, log, max(0.0, until - time.monotonic()))
                if code != 0 and (decides or code is None):
                    raise InstallFailed(_told(log, code, seconds))
    finally:
        log.unlink(missing_ok=True)


def redacted(text: str) -> str:
    """The text without the user names and passwords of URLs."""
    return _CREDENTIALS.sub(r"\1****@", text)


def _commands(folder: Path, step: Step) -> Iterator[tuple[list[str], bool]]:
    """Command lines, and whether a failure of each is one of the installation."""
    asked = [*(["--index-url", step.index] if step.index else []), "-r", "requirements.txt"]
    python, fast = str(folders.python_of(folder)), uv()
    if fast is not None:
        quiet = ["--no-progress", "--link-mode", "copy", "--excludes", "base.txt"]
        yield [fast, "pip", "install", "--python", python, *quiet, *asked], False
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    yield [*pip, "--no-warn-script-location", *asked], True


def _write(place: Path, step: Step, uid: int | None) -> None:
    place.mkdir(mode=0o755)
    contents = {
        "requirements.txt": "\n".join(step.lines).encode() + b"\n",
        "base.txt": "\n".join(_not_named(step)).encode() + b"\n",
        **step.files,
    }
    for name, content in contents.items():
        path = place / name
        path.parent.mkdir(mode=0o755, exist_ok=True)
        path.write_bytes(content)
    for path in [place, *place.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o600)
        if uid is not None:
            os.chown(path, uid, uid, follow_symlinks=False)


def _not_named(step: Step) -> list[str]:
    """The server's own packages that the step does not ask for: uv need not bring them."""
    named = {_plain(found[1]) for line in step.lines if (found := _NAME.match(line))}
    return [name for pin in folders.base()[1] if _plain(name := pin.split("==")[0]) not in named]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _program(
    folder: Path, place: Path, argv: list[str], policy: dict[str, Any] | None
) -> confined.Program:
    return confined.Program(
        argv=argv,
        cwd=place,
        environment=_environment(folder),
        mark=mark_of(folder),
        policy=policy,
        policy_file=folder.with_name(f"{folder.name}.policy"),
    )


def mark_of(folder: Path) -> str:
    """What the processes of an installation carry."""
    return f"environment-{folder.parent.name}-{folder.name}"


def _environment(folder: Path) -> dict[str, str]:
    env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    env |= {name: value for name, value in os.environ.items() if _NETWORK.match(name)}
    env.setdefault("LANG", "C.UTF-8")
    places = [str(folder / "bin"), str(Path(sys.executable).parent)]
    tmp = str(folder / "tmp")
    return env | {
        "PATH": os.pathsep.join([*places, os.environ.get("PATH", os.defpath)]),
        "HOME": tmp,
        "TMPDIR": tmp,
        "UV_NO_CONFIG": "1",
        "PYTHONUNBUFFERED": "1",
        "VIRTUAL_ENV": str(folder),
    }


def _told(log: Path, code: int | None, seconds: float) -> str:
    why = f"ended with code {code}" if code is not None else f"took longer than {seconds:g} s"
    return redacted(f"The installation {why}.\n{confined.tail(log)}")[:_MAX_MESSAGE]
