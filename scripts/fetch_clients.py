"""`make clients`: unmodified clients into .clients/<name>, a virtual environment each.

The pins of a client, with hashes, are scripts/clients/<name>.txt. A stamp in each environment
holds what it was made of, so that a second run does nothing.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "scripts/clients"
CLIENTS = ROOT / ".clients"
AT_ONCE = 2


def main() -> int:
    wanted = sys.argv[1:] or sorted(path.stem for path in PINS.glob("*.txt"))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        problems = [problem for problem in pool.map(fetch, wanted) if problem]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def fetch(name: str) -> str | None:
    """Make one client's environment unless it is there; what went wrong, or None."""
    pins = PINS / f"{name}.txt"
    if not pins.is_file():
        return f"{name}: there is no {pins.relative_to(ROOT)}"
    folder, made_of = CLIENTS / name, fingerprint(pins)
    stamp = folder / "stamp"
    if stamp.is_file() and stamp.read_text() == made_of:
        print(f"{name}: up to date", flush=True)
        return None
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True, symlinks=True)
    done = install(folder, pins)
    if done.returncode != 0:
        return f"{name}: pip failed\n{done.stdout}"
    stamp.write_text(made_of)
    print(f"{name}: fetched", flush=True)
    return None


def install(folder: Path, pins: Path) -> subprocess.CompletedProcess[str]:
    """pip install of exactly the pins; output of both streams as text."""
    pip = [str(folder / "bin/python"), "-m", "pip", "--quiet", "--no-input"]
    options = ["--disable-pip-version-check", "--require-hashes", "--requirement", str(pins)]
    return subprocess.run(
        [*pip, "install", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def fingerprint(pins: Path) -> str:
    """Changes with the pins and with the interpreter."""
    digest = hashlib.sha256(pins.read_bytes())
    digest.update(sys.version.encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
