"""Runs a script: each of its statements takes the road by itself, at its own time.

What they have committed stays when a later one fails: there are no transactions.
"""

from __future__ import annotations

import asyncio
import contextlib
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer, Kind, record_batch
from boathouse.sql.constants import constant, fitted
from boathouse.sql.errors import NotSupported, SqlError, SyntaxFailure
from boathouse.sql.identifiers import parameters_of
from boathouse.sql.parse import parse_expression
from boathouse.sql.planning import Nested, Plan, Planning
from boathouse.sql.scripting import tree
from boathouse.sql.scripting.errors import Exited, Left, Unhandled, placed
from boathouse.sql.scripting.frames import Frame, Scope
from boathouse.sql.scripting.kept import Kept
from boathouse.sql.securables import SparkType
from boathouse.sql.statements.variables import already_exists, computed
from boathouse.sql.variables import Value, Variable, session_name, unresolved_variable
from boathouse.sql.work import Work

REST_EVERY = 20
REST_SECONDS = 0.001
MOST_READ = 10_000
"""A script that asks no engine lets others have the event loop."""


def plan(planning: Planning) -> Plan:
    """BEGIN ... END."""
    script = planning.parsed.tree
    assert isinstance(script, tree.Script)
    if planning.within == "IMMEDIATE":
        raise SqlError(
            "SQL_SCRIPT_IN_EXECUTE_IMMEDIATE",
            "SQL Scripts in EXECUTE IMMEDIATE commands are not allowed. Please ensure that the SQL"
            f" query provided ({planning.parsed.text}) is not SQL Script. Make sure the sql_string"
            " is a well-formed SQL statement and does not contain BEGIN and END.",
            "07501",
        )
    return RunScript(planning, script.block)


@dataclass(frozen=True)
class RunScript:
    """A script that has been read."""

    planning: Planning
    block: tree.Node

    async def run(self, work: Work) -> Answer:
        """Run it; the rows of its last query are its answer."""
        interpreter = Interpreter(self.planning, work)
        work.use.callback(interpreter.close)
        try:
            await interpreter.statement(self.block)
        except Unhandled as unhandled:
            raise unhandled.error from unhandled.error.__cause__
        kept = interpreter.last
        return kept.answer() if kept is not None else answer.nothing()


class Interpreter:
    """One script as it runs."""

    def __init__(self, planning: Planning, work: Work) -> None:
        self._planning, self._work = planning, work
        self._script = planning.parsed.text
        self._marks = [
            token.start
            for token in planning.parsed.tokens
            if token.token_type is TokenType.PLACEHOLDER
        ]
        self._frame = Frame()
        self._errors: list[SqlError] = []
        self._read: dict[str, exp.Expr | None] = {}
        self._steps = 0
        self.last: Kept | None = None

    def close(self) -> None:
        """The rows are not wanted any more."""
        if self.last is not None:
            self.last.close()

    async def statement(self, node: tree.Node) -> None:
        """Run one statement; its error meets the handlers around it."""
        self._steps += 1
        await asyncio.sleep(0 if self._steps % REST_EVERY else REST_SECONDS)
        try:
            await self._perform(node)
        except SqlError as error:
            await self._handle(placed(error, node, self._script))

    async def _handle(self, error: SqlError) -> None:
        found = self._frame.handler(error)
        if found is None:
            raise Unhandled(error)
        frame, handler = found
        before = self._frame
        self._frame = Frame(outer=frame, handled_by=frame.outer, in_handler=True)
        self._errors.append(error)
        try:
            await self.statement(handler.body)
        finally:
            self._frame = before
            self._errors.pop()
        if handler.exits:
            raise Exited(frame)

    async def _perform(self, node: tree.Node) -> None:
        match node:
            case tree.Plain():
                await self._plain(node.text, node)
            case tree.Assign():
                await self._assign(node)
            case tree.Compound():
                await self._compound(node)
            case tree.If():
                await self._if(node)
            case tree.Case():
                await self._case(node)
            case tree.Loop():
                await self._loop(node)
            case tree.For():
                await self._for(node)
            case tree.Jump():
                raise Left(node.label, again=node.again)
            case tree.Signal():
                raise await self._signal(node)
            case tree.Diagnostics():
                await self._diagnostics(node)

    async def _body(self, body: tree.Body) -> None:
        for node in body:
            await self.statement(node)

    async def _compound(self, block: tree.Compound) -> None:
        outer = self._frame
        frame = self._frame = Frame(block.label, outer, conditions=block.conditions)
        try:
            for declared in block.variables:
                await self._declare(frame, declared)
            frame.handlers = block.handlers
            await self._body(block.body)
        except Exited as exited:
            if exited.frame is not frame:
                raise
        except Left as left:
            if block.label is None or left.label != block.label:
                raise
        finally:
            self._frame = outer

    async def _declare(self, frame: Frame, declared: tree.Variables) -> None:
        kind = None if declared.kind is None else types.from_node(declared.kind)
        value = Value(kind or "void", None)
        if declared.default is not None:
            value = await self._value(declared.default, kind)
        for name in declared.names:
            if name in frame.variables:
                raise already_exists((frame.label, name) if frame.label else (name,))
            default = declared.default.text if declared.default is not None else "NULL"
            frame.variables[name] = Variable(name, value.type, value.value, default)

    async def _assign(self, node: tree.Assign) -> None:
        if node.single is not None:
            parts, value = node.single
            held = Scope(self._frame).find(parts)
            found = constant(value, self._look, self._planning.parameters) if held else None
            fit = fitted(found, held.type) if held is not None and found is not None else None
            if fit is not None:
                Scope(self._frame).assign(parts, fit.value)
                return
        await self._plain(node.text, node)

    async def _if(self, node: tree.If) -> None:
        for condition, body in node.branches:
            if await self._holds(condition):
                await self._body(body)
                return
        await self._body(node.otherwise)

    async def _case(self, node: tree.Case) -> None:
        subject = (await self._value(node.subject, None)).sql
        for wanted, body in node.branches:
            same = replace(wanted, text=f"({subject}) = ({wanted.text}\n)")
            if await self._holds(same):
                await self._body(body)
                return
        await self._body(node.otherwise)

    async def _loop(self, node: tree.Loop) -> None:
        while node.before is None or await self._holds(node.before):
            if await self._turn(node.label, node.body):
                return
            if node.until is not None and await self._holds(node.until):
                return
            await asyncio.sleep(0)

    async def _turn(self, label: str | None, body: tree.Body) -> bool:
        """One turn of a loop; whether it was left."""
        try:
            await self._body(body)
        except Left as left:
            if label is None or left.label != label:
                raise
            return not left.again
        return False

    async def _for(self, node: tree.For) -> None:
        """The query's rows are all there before the first turn, as what the turns do may change
        what it reads."""
        async with contextlib.AsyncExitStack() as use:
            found = await self._work.nest(self._nested(node.query.text, node.query), use)
            kept = await Kept.all_of(found)
        kinds = [types.from_arrow(field) for field in kept.schema]
        names = [field.name.lower() for field in kept.schema]
        rows = kept.answer().batches
        outer = self._frame
        try:
            async with contextlib.aclosing(rows):
                async for batch in rows:
                    columns = record_batch(kept.schema, batch).to_pydict()
                    for row in zip(*columns.values(), strict=True):
                        variables = {
                            name: Variable(name, kind, value, None)
                            for name, kind, value in zip(names, kinds, row, strict=True)
                        }
                        self._frame = Frame(node.variable, outer, variables)
                        if await self._turn(node.label, node.body):
                            return
        finally:
            self._frame = outer
            kept.close()

    async def _signal(self, node: tree.Signal) -> SqlError:
        if node.condition is None and node.state is None:
            if not self._errors:
                why = "RESIGNAL is only allowed in a handler."
                return SqlError("RESIGNAL_WITHOUT_ACTIVE_HANDLER", why, "0K000")
            if node.message is None:
                return self._errors[-1]
        message = await self._text(node.message)
        if node.state is not None:
            return SqlError("USER_RAISED_EXCEPTION", message, node.state)
        if node.condition is None:
            again = self._errors[-1]
            return SqlError(again.error_class, message, again.sqlstate)
        state = self._frame.state_of(node.condition)
        if state is not None:
            return SqlError(node.condition, message, state)
        if node.condition != "USER_RAISED_EXCEPTION":
            raise NotSupported(f"SIGNAL knows no condition {node.condition}: declare it.")
        if node.arguments is not None:
            given = dict((await self._value(node.arguments, None)).value or ())
            message = str(given.get("errorMessage", ""))
        return SqlError("USER_RAISED_EXCEPTION", message, "P0001")

    async def _text(self, text: tree.Text | None) -> str:
        if text is None:
            return ""
        value = (await self._value(text, "string")).value
        return "" if value is None else str(value)

    async def _diagnostics(self, node: tree.Diagnostics) -> None:
        if not self._errors:
            raise NotSupported("GET DIAGNOSTICS stands in a handler.")
        error = self._errors[-1]
        items: dict[str, Any] = {
            "MESSAGE_TEXT": error.message,
            "RETURNED_SQLSTATE": error.sqlstate,
            "CONDITION_IDENTIFIER": error.error_class,
            "LINE_NUMBER": getattr(error, "line", None),
        }
        for parts, item in node.items:
            kind = "integer" if item == "LINE_NUMBER" else "string"
            value = Value(kind, items[item])
            target = self._variable(parts)
            fit = fitted(value, target.type)
            if fit is None:
                (fit,) = await computed(self._work, Nested(""), [value.sql], [target.type], [None])
            if not Scope(self._frame).assign(parts, fit.value):
                self._work.session.variables[target.name] = replace(target, value=fit.value)

    def _variable(self, parts: tuple[str, ...]) -> Variable:
        held = Scope(self._frame).find(parts)
        held = held or self._work.session.variables.get(session_name(parts) or "")
        if held is None:
            raise unresolved_variable(parts)
        return held

    # -- values

    async def _holds(self, condition: tree.Text) -> bool:
        value = await self._value(condition, None)
        if value.type != "boolean":
            raise SqlError(
                "INVALID_BOOLEAN_STATEMENT",
                f"Boolean statement is expected in the condition, but {condition.text} was found.",
                "22546",
            )
        return bool(value.value)

    async def _value(self, text: tree.Text, kind: SparkType | None) -> Value:
        node = self._expression(text.text)
        parameters = self._planning.parameters
        known = constant(node, self._look, parameters) if node is not None else None
        (value,) = await computed(self._work, self._nested("", text), [text.text], [kind], [known])
        return value

    def _expression(self, text: str) -> exp.Expr | None:
        if len(self._read) > MOST_READ:
            self._read.clear()
        if text not in self._read:
            try:
                self._read[text] = parse_expression(text)
            except SyntaxFailure:
                self._read[text] = None  # with IDENTIFIER(...): it is read once that has a name
        return self._read[text]

    def _look(self, parts: tuple[str, ...]) -> Value | None:
        scope = replace(self._planning, locals=Scope(self._frame))
        return scope.look(parts)

    # -- statements

    def _nested(self, text: str, place: Any) -> Nested:
        parameters = self._planning.parameters
        if not all(parameter.name for parameter in parameters):
            marks = range(
                bisect_left(self._marks, place.start), bisect_left(self._marks, place.end)
            )
            parameters = parameters_of(parameters, marks)
        return Nested(text, parameters, Scope(self._frame), "SCRIPT")

    async def _plain(self, text: str, node: tree.Node) -> None:
        async with contextlib.AsyncExitStack() as use:
            found = await self._work.nest(self._nested(text, node), use)
            kept = await Kept.all_of(found)
        if found.kind is Kind.ROWS:
            self.close()
            self.last = kept
        else:
            kept.close()
