"""POSIX ACLs: which folders the uid of a principal's engine may use, beside what Landlock allows.

An engine under a uid of its own opens a table's folder only once the server, having authorized
the principal, put the uid into the folder's list. Formats: Linux, acl(5) and
include/uapi/linux/posix_acl_xattr.h.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator

_ACCESS, _DEFAULT = "system.posix_acl_access", "system.posix_acl_default"
_VERSION = struct.pack("<I", 2)
_OWNER, _USER, _GROUP, _NAMED_GROUP, _MASK, _OTHER = 1, 2, 4, 8, 16, 32
_NOBODY = 0xFFFFFFFF
READ, WRITE = 5, 7
"""Rights on folders; files get them without the right to execute."""

Entries = dict[tuple[int, int], int]


def give(path: str, uid: int, rights: int, *, inherited: bool = True) -> None:
    """Let a uid use a file, or a folder and all that is in it and, if `inherited`, will be. Links
    are left alone.

    Raises OSError where the file system has no ACLs.
    """
    if not os.path.isdir(path) or os.path.islink(path):
        _give_one(path, uid, rights, inherited)
        return
    for folder, _, names in os.walk(path):
        _give_one(folder, uid, rights, inherited)
        for name in names:
            _give_one(os.path.join(folder, name), uid, rights, inherited)


def refresh(path: str, uid: int, rights: int) -> bool:
    """The same for a table's folder that has been given before: the server's own commits, and
    folders that it made since, are all that may lack the uid. Whether it had not been."""
    known = _effective(path, uid) & rights == rights
    if not known:
        give(path, uid, rights)
        return True
    with os.scandir(path) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                continue
            if entry.name == "_delta_log" or _effective(entry.path, uid) & rights != rights:
                give(entry.path, uid, rights)
    return False


def lower(path: str, uid: int, rights: int) -> None:
    """Leave a uid no more than these rights on a folder and all that is in it. What it made there
    itself becomes the server's: an owner's rights are in no list."""
    for folder, _, names in os.walk(path, topdown=False):
        for name in names:
            _lower_one(os.path.join(folder, name), uid, rights & ~1)
        _lower_one(folder, uid, rights)


def listed(path: str) -> dict[int, int]:
    """The uids on a folder's own list, and their rights."""
    entries = _read(path, _ACCESS) or {}
    return {uid: rights for (kind, uid), rights in entries.items() if kind == _USER}


def pass_through(path: str, uid: int, *, write: bool = False) -> None:
    """Let a uid through a folder, without a look at what is in it. `write`: it may make something
    there too."""
    wanted = 3 if write else 1
    entries = _read(path, _ACCESS) or _plain(os.lstat(path).st_mode)
    known = entries.get((_USER, uid), 0)
    if known & wanted == wanted or (not write and entries[_OTHER, _NOBODY] & 1):
        return
    entries[_USER, uid] = known | wanted
    entries[_MASK, _NOBODY] = entries.get((_MASK, _NOBODY), 0) | wanted
    os.setxattr(path, _ACCESS, _packed(entries))


def take(path: str, uid: int) -> None:
    """Take a uid off a folder's own list: what is in it cannot be reached any more."""
    entries = _read(path, _ACCESS)
    if entries is not None and (_USER, uid) in entries:
        del entries[_USER, uid]
        os.setxattr(path, _ACCESS, _packed(entries))


def clear(path: str) -> None:
    """Take every uid off a folder's own list."""
    entries = _read(path, _ACCESS) if os.path.isdir(path) else None
    for kind, uid in list(entries or ()):
        if kind == _USER:
            take(path, uid)


def _give_one(path: str, uid: int, rights: int, inherited: bool) -> None:
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode) or _effective(path, uid) & rights == rights:
        return
    is_folder = stat.S_ISDIR(found.st_mode)
    if not is_folder and found.st_nlink > 1:
        return  # it may be somebody else's under another name
    for name in (_ACCESS, _DEFAULT) if is_folder and inherited else (_ACCESS,):
        entries = _read(path, name) or _plain(found.st_mode)
        entries[_USER, uid] = entries.get((_USER, uid), 0) | (rights if is_folder else rights & ~1)
        entries[_MASK, _NOBODY] = entries.get((_MASK, _NOBODY), 0) | rights
        os.setxattr(path, name, _packed(entries))


def _lower_one(path: str, uid: int, rights: int) -> None:
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        return
    if found.st_uid == uid:
        os.chown(path, os.geteuid(), os.getegid(), follow_symlinks=False)
    for name in (_ACCESS, _DEFAULT) if stat.S_ISDIR(found.st_mode) else (_ACCESS,):
        entries = _read(path, name)
        if entries is not None and entries.get((_USER, uid), 0) & ~rights:
            entries[_USER, uid] &= rights
            os.setxattr(path, name, _packed(entries))


def _effective(path: str, uid: int) -> int:
    """What the list lets the uid do; of a file the right to execute counts as given."""
    entries = _read(path, _ACCESS)
    if entries is None:
        return 0
    found = entries.get((_USER, uid), 0) & entries.get((_MASK, _NOBODY), 7)
    return found if os.path.isdir(path) else found | (1 if found else 0)


def _plain(mode: int) -> Entries:
    return {
        (_OWNER, _NOBODY): mode >> 6 & 7,
        # What the group had stays so; the mask is what everybody named may at most.
        (_GROUP, _NOBODY): mode >> 3 & 7,
        (_OTHER, _NOBODY): mode & 7,
    }


def _read(path: str, name: str) -> Entries | None:
    try:
        data = os.getxattr(path, name, follow_symlinks=False)
    except OSError:
        return None
    return dict(_entries(data))


def _entries(data: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    for at in range(4, len(data), 8):
        tag, rights, number = struct.unpack_from("<HHI", data, at)
        yield (tag, number), rights


def _packed(entries: Entries) -> bytes:
    return _VERSION + b"".join(
        struct.pack("<HHI", tag, rights, number)
        for (tag, number), rights in sorted(entries.items())
    )
