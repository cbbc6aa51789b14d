"""A root of its own: a process sees the folders that it may use, and no others exist for it.

Needs a mount namespace: as root, or, for anybody, where the system allows user namespaces.
"""

import contextlib
import os
import signal
import stat
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from boathouse.runtime import kernel

_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41}
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8
_MS_RECURSIVE_PRIVATE = 0x4000 | 0x40000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_ATTR_IDMAP = 0x00100000
_CLONE_TREE = 1 | os.O_CLOEXEC | 0x8000
_EMPTY_PATH, _RECURSIVE = 0x1000, 0x8000
_HERE = -100
_MOVE_BY_HANDLES = 0x04 | 0x40
# Where the new root is put together: every system has it, and it is covered afterwards.
_STAGE = "/tmp"  # noqa: S108
_SHARED_MEMORY = "/dev/shm"  # noqa: S108
_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}


Volume = tuple[str, str, bool]
"""Where a folder of files is to be found, where it is, and whether it may be written to."""


def enter(
    read: Sequence[str],
    write: Sequence[str],
    devices: Sequence[str],
    at: Mapping[str, str],
    volumes: Sequence[Volume] = (),
    uid: int | None = None,
) -> None:
    """Move this process into a root that holds only these paths, at their own names.

    `read` are read-only, `at` maps a name to the writable folder to be found there. For a process
    that is to be `uid`, what is root's in `volumes` is its own, to be read. Errors: OSError.
    """
    privileged = os.geteuid() == 0
    if privileged:
        kernel.unshare(kernel.CLONE_NEWNS)
    else:
        _become_mapped()
    kernel.mount(None, "/", _MS_RECURSIVE_PRIVATE)
    wanted = [(path, path, _ATTR_RDONLY | _ATTR_NOSUID) for path in read]
    wanted += [(path, path, _ATTR_NOSUID | _ATTR_NODEV) for path in write]
    wanted += [(path, path, _ATTR_NOSUID) for path in devices]
    wanted += [(name, path, _ATTR_NOSUID | _ATTR_NODEV) for name, path in at.items()]
    if not privileged:
        # Only who owns the process namespace may mount a fresh one.
        wanted.append(("/proc", "/proc", _ATTR_NOSUID | _ATTR_NODEV))
    _build(sorted(wanted), _volumes(volumes, uid), hide_processes=privileged)
    _switch()


def _volumes(volumes: Sequence[Volume], uid: int | None) -> "list[tuple[str, int]]":
    """Where each goes, and a detached copy of its mount. Those that cannot be had are passed
    over: not every kernel and file system can show files as somebody else's."""
    found: list[tuple[str, int]] = []
    if not volumes:
        return found
    with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
        users = 0
        if uid is not None:
            users = _users(uid)
            stack.callback(os.close, users)
        for name, path, writable in volumes:
            attributes = _ATTR_NOSUID | _ATTR_NODEV
            if uid is not None:
                # Never writable: what it made there would be root's on the disk, set-uid too.
                attributes |= _ATTR_IDMAP | _ATTR_RDONLY
            elif not writable:
                attributes |= _ATTR_RDONLY
            with contextlib.suppress(OSError):
                tree = _clone(path, attributes, users)
                if tree is not None:
                    found.append((name, tree))
    return found


def _users(uid: int) -> int:
    """A user namespace in which root of the disk is `uid`, as a descriptor. Errors: OSError."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            kernel.unshare(kernel.CLONE_NEWUSER)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(1)
    os.waitpid(child, os.WUNTRACED)
    try:
        for kind in ("uid", "gid"):
            Path(f"/proc/{child}/{kind}_map").write_text(f"0 {uid} 1")
        return os.open(f"/proc/{child}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _become_mapped() -> None:
    """A user namespace in which we stay who we are."""
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _build(
    wanted: list[tuple[str, str, int]], volumes: list[tuple[str, int]], *, hide_processes: bool
) -> None:
    trees = [
        (name, path, _clone(path, attributes))
        for name, path, attributes in wanted
        if os.path.lexists(path)
    ]
    kernel.mount("tmpfs", _STAGE, _MS_NOSUID | _MS_NODEV, "mode=755,size=1m")
    for name, path, tree in trees:
        if tree is None:
            _link(name, os.readlink(path))
        else:
            _attach(tree, name)
    for name, tree in volumes:
        _attach(tree, name)
    if hide_processes:
        os.mkdir(f"{_STAGE}/proc")
        flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
        kernel.mount("proc", f"{_STAGE}/proc", flags, "hidepid=invisible")
    for name, target in _LINKS.items():
        _link(f"/dev/{name}", target)
    os.mkdir(_STAGE + _SHARED_MEMORY)
    kernel.mount("tmpfs", _STAGE + _SHARED_MEMORY, _MS_NOSUID | _MS_NODEV, "mode=1777")


def _clone(path: str, attributes: int, users: int = 0) -> int | None:
    """A detached copy of the mounts at a path; None for a symbolic link (as /bin often is).
    `users`: the namespace of _ATTR_IDMAP."""
    if os.path.islink(path):
        return None
    tree = kernel.syscall(
        kernel.OPEN_TREE, f"open_tree {path}", _HERE, os.fsencode(path), _CLONE_TREE
    )
    record = struct.pack("=QQQQ", attributes, 0, 0, users)
    flags = _EMPTY_PATH | _RECURSIVE
    arguments = (tree, b"", flags, record, len(record))
    try:
        kernel.syscall(kernel.MOUNT_SETATTR, f"mount_setattr {path}", *arguments)
    except OSError:
        os.close(tree)
        raise
    return tree


def _attach(tree: int, name: str) -> None:
    """Mount a copy at its name below the stage."""
    last = PurePath(name).name
    with _parent(name) as parent:
        with contextlib.suppress(FileExistsError):
            if stat.S_ISDIR(os.fstat(tree).st_mode):
                os.mkdir(last, 0o755, dir_fd=parent)
            else:
                flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
                os.close(os.open(last, flags, 0o600, dir_fd=parent))
        target = os.open(last, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    arguments = (tree, b"", target, b"", _MOVE_BY_HANDLES)
    kernel.syscall(kernel.MOVE_MOUNT, f"move_mount {name}", *arguments)
    os.close(tree)
    os.close(target)


def _link(name: str, target: str) -> None:
    with _parent(name) as parent, contextlib.suppress(FileExistsError):
        os.symlink(target, PurePath(name).name, dir_fd=parent)


@contextlib.contextmanager
def _parent(name: str) -> Iterator[int]:
    """The folder of a name below the stage, made where it is missing.

    No link is followed: where one user's folder is mounted already (the data folder may lie in
    /tmp), it could lead us out, and we may still be root.
    """
    flags = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(_STAGE, flags)
    try:
        for part in PurePath(name).parts[1:-1]:
            with contextlib.suppress(FileExistsError):
                os.mkdir(part, 0o755, dir_fd=handle)
            below = os.open(part, flags, dir_fd=handle)
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)


def _switch() -> None:
    """Make the stage the root, and let go of the old one."""
    os.chdir(_STAGE)
    kernel.syscall(_PIVOT_ROOT[kernel.machine()], "pivot_root", b".", b".")
    kernel.detach(".")
    os.chdir("/")
    record = struct.pack("=QQQQ", _ATTR_RDONLY, 0, 0, 0)
    kernel.syscall(kernel.MOUNT_SETATTR, "mount_setattr /", _HERE, b"/", 0, record, len(record))
