"""The legacy CLI, unmodified: each folder of transcripts/ is a script and what it must print.

A line of a script is a line of bash. `UPDATE_TRANSCRIPTS=1` writes what was printed as what is
expected: read the difference before you keep it.
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import pytest

from tests.clients import environment
from tests.clients.conftest import Gate

FOLDER = Path(__file__).parent / "transcripts"
CASES = sorted(path.name for path in FOLDER.iterdir() if (path / "script.sh").is_file())

TOOLS = r"""
# field NAME: the value of a field in the JSON that is piped in
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" | head -n 1; }
# until_shows TEXT COMMAND...: repeat the command, for half a minute at most, until it prints TEXT
until_shows() {
    text=$1; shift
    for _ in $(seq 60); do
        if "$@" 2>/dev/null | grep -q -- "$text"; then return 0; fi
        sleep 0.3
    done
    echo "never printed: $text"; "$@"; return 1
}
"""


@pytest.mark.parametrize("case", CASES)
def test_transcript(gate: Gate, profile: Path, tmp_path: Path, case: str) -> None:
    home = tmp_path / case
    shutil.copytree(FOLDER / case, home)
    shutil.copy(profile / ".databrickscfg", home)
    programs = environment.client("databricks-cli")
    program = TOOLS + "".join(_told(line) for line in _lines(case))
    variables = {**gate.environment(home, programs), "HOST": gate.host}
    variables["PYTHONPATH"] = str(environment.SWIFT)
    done = environment.run(["bash", "-c", program], variables, home, seconds=120)
    shown = environment.normalised(done.output)
    expected = FOLDER / case / "expected.txt"
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        expected.write_text(shown)
    assert shown == expected.read_text()


def _lines(case: str) -> list[str]:
    lines = (FOLDER / case / "script.sh").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _told(line: str) -> str:
    """The line after its own text, then its exit code unless that is 0."""
    return (
        f"printf '$ %s\\n' {shlex.quote(line)}\n{line}\n"
        'code=$?; [ "$code" = 0 ] || echo "[exit $code]"\n'
    )


def test_there_are_cases() -> None:
    assert len(CASES) >= 8
