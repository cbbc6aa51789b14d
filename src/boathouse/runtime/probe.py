"""Tries a confinement out: `python -m boathouse.runtime.probe POLICY` prints Landlock's version.

Fails, with the reason as its last line, where it cannot be applied, or where a program of the
environment does not start in it.
"""

import json
import os
import sys

from boathouse.runtime import confine, landlock

if __name__ == "__main__":
    version = landlock.abi()
    if not version:
        sys.exit("this kernel has no Landlock, or it is switched off")
    try:
        confine.apply(confine.Policy.of(json.loads(sys.argv[1])))
        program = [sys.executable, "-I", "-S", "-c", f"import json; print({version})"]
        os.execv(program[0], program)  # noqa: S606 - no shell: that is the point
    except OSError as error:
        sys.exit(str(error))
