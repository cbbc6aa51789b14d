"""The labels of the blocks and loops that a place in a script stands in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from boathouse.sql.errors import SqlError

FORBIDDEN = frozenset(("builtin", "session", "system", "sys"))


class Labels:
    """The labels from the outermost in; True for those of loops, None for FOR's variables."""

    def __init__(self) -> None:
        self._open: dict[str, bool | None] = {}

    @contextlib.contextmanager
    def within(self, label: str | None, *, loop: bool, jumps: bool = True) -> Iterator[None]:
        """Inside a block or loop of this label."""
        if label is None:
            yield
            return
        if label in FORBIDDEN:
            text = f"The label or FOR variable name `{label}` is forbidden."
            raise SqlError("LABEL_OR_FOR_VARIABLE_NAME_FORBIDDEN", text, "42K0L")
        if label in self._open:
            text = (
                f"The label or FOR variable `{label}` already exists. Choose another name or rename"
                " the existing one."
            )
            raise SqlError("LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS", text, "42K0L")
        self._open[label] = loop if jumps else None
        try:
            yield
        finally:
            del self._open[label]

    @contextlib.contextmanager
    def outside(self) -> Iterator[None]:
        """In a handler, which can jump to no label around it."""
        kept, self._open = self._open, {}
        try:
            yield
        finally:
            self._open = kept

    def check_end(self, begin: str | None, end: str) -> None:
        """`END label` is the label at the beginning."""
        if begin is None:
            text = f"End label `{end}` can not exist without begin label."
            raise SqlError("END_LABEL_WITHOUT_BEGIN_LABEL", text, "42K0L")
        if begin != end:
            text = f"Begin label `{begin}` does not match the end label `{end}`."
            raise SqlError("LABELS_MISMATCH", text, "42K0L")

    def check_jump(self, label: str, *, again: bool) -> None:
        """LEAVE and ITERATE name a label around them; ITERATE that of a loop."""
        kind = self._open.get(label)
        if kind is None:
            word = "ITERATE" if again else "LEAVE"
            text = (
                f"The usage of the label `{label}` is invalid. Label was used in the {word}"
                " statement, but the label does not belong to any surrounding block."
            )
            raise SqlError("INVALID_LABEL_USAGE.DOES_NOT_EXIST", text, "42K0L")
        if again and not kind:
            text = (
                f"The usage of the label `{label}` is invalid. ITERATE statement cannot be used"
                " with a label that belongs to a compound (BEGIN...END) body."
            )
            raise SqlError("INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND", text, "42K0L")
