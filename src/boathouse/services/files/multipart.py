"""Uploads in parts: a folder for each, a file for each part, one file of them all at the end.

A part's ETag is in its file's name, so a part sent twice is two files, and `complete` takes the
one that it names. A finished upload leaves an empty mark: to complete it again changes nothing.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from boathouse.config import Config
from boathouse.errors import BadRequest, NotFound
from boathouse.route import Body
from boathouse.services.files import drafts
from boathouse.services.files.places import Spot, told_of_change
from boathouse.services.files.rooted import COPY_BYTES
from boathouse.services.files.threads import to_the_end

MAX_PARTS = 10_000
_SESSION, _DONE = ".parts", ".done"


class Part(TypedDict, total=False):
    """A part that `complete` names; `etag` as the PUT of it answered."""

    part_number: int
    etag: str


class Session:
    """One upload under way: a folder beside the drafts."""

    def __init__(self, config: Config, session: str) -> None:
        staging = drafts.folder(config)
        self._folder = staging / f"{session}{_SESSION}"
        self._done = staging / f"{session}{_DONE}"

    def begin(self) -> None:
        """Make the folder."""
        self._folder.mkdir(mode=0o700)

    def require(self) -> None:
        """NotFound when there is no such upload, or none any more."""
        if not self._folder.is_dir():
            raise NotFound("The upload does not exist, or has been completed or aborted.")

    async def receive(self, number: int, body: Body) -> str:
        """Keep one part; its ETag."""
        await to_the_end(self.require)
        etag = secrets.token_hex(16)
        async with drafts.received(self._folder, body) as draft:
            await to_the_end(draft.rename, self._path(number, etag))
        return etag

    def complete(self, spot: Spot, parts: Sequence[Part], replace: bool) -> None:
        """Put the parts together, in order, and give the file its name; for a thread.

        Errors: NotFound, BadRequest for parts that are not there, 409 for what is in the way.
        """
        if self._done.exists():
            return
        self.require()
        paths = [self._path(part["part_number"], part["etag"]) for part in _ordered(parts)]
        missing = [path.name.partition(".")[0] for path in paths if not path.is_file()]
        if missing:
            raise BadRequest(f"Parts that were not uploaded: {', '.join(missing[:10])}.")
        whole = self._folder / f"{secrets.token_hex(16)}{drafts.DRAFT}"
        with told_of_change(spot.shown):
            _join(paths, whole)
            spot.file.publish(whole, replace=replace)
            self._done.touch()
        self.abort()

    def abort(self) -> None:
        """Forget the upload and its parts; one that does not exist is gone already."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, number: int, etag: str) -> Path:
        return self._folder / f"{number:05}.{etag}"


def _ordered(parts: Sequence[Part]) -> list[Part]:
    """The parts by number; BadRequest for none, doubles, or what is no number or ETag."""
    if not parts:
        raise BadRequest("An upload needs at least one part.")
    plain = [Part(part_number=_number(part), etag=_etag(part)) for part in parts]
    ordered = sorted(plain, key=lambda part: part["part_number"])
    if len({part["part_number"] for part in ordered}) != len(ordered):
        raise BadRequest("A part is named twice.")
    return ordered


def _number(part: Part) -> int:
    number = part.get("part_number") or 0
    if not 1 <= number <= MAX_PARTS:
        raise BadRequest(f"A part's number is from 1 to {MAX_PARTS}.")
    return number


def _etag(part: Part) -> str:
    etag = (part.get("etag") or "").strip('"')
    if len(etag) != 32 or not set(etag) <= set("0123456789abcdef"):
        raise BadRequest(f"The ETag of part {part.get('part_number')} is not one of ours.")
    return etag


def _join(paths: Sequence[Path], whole: Path) -> None:
    with whole.open("xb") as target:
        for path in paths:
            with path.open("rb") as source:
                _copy(source.fileno(), target.fileno())
        os.fsync(target.fileno())


def _copy(source: int, target: int) -> None:
    """All of one file behind the end of another, by the kernel where it can."""
    try:
        while os.copy_file_range(source, target, COPY_BYTES):
            pass
    except (AttributeError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in (errno.EXDEV, errno.ENOSYS):
            raise
        with open(source, "rb", closefd=False) as left, open(target, "wb", closefd=False) as right:
            shutil.copyfileobj(left, right, COPY_BYTES)
