"""The few Linux calls of the confinement that Python does not wrap, through ctypes."""

import ctypes
import os
import platform

PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_SET_DUMPABLE = 4
CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
# The same on every architecture: they are younger than the common numbering.
OPEN_TREE, MOVE_MOUNT, MOUNT_SETATTR = 428, 429, 442
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446

_CAPABILITY_VERSION_3 = 0x20080522
_HIGHEST_CAPABILITY = 63


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def libc() -> ctypes.CDLL:
    """The C library; errno of its calls is kept."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """`result` unless it is an error. Errors: OSError that names the call."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def syscall(number: int, what: str, *arguments: "int | bytes | ctypes._CArgObject | None") -> int:
    """A system call by its number. Errors: OSError."""
    converted = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return checked(libc().syscall(ctypes.c_long(number), *converted), what)


def prctl(option: int, value: int, what: str) -> None:
    """prctl(2) with one argument. Errors: OSError."""
    checked(libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0), what)


def unshare(flags: int) -> None:
    """Leave a shared namespace for one of its own. Errors: OSError."""
    checked(libc().unshare(flags), "unshare")


def mount(kind: str | None, target: str, flags: int, options: str | None = None) -> None:
    """mount(2) of a file system without a device. Errors: OSError."""
    encode = None if kind is None else kind.encode()
    data = None if options is None else options.encode()
    result = libc().mount(encode, os.fsencode(target), encode, ctypes.c_ulong(flags), data)
    checked(result, f"mount on {target}")


def detach(target: str) -> None:
    """Unmount what is mounted, now or once nobody uses it. Errors: OSError."""
    checked(libc().umount2(os.fsencode(target), 2), f"unmount {target}")


def drop_bounding_set() -> None:
    """Let no program that is executed later have a capability, be it root's or set-uid."""
    for number in range(_HIGHEST_CAPABILITY + 1):
        # Refused past the last one that this kernel knows, and to who has none to begin with.
        libc().prctl(PR_CAPBSET_DROP, ctypes.c_ulong(number), 0, 0, 0)


def drop_capabilities() -> None:
    """Give up every capability. Errors: OSError."""
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    checked(libc().capset(ctypes.byref(header), nothing), "capset")


def machine() -> str:
    """The architecture as the kernel names it: x86_64, aarch64, ..."""
    return platform.machine()
