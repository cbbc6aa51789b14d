"""The workspace tree: folders, imports, exports, deletes, and who may see what."""

from __future__ import annotations

import base64
import io
import json
import uuid
from typing import Any
from urllib.request import Request, urlopen

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    DatabricksError,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.workspace import ExportFormat, ImportFormat, Language, ObjectType

from tests.conftest import Person
from tests.live import Api, LiveServer

ADMIN = "admin@boathouse.local"


@pytest.fixture
def home(w: WorkspaceClient) -> str:
    """A folder of its own for each test, in the admin's home."""
    path = f"/Users/{ADMIN}/{uuid.uuid4().hex}"
    w.workspace.mkdirs(path)
    return path


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def put(w: WorkspaceClient, path: str, text: str, **settings: Any) -> None:
    settings.setdefault("format", ImportFormat.SOURCE)
    if settings["format"] == ImportFormat.SOURCE:
        settings.setdefault("language", Language.PYTHON)
    w.workspace.import_(path, content=encoded(text), **settings)


def exported(w: WorkspaceClient, path: str, format: ExportFormat | None = None) -> str:
    return base64.b64decode(str(w.workspace.export(path, format=format).content)).decode()


def error_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error_code"]


# Import and export


def test_an_export_begins_with_the_header_that_the_import_lacked(
    w: WorkspaceClient, home: str
) -> None:
    path = f"{home}/notebook.py"
    w.workspace.upload(path, io.BytesIO(b"print(1)"))
    with w.workspace.download(path) as file:
        assert file.read() == b"# Databricks notebook source\nprint(1)"
    assert w.workspace.get_status(path).language == Language.PYTHON


@pytest.mark.parametrize(
    ("language", "header", "kind"),
    [
        (Language.PYTHON, "# Databricks notebook source", "py"),
        (Language.SQL, "-- Databricks notebook source", "sql"),
        (Language.SCALA, "// Databricks notebook source", "scala"),
        (Language.R, "# Databricks notebook source", "r"),
    ],
)
def test_each_language_has_its_header(
    w: WorkspaceClient, home: str, language: Language, header: str, kind: str
) -> None:
    put(w, f"{home}/n", "1", language=language)
    put(w, f"{home}/n", f"{header}\n1", language=language, overwrite=True)
    answer = w.workspace.export(f"{home}/n")
    assert base64.b64decode(str(answer.content)).decode() == f"{header}\n1"
    assert answer.file_type == kind
    assert w.workspace.get_status(f"{home}/n").language == language


def test_windows_line_ends_and_a_byte_order_mark_do_not_hide_the_header(
    w: WorkspaceClient, home: str
) -> None:
    put(w, f"{home}/n", "\ufeff# Databricks notebook source\r\nprint(1)\r\n")
    assert exported(w, f"{home}/n") == "# Databricks notebook source\nprint(1)\n"


def test_auto_takes_the_extension_off_a_notebook_only(w: WorkspaceClient, home: str) -> None:
    put(w, f"{home}/a.sql", "-- Databricks notebook source\nSELECT 1", format=ImportFormat.AUTO)
    put(w, f"{home}/b.py", "print(1)", format=ImportFormat.AUTO)
    put(w, f"{home}/c.txt", "# Databricks notebook source", format=ImportFormat.AUTO)
    put(w, f"{home}/d.R", "# Databricks notebook source\n1", format=ImportFormat.AUTO)
    put(w, f"{home}/e.sql", "# Databricks notebook source\n1", format=ImportFormat.AUTO)
    found = {str(o.path): (o.object_type, o.language, o.size) for o in w.workspace.list(home)}
    assert found == {
        f"{home}/a": (ObjectType.NOTEBOOK, Language.SQL, None),
        f"{home}/b.py": (ObjectType.FILE, None, 8),
        f"{home}/c.txt": (ObjectType.FILE, None, 28),
        f"{home}/d": (ObjectType.NOTEBOOK, Language.R, None),
        f"{home}/e.sql": (ObjectType.FILE, None, 30),
    }


def test_raw_keeps_every_byte(w: WorkspaceClient, home: str) -> None:
    data = b"# Databricks notebook source\r\n\x00\xff"
    w.workspace.upload(f"{home}/x.py", io.BytesIO(data), format=ImportFormat.RAW)
    with w.workspace.download(f"{home}/x.py", format=ExportFormat.AUTO) as file:
        assert file.read() == data
    assert w.workspace.get_status(f"{home}/x.py").object_type == ObjectType.FILE


def jupyter(*cells: tuple[str, str], **metadata: Any) -> str:
    made = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
        for kind, text in cells
    ]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 2})


def test_jupyter_goes_in_and_out_with_its_cells(w: WorkspaceClient, home: str) -> None:
    import nbformat

    text = jupyter(("markdown", "# Title\n\ntext"), ("code", "a = 1\na"), ("code", "%sql SELECT 1"))
    put(w, f"{home}/n", text, format=ImportFormat.JUPYTER)
    assert exported(w, f"{home}/n") == (
        "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title\n# MAGIC\n# MAGIC text\n\n"
        "# COMMAND ----------\n\na = 1\na\n\n# COMMAND ----------\n\n# MAGIC %sql SELECT 1"
    )
    document = json.loads(exported(w, f"{home}/n", ExportFormat.JUPYTER))
    nbformat.validate(document)
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in document["cells"]]
    assert cells == [
        ("markdown", "# Title\n\ntext"),
        ("code", "a = 1\na"),
        ("code", "%sql SELECT 1"),
    ]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, Language.PYTHON),
        ({"language_info": {"name": "scala"}}, Language.SCALA),
        ({"kernelspec": {"name": "ir"}}, Language.R),
        (
            {
                "application/vnd.databricks.v1+notebook": {"language": "sql"},
                "language_info": {"name": "python"},
            },
            Language.SQL,
        ),
    ],
)
def test_jupyter_names_its_language(
    w: WorkspaceClient, home: str, metadata: dict[str, Any], language: Language
) -> None:
    text = jupyter(("code", "1"), **metadata)
    put(w, f"{home}/n.ipynb", text, format=ImportFormat.AUTO)
    assert w.workspace.get_status(f"{home}/n").language == language


def test_html_is_readable_and_escaped(w: WorkspaceClient, home: str) -> None:
    text = (
        "# MAGIC %md\n# MAGIC ## Results <b>\n\n# COMMAND ----------\n\n"
        "# DBTITLE 1,The <script>\nprint('</pre><script>alert(1)</script>')"
    )
    put(w, f"{home}/my <page>", text)
    page = exported(w, f"{home}/my <page>", ExportFormat.HTML)
    assert "<title>my &lt;page&gt;</title>" in page
    assert "<h3>Results &lt;b&gt;</h3>" in page
    assert "The &lt;script&gt;" in page
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_direct_download_is_an_attachment(api: Api, w: WorkspaceClient, home: str) -> None:
    put(w, f'{home}/a "b" é', "1")
    answer = api.get(
        "/api/2.0/workspace/export",
        params={"path": f'{home}/a "b" é', "direct_download": "true", "format": "HTML"},
    )
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''a%20%22b%22%20%C3%A9.html"
    )


def test_an_existing_path_is_not_replaced_unasked(w: WorkspaceClient, home: str) -> None:
    put(w, f"{home}/n", "1")
    before = w.workspace.get_status(f"{home}/n")
    with pytest.raises(ResourceAlreadyExists, match=r"Path \(.*/n\) already exists\."):
        put(w, f"{home}/n", "2")
    put(w, f"{home}/n", "2", overwrite=True)
    after = w.workspace.get_status(f"{home}/n")
    assert exported(w, f"{home}/n").endswith("\n2")
    assert (after.object_id, after.created_at) == (before.object_id, before.created_at)


def test_overwrite_does_not_change_the_type(w: WorkspaceClient, home: str) -> None:
    put(w, f"{home}/n", "1")
    w.workspace.mkdirs(f"{home}/folder")
    with pytest.raises(InvalidParameterValue, match="type mismatch"):
        put(w, f"{home}/n", "x", format=ImportFormat.RAW, overwrite=True)
    with pytest.raises(InvalidParameterValue, match="type mismatch"):
        put(w, f"{home}/folder", "x", overwrite=True)


def test_ten_megabytes_are_the_limit(api: Api, home: str) -> None:
    limit = 10 * 1024 * 1024

    def sent(size: int) -> Any:
        form = {"path": f"{home}/big", "format": "RAW", "overwrite": "true"}
        part = {"content": b"x" * size}
        return api.post("/api/2.0/workspace/import", data=form, files=part)

    assert sent(limit).status_code == 200
    assert error_of(sent(limit + 1)) == (400, "MAX_NOTEBOOK_SIZE_EXCEEDED")
    content = base64.b64encode(b"x" * (limit + 1)).decode()
    body = {"path": f"{home}/bigger", "format": "RAW", "content": content}
    answer = api.post("/api/2.0/workspace/import", json=body)
    assert error_of(answer) == (400, "MAX_NOTEBOOK_SIZE_EXCEEDED")


@pytest.mark.parametrize(
    ("settings", "status", "code"),
    [
        ({"format": "DBC"}, 501, "NOT_IMPLEMENTED"),
        ({"format": "R_MARKDOWN"}, 501, "NOT_IMPLEMENTED"),
        ({"format": "HTML"}, 501, "NOT_IMPLEMENTED"),
        ({"format": "source", "language": "PYTHON"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"format": "SOURCE"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"format": "JUPYTER"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"language": "COBOL"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"language": "PYTHON", "content": "%%%"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"language": "PYTHON", "content": "/w=="}, 400, "INVALID_PARAMETER_VALUE"),
        ({"language": "PYTHON", "content": None}, 400, "INVALID_PARAMETER_VALUE"),
        ({"language": "PYTHON", "overwrite": "perhaps"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"language": "PYTHON", "content": encoded("PK\x03\x04")}, 501, "NOT_IMPLEMENTED"),
        ({"language": "PYTHON", "path": 7}, 400, "INVALID_PARAMETER_VALUE"),
    ],
)
def test_a_wrong_import_says_what_is_wrong(
    api: Api, home: str, settings: dict[str, Any], status: int, code: str
) -> None:
    body = {"path": f"{home}/wrong", "content": encoded("x"), **settings}
    assert error_of(api.post("/api/2.0/workspace/import", json=body)) == (status, code)
    found = api.get("/api/2.0/workspace/get-status", params={"path": f"{home}/wrong"})
    assert found.status_code == 404


def test_a_refused_format_is_named(api: Api, home: str) -> None:
    body = {"path": f"{home}/x", "content": "", "format": "DBC"}
    assert "$.format" in api.post("/api/2.0/workspace/import", json=body).json()["message"]
    params = {"path": home, "format": "DBC"}
    assert "$.format" in api.get("/api/2.0/workspace/export", params=params).json()["message"]


def test_the_parent_must_exist(w: WorkspaceClient, home: str) -> None:
    put(w, f"{home}/n", "1")
    for parent in (f"{home}/missing", f"{home}/n"):
        with pytest.raises(ResourceDoesNotExist, match="The parent folder"):
            put(w, f"{parent}/x", "1")


def test_what_is_no_notebook_has_no_notebook_formats(w: WorkspaceClient, home: str) -> None:
    put(w, f"{home}/f.txt", "x", format=ImportFormat.RAW)
    with pytest.raises(InvalidParameterValue):
        w.workspace.export(f"{home}/f.txt", format=ExportFormat.HTML)
    with pytest.raises(DatabricksError, match="not implemented"):
        w.workspace.export(home)


# The tree


def test_a_list_shows_a_folder_s_children_or_the_one_object(
    api: Api, w: WorkspaceClient, home: str
) -> None:
    w.workspace.mkdirs(f"{home}/b/c")
    put(w, f"{home}/a", "1")
    assert [o.path for o in w.workspace.list(home)] == [f"{home}/a", f"{home}/b"]
    assert [o.path for o in w.workspace.list(f"{home}/a")] == [f"{home}/a"]
    assert [o.path for o in w.workspace.list(home, recursive=True)] == [f"{home}/a"]
    empty = api.get("/api/2.0/workspace/list", params={"path": f"{home}/b/c"})
    assert empty.json() == {}


def test_notebooks_modified_after(w: WorkspaceClient, home: str) -> None:
    put(w, f"{home}/a", "1")
    w.workspace.mkdirs(f"{home}/b")
    modified = int(w.workspace.get_status(f"{home}/a").modified_at or 0)
    for after, paths in ((modified, ["a", "b"]), (modified + 1, ["b"])):
        found = [o.path for o in w.workspace.list(home, notebooks_modified_after=after)]
        assert found == [f"{home}/{name}" for name in paths]


def test_get_status_carries_what_clients_need(api: Api, w: WorkspaceClient, home: str) -> None:
    put(w, f"{home}/n", "1")
    put(w, f"{home}/f", "123", format=ImportFormat.RAW)
    path = f"/api/2.0/workspace/get-status?path={home}/n&return_git_info=true"
    node = api.get(path).json()
    assert node["resource_id"] == str(node["object_id"])
    assert {"path", "object_type", "created_at", "modified_at", "language"} <= node.keys()
    assert w.workspace.get_status(f"{home}/f").size == 3
    # Not through `requests`: the SDK's own types do not know this field of the Go CLI.
    request = Request(f"{api.address}{path}&return_export_info=true")
    request.add_header("Authorization", f"Bearer {api.token}")
    with urlopen(request) as answer:
        assert json.load(answer)["repos_export_format"] == "SOURCE"


def test_what_always_exists(w: WorkspaceClient, server: LiveServer) -> None:
    for path in ("/", "/Users", "/Shared", "/Repos", f"/Users/{ADMIN}", "/Workspace"):
        assert w.workspace.get_status(path).object_type == ObjectType.DIRECTORY
    assert {"/Users", "/Shared", "/Repos"} <= {str(o.path) for o in w.workspace.list("/")}
    server.add_user("new-home@example.com")
    ids = {str(o.path): o.object_id for o in w.workspace.list("/Users")}
    assert ids["/Users/new-home@example.com"]
    put(w, "/Users/new-home@example.com/n", "1")
    w.workspace.mkdirs("/Users/new-home@example.com")


def test_one_object_under_all_its_spellings(w: WorkspaceClient, home: str) -> None:
    put(w, f"/Workspace//{home}///n/", "1")
    assert w.workspace.get_status(f"{home}/n").path == f"{home}/n"
    assert w.workspace.get_status(f"/Workspace{home}/n").path == f"{home}/n"


def test_mkdirs_makes_all_and_repeats(w: WorkspaceClient, home: str) -> None:
    w.workspace.mkdirs(f"{home}/a/b/c")
    w.workspace.mkdirs(f"{home}/a/b/c")
    put(w, f"{home}/a/n", "1")
    for path in (f"{home}/a/n", f"{home}/a/n/below"):
        with pytest.raises(ResourceAlreadyExists):
            w.workspace.mkdirs(path)


def test_delete(w: WorkspaceClient, home: str) -> None:
    w.workspace.mkdirs(f"{home}/a/b")
    put(w, f"{home}/a/b/n", "1")
    put(w, f"{home}/ab", "1")
    with pytest.raises(BadRequest, match="not empty") as caught:
        w.workspace.delete(f"{home}/a")
    assert caught.value.error_code == "DIRECTORY_NOT_EMPTY"
    w.workspace.delete(f"{home}/a", recursive=True)
    assert [o.path for o in w.workspace.list(home)] == [f"{home}/ab"]
    w.workspace.delete(f"{home}/ab")
    w.workspace.delete(home)
    with pytest.raises(NotFound):
        w.workspace.get_status(home)


def test_names_that_differ_in_case_are_two(w: WorkspaceClient, home: str) -> None:
    for path in (f"{home}/a/n", f"{home}/A/n", f"{home}/a_/n", f"{home}/a%/n"):
        w.workspace.mkdirs(path.removesuffix("/n"))
        put(w, path, "1")
    w.workspace.delete(f"{home}/a", recursive=True)
    assert [o.path for o in w.workspace.list(home)] == [f"{home}/A", f"{home}/a%", f"{home}/a_"]
    assert w.workspace.get_status(f"{home}/A/n")


@pytest.mark.parametrize("path", ["/", "/Users", "/Shared", "/Repos", f"/Users/{ADMIN}"])
def test_what_always_exists_stays(api: Api, path: str) -> None:
    body = {"path": path, "recursive": True}
    answer = api.post("/api/2.0/workspace/delete", json=body)
    assert error_of(answer) == (400, "DIRECTORY_PROTECTED")


@pytest.mark.parametrize("operation", ["get-status", "list", "export"])
def test_what_does_not_exist(api: Api, home: str, operation: str) -> None:
    answer = api.get(f"/api/2.0/workspace/{operation}", params={"path": f"{home}/nothing"})
    assert error_of(answer) == (404, "RESOURCE_DOES_NOT_EXIST")
    assert answer.json()["message"] == f"Path ({home}/nothing) doesn't exist."


@pytest.mark.parametrize(
    "path",
    [
        "relative",
        "",
        "/Shared/../Users",
        "/Shared/..",
        "/Workspace/../etc/passwd",
        "/Shared/./x",
        "/Shared/a\0b",
        "/Shared/a\nb",
        "/Shared/" + "n" * 256,
        "/Shared" + "/long" * 1000,
    ],
)
def test_a_path_that_is_none(api: Api, path: str) -> None:
    body = {"path": path, "content": "", "language": "PYTHON"}
    for operation in ("import", "mkdirs", "delete"):
        answer = api.post(f"/api/2.0/workspace/{operation}", json=body)
        assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")
    answer = api.get("/api/2.0/workspace/export", params={"path": path})
    assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")


def test_a_home_belongs_to_a_user(w: WorkspaceClient) -> None:
    for act in (w.workspace.mkdirs, lambda path: put(w, path, "1")):
        with pytest.raises(ResourceDoesNotExist):
            act("/Users/nobody@example.com")
    with pytest.raises(ResourceDoesNotExist):
        w.workspace.mkdirs("/Users/nobody@example.com/x")


# Who may what


def test_a_user_works_in_their_home_and_in_shared(other: Person, w: WorkspaceClient) -> None:
    for folder in (f"/Users/{other.user_name}/mine", f"/Shared/{uuid.uuid4().hex}"):
        other.w.workspace.mkdirs(folder)
        put(other.w, f"{folder}/n", "1")
        assert exported(w, f"{folder}/n").endswith("\n1")
        other.w.workspace.delete(folder, recursive=True)


@pytest.mark.parametrize("below", ["", "/exists", "/missing"])
def test_other_people_s_homes_are_closed(w: WorkspaceClient, other: Person, below: str) -> None:
    put(w, f"/Users/{ADMIN}/exists", "secret", overwrite=True)
    path = f"/Users/{ADMIN}{below}"
    for operation in ("get-status", "list", "export"):
        answer = other.api.get(f"/api/2.0/workspace/{operation}", params={"path": path})
        assert error_of(answer) == (403, "PERMISSION_DENIED")
    body = {"path": path, "content": "", "language": "PYTHON", "recursive": True}
    for operation in ("import", "mkdirs", "delete"):
        for spelled in (path, f"/Workspace{path}", path.replace("/", "//")):
            sent = {**body, "path": spelled, "overwrite": True}
            answer = other.api.post(f"/api/2.0/workspace/{operation}", json=sent)
            assert error_of(answer) == (403, "PERMISSION_DENIED")


def test_a_list_shows_only_what_one_may_see(w: WorkspaceClient, other: Person) -> None:
    w.workspace.mkdirs("/MyProject")
    assert "/MyProject" in {o.path for o in w.workspace.list("/")}
    assert {o.path for o in other.w.workspace.list("/")} == {"/Repos", "/Shared", "/Users"}
    assert {o.path for o in other.w.workspace.list("/Users")} == {f"/Users/{other.user_name}"}
    with pytest.raises(PermissionDenied):
        list(other.w.workspace.list("/MyProject"))
    for path in ("/TheirProject", "/Repos/somebody@example.com", "/Users/somebody@example.com"):
        with pytest.raises(PermissionDenied):
            other.w.workspace.mkdirs(path)


def test_a_home_is_not_opened_by_a_name_that_begins_alike(
    server: LiveServer, other: Person
) -> None:
    server.add_user(f"{other.user_name}.au")
    answer = other.api.get(
        "/api/2.0/workspace/list", params={"path": f"/Users/{other.user_name}.au"}
    )
    assert error_of(answer) == (403, "PERMISSION_DENIED")


def test_nobody_without_a_token_reads(api: Api) -> None:
    answer = api.as_(None).get("/api/2.0/workspace/list", params={"path": "/"})
    assert answer.status_code == 401
