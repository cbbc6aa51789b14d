"""Blobs: whole or absent, inside their root, grown block by block."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from boathouse.context import WRITE_OPEN
from boathouse.store.blobs import PARTIAL, DirectoryBlobs


@pytest.fixture
def blobs(tmp_path: Path) -> DirectoryBlobs:
    return DirectoryBlobs(tmp_path / "root")


def drafts(blobs: DirectoryBlobs) -> list[Path]:
    return list((blobs.path("") / PARTIAL).iterdir())


def test_write_read_size_delete(blobs: DirectoryBlobs) -> None:
    blobs.write("a/b/c", b"0123456789")
    assert blobs.read("a/b/c") == b"0123456789"
    assert blobs.read("a/b/c", 3, 4) == b"3456"
    assert blobs.read("a/b/c", 8, 100) == b"89"
    assert blobs.read("a/b/c", 100) == b""
    assert blobs.size("a/b/c") == 10
    blobs.write("a/b/c", (piece for piece in (b"x", b"y")))
    assert blobs.read("a/b/c") == b"xy"
    blobs.delete("a/b/c")
    blobs.delete("a/b/c")
    with pytest.raises(FileNotFoundError):
        blobs.read("a/b/c")
    assert drafts(blobs) == []


def test_a_write_that_fails_leaves_what_was_there(blobs: DirectoryBlobs) -> None:
    def pieces() -> object:
        yield b"half"
        raise RuntimeError("the client went away")

    blobs.write("x", b"whole")
    with pytest.raises(RuntimeError):
        blobs.write("x", pieces())  # type: ignore[arg-type]
    assert blobs.read("x") == b"whole"
    assert drafts(blobs) == []


def test_without_replace_the_first_stays(blobs: DirectoryBlobs) -> None:
    blobs.write("x", b"first", replace=False)
    with pytest.raises(FileExistsError):
        blobs.write("x", b"second", replace=False)
    assert blobs.read("x") == b"first"
    assert drafts(blobs) == []


def test_a_blob_is_no_folder(blobs: DirectoryBlobs) -> None:
    blobs.write("x", b"")
    for key in ("x/y", "x/y/z"):
        with pytest.raises(FileExistsError):
            blobs.write(key, b"")
        with pytest.raises(FileExistsError):
            blobs.make_folder(key)
        with pytest.raises(NotADirectoryError):
            blobs.stat(key)
    blobs.make_folder("f")
    with pytest.raises(IsADirectoryError):
        blobs.write("f", b"")


@pytest.mark.parametrize(
    "key", ["..", "../x", "a/../../x", "a/../b", "/etc/passwd", "a\0b", PARTIAL, f"{PARTIAL}/x"]
)
def test_keys_stay_inside_the_root(blobs: DirectoryBlobs, key: str) -> None:
    blobs.make_folder("a")
    for act in (blobs.read, blobs.stat, blobs.delete, blobs.make_folder, blobs.delete_tree):
        with pytest.raises(ValueError, match="path"):
            act(key)
    with pytest.raises(ValueError, match="path"):
        blobs.write(key, b"")


def test_links_are_not_followed_shown_or_emptied(blobs: DirectoryBlobs, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("x")
    blobs.write("inside/a", b"a")
    root = blobs.path("")
    (root / "out").symlink_to(outside)
    (root / "in").symlink_to(root / "inside")
    (root / "circle").symlink_to("circle")
    (root / "inside" / "out").symlink_to(outside)
    for key in ("out", "out/secret", "out/new", "in/a", "in", "circle", "circle/x"):
        with pytest.raises(ValueError, match="path"):
            blobs.read(key)
        with pytest.raises(ValueError, match="path"):
            blobs.write(key, b"x")
    assert [entry.key for entry in blobs.list("")] == ["inside"]
    assert [entry.key for entry in blobs.list("inside")] == ["inside/a"]
    blobs.delete_tree("inside")
    assert (outside / "secret").read_text() == "x"


def test_list_stat_and_keys(blobs: DirectoryBlobs) -> None:
    blobs.write("b/x", b"123")
    blobs.write("a", b"1")
    assert [(e.key, e.is_dir, e.size) for e in blobs.list("")] == [("a", False, 1), ("b", True, 0)]
    assert blobs.stat("b/x").modified == os.stat(blobs.path("b/x")).st_mtime_ns // 1_000_000
    assert (blobs.stat("").key, blobs.stat("").is_dir) == ("", True)
    assert list(blobs.keys("b")) == ["b/x"]
    assert list(blobs.keys("missing")) == []


def test_move_never_replaces(blobs: DirectoryBlobs) -> None:
    blobs.write("a", b"a")
    blobs.write("d/x", b"x")
    for source, target in (("a", "d/x"), ("a", "d"), ("d", "a")):
        with pytest.raises(FileExistsError):
            blobs.move(source, target)
    blobs.move("a", "new/place/a")
    blobs.move("d", "moved")
    assert (blobs.read("new/place/a"), blobs.read("moved/x")) == (b"a", b"x")
    assert sorted(entry.key for entry in blobs.list("")) == ["moved", "new"]
    with pytest.raises(OSError, match="Invalid argument"):
        blobs.move("moved", "moved/inner/moved")
    assert blobs.read("moved/x") == b"x"


def test_a_growing_blob_survives_a_restart(blobs: DirectoryBlobs) -> None:
    blobs.grow("7")
    with blobs.growing("7") as blob:
        blob.append(0, b"one")
    with blobs.growing("7") as blob:
        blob.append(3, b"never acknowledged")
    (blobs.path("") / PARTIAL / "draft").write_bytes(b"of a killed server")
    again = DirectoryBlobs(blobs.path("")).swept()
    assert again.growing_names() == {"7"}
    with again.growing("7") as blob:
        blob.append(3, b"two")
        blob.publish("x", 6, replace=False)
    assert again.read("x") == b"onetwo"
    assert drafts(again) == []
    with pytest.raises(FileNotFoundError), again.growing("7"):
        pass


def test_whoever_waited_for_a_published_blob_gets_none(blobs: DirectoryBlobs) -> None:
    blobs.grow("7")
    waiting, failures = threading.Event(), []

    def late() -> None:
        waiting.set()
        try:
            with blobs.growing("7") as blob:
                blob.append(0, b"too late")
        except FileNotFoundError as error:
            failures.append(error)

    thread = threading.Thread(target=late)
    with blobs.growing("7") as blob:
        thread.start()
        waiting.wait(5)
        blob.append(0, b"whole")
        blob.publish("x", 5, replace=True)
    thread.join(5)
    assert len(failures) == 1
    assert blobs.read("x") == b"whole"


def test_no_blob_is_written_with_a_change_open(blobs: DirectoryBlobs) -> None:
    mark = WRITE_OPEN.set(True)
    try:
        with pytest.raises(RuntimeError, match="change open"):
            blobs.write("x", b"")
    finally:
        WRITE_OPEN.reset(mark)
