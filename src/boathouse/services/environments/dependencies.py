"""What an environment is made of: lines as pip reads them, with the files that they name."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boathouse.context import Parts
from boathouse.errors import ApiError
from boathouse.services.environments import sources
from boathouse.services.environments.errors import InstallFailed

MAX_LINES = 1000
MAX_DEPTH = 5
_REQUIREMENTS = ("-r", "--requirement")


@dataclass(frozen=True)
class Step:
    """One call of the installer: its lines, and the files that lie beside them by name."""

    lines: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    index: str | None = field(default=None, repr=False)

    def digest(self) -> str:
        """A digest of everything that decides what is installed."""
        told = hashlib.sha256()
        for text in (*self.lines, self.index or ""):
            told.update(len(text.encode()).to_bytes(8, "big") + text.encode())
        for name in sorted(self.files):
            told.update(name.encode() + hashlib.sha256(self.files[name]).digest())
        return told.hexdigest()


def of_lines(parts: Parts, owner: str, lines: Sequence[str]) -> list[Step]:
    """The one step of an environment's `dependencies`. Raises InstallFailed."""
    files: dict[str, bytes] = {}
    expanded = tuple(_expanded(parts, owner, lines, files, 0))
    if len(expanded) > MAX_LINES:
        raise InstallFailed(f"There are more than {MAX_LINES} dependencies.")
    return [Step(expanded, files)] if expanded else []


def of_libraries(parts: Parts, owner: str, libraries: Sequence[Mapping[str, Any]]) -> list[Step]:
    """One step for each library of a cluster, in their order. Raises InstallFailed."""
    steps: list[Step] = []
    for library in libraries:
        line, index = line_of(library)
        steps += [Step(s.lines, s.files, index) for s in of_lines(parts, owner, [line])]
    return steps


def line_of(library: Mapping[str, Any]) -> tuple[str, str | None]:
    """The line of a library, and the index that it comes from if it names one.

    Raises InstallFailed for a kind that cannot be installed here.
    """
    if "dependency" in library:
        return str(library["dependency"]), None
    if "whl" in library:
        return str(library["whl"]), None
    if "requirements" in library:
        return f"-r {library['requirements']}", None
    if "pypi" in library:
        return str(library["pypi"]["package"]), library["pypi"].get("repo") or None
    kind = next(iter(library), "")
    needed = {"cran": "R"}.get(kind, "a Java virtual machine")
    raise InstallFailed(f"A {kind} library needs {needed}, which engines here do not have.")


def _expanded(
    parts: Parts, owner: str, lines: Sequence[str], files: dict[str, bytes], depth: int
) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise InstallFailed("Requirements files refer to one another too deeply.")
    for raw in lines:
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if "\n" in line or "\0" in line:
            raise InstallFailed("A dependency must be one line.")
        option, _, rest = line.replace("=", " ", 1).partition(" ")
        if option in _REQUIREMENTS or (line.startswith("-r") and line[2:3] in "/d"):
            path = _path(rest if option in _REQUIREMENTS else line[2:])
            text = _read(parts, owner, path).decode("utf-8", "replace")
            yield from _expanded(parts, owner, text.splitlines(), files, depth + 1)
        else:
            yield _with_file(parts, owner, line, files)


def _with_file(parts: Parts, owner: str, line: str, files: dict[str, bytes]) -> str:
    """The line, where it names a file of ours with the copy that will lie beside it."""
    path = _path(line)
    if line.startswith("-") or not sources.is_local(path):
        return line
    plain, _, extras = path.partition("[")
    content = _read(parts, owner, plain)
    # pip reads a wheel's tags from its name, so a folder by content keeps two of one name apart.
    place = f"{hashlib.sha256(content).hexdigest()[:16]}/{posixpath.basename(plain)}"
    files[place] = content
    return f"./{place}" + (f"[{extras}" if extras else "")


def _path(text: str) -> str:
    """The path in a line, without a comment or quotes."""
    return text.split(" #")[0].strip().strip("'\"")


def _read(parts: Parts, owner: str, path: str) -> bytes:
    try:
        return sources.read(parts, owner, path)
    except ApiError as error:
        raise InstallFailed(sources.why(error, path)) from None
    except OSError as error:
        raise InstallFailed(f"{path} cannot be read: {error.strerror}") from None
