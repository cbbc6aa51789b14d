"""Where dbutils.fs keeps files of volumes: the Files API, which looks at the task's rights with
each call. Bodies are streamed both ways."""

import urllib.parse
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from boathouse.runtime.dbutils.storage import BLOCK, Entry
from boathouse.runtime.rest import Rest, WorkspaceError

ROOT = "/Volumes"
_FILES, _DIRECTORIES = "/api/2.0/fs/files", "/api/2.0/fs/directories"
_MISSING = 404


class Volumes:
    """The workspace's volumes."""

    scheme = "dbfs:"

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def status(self, path: str) -> Entry | None:
        """A file or folder; None where there is none."""
        return self._file(path) or self._folder(path)

    def list(self, path: str) -> "list[Entry]":
        """What a folder holds."""
        found: list[Entry] = []
        token = ""
        while True:
            answer = self._rest.get(
                _DIRECTORIES + urllib.parse.quote(path), page_token=token or None
            )
            found += [_entry(one) for one in answer.get("contents", [])]
            token = answer.get("next_page_token") or ""
            if not token:
                return found

    def read(self, path: str) -> Iterator[bytes]:
        """A file's content, piece by piece."""
        with self._rest.stream("GET", _FILES + urllib.parse.quote(path)) as answer:
            while data := answer.read(BLOCK):
                yield data

    def write(self, path: str, blocks: Iterator[bytes], overwrite: bool) -> None:
        """A whole file, at once or not at all."""
        place = f"{_FILES}{urllib.parse.quote(path)}?overwrite={str(overwrite).lower()}"
        try:
            with self._rest.stream("PUT", place, blocks):
                pass
        except WorkspaceError as error:
            if not error.status:
                # A refusal may close the connection before the body is through and be lost with
                # it; asked without a body the words arrive.
                self._rest.post("/api/2.0/fs/create-upload-url", path=path)
            raise

    def mkdirs(self, path: str) -> None:
        """A folder and those above it."""
        with self._rest.stream("PUT", _DIRECTORIES + urllib.parse.quote(path), iter(())):
            pass

    def delete(self, path: str, recursive: bool) -> None:
        """A file, or a folder, with `recursive` and all in it."""
        if self._file(path) is not None:
            self._remove(_FILES, path)
            return
        if recursive:
            for entry in self.list(path):
                self.delete(entry.path, recursive)
        self._remove(_DIRECTORIES, path)

    def _remove(self, kind: str, path: str) -> None:
        with self._rest.stream("DELETE", kind + urllib.parse.quote(path)):
            pass

    def _file(self, path: str) -> Entry | None:
        headers = self._head(_FILES, path)
        if headers is None:
            return None
        modified = parsedate_to_datetime(headers["last-modified"]).timestamp()
        return Entry(path, False, int(headers["content-length"]), int(modified * 1000))

    def _folder(self, path: str) -> Entry | None:
        return None if self._head(_DIRECTORIES, path) is None else Entry(path, True, 0, 0)

    def _head(self, kind: str, path: str) -> "dict[str, str] | None":
        """The headers, by lower-case name; None for what is not there."""
        try:
            with self._rest.stream("HEAD", kind + urllib.parse.quote(path)) as answer:
                return {name.lower(): value for name, value in answer.headers.items()}
        except WorkspaceError as error:
            if error.status == _MISSING:
                return None
            # A HEAD's refusal has no words; the same path's listing has.
            self._rest.get(_DIRECTORIES + urllib.parse.quote(path), page_size=1)
            raise


def _entry(document: "dict[str, object]") -> Entry:
    size, modified = document.get("file_size", 0), document.get("last_modified", 0)
    path = str(document["path"])
    return Entry(path, bool(document.get("is_directory")), int(str(size)), int(str(modified)))
