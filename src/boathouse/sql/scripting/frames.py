"""The blocks that a running script stands in: their variables, and their handlers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from boathouse.sql.errors import SqlError
from boathouse.sql.scripting.tree import Handler
from boathouse.sql.variables import Parts, Variable


@dataclass(eq=False)
class Frame:
    """One block, or the row of a FOR. `handled_by`: where a handler's own errors are handled:
    outside the block that declares it."""

    label: str | None = None
    outer: Frame | None = None
    variables: dict[str, Variable] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    handlers: tuple[Handler, ...] = ()
    handled_by: Frame | None = None
    in_handler: bool = False

    def chain(self) -> Iterator[Frame]:
        """This block and those around it, innermost first."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer

    def handling(self) -> Iterator[Frame]:
        """The blocks whose handlers an error here may meet."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.handled_by if frame.in_handler else frame.outer

    def state_of(self, condition: str) -> str | None:
        """The SQLSTATE of a condition that is declared around here."""
        return next(
            (f.conditions[condition] for f in self.chain() if condition in f.conditions), None
        )

    def handler(self, error: SqlError) -> tuple[Frame, Handler] | None:
        """The handler of an error: of the innermost block that has one, the most specific."""
        for frame in self.handling():
            ranked = [(rank(frame, one, error), one) for one in frame.handlers]
            best = max(ranked, key=lambda pair: pair[0], default=(0, None))
            if best[0] and best[1] is not None:
                return frame, best[1]
        return None


def rank(frame: Frame, handler: Handler, error: SqlError) -> int:
    """How specific a handler is: 3 names the error, 2 its SQLSTATE, 1 all; 0 is not for it."""
    return max(_rank(frame, condition, error) for condition in handler.conditions)


def _rank(frame: Frame, condition: str, error: SqlError) -> int:
    kind = error.sqlstate[:2]
    if condition == "SQLEXCEPTION":
        return int(kind not in ("00", "01", "02"))
    if condition == "NOT FOUND":
        return int(kind == "02")
    if condition.startswith("sqlstate:"):
        return 2 * int(error.sqlstate == condition.removeprefix("sqlstate:"))
    name = error.error_class.upper()
    if name == condition or name.startswith(condition + "."):
        return 3
    return 2 * int(frame.state_of(condition) == error.sqlstate)


@dataclass(frozen=True)
class Scope:
    """The variables that a statement in this block sees: `variables.Locals`."""

    frame: Frame

    def find(self, parts: Parts) -> Variable | None:
        """`v`, or `label.v`."""
        held = self._holder(parts)
        return held.variables[parts[-1]] if held is not None else None

    def assign(self, parts: Parts, value: Any) -> bool:
        """Give it a value; whether there is such a variable."""
        held = self._holder(parts)
        if held is not None:
            held.variables[parts[-1]] = replace(held.variables[parts[-1]], value=value)
        return held is not None

    def _holder(self, parts: Parts) -> Frame | None:
        if len(parts) > 2:
            return None
        for frame in self.frame.chain():
            if parts[-1] in frame.variables and parts[:-1] in ((), (frame.label,)):
                return frame
        return None
