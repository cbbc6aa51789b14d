"""The IDL, loaded when the first client comes: thriftpy2 and its parser take 150 ms."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any


@cache
def tcli() -> Any:
    """The module of the IDL's structs: `tcli().TStatus(statusCode=0)`."""
    import thriftpy2

    path = Path(__file__).with_name("tcli.thrift")
    return thriftpy2.load(str(path), module_name="boathouse_tcli_thrift")
