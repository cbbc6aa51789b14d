"""What hostile user code tries: run whole inside a task, a notebook cell and a UDF.

Imports the standard library only, at its use, and knows its targets by a dict: see `Targets` in
conftest.py. An attack that returns has got through; one that was refused raises OSError.
"""

import ctypes
import os
import socket
import subprocess

ATTACKS = {}


def attack(function):
    """Name it among the attacks."""
    ATTACKS[function.__name__] = function
    return function


def run_all(targets):
    """{name: "denied: why" or "GOT THROUGH: what"}."""
    outcomes = {}
    for name, function in ATTACKS.items():
        got = []
        errors = set()
        for one in function(targets):
            try:
                got.append(repr(one())[:200])
            except (OSError, subprocess.SubprocessError) as error:
                errors.add(type(error).__name__)
        outcomes[name] = "GOT THROUGH: " + "; ".join(got) if got else f"denied: {sorted(errors)}"
    return outcomes


def libc(name, *arguments):
    library = ctypes.CDLL(None, use_errno=True)
    library.mmap.restype = ctypes.c_long
    result = getattr(library, name)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def reading(path):
    with open(path, "rb") as file:
        return path, file.read(20)


def opening(path, flags):
    os.close(os.open(path, flags | os.O_NONBLOCK, 0o600))
    return path


@attack
def read_files_of_the_data_folder(targets):
    return [lambda path=path: reading(path) for path in targets["files"]]


@attack
def list_folders_of_the_data_folder(targets):
    # Where it has a root of its own the way to its folder can be listed; nothing else is there.
    def expected(path):
        return any(own == path or own.startswith(f"{path}/") for own in targets["allowed"])

    def listing(path):
        names = [name for name in os.listdir(path) if not expected(f"{path}/{name}")]
        if not names:
            raise PermissionError(path)
        return path, names

    return [lambda path=path: listing(path) for path in targets["folders"]]


@attack
def write_files_of_the_data_folder(targets):
    flags = (os.O_WRONLY, os.O_WRONLY | os.O_TRUNC, os.O_RDWR | os.O_APPEND)
    paths = targets["files"][:200]
    return [lambda path=path, f=f: opening(path, f) for path in paths for f in flags]


@attack
def make_files_in_the_data_folder(targets):
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    return [
        lambda path=path: opening(f"{path}/planted", flags)
        for path in [*targets["folders"], targets["data"]]
    ]


@attack
def change_modes_and_times(targets):
    def own(path):
        # Modes of what else the same principal has are theirs to change, where they can get there.
        try:
            return targets["own_uid"] and os.stat(path).st_uid == os.getuid()
        except OSError:
            return False

    paths = [path for path in (*targets["files"][:200], *targets["folders"]) if not own(path)]
    return [lambda path=path: os.chmod(path, 0o777) or path for path in paths] + [
        lambda path=path: os.utime(path, (1, 1)) or path for path in paths
    ]


@attack
def truncate_remove_rename(targets):
    paths = [*targets["files"][:200], *targets["folders"]]
    return (
        [lambda path=path: os.truncate(path, 0) or path for path in targets["files"][:200]]
        + [lambda path=path: os.unlink(path) or path for path in targets["files"][:200]]
        + [lambda path=path: os.rename(path, path + ".x") or path for path in paths]
    )


@attack
def hard_link_and_move_in(targets):
    here = os.getcwd()
    return [
        lambda path=path, verb=verb: verb(path, f"{here}/linked") or path
        for path in [*targets["files"][:50], "/etc/passwd", "/usr/bin/su"]
        for verb in (os.link, os.rename)
    ]


@attack
def follow_a_link_of_its_own(targets):
    def follow(path):
        name = f"{os.getcwd()}/link{os.urandom(4).hex()}"
        os.symlink(path, name)
        return reading(name)

    return [lambda path=path: follow(path) for path in targets["files"][:50]]


@attack
def write_the_python_environment(targets):
    flags = os.O_WRONLY | os.O_CREAT
    places = [*targets["environment"], "/usr", "/usr/lib", "/etc", "/"]
    return [lambda path=path: opening(f"{path}/planted.pth", flags) for path in places] + [
        lambda path=path: os.chmod(path, 0o777) for path in targets["environment"]
    ]


@attack
def read_process_secrets(targets):
    names = ("environ", "mem", "maps", "auxv", "io", "stack")
    pids = [pid for pid in targets["pids"] if pid != os.getpid()]
    found = [lambda p=p, n=n: reading(f"/proc/{p}/{n}") for p in pids for n in names]
    for name in ("cwd", "root", "exe"):
        found += [lambda p=p, n=name: os.readlink(f"/proc/{p}/{n}") for p in pids]
    found += [lambda p=p: os.listdir(f"/proc/{p}/root/") for p in pids]
    return found + [lambda p=p: os.listdir(f"/proc/{p}/fd") for p in pids]


@attack
def signal_others(targets):
    pids = [pid for pid in targets["pids"] if pid != os.getpid()]

    def by_handle(pid):
        import signal

        return signal.pidfd_send_signal(os.pidfd_open(pid), 0)

    return (
        [lambda p=p: os.kill(p, 0) or p for p in pids]
        + [lambda p=p: os.killpg(p, 0) or p for p in pids]
        + [lambda p=p: by_handle(p) or p for p in pids]
    )


@attack
def trace_others(targets):
    seize = 0x4206
    pids = [pid for pid in targets["pids"] if pid != os.getpid()]

    def read_memory(pid):
        class Vector(ctypes.Structure):
            _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))

        buffer = ctypes.create_string_buffer(8)
        local, remote = Vector(ctypes.addressof(buffer), 8), Vector(0x400000, 8)
        return libc("process_vm_readv", pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)

    return [lambda p=p: libc("ptrace", seize, p, 0, 0) for p in pids] + [
        lambda p=p: read_memory(p) for p in pids
    ]


@attack
def limit_others(targets):
    import resource

    pids = [pid for pid in targets["pids"] if pid != os.getpid()]
    return (
        [lambda p=p: resource.prlimit(p, resource.RLIMIT_CORE) for p in pids]
        + [lambda p=p: os.setpriority(os.PRIO_PROCESS, p, 19) or p for p in pids]
        + [lambda p=p: os.sched_setaffinity(p, {0}) or p for p in pids]
    )


@attack
def connect_to_ports(targets):
    def connect(port, host):
        socket.create_connection((host, port), 3).close()
        return port

    return [
        lambda p=p, h=h: connect(p, h) for p in targets["ports"] for h in ("127.0.0.1", "localhost")
    ]


@attack
def ask_the_engines_catalog(targets):
    import urllib.error
    import urllib.request

    def ask(token):
        address = (
            f"http://127.0.0.1:{targets['catalog']}/api/2.1/unity-catalog/schemas/main.default"
        )
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
        try:
            return urllib.request.urlopen(request, timeout=3).read()
        except urllib.error.HTTPError as error:
            # The one that refuses a token; any other answer means that it was let in.
            if error.code in (401, 403):
                raise
            return error.code

    return [lambda t=t: ask(t) for t in ("", "t", os.environ.get("DATABRICKS_TOKEN", "x"))]


@attack
def take_a_port(targets):
    def take(port):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", port))
        return port

    return [lambda p=p: take(p) for p in (0, *targets["free_ports"])]


@attack
def reach_unix_sockets(targets):
    def reach(address):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(address)
        return address

    return [lambda a=a: reach(a) for a in ("\0" + targets["abstract"], targets["socket"])]


@attack
def inherited_descriptors(targets):
    # A socket above those it was started with is one of its own: its engine's, or an attack's.
    kinds = (targets["data"], "socket")

    def holds(number):
        place = os.readlink(f"/proc/self/fd/{number}")
        own = place in targets["own_descriptors"] or (number > 2 and place.startswith("socket"))
        if own or not place.startswith(kinds):
            raise PermissionError(place)
        return place

    return [lambda n=n: holds(int(n)) for n in os.listdir("/proc/self/fd")]


@attack
def the_server_s_secrets_in_the_environment(targets):
    def look(value):
        found = [name for name, text in os.environ.items() if value in text]
        if not found:
            raise PermissionError(value)
        return found

    return [lambda v=v: look(v) for v in targets["secrets"]]


@attack
def get_away_and_try_again(targets):
    def away():
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                try:
                    os.write(writer, reading(targets["files"][0])[1])
                finally:
                    os._exit(0)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as file:
            text = file.read()
        if not text:
            raise PermissionError("nothing was read")
        return text

    return [away]


@attack
def become_somebody_else(targets):
    def run(*command):
        return subprocess.run(command, check=True, capture_output=True, timeout=20).stdout

    token = targets["files"][0]
    return [
        lambda: os.setuid(0) if os.getuid() else run("false"),
        lambda: os.setgroups([0]) or os.setgid(0) if os.getuid() else run("false"),
        lambda: run("su", "-c", "id"),
        lambda: run("unshare", "-Urm", "cat", token),
        lambda: run("unshare", "-Urm", "mount", "-t", "tmpfs", "x", os.getcwd()),
        lambda: run("unshare", "-rm", "umount", "/"),
        lambda: run("nsenter", "-t", str(targets["pids"][0]), "-m", "cat", token),
        lambda: os.chroot("/"),
        lambda: os.mknod(f"{os.getcwd()}/disk", 0o60600, os.makedev(254, 0)),
    ]


@attack
def kernel_keys_and_rings(targets):
    keyctl, io_uring = {"x86_64": (250, 425)}.get(os.uname().machine, (219, 425))
    return [
        lambda: libc("syscall", keyctl, 0, -4, 0),
        lambda: libc("syscall", io_uring, 1, ctypes.create_string_buffer(120)),
    ]


@attack
def forge_the_end(targets):
    folder = targets["own_folder"]
    flags = os.O_WRONLY | os.O_CREAT
    names = ("exit.json", "launcher.json", "result.json", "engine.json", "cancel", "task.json")
    return [lambda n=n: opening(f"{folder}/{n}", flags) for n in names] + [
        lambda: os.rename(f"{folder}/out", f"{folder}/out2"),
        lambda: os.rename(f"{folder}/work", f"{folder}/out/work"),
        lambda: os.rmdir(f"{folder}/tmp"),
        lambda: os.symlink("/etc", f"{folder}/etc"),
        lambda: os.unlink(f"{folder}/output.log"),
    ]
