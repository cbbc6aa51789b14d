"""The gateway's calls: who asks, what is asked for, and whether we or the engine answer it."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from boathouse.errors import ApiError, EngineError, EngineGone, InvalidState, Unauthenticated
from boathouse.protocols.connect import allowed, config, errors
from boathouse.protocols.connect.access import Access, Caller
from boathouse.protocols.connect.commands import Call, Commands
from boathouse.protocols.connect.engines import Stubs
from boathouse.protocols.connect.operations import Operations, checked_id, recorded, stopped
from boathouse.protocols.connect.planner import Planner
from boathouse.protocols.connect.query import answer, answered, user_of
from boathouse.protocols.connect.sessions import SparkSession, SparkSessions
from boathouse.protocols.connect.trail import Add, CallEvent
from boathouse.protocols.connect.wire import parsed, wire
from boathouse.sql.engine_errors import translated
from boathouse.sql.errors import SqlError

log = logging.getLogger("boathouse.connect")

START_SECONDS = 300.0
_SWEEP_SECONDS = 3600.0
_LOOK_AGAIN_SECONDS = 0.2
_THREADS = 4
_MOST_ERRORS = 100

Result = TypeVar("Result")


class Gateway:
    """Implements `server.Service`. Belongs to the event loop."""

    kind = "connect sweep"

    def __init__(
        self,
        access: Access,
        sessions: SparkSessions,
        planner: Planner,
        clock: Callable[[], int],
        trail: Add = lambda row: None,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        self._access, self._sessions, self._planner = access, sessions, planner
        self._clock, self._trail, self._settled = clock, trail, settled
        self._stubs, self._operations = Stubs(), Operations()
        self._commands = Commands(planner, self._operations)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="connect")

    async def step(self) -> float:
        """Forget sessions that nobody has used for long; the seconds until the next look."""
        await self._in_thread(lambda: self._sessions.sweep(self._clock()))
        return _SWEEP_SECONDS

    async def close(self) -> None:
        """No more calls come; what runs is ended."""
        await self._operations.close()
        await self._stubs.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def stream(self, method: str) -> Any:
        """As `server.Service` says."""
        act = {"ExecutePlan": self._execute, "ReattachExecute": self._reattach}[method]

        async def handle(data: bytes, context: Any) -> AsyncIterator[bytes]:
            async with self._failing(context) as call:
                async for message in act(await self._called(call, method, data)):
                    yield message

        return handle

    def unary(self, method: str) -> Any:
        """As `server.Service` says."""
        act = {
            "AnalyzePlan": self._analyze,
            "Config": self._config,
            "ArtifactStatus": self._pass,
            "Interrupt": self._interrupt,
            "ReleaseExecute": self._release_execute,
            "ReleaseSession": self._release_session,
            "FetchErrorDetails": self._error_details,
        }[method]

        async def handle(data: bytes, context: Any) -> bytes:
            async with self._failing(context) as call:
                return await act(await self._called(call, method, data))
            raise AssertionError  # a failing call is aborted

        return handle

    def upload(self, method: str) -> Any:
        """As `server.Service` says."""

        async def handle(messages: AsyncIterator[bytes], context: Any) -> bytes:
            async with self._failing(context) as call:
                first = await anext(messages)
                begun = await self._called(call, method, first)

                async def rest() -> AsyncIterator[bytes]:
                    yield begun.request.SerializeToString()
                    async for message in messages:
                        following = _parsed(begun.wire.AddArtifactsRequest, message)
                        if following.session_id != begun.session.session_id:
                            raise errors.invalid_handle("FORMAT", "The session's id changed.")
                        following.user_context.user_id = user_of(begun.session)
                        yield following.SerializeToString()

                return await answer(begun.stub.upload(method)(rest()))
            raise AssertionError

        return handle

    # The way in and the way out.

    async def _called(self, call: _Failing, method: str, data: bytes) -> Call:
        metadata = {key.lower(): value for key, value in call.context.invocation_metadata() or ()}
        peer = call.context.peer()
        event = call.event
        event.method, event.peer, event.metadata = method, peer, metadata
        await self._in_thread(self._settled)  # engines reach no more than rights allow now
        caller = await self._in_thread(
            lambda: self._access.admit(metadata, peer, method, event.known)
        )
        caller = await self._started(caller, metadata, peer, method)
        made = wire()
        request = _parsed(made.of(_REQUESTS[method]), data)
        session_id = event.session_id = checked_id(request.session_id)
        session = self._sessions.of(caller, session_id, self._clock())
        if session.life != caller.life:
            self._sessions.forget(session)
            raise errors.invalid_handle(
                "SESSION_CHANGED",
                f"The existing Spark server session has changed: cluster {caller.cluster_id} was"
                " restarted. Please reconnect.",
            )
        self._planner.reach(session)
        # Whatever the client calls itself: the engine keeps sessions by this name.
        request.user_context.user_id = user_of(session)
        request.user_context.user_name = caller.principal.user_name
        call.session = session
        assert caller.address is not None
        stub = self._stubs.of(caller.cluster_id, caller.address)
        return Call(made, method, request, session, stub)

    async def _started(
        self, caller: Caller, metadata: dict[str, str], peer: str, method: str
    ) -> Caller:
        """The caller, once the cluster's engine answers."""
        waited = 0.0
        while caller.address is None:
            if waited >= START_SECONDS:
                raise InvalidState(f"Cluster {caller.cluster_id} has not started: {caller.message}")
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            waited += _LOOK_AGAIN_SECONDS
            caller = await self._in_thread(lambda: self._access.admit(metadata, peer, method))
        return caller

    async def _in_thread(self, act: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act)

    def _failing(self, context: Any) -> _Failing:
        return _Failing(context, CallEvent(self._trail, self._clock))

    # Plans.

    async def _execute(self, call: Call) -> AsyncIterator[bytes]:
        request = call.request
        request.operation_id = checked_id(request.operation_id)
        kind = request.plan.WhichOneof("op_type")
        if kind is None or kind == "compressed_operation":
            text = "A plan is missing, or it is compressed, which is not read."
            raise SqlError("CONNECT_INVALID_PLAN.CANNOT_PARSE", text, "56K00")
        if kind == "command":
            answers = self._commands.command(call)
        elif request.plan.root.WhichOneof("rel_type") == "catalog":
            answers = self._commands.catalog(call)
        else:
            answers = self._rows(call)
        async for message in answers:
            yield message

    async def _rows(self, call: Call) -> AsyncIterator[bytes]:
        """The engine's rows, as the bytes that it sends."""
        async with self._planner.walked(call, call.request.plan, moves=True):
            stream = call.stub.stream("ExecutePlan")(call.request.SerializeToString())
            try:
                async for message in answered(stream):
                    yield message
            finally:
                stream.cancel()

    async def _analyze(self, call: Call) -> bytes:
        kind = call.request.WhichOneof("analyze")
        if kind not in allowed.ANALYSES:
            raise errors.refused(f"The analysis {kind}")
        plan = getattr(call.request, kind)
        async with self._planner.walked(call, plan, runs=kind == "persist"):
            return await answer(call.stub.unary("AnalyzePlan")(call.request.SerializeToString()))

    async def _reattach(self, call: Call) -> AsyncIterator[bytes]:
        operation_id = checked_id(call.request.operation_id)
        if self._operations.find(call.session, operation_id) is not None or await self._in_thread(
            lambda: recorded(call.session, operation_id) is not None
        ):
            async for message in self._recorded(call, call.request.last_response_id):
                yield message
            return
        stream = call.stub.stream("ReattachExecute")(call.request.SerializeToString())
        try:
            async for message in answered(stream):
                yield message
        except EngineError as error:
            if "operation not found" not in str(error):
                raise
            text = f"The handle {operation_id} is invalid. Operation not found."
            raise errors.invalid_handle("OPERATION_NOT_FOUND", text) from error
        finally:
            stream.cancel()

    async def _recorded(self, call: Call, after: str) -> AsyncIterator[bytes]:
        """The answer of an operation of ours, from behind the response that the client has."""
        operation_id = checked_id(call.request.operation_id)
        running = self._operations.find(call.session, operation_id)
        if running is not None:
            messages = await asyncio.shield(running.task)
        else:
            messages = recorded(call.session, operation_id) or []
        made = [call.wire.ExecutePlanResponse.FromString(one).response_id for one in messages]
        begin = made.index(after) + 1 if after in made else 0
        for message in messages[begin:]:
            yield message

    async def _pass(self, call: Call) -> bytes:
        return await answer(call.stub.unary(call.method)(call.request.SerializeToString()))

    async def _config(self, call: Call) -> bytes:
        config.check(call.request.operation)
        data = await self._pass(call)
        response = call.wire.ConfigResponse.FromString(data)
        config.completed(response, call.session.sql)
        return bytes(response.SerializeToString())

    async def _interrupt(self, call: Call) -> bytes:
        request, ours = call.request, []
        for operation in self._operations.of_session(call.session):
            wanted = {
                1: True,
                2: request.operation_tag in operation.tags,
                3: request.operation_id == operation.operation_id,
            }.get(request.interrupt_type, False)
            if wanted:
                stopped(operation)
                ours.append(operation.operation_id)
        response = call.wire.InterruptResponse.FromString(await self._pass(call))
        response.interrupted_ids.extend(one for one in ours if one not in response.interrupted_ids)
        return bytes(response.SerializeToString())

    async def _release_execute(self, call: Call) -> bytes:
        operation_id = checked_id(call.request.operation_id)
        path_known = self._operations.find(call.session, operation_id) is not None
        if path_known or await self._in_thread(
            lambda: (call.session.folder / "operations" / operation_id).exists()
        ):
            if call.request.WhichOneof("release") == "release_all":
                self._operations.forget(call.session, operation_id)
            response = call.wire.ReleaseExecuteResponse(
                session_id=call.session.session_id,
                server_side_session_id=call.session.session_id,
                operation_id=operation_id,
            )
            return bytes(response.SerializeToString())
        return await self._pass(call)

    async def _release_session(self, call: Call) -> bytes:
        for operation in self._operations.of_session(call.session):
            stopped(operation)
        data = await self._pass(call)
        await self._in_thread(lambda: self._sessions.forget(call.session))
        return data

    async def _error_details(self, call: Call) -> bytes:
        found = call.session.errors.pop(call.request.error_id, None)
        if found is None:
            return await self._pass(call)
        response = call.wire.FetchErrorDetailsResponse(
            session_id=call.session.session_id,
            server_side_session_id=call.session.session_id,
            root_error_idx=0,
        )
        told = response.errors.add(message=str(found))
        told.error_type_hierarchy.extend(errors.classes_of(found))
        told.spark_throwable.error_class = found.error_class
        told.spark_throwable.sql_state = found.sqlstate
        return bytes(response.SerializeToString())


class _Failing:
    """Turns what a call fails with into a status that PySpark understands."""

    def __init__(self, context: Any, event: CallEvent) -> None:
        self.context, self.event = context, event
        self.session: SparkSession | None = None

    async def __aenter__(self) -> _Failing:
        return self

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        told = error
        if isinstance(error, EngineError | EngineGone):
            told = self._found(error)
        self.event.ended(told)
        if not isinstance(error, Exception) or isinstance(error, StopAsyncIteration):
            return
        import grpc  # type: ignore[import-untyped,unused-ignore]

        if isinstance(error, grpc.aio.AbortError):
            return
        code, text, trailing = self._told(error)
        await self.context.abort(code, text, trailing)

    def _told(self, error: Exception) -> tuple[Any, str, Any]:
        import grpc  # type: ignore[import-untyped,unused-ignore]

        if isinstance(error, Unauthenticated):
            code, number = grpc.StatusCode.UNAUTHENTICATED, errors.UNAUTHENTICATED
        else:
            code, number = grpc.StatusCode.INTERNAL, errors.INTERNAL
        if isinstance(error, EngineError) and (raw := _python_error(error)) is not None:
            return (code, *raw)
        found = self._found(error)
        text, trailing = errors.status(found, number, self._kept(found))
        return code, text, trailing

    def _found(self, error: Exception) -> SqlError:
        if isinstance(error, EngineGone):
            cluster = self.session.caller.cluster_id if self.session else ""
            text = f"The engine of cluster {cluster} was stopped or it crashed."
            return SqlError("CLUSTER_ENGINE_LOST", text, "08006")
        if isinstance(error, EngineError):
            return engine_error(error)
        if not isinstance(error, SqlError | ApiError):
            log.error("a call of Spark Connect failed", exc_info=error)
        return errors.sql_error(error)

    def _kept(self, error: SqlError) -> str | None:
        """The id under which a long text can be asked for."""
        if self.session is None or errors.shortened(str(error)) == str(error):
            return None
        kept, error_id = self.session.errors, str(uuid.uuid4())
        if len(kept) >= _MOST_ERRORS:
            kept.pop(next(iter(kept)))
        kept[error_id] = error
        return error_id


def engine_error(error: EngineError) -> SqlError:
    """What the engine says, without the names that it was given."""
    notes = getattr(error, "notes", None)
    known, checked = (notes.known, notes.checked) if notes is not None else ([], False)
    return translated(str(error), known, checked=checked)


def _python_error(error: EngineError) -> tuple[str, Any] | None:
    """An error of the user's own Python goes on as the engine tells it."""
    rpc = getattr(error, "rpc", None)
    info = errors.info_of(rpc) if rpc is not None else {}
    if "PythonException" not in info.get("classes", ""):
        return None
    text = errors.shortened(str(error))
    reason = info.pop("reason", "")
    return text, ((errors.DETAILS, errors.details(errors.INTERNAL, text, reason, info)),)


def _parsed(kind: Any, data: bytes) -> Any:
    try:
        return parsed(kind, data)
    except ValueError as error:
        text = f"The request was not read: {error}."
        raise SqlError("CONNECT_INVALID_PLAN.CANNOT_PARSE", text, "56K00") from None


_REQUESTS = {
    "ExecutePlan": "ExecutePlanRequest",
    "ReattachExecute": "ReattachExecuteRequest",
    "AnalyzePlan": "AnalyzePlanRequest",
    "Config": "ConfigRequest",
    "AddArtifacts": "AddArtifactsRequest",
    "ArtifactStatus": "ArtifactStatusesRequest",
    "Interrupt": "InterruptRequest",
    "ReleaseExecute": "ReleaseExecuteRequest",
    "ReleaseSession": "ReleaseSessionRequest",
    "FetchErrorDetails": "FetchErrorDetailsRequest",
}
