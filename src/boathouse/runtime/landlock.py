"""Landlock: a process gives up, for itself and all that it starts, what no rule allows.

Facts: Linux, Documentation/userspace-api/landlock.rst. What the kernel is too old for is left
out, so `abi()` decides how far the promise goes.
"""

import contextlib
import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from boathouse.runtime import kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_BLOCK, REFER, TRUNCATE, IOCTL_DEV = 1 << 6, 1 << 11, 1 << 13, 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
_FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_BIND, _CONNECT = 1, 2
_ABSTRACT_SOCKETS_AND_SIGNALS = 3
_PATH_BENEATH, _PORT = 1, 2
_ASK_VERSION = 1


def abi() -> int:
    """The kernel's version of Landlock; 0 where it has none or it is switched off."""
    try:
        return kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, "landlock", None, 0, _ASK_VERSION)
    except OSError:
        return 0


class Ruleset:
    """What is allowed; nothing to begin with. Takes effect with `restrict`."""

    def __init__(self) -> None:
        self._abi = abi()
        self._files = _handled_files(self._abi)
        ports = _BIND | _CONNECT if self._abi >= 4 else 0
        scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if self._abi >= 6 else 0
        # An older kernel knows a shorter record, but takes a longer one that ends in zeros.
        record = struct.pack("=QQQ", self._files, ports, scoped)
        self._handle = kernel.syscall(
            kernel.LANDLOCK_CREATE_RULESET, "landlock_create_ruleset", record, len(record), 0
        )

    def allow(self, path: str, rights: int) -> None:
        """Allow `rights` on a file, or on a folder and all below. What is absent is passed over."""
        try:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return
        try:
            if not stat.S_ISDIR(os.fstat(handle).st_mode):
                rights &= _FILE_RIGHTS
            self._add(_PATH_BENEATH, struct.pack("=Qi", rights & self._files, handle))
        finally:
            os.close(handle)

    def allow_ports(self, bind: Iterable[int], connect: Iterable[int]) -> None:
        """Allow TCP ports, of whichever address: Landlock knows no hosts."""
        if self._abi < 4:
            return
        for rights, ports in ((_BIND, bind), (_CONNECT, connect)):
            for port in ports:
                self._add(_PORT, struct.pack("=QQ", rights, port))

    def restrict(self) -> None:
        """From here on only what is allowed works. Needs no_new_privs. Errors: OSError."""
        kernel.syscall(kernel.LANDLOCK_RESTRICT_SELF, "landlock_restrict_self", self._handle, 0)
        os.close(self._handle)

    def _add(self, kind: int, record: bytes) -> None:
        kernel.syscall(kernel.LANDLOCK_ADD_RULE, "landlock_add_rule", self._handle, kind, record, 0)


def writing() -> int:
    """The rights on a folder of one's own: all but making device files."""
    return _handled_files(99) & ~(MAKE_CHAR | MAKE_BLOCK)


def _handled_files(version: int) -> int:
    known = (1 << 13) - 1
    for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV)):
        known |= right if version >= since else 0
    return known


def supported() -> bool:
    """Whether a ruleset can be made at all."""
    with contextlib.suppress(OSError, AttributeError):
        return ctypes.sizeof(ctypes.c_long) == 8 and abi() > 0
    return False
