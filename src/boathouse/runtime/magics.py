"""What a cell does by the %magic it begins with."""

import importlib
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Protocol

from boathouse.runtime import commands, display, spark, sql_text
from boathouse.runtime.dbutils import DbUtils
from boathouse.runtime.source import Cell

LANGUAGES = {"PYTHON": "python", "SQL": "sql", "SCALA": "scala", "R": "r"}
_FS_VERBS = ("ls", "head", "cp", "rm", "mkdirs", "put", "mv")
_ARGUMENT = re.compile(r"\$([^=\s]+)=(.*)", re.DOTALL)


class Host(Protocol):
    """What the magics need of the notebook that they run in."""

    dbutils: DbUtils
    names: dict[str, Any]

    def python(self, text: str) -> None: ...
    def show(self, bundle: display.Bundle) -> None: ...
    def include(self, path: str, arguments: dict[str, str]) -> None: ...


class Magics:
    """Runs cells; what no magic claims is Python (IPython's own magics included)."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._verbs: dict[str, Callable[[str], None]] = {
            "python": host.python,
            "sql": self._sql,
            "md": self._markdown,
            "md-sandbox": self._markdown,
            "sh": commands.bash,
            "fs": self._fs,
            "run": self._run,
            "scala": self._refuse("Scala"),
            "r": self._refuse("R"),
        }

    def line_magics(self) -> dict[str, Callable[[str], None]]:
        """Those that may stand inside a Python cell too, instead of IPython's."""
        names = ("sql", "sh", "fs", "run")
        return {name: self._verbs[name] for name in names} | {"pip": self._pip}

    def execute(self, cell: Cell, language: str) -> None:
        """Run one cell of a notebook in `language`. Errors: whatever the cell raises."""
        if cell.magic is None:
            self._verbs[LANGUAGES[language]](cell.text)
        elif cell.magic == "pip":
            self._pip_lines(cell.text)
        else:
            verb = self._verbs.get(cell.magic)
            if verb is None:
                self._host.python(cell.text)
            else:
                verb(cell.body)

    def _sql(self, text: str) -> None:
        statements = sql_text.split(text)
        shown: display.Bundle | None = None
        for statement in statements:
            frame = spark.session().sql(statement, args=self._arguments(statement))
            self._host.names["_sqldf"] = frame
            # Each is fetched, not only the last: a query runs when its rows are asked for.
            shown = display.bundle(frame) if frame.columns else None
        if shown is not None:
            self._host.show(shown)

    def _arguments(self, statement: str) -> dict[str, Any] | None:
        """Widgets for the parameter markers; a marker without one is the engine's to refuse."""
        values = self._host.dbutils.widgets.getAll()
        names = sql_text.parameters(statement) & values.keys()
        return {name: values[name] for name in names} or None

    def _markdown(self, text: str) -> None:
        text = text.strip("\n")
        self._host.show({"text/markdown": text, "text/plain": text})

    def _pip_lines(self, text: str) -> None:
        """Leading %pip lines, then Python."""
        lines = text.strip().replace("\\\n", " ").split("\n")
        while lines and (not lines[0].strip() or lines[0].strip().startswith("%pip")):
            line = lines.pop(0).strip()
            if line:
                self._pip(line.removeprefix("%pip"))
        if lines:
            self._host.python("\n".join(lines))

    def _pip(self, text: str) -> None:
        try:
            commands.pip(shlex.split(text, comments=True))
        finally:
            importlib.invalidate_caches()

    def _fs(self, text: str) -> None:
        words = shlex.split(text)
        if not words or words[0] not in _FS_VERBS:
            raise NotImplementedError(f"%fs {' '.join(words[:1])} is not implemented")
        flags = [word for word in words[1:] if word in ("-r", "--recurse", "--overwrite")]
        plain = [word for word in words[1:] if word not in flags]
        options = {"overwrite" if flag == "--overwrite" else "recurse": True for flag in flags}
        answer = getattr(self._host.dbutils.fs, words[0])(*plain, **options)
        if words[0] == "ls":
            columns = ["path", "name", "size", "modificationTime"]
            self._host.show(display.table(columns, answer))
        else:
            print(answer)

    def _run(self, text: str) -> None:
        words = shlex.split(text, comments=True)
        if not words:
            raise ValueError("%run needs the path of a notebook")
        arguments: dict[str, str] = {}
        for word in words[1:]:
            found = _ARGUMENT.fullmatch(word)
            if not found:
                raise ValueError(f'%run takes arguments like $name="value", not {word!r}')
            arguments[found.group(1)] = found.group(2)
        self._host.include(words[0], arguments)

    def _refuse(self, language: str) -> Callable[[str], None]:
        def refuse(_text: str) -> None:
            raise NotImplementedError(
                f"{language} cells cannot run here: only Python, SQL, %sh and %md can"
            )

        return refuse


def run_system_command(text: str) -> None:
    """IPython's `!command`: a failure is shown, as there, not raised."""
    try:
        commands.run(["bash", "-c", text], "!")
    except subprocess.CalledProcessError as error:
        print(f"exit code {error.returncode}", file=sys.stderr)
