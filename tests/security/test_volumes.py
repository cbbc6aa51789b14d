"""/Volumes in tasks of two principals: what each finds there, and what it can do to it."""

import io
import os
import stat
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType

from tests.security.conftest import Someone, Workspace

TRIES = """
import os
top = "/Volumes/main/default/shared"
def tries(what, call):
    try:
        print(what, call())
    except OSError as error:
        print(what, "refused")
def write(path):
    with open(path, "w") as file:
        return file.write("new")
tries("listed", lambda: os.listdir("/Volumes/main/default"))
tries("read", lambda: open(top + "/dir/f").read())
tries("write", lambda: write(top + "/dir/%d" % os.getpid()))
tries("replace", lambda: write(top + "/dir/f"))
tries("remove", lambda: os.unlink(top + "/dir/f"))
tries("link", lambda: os.symlink("/etc/passwd", top + "/dir/link"))
tries("set-uid", lambda: os.chmod(top + "/dir/f", 0o4755))
tries("opened", lambda: os.chmod(top, 0o777))
tries("above", lambda: sorted(set(os.listdir(top + "/../..")) - {"default"}))
"""


def client(someone: Someone) -> WorkspaceClient:
    return WorkspaceClient(host=someone.api.address, token=someone.api.token)


def tried(someone: Someone) -> dict[str, str]:
    """What came of each try."""
    output = someone.wait(someone.submit("tries.py", TRIES))
    return dict(line.split(" ", 1) for line in output["logs"].splitlines())


def test_rights_decide_what_is_there(workspace: Workspace) -> None:
    if "a root of its own" not in workspace.facts["summary"]:
        pytest.skip("there are no mounts here")
    first, second = workspace.people["first"], workspace.people["second"]
    w = client(first)
    made = w.volumes.create("main", "default", "shared", VolumeType.MANAGED)
    w.volumes.create("main", "default", "secret", VolumeType.MANAGED)
    w.files.upload("/Volumes/main/default/shared/dir/f", io.BytesIO(b"content"))
    nothing = {"listed": "refused", "read": "refused", "write": "refused", "replace": "refused"}
    assert tried(second).items() >= nothing.items()
    for kind, name, privilege in (
        ("catalog", "main", Privilege.USE_CATALOG),
        ("schema", "main.default", Privilege.USE_SCHEMA),
        ("volume", str(made.full_name), Privilege.READ_VOLUME),
    ):
        change = PermissionsChange(add=[privilege], principal=second.name)
        w.grants.update(kind, name, changes=[change])
    changing = ("write", "replace", "remove", "link", "set-uid", "opened")
    read_only = dict.fromkeys(changing, "refused")
    assert tried(second) == {"listed": "['shared']", "read": "content", **read_only, "above": "[]"}
    own_uid = "a uid" in workspace.facts["summary"]
    mine = tried(first)
    assert mine["listed"] in ("['secret', 'shared']", "['shared', 'secret']")
    assert mine["above"] == "[]"
    if own_uid:
        assert {what: mine[what] for what in changing} == read_only
    else:
        assert (mine["write"], mine["replace"], mine["remove"]) == ("3", "3", "None")
        # A link leads nowhere, for the server's answers too.
        linked = first.api.get("/api/2.0/fs/files/Volumes/main/default/shared/dir/link")
        assert linked.status_code == 400
    folder = Path(str(made.storage_location).removeprefix("file:"))
    w.grants.update(
        "volume",
        str(made.full_name),
        changes=[PermissionsChange(remove=[Privilege.READ_VOLUME], principal=second.name)],
    )
    assert tried(second).items() >= nothing.items()
    if own_uid:
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    for name in ("shared", "secret"):
        w.volumes.delete(f"main.default.{name}")
