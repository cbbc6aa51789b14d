"""Attacks by paths: none leads out of its tree, and no spelling of one opens what is another's."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator

import pytest

from tests.security.attacked import ADA, HIDDEN, MALLORY, Attacked
from tests.services.permissions import put_file


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Nobody else's workspace."""
    made = Attacked(tmp_path_factory.mktemp("attacked"))
    yield made
    made.close()


CLIMBS = [
    "/../../../admin.token",
    "/Shared/../../admin.token",
    "/./admin.token",
    "/Shared//../..//../secret.key",
    "/Shared/..\\..\\..\\admin.token",
    "\\..\\..\\admin.token",
    "/Shared/%2e%2e/%2e%2e/admin.token",
    "/Shared/%252e%252e/%252e%252e/admin.token",
    "/Shared/%c0%ae%c0%ae/admin.token",
    "/Shared/\uff0e\uff0e/\uff0e\uff0e/admin.token",
    "/Shared/\u2025/admin.token",
    "/Shared/a\0/../../admin.token",
    "/Shared/admin.token\0.txt",
    "../../admin.token",
    "dbfs:/../admin.token",
    "dbfs:/../../../../etc/passwd",
    "file:/etc/passwd",
    "//etc/passwd",
    "~/admin.token",
    "C:\\admin.token",
]
READS = ["workspace/export", "workspace/get-status", "workspace/list"]
READS += ["dbfs/read", "dbfs/get-status", "dbfs/list"]
WRITES = ["workspace/mkdirs", "workspace/delete", "dbfs/mkdirs", "dbfs/delete", "dbfs/put"]


@pytest.mark.parametrize("path", CLIMBS)
def test_no_path_leads_out_of_its_tree(attacked: Attacked, path: str) -> None:
    content = base64.b64encode(b"planted").decode()
    inside, outside = attacked.inside(), attacked.outside()
    people = (attacked.mallory, attacked.admin)
    for who, operation in itertools.product(people, READS):
        answer = who.get(f"/api/2.0/{operation}", params={"path": path})
        assert 400 <= answer.status_code < 500, (operation, answer.text)
        assert "root:" not in answer.text
    for who in people:
        for operation in WRITES:
            body = {"path": path, "contents": content, "overwrite": True}
            assert who.post(f"/api/2.0/{operation}", json=body).status_code < 500, operation
        move = {"source_path": path, "destination_path": f"{path}.moved"}
        assert who.post("/api/2.0/dbfs/move", json=move).status_code < 500
        assert put_file(who, path, overwrite=True).status_code < 500
    assert (attacked.inside(), attacked.outside()) == (inside, outside)


@pytest.mark.parametrize("path", ["/../out", "/a/../../out", "/./out", "/a/\0out", "relative"])
def test_a_path_that_climbs_is_refused_not_tidied(attacked: Attacked, path: str) -> None:
    put = {"path": path, "contents": ""}
    assert attacked.admin.post("/api/2.0/dbfs/put", json=put).status_code == 400
    assert put_file(attacked.admin, path).status_code == 400


@pytest.mark.parametrize(
    "name", ["..%2f..%2fout", "%2e%2e/%2e%2e/out", "Shared/..%5c..%5cout", "a%00b", "../../../out"]
)
def test_an_import_by_url_stays_in_its_tree(attacked: Attacked, name: str) -> None:
    outside, inside = attacked.outside(), attacked.inside()
    head = f"POST /api/2.0/workspace-files/import-file/{name}?overwrite=true HTTP/1.1\r\n"
    head += f"Host: x\r\nConnection: close\r\nAuthorization: Bearer {attacked.admin.token}\r\n"
    [reply] = attacked.send(f"{head}Content-Length: 2\r\n\r\nhi".encode())
    backslashes = "%5c" in name  # a plain character of a name, here as on the real platform
    assert reply.status == (200 if backslashes else 400), reply.raw
    assert (attacked.outside(), attacked.inside()) == (outside, inside)


@pytest.mark.parametrize(
    "target",
    [
        "/page/../index.html", "/page/%2e%2e/index.html", "/page/..%2f__init__.py",
        "/page/..%252f__init__.py", "/page/%2fetc%2fpasswd", "/page//etc/passwd",
        "/page/..%5capp.py", "/page/index.html%00.js", "/page/index.html%00", "/page/.", "/page/..",
        "/page/",
        "/page/%ff%fe", "/page/index.html/..", "/../../../../etc/passwd", "/%2e%2e/etc/passwd",
        "//etc/passwd", "/page/INDEX.HTML", "/page/index.html%20", "/page/*",
    ],
)  # fmt: skip
def test_the_page_has_no_other_files(attacked: Attacked, target: str) -> None:
    reply = attacked.get(target)
    assert reply.status == 404, reply.raw
    assert b"ENDPOINT_NOT_FOUND" in reply.body


@pytest.mark.parametrize(
    "spelled",
    [
        f"/Users/{ADA}/secret.txt",
        f"/Workspace/Users/{ADA}/secret.txt",
        f"/Workspace/Workspace/Users/{ADA}/secret.txt",
        f"/Workspace//Users///{ADA}/secret.txt/",
        f"//Workspace/Users/{ADA}/secret.txt",
        f"/workspace/Users/{ADA}/secret.txt",
        f"/users/{ADA}/secret.txt",
        f"/Users/{ADA.upper()}/secret.txt",
        f"/Users/{MALLORY}/../{ADA}/secret.txt",
    ],
)
def test_no_spelling_of_a_path_opens_it(attacked: Attacked, spelled: str) -> None:
    who = attacked.mallory
    for operation in ("workspace/export", "workspace/get-status", "workspace/list"):
        answer = who.get(f"/api/2.0/{operation}", params={"path": spelled})
        assert answer.status_code in (400, 403, 404), answer.text
        assert base64.b64encode(HIDDEN.encode()).decode() not in answer.text
    assert put_file(who, spelled, overwrite=True).status_code in (400, 403, 404)
    delete = who.post("/api/2.0/workspace/delete", json={"path": spelled})
    assert delete.status_code in (400, 403, 404)
    kept = attacked.ada.get(
        "/api/2.0/workspace/export", params={"path": f"/Workspace/Users/{ADA}/secret.txt"}
    )
    assert base64.b64decode(kept.json()["content"]).decode() == HIDDEN


def test_wildcards_of_the_database_are_plain_letters_in_a_path(attacked: Attacked) -> None:
    for folder in ("/Shared/a_b", "/Shared/axb", "/Shared/a%b"):
        body = {"path": folder}
        assert attacked.admin.post("/api/2.0/workspace/mkdirs", json=body).status_code == 200
        assert put_file(attacked.admin, f"{folder}/f").status_code == 200
    for folder in ("/Shared/a_b", "/Shared/a%b"):
        body = {"path": folder, "recursive": True}
        assert attacked.admin.post("/api/2.0/workspace/delete", json=body).status_code == 200
    left = attacked.admin.get("/api/2.0/workspace/list", params={"path": "/Shared/axb"})
    assert [one["path"] for one in left.json()["objects"]] == ["/Shared/axb/f"]
