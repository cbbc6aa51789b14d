"""Notebook tasks: cells, magics, what is kept of their output, and how they end."""

import base64
import zipfile
from pathlib import Path
from typing import Any

import pytest

from boathouse.runtime.source import Cell, render
from tests.runtime.conftest import Api, Engine, Folder


def notebook(*texts: str, language: str = "PYTHON") -> str:
    return render([Cell(text) for text in texts], language)


def texts(outputs: list[Any]) -> str:
    return "".join(one.get("text", "") for one in outputs)


def test_cells_and_their_outputs(folder: Folder) -> None:
    cells = [
        "print('hi')\n1 + 1",
        "%md\n# Title",
        "import sys\nprint('err', file=sys.stderr)\nclass A:\n  def _repr_html_(self): "
        "return '<i>a</i>'\nA()",
        "from IPython.display import display as show\nshow(A())",
        "x = await __import__('asyncio').sleep(0, 5)\nx",
        "!echo from a shell",
        "%%capture c\nprint('hidden')",
        "display([1]); displayHTML('<b>')",
    ]
    folder.make(notebook(*cells), "notebook").run()
    assert folder.result["error_trace"] is None
    out = folder.outputs
    assert [texts(one) for one in out] == [
        "hi\n",
        "",
        "err\n",
        "",
        "",
        "from a shell\n",
        "",
        "",
    ]
    assert out[0][1]["data"] == {"text/plain": "2"}
    assert out[0][1]["execution_count"] == 1
    assert out[1][0]["data"]["text/markdown"] == "# Title"
    assert out[2][1]["data"]["text/html"] == "<i>a</i>"
    assert out[3][0]["data"]["text/html"] == "<i>a</i>"
    assert out[4][0]["data"]["text/plain"] == "5"
    assert out[7][1]["data"]["text/html"] == "<b>"
    assert folder.log == "hi\nerr\nfrom a shell\n"


def test_it_stops_at_the_first_failing_cell(folder: Folder) -> None:
    cells = ["a = 1", "def f():\n    return a / 0\nf()", "open('ran', 'w')"]
    folder.make(notebook(*cells), "notebook").run()
    assert folder.result["error"] == "ZeroDivisionError: division by zero"
    trace = folder.result["error_trace"]
    assert trace.count("  File ") == 2
    assert 'File "<cell 2.' in trace
    assert "return a / 0" in trace
    error = folder.outputs[1][0]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert folder.outputs[2] == []
    assert folder.log == ""
    assert not (folder.path / "work/ran").exists()
    assert folder.exit["exit_code"] == 1


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("def f(:", "SyntaxError: invalid syntax"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        (
            "%scala\nval x = 1",
            "NotImplementedError: Scala cells cannot run here: only Python, SQL, %sh and %md can",
        ),
        (
            "%r\nx <- 1",
            "NotImplementedError: R cells cannot run here: only Python, SQL, %sh and %md can",
        ),
        ("%nonsense", "IPython.core.error.UsageError: Line magic function `%nonsense` not found."),
        (
            "%sh exit 3",
            "subprocess.CalledProcessError: Command '%sh' returned non-zero exit status 3.",
        ),
        ("%pip uninstall x", "NotImplementedError: %pip uninstall is not implemented"),
        ("%run", "ValueError: %run needs the path of a notebook"),
        ("%run ./x y", "ValueError: %run takes arguments like $name=\"value\", not 'y'"),
        ("%fs mount x", "NotImplementedError: %fs mount is not implemented"),
        (
            "dbutils.library.restartPython()",
            "NotImplementedError: dbutils.library.restartPython is not implemented",
        ),
        ("dbutils.fs.mount('a', 'b')", "NotImplementedError: dbutils.fs.mount is not implemented"),
        (
            "dbutils.credentials.showRoles()",
            "NotImplementedError: dbutils.credentials.showRoles is not implemented",
        ),
        (
            "dbutils.widgets.get('nope')",
            "com.databricks.dbutils_v1.InputWidgetNotDefined: "
            "No input widget named nope is defined",
        ),
        (
            "dbutils.secrets.get('s', 'k')",
            "boathouse.runtime.rest.WorkspaceError: DATABRICKS_HOST is not set for this task",
        ),
        (
            "display(dbutils.jobs.taskValues.set('k', object()))",
            "ValueError: The task value 'k' cannot be JSON: "
            "Object of type object is not JSON serializable",
        ),
    ],
)
def test_a_cell_that_fails(folder: Folder, cell: str, error: str) -> None:
    folder.make(notebook(cell), "notebook").run()
    assert folder.result["error"] == error
    assert folder.outputs[0][-1]["output_type"] == "error"


def test_exit_ends_the_notebook_well(folder: Folder) -> None:
    cells = ["try:\n  dbutils.notebook.exit('the value')\nexcept Exception: pass", "1 / 0"]
    folder.make(notebook(*cells), "notebook").run()
    assert folder.result == {
        "status": "ok",
        "exit_value": "the value",
        "error": None,
        "error_trace": None,
    }


def test_sql(folder: Folder, engine: Engine) -> None:
    cells = [
        "-- a comment;\ncreate or replace temp view v as select ';<b>' as x;\nselect * from v;",
        "%python\nprint(_sqldf.first().x, spark.range(10).count())\ndisplay(_sqldf.toPandas())",
        "%python\ndisplay(spark.range(1500))",
        "select concat(:who, '!') as greeting /* :unused */",
        "select 1 / 0 as fine_until_fetched; select nope; select 2",
    ]
    folder.make(
        notebook(*cells, language="SQL"),
        "notebook",
        language="SQL",
        parameters={"who": "it's me", "unused": "u"},
        env=engine.env,
    ).run()
    out = folder.outputs
    assert "<td>;&lt;b&gt;</td>" in out[0][0]["data"]["text/html"]
    assert texts(out[1]) == ";<b> 10\n"
    assert "<td>;&lt;b&gt;</td>" in out[1][1]["data"]["text/html"]
    assert "Truncated: only the first 1,000 rows" in out[2][0]["data"]["text/plain"]
    assert folder.result["status"] == "error"
    assert "it's me!" in out[3][0]["data"]["text/plain"]
    assert out[4][-1]["output_type"] == "error"


def test_output_is_bounded(folder: Folder) -> None:
    cells = [
        "print('first')\nfor _ in range(50): print('y' * 999_999)\nprint('last')",
        "for i in range(40_000): display(i)",
        "x = 'z' * 6_000_000\nx",
        "for _ in range(6): print('y' * 999_999)",
        "for _ in range(6): print('y' * 999_999)",
        "for _ in range(6): print('y' * 999_999)",
        "print('not kept'); 1/0",
    ]
    folder.make(notebook(*cells), "notebook").run()
    assert (folder.path / "out" / "notebook.ipynb").stat().st_size < 30_000_000
    out = folder.outputs
    assert out[0][0]["text"].startswith("first\n")
    assert len(out[0][0]["text"]) <= 5_000_000
    assert out[0][-1]["text"] == out[1][-1]["text"] == out[2][-1]["text"]
    assert out[0][-1]["text"] == "Truncated: the cell showed more than is kept.\n"
    assert len(out[1]) < 25_000
    assert out[6][-2]["ename"] == "ZeroDivisionError"
    assert folder.log.endswith("y\nnot kept\n")


def test_shell_cells(folder: Folder) -> None:
    cells = [
        '%sh\necho out; echo err >&2\necho "$BOATHOUSE_MARK" | wc -c',
        "%sh sleep 600 &\necho not waited for",
    ]
    folder.make(notebook(*cells), "notebook").run()
    assert texts(folder.outputs[0]) == "out\nerr\n33\n"
    assert texts(folder.outputs[1]) == "not waited for\n"
    assert folder.result["status"] == "ok"
    assert folder.survivors() == []


def wheel(place: Path) -> Path:
    """A wheel with one module, made by hand: pip needs no index for it."""
    path = place / "tiny_thing-1.0-py3-none-any.whl"
    about = "tiny_thing-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny_thing.py", "VALUE = 42\n")
        archive.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{about}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{about}/RECORD", "")
    return path


def test_pip(folder: Folder, tmp_path: Path) -> None:
    site = tmp_path / "site"
    cells = [
        "try:\n  import tiny_thing\nexcept ImportError: print('not yet')",
        f"%pip install --no-index -q {wheel(tmp_path)}\nimport tiny_thing\nprint(tiny_thing.VALUE)",
        "import boathouse; print(tiny_thing.__file__)",
        "%pip install --no-index no-such-thing-at-all",
    ]
    folder.make(notebook(*cells), "notebook", env={"BOATHOUSE_SITE": str(site)}).run()
    assert texts(folder.outputs[0]) == "not yet\n"
    assert texts(folder.outputs[1]).endswith("42\n")
    assert texts(folder.outputs[2]) == f"{site}/tiny_thing.py\n"
    assert folder.result["error"].endswith("Command '%pip' returned non-zero exit status 1.")


def test_run(folder: Folder, api: Api) -> None:
    stored = {
        "/Users/ada/lib/helper": notebook(
            "y = x + 1\nprint(dbutils.widgets.get('name'))", "%run ./deep"
        ),
        "/Users/ada/lib/deep": notebook("%md deep", "%python\nz = y + 1", language="SQL"),
        "/Shared/loop": notebook("%run /Shared/loop"),
        "/Shared/ends": notebook("dbutils.notebook.exit('from below')"),
    }

    def export(asked: dict[str, Any]) -> tuple[int, Any]:
        assert asked["format"] == "SOURCE"
        if asked["path"] not in stored:
            return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "gone"}
        return 200, {"content": base64.b64encode(stored[asked["path"]].encode()).decode()}

    api.routes["GET", "/api/2.0/workspace/export"] = export
    cells = [
        "x = 1",
        '%run ./lib/helper $name="Ada L"',
        "print(x, y, z)",
        "for path in ('/Users/ada/lib/../nope', '/Shared/loop'):\n"
        "  try:\n    get_ipython().run_line_magic('run', path)\n"
        "  except Exception as error:\n    print(error)",
        '%run "/Shared/ends"',
        "1 / 0",
    ]
    folder.make(notebook(*cells), "notebook", env=api.env).run()
    assert folder.result["error_trace"] is None
    assert folder.result["exit_value"] == "from below"
    assert folder.log.splitlines() == [
        "Ada L",
        "1 2 3",
        "%run: there is no notebook /Users/ada/nope",
        "%run is nested deeper than 20: /Shared/loop runs itself?",
    ]
    assert folder.outputs[1][1]["data"]["text/markdown"] == "deep"


def test_a_fork_in_a_cell_does_not_run_the_rest(folder: Folder) -> None:
    cells = ["import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)", "print('second')"]
    folder.make(notebook(*cells), "notebook").run()
    assert folder.result["status"] == "ok"
    assert folder.log == "second\n"


def test_help_and_classes(folder: Folder) -> None:
    cells = [
        "import pickle\nclass P: pass\nassert type(pickle.loads(pickle.dumps(P()))) is P",
        "dbutils.help(); dbutils.fs.help()",
    ]
    folder.make(notebook(*cells), "notebook").run()
    assert folder.result["error_trace"] is None
    assert "head(file: str, max_bytes: int = 65536) -> str: The first bytes" in folder.log
    assert "dbutils.jobs.taskValues\n" in folder.log


def test_the_runtime_stands_alone() -> None:
    sources = Path(__file__).parents[2] / "src/boathouse/runtime"
    for path in sources.rglob("*.py"):
        for line in path.read_text().splitlines():
            if line.strip().startswith(("import boathouse", "from boathouse")):
                assert "boathouse.runtime" in line, f"{path.name}: {line}"


@pytest.mark.parametrize(
    ("source", "changes", "error"),
    [
        (b"print('\xff')", {}, "UnicodeDecodeError"),
        (b"", {"language": "COBOL"}, "KeyError"),
        (b"", {"env": {"BOATHOUSE_ENGINE_PATIENCE": "long"}}, "ValueError"),
    ],
)
def test_a_notebook_that_cannot_begin(
    folder: Folder, source: bytes, changes: dict[str, Any], error: str
) -> None:
    folder.make("", "notebook", **changes)
    (folder.path / "source").write_bytes(source)
    folder.run()
    assert folder.result["error"].startswith(error)
    assert folder.exit["exit_code"] == 1


def test_an_empty_notebook(folder: Folder) -> None:
    folder.make("# Databricks notebook source\n", "notebook", timeout_seconds=10**12).run()
    assert folder.result["status"] == "ok"
    assert folder.outputs == []
