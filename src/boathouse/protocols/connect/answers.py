"""Messages of our own to clients."""

from __future__ import annotations

import uuid
from typing import Any

from boathouse.protocols.connect.sessions import SparkSession
from boathouse.protocols.connect.wire import Wire
from boathouse.sql.answer import stream_of
from boathouse.sql.execution import Execution

_NO_COLUMNS = '{"type":"struct","fields":[]}'


class Answers:
    """For one session and operation."""

    def __init__(self, wire: Wire, session: SparkSession, operation_id: str) -> None:
        self._wire, self._session, self._operation_id = wire, session, operation_id

    def response(self, **parts: Any) -> Any:
        """An ExecutePlanResponse."""
        return self._wire.ExecutePlanResponse(
            session_id=self._session.session_id,
            server_side_session_id=self._session.session_id,
            operation_id=self._operation_id,
            response_id=str(uuid.uuid4()),
            **parts,
        )

    def sql_result(self, relation: Any) -> Any:
        """What spark.sql answers: the relation that its DataFrame stands for."""
        result = self.response()
        result.sql_command_result.relation.CopyFrom(relation)
        return result

    def local(self, stream: bytes) -> Any:
        """A relation of rows that are there: an Arrow IPC stream."""
        import pyarrow as pa

        relation = self._wire.Relation()
        relation.local_relation.data = stream
        if not pa.ipc.open_stream(stream).schema.names:
            # A relation without columns needs to say so.
            relation.local_relation.schema = _NO_COLUMNS
        return relation

    def rows(self, stream: bytes, rows: int) -> Any:
        """Rows right away."""
        result = self.response()
        result.arrow_batch.data = stream
        result.arrow_batch.row_count = rows
        return result

    def complete(self) -> Any:
        """The end of a stream that may be reattached to."""
        result = self.response()
        result.result_complete.SetInParent()
        return result


async def stream_of_execution(execution: Execution) -> bytes:
    """The whole result of a statement as one Arrow IPC stream."""
    spool = execution.spool
    assert spool is not None
    messages = [batch.message for chunk in spool.chunks for batch in await spool.batches(chunk)]
    return stream_of(spool.schema, messages)
