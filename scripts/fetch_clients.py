"""`make clients`: unmodified clients into .clients/<name>, an environment each.

What a client is made of, with hashes, is scripts/clients/<name>.txt (pip), or a folder there with
package-lock.json (npm) or artifacts.txt (Maven). A stamp in each environment holds what it was
made of, so that a second run does nothing. `--tests`: only those that tests run.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "scripts/clients"
CLIENTS = ROOT / ".clients"
AT_ONCE = 2
FOR_BENCH = ("flight-sql", "minilake", "spark", "tpchgen")
"""What `make bench` compares with: no test needs them, and they are large."""
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"


class FetchError(Exception):
    """Why a client could not be fetched."""


def main() -> int:
    named = [name for name in sys.argv[1:] if name != "--tests"]
    wanted = named or known()
    if "--tests" in sys.argv:
        wanted = [name for name in wanted if name not in FOR_BENCH]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        problems = [problem for problem in pool.map(fetch, wanted) if problem]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def known() -> list[str]:
    """The names of every client."""
    folders = [path.name for path in PINS.iterdir() if path.is_dir()]
    return sorted([*folders, *(path.stem for path in PINS.glob("*.txt"))])


def fetch(name: str) -> str | None:
    """Make one client's environment unless it is there; what went wrong, or None."""
    found = recipe(name)
    if found is None:
        return f"{name}: scripts/clients has nothing of this name"
    pins, make = found
    folder, made_of = CLIENTS / name, fingerprint(pins)
    stamp = folder / "stamp"
    if stamp.is_file() and stamp.read_text() == made_of:
        print(f"{name}: up to date", flush=True)
        return None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        make(folder, pins)
    except FetchError as problem:
        return f"{name}: {problem}"
    stamp.write_text(made_of)
    print(f"{name}: fetched", flush=True)
    return None


def recipe(name: str) -> tuple[Path, Callable[[Path, Path], None]] | None:
    """The file with a client's pins, and what makes an environment of it."""
    recipes = {f"{name}.txt": pip, f"{name}/package-lock.json": npm, f"{name}/artifacts.txt": maven}
    for path, make in recipes.items():
        if (PINS / path).is_file():
            return PINS / path, make
    return None


def pip(folder: Path, pins: Path) -> None:
    """A virtual environment with exactly the pins.

    Our own pip fills it: an older one, as interpreters bring, stumbles over pins with extras.
    """
    venv.create(folder, with_pip=True, symlinks=True)
    target = ["--python", str(folder / "bin/python")]
    program = [sys.executable, "-m", "pip", *target, "--quiet", "--no-input"]
    options = ["--disable-pip-version-check", "--require-hashes", "--requirement", str(pins)]
    run([*program, "install", *options], folder)


def npm(folder: Path, pins: Path) -> None:
    """node_modules with exactly what the lock file holds."""
    for name in ("package.json", pins.name):
        shutil.copy(pins.with_name(name), folder)
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)


def maven(folder: Path, pins: Path) -> None:
    """The jars of artifacts.txt: on each line group:artifact:version and the jar's SHA-256."""
    for line in pins.read_text().splitlines():
        coordinates, digest = line.split()
        options = [f"-Dartifact={coordinates}:jar", f"-DoutputDirectory={folder}"]
        run(["mvn", "--batch-mode", "--quiet", MAVEN_COPY, *options], folder)
        _, artifact, version = coordinates.split(":")
        jar = folder / f"{artifact}-{version}.jar"
        if hashlib.sha256(jar.read_bytes()).hexdigest() != digest:
            jar.unlink()
            raise FetchError(f"{jar.name} is not the file that {pins.name} names")


def run(argv: list[str], folder: Path) -> None:
    """Run a program; a FetchError with its output unless it ends well."""
    if shutil.which(argv[0]) is None:
        raise FetchError(f"{argv[0]} is not installed")
    done = subprocess.run(
        argv,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise FetchError(f"{Path(argv[0]).name} failed\n{done.stdout}")


def fingerprint(pins: Path) -> str:
    """Changes with the pins and with the interpreter."""
    digest = hashlib.sha256(pins.read_bytes())
    digest.update(sys.version.encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
