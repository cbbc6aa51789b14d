"""dbutils inside a task: widgets, secrets, task values, files."""

import base64
import os
from pathlib import Path
from typing import Any

from boathouse.runtime.source import Cell, render
from tests.runtime.conftest import Api, Folder

SECRET = "hunter2 pass"


def notebook(*texts: str) -> str:
    return render([Cell(text) for text in texts], "PYTHON")


def test_widgets(folder: Folder) -> None:
    cell = """
w = dbutils.widgets
w.text("a", "default"); w.dropdown("b", "x", ["x", "y"]); w.multiselect("c", "p", ["p"])
w.combobox("d", "free", ["p"])
print(w.get("a"), w.get("b"), w.get("extra"), w.getArgument("none", "z"), getArgument("d"))
print(sorted(w.getAll().items()))
try:
    w.dropdown("e", "q", ["x"])
except ValueError as error:
    print(error)
w.remove("a"); print("a" in w.getAll()); w.removeAll(); print(w.getAll())
"""
    parameters = {"a": "given", "extra": "e"}
    folder.make(notebook(cell), "notebook", parameters=parameters).run()
    assert folder.result["error_trace"] is None
    assert folder.log.splitlines() == [
        "given x e z free",
        "[('a', 'given'), ('b', 'x'), ('c', 'p'), ('d', 'free'), ('extra', 'e')]",
        "The default value 'q' of 'e' is not a choice of it",
        "False",
        "{}",
    ]


def test_secrets_are_redacted(folder: Folder, api: Api) -> None:
    encoded = base64.b64encode(SECRET.encode()).decode()
    values = {"k": encoded, "empty": ""}

    def get(asked: dict[str, Any]) -> tuple[int, Any]:
        if asked["key"] not in values:
            return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "x"}
        return 200, {"key": asked["key"], "value": values[asked["key"]]}

    api.routes["GET", "/api/2.0/secrets/get"] = get
    api.routes["GET", "/api/2.0/secrets/list"] = lambda asked: (
        200,
        {"secrets": [{"key": asked["scope"] + "-key"}]},
    )
    cells = [
        "s = dbutils.secrets.get(scope='s', key='k')\nprint(len(s), s, dbutils.secrets.list('s'))",
        "displayHTML('<p>' + s)\ns",
        "print(repr(dbutils.secrets.get('s', 'empty')), dbutils.secrets.getBytes('s', 'k') == "
        "s.encode())\ntry:\n  dbutils.secrets.get('s', 'no')\nexcept ValueError as e: print(e)",
        "%sh\necho hunter2' 'pass",
        "raise ValueError('bad ' + s)",
    ]
    folder.make(notebook(*cells), "notebook", env=api.env).run()
    assert folder.log.splitlines() == [
        "12 [REDACTED] [SecretMetadata(key='s-key')]",
        "'' True",
        "Secret does not exist with scope: s and key: no",
        "[REDACTED]",
    ]
    assert folder.result["error"] == "ValueError: bad [REDACTED]"
    assert SECRET not in folder.read("out/result.json") + folder.read("out/notebook.ipynb")
    assert folder.outputs[1][1]["data"]["text/plain"] == "'[REDACTED]'"


def test_task_values(folder: Folder) -> None:
    cell = """
t = dbutils.jobs.taskValues
t.set("n", 1); t.set(key="d", value={"a": [1]})
print(t.get("before", "v"), t.get(taskKey="before", key="no", default=5, debugValue=6))
for wrong in (lambda: t.get("before", "no"), lambda: t.set("big", "x" * 49_152)):
    try:
        wrong()
    except ValueError as error:
        print(error)
"""
    upstream = {"before": {"v": [1, "two"]}}
    folder.make(notebook(cell), "notebook", upstream_values=upstream).run()
    assert folder.log.splitlines() == [
        "[1, 'two'] 5",
        "The task 'before' has set no task value 'no'",
        "The task value 'big' is larger than 48 KiB as JSON",
    ]
    assert folder.json("out/task_values.json") == {"n": 1, "d": {"a": [1]}}


class DbfsServer:
    """The DBFS calls over a folder."""

    def __init__(self, api: Api, root: Path) -> None:
        self.root = root
        self.handles: list[Path] = []
        for verb, method in {
            "get-status": "GET",
            "list": "GET",
            "read": "GET",
            "mkdirs": "POST",
            "move": "POST",
            "delete": "POST",
            "create": "POST",
            "add-block": "POST",
            "close": "POST",
        }.items():
            answer = getattr(self, verb.replace("-", "_"))
            api.routes[method, f"/api/2.0/dbfs/{verb}"] = lambda asked, f=answer: f(asked)

    def at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def entry(self, place: Path) -> dict[str, Any]:
        path = "/" + str(place.relative_to(self.root))
        size = 0 if place.is_dir() else place.stat().st_size
        return {"path": path, "is_dir": place.is_dir(), "file_size": size, "modification_time": 5}

    def get_status(self, asked: dict[str, Any]) -> tuple[int, Any]:
        place = self.at(asked["path"])
        if not place.exists():
            return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no"}
        return 200, self.entry(place)

    def list(self, asked: dict[str, Any]) -> tuple[int, Any]:
        places = sorted(self.at(asked["path"]).iterdir())
        return 200, {"files": [self.entry(place) for place in places]} if places else {}

    def read(self, asked: dict[str, Any]) -> tuple[int, Any]:
        data = self.at(asked["path"]).read_bytes()[int(asked["offset"]) :][: int(asked["length"])]
        encoded = base64.b64encode(data).decode()
        return 200, {"bytes_read": len(data), "data": encoded}

    def mkdirs(self, asked: dict[str, Any]) -> tuple[int, Any]:
        self.at(asked["path"]).mkdir(parents=True, exist_ok=True)
        return 200, {}

    def move(self, asked: dict[str, Any]) -> tuple[int, Any]:
        self.at(asked["source_path"]).rename(self.at(asked["destination_path"]))
        return 200, {}

    def delete(self, asked: dict[str, Any]) -> tuple[int, Any]:
        place = self.at(asked["path"])
        os.rmdir(place) if place.is_dir() else place.unlink()
        return 200, {}

    def create(self, asked: dict[str, Any]) -> tuple[int, Any]:
        place = self.at(asked["path"])
        if place.exists() and not asked["overwrite"]:
            return 400, {"error_code": "RESOURCE_ALREADY_EXISTS", "message": "exists"}
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"")
        self.handles.append(place)
        return 200, {"handle": len(self.handles) - 1}

    def add_block(self, asked: dict[str, Any]) -> tuple[int, Any]:
        data = base64.b64decode(asked["data"])
        assert len(data) <= 1024 * 1024
        with open(self.handles[asked["handle"]], "ab") as file:
            file.write(data)
        return 200, {}

    def close(self, _asked: dict[str, Any]) -> tuple[int, Any]:
        return 200, {}


def test_fs(folder: Folder, api: Api, tmp_path: Path) -> None:
    DbfsServer(api, tmp_path / "dbfs")
    cell = """
fs = dbutils.fs
def shows(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
fs.put("/d/a.txt", "hello"); fs.put("dbfs:/d/b.bin", "b" * 3_000_000)
shows(lambda: fs.put("/d/a.txt", "again"))
shows(lambda: fs.put("/d/a.txt", "hello again", overwrite=True))
fs.mkdirs("/d/sub")
for one in fs.ls("/d"): print(tuple(one), one.isDir())
shows(lambda: fs.head("/d/a.txt", 5))
shows(lambda: fs.cp("/d", "file:/tmp/x"))
local = "file:" + __import__("os").getcwd() + "/copy"
shows(lambda: fs.cp("dbfs:/d", local, recurse=True))
print([(f.name, f.size) for f in fs.ls(local) if f.isFile()], fs.head(local + "/a.txt"))
shows(lambda: fs.cp(local + "/a.txt", "/d/sub"))
shows(lambda: fs.head("/d/sub/a.txt"))
shows(lambda: fs.mv("/d/a.txt", "/moved.txt"))
shows(lambda: fs.ls("/moved.txt")[0].path)
shows(lambda: fs.rm("/moved.txt"))
shows(lambda: fs.rm("/moved.txt"))
shows(lambda: fs.rm(local, True))
shows(lambda: fs.ls("/nope"))
shows(lambda: fs.ls("relative"))
shows(lambda: fs.ls("s3://bucket"))
"""
    folder.make(notebook(cell, "%fs ls /d"), "notebook", env=api.env).run()
    assert folder.result["error_trace"] is None
    assert folder.log.splitlines() == [
        "Wrote 5 bytes.",
        "Wrote 3000000 bytes.",
        "WorkspaceError RESOURCE_ALREADY_EXISTS: exists",
        "Wrote 11 bytes.",
        "True",
        "('dbfs:/d/a.txt', 'a.txt', 11, 5) False",
        "('dbfs:/d/b.bin', 'b.bin', 3000000, 5) False",
        "('dbfs:/d/sub/', 'sub/', 0, 5) True",
        "[Truncated to first 5 bytes]",
        "hello",
        "ValueError /d is a folder: pass recurse=True to copy it",
        "True",
        "[('a.txt', 11), ('b.bin', 3000000)] hello again",
        "True",
        "hello again",
        "True",
        "dbfs:/moved.txt",
        "True",
        "False",
        "True",
        "FileNotFoundError No such file or directory: dbfs:/nope",
        "ValueError The path 'relative' is not absolute",
        "NotImplementedError dbutils.fs on 's3://bucket' is not implemented",
    ]
    assert "<td>dbfs:/d/b.bin</td>" in folder.outputs[1][0]["data"]["text/html"]
