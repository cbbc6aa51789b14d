"""Commands of Spark Connect: which the engine runs, and which we run ourselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from boathouse.errors import ApiError
from boathouse.protocols.connect import allowed, catalog, writes
from boathouse.protocols.connect.answers import Answers
from boathouse.protocols.connect.engines import Stub
from boathouse.protocols.connect.errors import refused
from boathouse.protocols.connect.frames import NoPart, Scope
from boathouse.protocols.connect.operations import Operation, Operations
from boathouse.protocols.connect.parameters import parameters_of
from boathouse.protocols.connect.planner import Planner
from boathouse.protocols.connect.query import ConnectEngine, answer, answered
from boathouse.protocols.connect.sessions import FrameView, SparkSession, frame
from boathouse.protocols.connect.statements import Statements
from boathouse.protocols.connect.wire import Wire
from boathouse.sql.errors import SqlError
from boathouse.sql.flows import Flow
from boathouse.sql.parameters import Parameter
from boathouse.sql.planning import Notes, from_service
from boathouse.sql.session import TemporaryView
from boathouse.sql.statements.columns import of_schema


@dataclass
class Call:
    """One call that was let in."""

    wire: Wire
    method: str
    request: Any
    session: SparkSession
    stub: Stub


class Commands:
    """Answers commands: an async iterator of messages each."""

    def __init__(self, planner: Planner, operations: Operations) -> None:
        self._planner, self._operations = planner, operations

    async def command(self, call: Call) -> AsyncIterator[bytes]:
        """A command of a plan."""
        command = call.request.plan.command
        kind = command.WhichOneof("command_type")
        if kind in allowed.PASSED_COMMANDS:
            async for message in self._passed(call, kind):
                yield message
            return
        ours = {
            "sql_command": self._sql,
            "create_dataframe_view": self._view,
            "write_operation": self._write,
            "write_operation_v2": self._write_v2,
            "write_stream_operation_start": self._stream,
        }
        if kind not in ours:
            raise refused(f"The command {kind or 'without a type'}")
        if kind == "sql_command" and (found := await self._lazily(call)) is not None:
            for message in found:
                yield message
            return
        for message in await self._once(call, ours[kind]):
            yield message

    async def catalog(self, call: Call) -> AsyncIterator[bytes]:
        """spark.catalog."""

        async def act(call: Call, operation: Operation) -> list[Any]:
            asked = call.request.plan.root.catalog
            kind = asked.WhichOneof("cat_type")
            if kind is None:
                raise refused("This part of spark.catalog")
            message = getattr(asked, kind)
            found = await self._look(call, kind, message)
            if found is None:
                found = await catalog.statement(
                    kind,
                    message,
                    call.session.sql,
                    lambda text: self._statement(call, operation, text),
                )
            return [self._answers(call).rows(*catalog.stream(*found))]

        for message in await self._once(call, act):
            yield message

    async def _look(self, call: Call, kind: str, message: Any) -> Any:
        road, session = self._planner.road(call.session), call.session

        def look() -> Any:
            ctx = road.context(session.caller.principal)
            try:
                planning = road.planning(ctx, session.sql, None, "", Notes())  # type: ignore[arg-type]
                return catalog.Look(planning).answer(kind, message)
            finally:
                ctx.close()

        return await road.in_planner(look)

    async def _passed(self, call: Call, kind: str) -> AsyncIterator[bytes]:
        async with self._planner.walked(call, call.request.plan):
            _remember(call, kind)
            stream = call.stub.stream("ExecutePlan")(call.request.SerializeToString())
            try:
                async for message in answered(stream):
                    yield message
            finally:
                stream.cancel()

    async def _once(self, call: Call, act: Any) -> list[bytes]:
        """Run it once, whoever asks again; its messages."""
        return await self._operations.run(
            call.session,
            call.request.operation_id,
            frozenset(call.request.tags),
            lambda operation: act(call, operation),
            self._finished(call),
        )

    def _finished(self, call: Call) -> Callable[[list[Any]], list[bytes]]:
        """What makes messages of responses, with an end where the client may reattach."""
        options = call.request.request_options
        reattachable = any(option.reattach_options.reattachable for option in options)

        def finish(responses: list[Any]) -> list[bytes]:
            if reattachable:
                responses = [*responses, self._answers(call).complete()]
            return [one if isinstance(one, bytes) else one.SerializeToString() for one in responses]

        return finish

    def _answers(self, call: Call) -> Answers:
        return Answers(call.wire, call.session, call.request.operation_id)

    # spark.sql

    async def _lazily(self, call: Call) -> list[bytes] | None:
        """A query is looked at now and run when its DataFrame is; None for what is run at once."""
        relation = _sql_relation(call.wire, call.request.plan.command.sql_command)
        named = relation.WhichOneof("rel_type") == "with_relations"
        root = relation.with_relations.root if named else relation
        if root.WhichOneof("rel_type") != "sql" or not _is_query(root.sql.query):
            return None
        try:
            await self._analyzed(call, relation)
        except NoPart:
            return None
        return self._finished(call)([self._answers(call).sql_result(relation)])

    async def _sql(self, call: Call, operation: Operation) -> list[Any]:
        relation = _sql_relation(call.wire, call.request.plan.command.sql_command)
        root = relation
        views: dict[str, TemporaryView] = {}
        if relation.WhichOneof("rel_type") == "with_relations":
            root = relation.with_relations.root
            views = _references(relation.with_relations, call.session)
        if root.WhichOneof("rel_type") != "sql":
            raise refused("A SQL command without a text")
        answers = self._answers(call)
        parameters = parameters_of(root.sql)
        stream = await self._statement(call, operation, root.sql.query, parameters, views)
        return [answers.sql_result(answers.local(stream))]

    async def _analyzed(self, call: Call, relation: Any) -> None:
        """Let the engine look at a query, so that what is wrong with it is told at once."""
        request = call.wire.AnalyzePlanRequest(session_id=call.session.session_id)
        request.user_context.CopyFrom(call.request.user_context)
        request.schema.plan.root.CopyFrom(relation)
        async with self._planner.walked(call, request.schema, runs=False):
            await answer(call.stub.unary("AnalyzePlan")(request.SerializeToString()))

    async def _statement(
        self,
        call: Call,
        operation: Operation,
        text: str,
        parameters: tuple[Parameter, ...] = (),
        views: Mapping[str, TemporaryView] | None = None,
    ) -> bytes:
        session = call.session
        known = {**session.sql.temporary_views, **(views or {})}

        async def prepare(sql: str, use: AsyncExitStack) -> Flow | None:
            return await self._planner.prepare(call.wire, session, call.stub, sql, known, use)

        engine = ConnectEngine(call.wire, call.stub, session, prepare)
        planner = self._planner
        rows = planner.rows(session)
        statements = Statements(planner.executions, planner.whole_road, session, engine, rows)
        _, stream = await statements.run(operation, text, parameters, views)
        session.keep()
        return stream

    # DataFrames under names

    async def _view(self, call: Call, operation: Operation) -> list[Any]:
        command, session = call.request.plan.command.create_dataframe_view, call.session.sql
        name = command.name.strip("`").lower()
        if command.is_global:
            raise refused("A global temporary view")
        if not command.replace and name in session.temporary_views:
            raise SqlError(
                "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
                f"Cannot create the temporary view `{name}` because it already exists.\nChoose a"
                " different name, drop or replace the existing view, or add the IF NOT EXISTS"
                " clause to tolerate pre-existing views.",
                "42P07",
            )
        plan = command.input.SerializeToString()
        checked = call.wire.AnalyzePlanRequest.Schema()
        checked.plan.root.CopyFrom(command.input)
        async with self._planner.walked(call, checked, runs=False) as read:
            views = {n: v for n, v in session.temporary_views.items() if n in read}
            made = frame(plan, session.catalog, session.schema, views)
        columns = await self._columns(call, made)
        session.temporary_views[name] = replace(made, columns=columns)
        call.session.keep()
        return []

    async def _columns(self, call: Call, view: FrameView) -> Any:
        async def prepare(sql: str, use: AsyncExitStack) -> Flow | None:
            views, session = {"view": view}, call.session
            return await self._planner.prepare(call.wire, session, call.stub, sql, views, use)

        engine = ConnectEngine(call.wire, call.stub, call.session, prepare)
        async with engine.query(f"TABLE {view.engine_name} LIMIT 0") as rows:
            return of_schema(rows.schema)

    # Writers

    async def _write(self, call: Call, operation: Operation) -> list[Any]:
        write = call.request.plan.command.write_operation
        if write.WhichOneof("save_type") != "table":
            return await self._write_path(call, write)
        target = await self._target(call, write.table.table_name)
        text = writes.table_statement(write, target)
        if text is not None:
            await self._statement(call, operation, text, (), _source(call, write.input))
        return []

    async def _write_v2(self, call: Call, operation: Operation) -> list[Any]:
        write = call.request.plan.command.write_operation_v2
        target = await self._target(call, write.table_name)
        text = writes.v2_statement(write, target)
        await self._statement(call, operation, text, (), _source(call, write.input))
        return []

    async def _target(self, call: Call, name: str) -> writes.Target:
        """The table that a writer names; whether it is there."""
        road, session = self._planner.road(call.session), call.session

        def look() -> bool:
            ctx = road.context(session.caller.principal)
            try:
                return road.known(ctx, session.sql, name)
            except ApiError as error:
                raise from_service(error) from error
            finally:
                ctx.close()

        return writes.Target(name, await road.in_planner(look))

    async def _write_path(self, call: Call, write: Any) -> list[Any]:
        kind = (write.source if write.HasField("source") else "") or "delta"
        if kind.lower() in allowed.FREE_SINKS and kind.lower() == "noop":
            write.ClearField("path")
        elif kind.lower() not in allowed.WRITE_FORMATS:
            raise refused(f"Writing the format {kind}")
        elif not write.path:
            raise SqlError("UNSUPPORTED_OPERATION", "A path is missing.", "42601")
        write.source = kind.lower()
        async with self._planner.walked(call, write, write=True, moves=True):
            stream = call.stub.stream("ExecutePlan")(_plain(call.request))
            return [message async for message in answered(stream)]

    async def _stream(self, call: Call, operation: Operation) -> list[Any]:
        start = call.request.plan.command.write_stream_operation_start
        if start.WhichOneof("sink_destination") == "table_name":
            raise refused("Streaming into a table")
        if not start.path and start.format.lower() not in allowed.FREE_SINKS:
            raise refused(f"Streaming into the format {start.format}")
        async with self._planner.walked(call, start, write=True, moves=True):
            stream = call.stub.stream("ExecutePlan")(_plain(call.request))
            return [message async for message in answered(stream)]


def _remember(call: Call, kind: str) -> None:
    """What the engine's session is about to know by name."""
    command, session = getattr(call.request.plan.command, kind), call.session
    if kind == "register_data_source":
        session.sources.add(command.name.lower())
    elif kind == "register_function":
        session.sql.engine_functions.add(command.function_name.lower())
    else:
        return
    session.keep()


def _plain(request: Any) -> bytes:
    """The request as the engine gets it: what it says at the end is ours to say."""
    del request.request_options[:]
    return bytes(request.SerializeToString())


def _source(call: Call, relation: Any) -> dict[str, TemporaryView]:
    session = call.session.sql
    plan = relation.SerializeToString()
    made = frame(plan, session.catalog, session.schema, session.temporary_views)
    return {writes.SOURCE: made}


def _sql_relation(wire: Wire, command: Any) -> Any:
    """The relation of a SQL command, also from the fields of older clients."""
    relation = wire.Relation()
    if command.HasField("input"):
        relation.CopyFrom(command.input)
        return relation
    relation.sql.query = command.sql
    for name in ("args", "named_arguments"):
        for key, value in getattr(command, name).items():
            getattr(relation.sql, name)[key].CopyFrom(value)
    relation.sql.pos_args.extend(command.pos_args)
    relation.sql.pos_arguments.extend(command.pos_arguments)
    return relation


def _references(whole: Any, session: SparkSession) -> dict[str, TemporaryView]:
    scope = Scope.of(session.sql)
    found: dict[str, TemporaryView] = {}
    for reference in whole.references:
        if reference.WhichOneof("rel_type") != "subquery_alias":
            raise refused("Such a reference from SQL")
        aliased = reference.subquery_alias
        plan = aliased.input.SerializeToString()
        found[aliased.alias.lower()] = frame(plan, scope.catalog, scope.schema, scope.views)
    return found


def _is_query(text: str) -> bool:
    """Whether a text is a query; what cannot be read is, and fails as one."""
    from sqlglot import exp

    from boathouse.sql.parse import parse

    return isinstance(parse(text).tree, exp.Query | exp.Values)
