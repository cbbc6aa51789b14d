"""A filter for system calls through which a process reaches others of the same user.

Landlock keeps files, ports, signals and ptrace; it says nothing about limits and priorities of
other processes or about kernel keyrings. Also left out: large interfaces with a history of holes.
"""

import ctypes
import errno
import struct

from boathouse.runtime import kernel

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED = {
    "x86_64": {"add_key": 248, "request_key": 249, "keyctl": 250, "bpf": 321,
               "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425},
    "aarch64": {"add_key": 217, "request_key": 218, "keyctl": 219, "bpf": 280,
                "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425},
}  # fmt: skip
# prlimit64, sched_setparam, sched_setscheduler, sched_setaffinity, sched_setattr.
_ON_SELF = {"x86_64": (302, 142, 144, 203, 314), "aarch64": (261, 118, 119, 122, 274)}
# setpriority and ioprio_set take (which, who): the value of `which` that means one process.
_ON_SELF_AFTER_WHICH = {"x86_64": {141: 0, 251: 1}, "aarch64": {140: 0, 30: 1}}

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_X32 = 0x40000000


_UNKNOWN = (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)
# socket, socketpair, connect, clone, fork, vfork, execve, kill, ptrace, prctl, tkill, tgkill,
# rt_sigqueueinfo, rt_tgsigqueueinfo, unshare, setns, mount, process_vm_readv and writev, memfd,
# execveat, shmget, msgget, semget, mq_open, pidfd_open, pidfd_send_signal, pidfd_getfd, clone3.
_NOT_COMPUTING = {
    "x86_64": (41, 53, 42, 56, 57, 58, 59, 62, 101, 157, 200, 234, 129, 297, 272, 308, 165, 310,
               311, 319, 322, 29, 68, 64, 240, 434, 424, 438, 435),
    "aarch64": (198, 199, 203, 220, 221, 129, 117, 167, 130, 131, 138, 240, 97, 268, 40, 270, 271,
                279, 281, 194, 186, 190, 180, 434, 424, 438, 435),
}  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def supported() -> bool:
    """Whether the numbers of this machine's system calls are known here."""
    return kernel.machine() in _ARCHITECTURE


def restrict() -> None:
    """Refuse these calls from here on. Needs no_new_privs. Errors: OSError."""
    _install(_instructions(kernel.machine()))


def restrict_to_computing() -> None:
    """Refuse sockets, new processes, threads and programs, signals, and looking at or changing
    what a process is. For code that gets values and gives values. Errors: OSError."""
    machine = kernel.machine()
    code = [_argument(4), (_EQUAL, 1, 0, _ARCHITECTURE[machine]), _UNKNOWN, _argument(0)]
    if machine == "x86_64":
        code += [(_AT_LEAST, 0, 1, _X32), _UNKNOWN]
    for number in _NOT_COMPUTING[machine]:
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | errno.EPERM)]
    _install(b"".join(struct.pack("=HBBI", *one) for one in [*code, (_RETURN, 0, 0, _ALLOW)]))


def _install(code: bytes) -> None:
    program = _Program(len(code) // 8, code)
    result = kernel.libc().prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)
    kernel.checked(result, "seccomp")


def _instructions(machine: str) -> bytes:
    refuse = [(_RETURN, 0, 0, _ERRNO | errno.EPERM)]
    unknown = (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)
    allow = (_RETURN, 0, 0, _ALLOW)
    # Another architecture's table of calls (32 bits, x32) would step around the numbers below.
    code = [_argument(4), (_EQUAL, 1, 0, _ARCHITECTURE[machine]), unknown, _argument(0)]
    if machine == "x86_64":
        code += [(_AT_LEAST, 0, 1, _X32), unknown]
    for number in _REFUSED[machine].values():
        code += [(_EQUAL, 0, 1, number), *refuse]
    for number in _ON_SELF[machine]:
        code += [(_EQUAL, 0, 4, number), _argument(16), (_EQUAL, 0, 1, 0), allow, *refuse]
    for number, which in _ON_SELF_AFTER_WHICH[machine].items():
        code += [(_EQUAL, 0, 6, number), _argument(16), (_EQUAL, 0, 3, which)]
        code += [_argument(24), (_EQUAL, 0, 1, 0), allow, *refuse]
    return b"".join(struct.pack("=HBBI", *one) for one in [*code, allow])


def _argument(offset: int) -> tuple[int, int, int, int]:
    """Load a word of seccomp_data: 0 the call, 4 the architecture, 16 and 24 arguments."""
    return (_LOAD, 0, 0, offset)
