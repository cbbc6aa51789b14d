"""Python cells: an IPython shell inside this process, without a kernel, history or prompts."""

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from boathouse.runtime.outputs import CellOutputs


class Results(DisplayHook):  # type: ignore[misc, unused-ignore]
    """Hands the value of the last expression to the cell's outputs."""

    def start_displayhook(self) -> None:
        """Nothing, as below."""

    def finish_displayhook(self) -> None:
        """Nothing, as below."""

    def write_output_prompt(self) -> None:
        """Nothing: there is no terminal."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the mime bundle."""
        self.shell.cell.result(self.shell.count, dict(format_dict), dict(md_dict or {}))


class Displays(DisplayPublisher):  # type: ignore[misc, unused-ignore]
    """Hands what IPython displays to the cell's outputs."""

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        """Keep the mime bundle."""
        self.shell.cell.show(dict(data), dict(metadata or {}))


class Shell(InteractiveShell):  # type: ignore[misc, unused-ignore]
    """The shell; `cell` and `count` are set before each cell."""

    cell: CellOutputs
    count = 0
    displayhook_class = Type(Results)
    display_pub_class = Type(Displays)

    def showtraceback(self, *_: Any, **__: Any) -> None:
        """Nothing: the error is taken from the result."""

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """Nothing, as for showtraceback."""


def start(folder: Path, names: dict[str, Any], run_command: Callable[[str], None]) -> Shell:
    """Make the one shell of this process; `names` are in the namespace of `__main__`."""
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    config = Config()
    config.HistoryManager.enabled = False
    config.Shell.colors = "nocolor"
    # pickle finds classes and functions of the notebook where they say that they are.
    module = ModuleType("__main__")
    module.__dict__.update(names)
    sys.modules["__main__"] = module
    sys.argv = [""]
    sys.path.insert(0, os.getcwd())
    shell: Shell = Shell.instance(config=config, user_module=module, user_ns=module.__dict__)
    shell.system = run_command
    numbers = itertools.count(1)
    # In tracebacks: which cell it was. linecache wants a name of its own for each text.
    shell.compile.get_code_name = lambda *_: f"<cell {shell.count}.{next(numbers)}>"
    return shell
