"""Running other programs for a cell: their output is shown as it comes."""

import codecs
import os
import subprocess
import sys
import threading
from typing import IO

# A background process may keep the pipe open for ever: do not wait for it.
_PATIENCE_SECONDS = 1.0


def run(arguments: list[str], shown_as: str, environment: dict[str, str] | None = None) -> None:
    """Run a program, its output going to sys.stdout. Errors: CalledProcessError, OSError."""
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | (environment or {}),
    )
    assert process.stdout is not None
    reader = threading.Thread(target=_copy, args=(process.stdout,), daemon=True)
    reader.start()
    code = process.wait()
    reader.join(_PATIENCE_SECONDS)
    if code != 0:
        raise subprocess.CalledProcessError(code, shown_as)


def bash(script: str) -> None:
    """Run a script in bash. Errors: CalledProcessError."""
    run(["bash", "-c", script], "%sh")


def pip(arguments: list[str]) -> None:
    """Run pip of this environment; `install` goes into BOATHOUSE_SITE.

    Errors: CalledProcessError; NotImplementedError for a verb that would change more.
    """
    verb = arguments[0] if arguments else "help"
    if verb not in ("install", "list", "show", "freeze", "check", "help", "download"):
        raise NotImplementedError(f"%pip {verb} is not implemented")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", verb]
    if verb == "install":
        site = os.environ.get("BOATHOUSE_SITE")
        if not site:
            raise NotImplementedError("%pip install needs a cluster that keeps libraries")
        # Without --upgrade pip leaves an older version where it is and still succeeds.
        command += ["--target", site, "--upgrade"]
    run([*command, *arguments[1:]], "%pip", {"PIP_NO_INPUT": "1"})


def _copy(source: IO[bytes]) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with source:
        while data := os.read(source.fileno(), 65536):
            sys.stdout.write(decoder.decode(data))
