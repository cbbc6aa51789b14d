"""What a script is made of. `start` and `end` are offsets in its text, `line` counts from 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from boathouse.sql.grammar.nodes import Arg, Statement


@dataclass(frozen=True)
class Node:
    """One statement of a script."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """An expression or a query, as it stands in the script."""

    text: str
    line: int
    start: int
    end: int


Body = tuple[Node, ...]


@dataclass(frozen=True)
class Plain(Node):
    """A statement that takes the road by itself."""

    text: str


@dataclass(frozen=True)
class Assign(Node):
    """SET: `text` is the whole statement; `single` its target and value where there is one."""

    text: str
    single: tuple[tuple[str, ...], exp.Expr] | None


@dataclass(frozen=True)
class Variables:
    """DECLARE a, b type DEFAULT default. `kind` is a DataType."""

    names: tuple[str, ...]
    kind: Any
    default: Text | None
    line: int


@dataclass(frozen=True)
class Handler:
    """DECLARE EXIT or CONTINUE HANDLER. `conditions`: names in upper case, or with `sqlstate:`
    in front of a state; SQLEXCEPTION and NOT FOUND."""

    exits: bool
    conditions: tuple[str, ...]
    body: Node


@dataclass(frozen=True)
class Compound(Node):
    """BEGIN ... END. `conditions`: the SQLSTATE of each that is declared, by name."""

    label: str | None
    variables: tuple[Variables, ...]
    conditions: Mapping[str, str] = field(default_factory=dict)
    handlers: tuple[Handler, ...] = ()
    body: Body = ()


@dataclass(frozen=True)
class If(Node):
    """IF and ELSEIF, in order; CASE WHEN too."""

    branches: tuple[tuple[Text, Body], ...]
    otherwise: Body


@dataclass(frozen=True)
class Case(Node):
    """CASE subject WHEN value THEN ..."""

    subject: Text
    branches: tuple[tuple[Text, Body], ...]
    otherwise: Body


@dataclass(frozen=True)
class Loop(Node):
    """LOOP; WHILE with a condition in front (`before`), REPEAT with one behind (`until`)."""

    label: str | None
    body: Body
    before: Text | None = None
    until: Text | None = None


@dataclass(frozen=True)
class For(Node):
    """FOR [variable AS] query DO ... END FOR."""

    label: str | None
    variable: str | None
    query: Text
    body: Body


@dataclass(frozen=True)
class Jump(Node):
    """LEAVE, or ITERATE where `again`."""

    label: str
    again: bool


@dataclass(frozen=True)
class Signal(Node):
    """SIGNAL condition or SQLSTATE; RESIGNAL where `condition` and `state` are None."""

    condition: str | None
    state: str | None
    message: Text | None
    arguments: Text | None


@dataclass(frozen=True)
class Diagnostics(Node):
    """GET DIAGNOSTICS CONDITION 1 variable = item, ..."""

    items: tuple[tuple[tuple[str, ...], str], ...]


class Script(Statement):
    """A whole script: `block` is a Compound."""

    block = Arg[Any](None)
