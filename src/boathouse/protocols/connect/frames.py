"""SQL in plans: texts and names, resolved and authorized on the same road as statements are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import ApiError
from boathouse.protocols.connect.errors import refused
from boathouse.protocols.connect.parameters import parameters_of
from boathouse.protocols.connect.sessions import frame
from boathouse.services.isolation.reach import Reach
from boathouse.sql.dialect.values import FUNCTIONS
from boathouse.sql.errors import SqlError
from boathouse.sql.flows import PATH, Target
from boathouse.sql.identifiers import Unknown, identified
from boathouse.sql.parameters import Parameter
from boathouse.sql.planning import Notes, from_service
from boathouse.sql.protocols import Authorizer
from boathouse.sql.recursion import Given
from boathouse.sql.road import UNREAD, Road
from boathouse.sql.session import Session, TemporaryView

_FRAME = re.compile(r"\bframe_[0-9a-f]{24}\b")
_PLAIN = re.compile(r"SELECT \* FROM (main\.s_[0-9a-f]{24}\.(?:\w+|`(?:[^`]|``)+`))")
_CACHED = 2000


class NoPart(SqlError):
    """A text that is run by itself, and whose rows are then the DataFrame."""

    def __init__(self) -> None:
        super().__init__(
            "UNSUPPORTED_OPERATION",
            "This statement cannot be a part of a DataFrame: run it with spark.sql.",
            "0A000",
        )


@dataclass(frozen=True)
class Scope:
    """What a text's names mean: those current in the session, or when a view was made."""

    catalog: str
    schema: str
    views: Mapping[str, TemporaryView] = field(default_factory=dict)

    @classmethod
    def of(cls, maker: Any) -> Scope:
        """Of a Session or a FrameView."""
        if isinstance(maker, Session):
            return cls(maker.catalog, maker.schema, dict(maker.temporary_views))
        return cls(maker.catalog, maker.schema, maker.views)

    def view(self, identifier: str) -> TemporaryView | None:
        """The temporary view that a name of one part stands for."""
        return self.views.get(_unquoted(identifier).lower())

    def with_frame(self, name: str, plan: bytes) -> Scope:
        """The same, and a DataFrame under a name."""
        view = frame(plan, self.catalog, self.schema, self.views)
        return replace(self, views={**self.views, name.lower(): view})


@dataclass
class Texts:
    """For one plan of one session. `ctx` is read from, in a planner's thread."""

    road: Road
    authorizer: Authorizer
    reach: Reach
    ctx: Context
    session: Session
    statement_id: str
    notes: Notes = field(default_factory=Notes)
    given: Mapping[tuple[object, ...], Given] = field(default_factory=dict)
    """The rows of protected tables that are there."""
    read: set[str] = field(default_factory=set)
    """The temporary views that texts have read, by their names in lower case."""

    def query(
        self,
        text: str,
        scope: Scope,
        parameters: tuple[Parameter, ...] = (),
        *,
        alone: bool = False,
    ) -> tuple[str, Mapping[str, TemporaryView], str | None]:
        """A query for the engine; the views of DataFrames that it reads, by the engine's names;
        and with `alone` the table's name where it is SELECT * FROM one table."""
        from boathouse.sql import classify
        from boathouse.sql.parse import parse
        from boathouse.sql.statements.query import EngineQuery

        session = replace(
            self.session,
            catalog=scope.catalog,
            schema=scope.schema,
            temporary_views=dict(scope.views),
        )
        planning = self.road.planning(
            self.ctx,
            session,
            UNREAD,
            self.statement_id,
            self.notes,
            parameters,
            self.given,
        )
        try:
            text, planning.parameters = identified(text, parameters, planning.look, {})
            planning.parsed = parse(text)
            plan = classify.plan(planning)
        except Unknown:
            raise NoPart from None
        except ApiError as error:
            raise from_service(error) from error
        if not isinstance(plan, EngineQuery):
            raise NoPart
        self.read.update(planning.temporary_reads)
        self.notes.reads.extend(planning.reads)
        plain = _PLAIN.fullmatch(plan.text) if alone else None
        return plan.text, self.used(plan.text, scope), plain[1] if plain else None

    def expression(self, text: str, scope: Scope) -> tuple[str, Mapping[str, TemporaryView]]:
        """The text of an expression, as F.expr and selectExpr take it."""
        found, used, _ = self.query(f"SELECT {text}", scope)
        if not found.startswith("SELECT "):
            raise refused(f"The expression {text}")
        return found.removeprefix("SELECT "), used

    def parameters(self, sql: Any) -> tuple[Parameter, ...]:
        """The arguments of a text."""
        return parameters_of(sql)

    def session_value(self, name: str, scope: Scope) -> str | None:
        """What a function without arguments answers, where the session knows it."""
        kind = FUNCTIONS.get(name)
        if kind == "user":
            return self.ctx.principal.user_name
        return {"catalog": scope.catalog, "schema": scope.schema}.get(kind or "")

    def path(self, path: str, *, write: bool) -> str:
        """The place on disk of a path that the caller may use."""
        try:
            real = self.authorizer.require_path(self.ctx, path, write=write)
            self.reach.path(real, path, write=write)
        except ApiError as error:
            raise from_service(error) from error
        if write:
            self.notes.target = Target(PATH, path=path)
        else:
            self.notes.paths.append(path)
        return real

    def last_name(self, identifier: str) -> str:
        """The last part of a name."""
        from boathouse.sql.parse import parse_name

        return str(parse_name(identifier).parts[-1].name)

    def used(self, text: str, scope: Scope) -> dict[str, TemporaryView]:
        wanted = set(_FRAME.findall(text))
        found: dict[str, TemporaryView] = {}
        pending = [scope.views] if wanted else []
        while pending and wanted - found.keys():
            for view in pending.pop().values():
                if view.engine_name is not None and view.engine_name in wanted:
                    found[view.engine_name] = view
                elif (inner := getattr(view, "views", None)) is not None:
                    pending.append(inner)
        return found


def _unquoted(identifier: str) -> str:
    text = identifier.strip()
    if len(text) > 1 and text[0] == text[-1] == "`" and "`" not in text[1:-1]:
        return text[1:-1]
    return text
