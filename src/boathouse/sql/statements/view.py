"""Views: CREATE [OR REPLACE] [TEMPORARY] VIEW, ALTER VIEW ... AS."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.definitions import NewView
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.flows import VIEW, Target
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import Column, Name, Relation
from boathouse.sql.session import TemporaryView
from boathouse.sql.statements.columns import of_schema, properties_of
from boathouse.sql.statements.create_table import already_exists, schema_of
from boathouse.sql.statements.local import Done
from boathouse.sql.statements.query import query_text
from boathouse.sql.table_names import name_of
from boathouse.sql.work import Work


def plan(planning: Planning) -> Plan:
    """CREATE VIEW in one of its forms."""
    tree = planning.parsed.tree
    properties = tree.args.get("properties")
    listed = properties.expressions if properties is not None else []
    if planning.parameters:
        raise NotSupported("A view cannot be made with parameters.")
    if any(isinstance(item, exp.MaterializedProperty) for item in listed):
        raise NotSupported("Materialized views are not supported.")
    if tree.args.get("expression") is None:
        raise NotSupported("CREATE VIEW needs a query.")
    text = query_text(planning.parsed)
    if any(isinstance(item, exp.GlobalProperty) for item in listed):
        raise NotSupported("Global temporary views are not supported.")
    checked = engine_text(replace(planning, parsed=parse(text)))
    if any(isinstance(item, exp.TemporaryProperty) for item in listed):
        return _temporary(planning, text, checked)
    return _stored(planning, text, checked)


def _stored(planning: Planning, text: str, checked: str) -> Plan:
    tree = planning.parsed.tree
    schema = tree.this if isinstance(tree.this, exp.Schema) else None
    name = name_of(planning, schema.this if schema is not None else tree.this)
    planning.authorizer.require(planning.ctx, "CREATE_TABLE", schema_of(planning, name))
    existing = planning.catalog.relation(planning.ctx, name)
    replaces = bool(tree.args.get("replace"))
    if existing is not None:
        if tree.args.get("exists"):
            return Done()
        if not replaces:
            raise already_exists(name)
        if existing.kind != "VIEW":
            raise SqlError("EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE", f"{name} is a table.", "42809")
        planning.authorizer.require(planning.ctx, "MANAGE", existing)
    if planning.temporary_reads:
        raise _temporary_reference(planning.temporary_reads[0])
    if planning.variable_reads:
        raise _temporary_reference(planning.variable_reads[0], "VARIABLE")
    if planning.notes.temporary_functions:
        raise _temporary_reference(planning.notes.temporary_functions[0], "FUNCTION")
    _not_itself(planning, name)
    comments = _of(tree, exp.SchemaCommentProperty)
    view = NewView(
        name,
        text,
        (),
        planning.session.catalog,
        planning.session.schema,
        replace=replaces,
        if_not_exists=bool(tree.args.get("exists")),
        comment=comments[0].this.name if comments else None,
        properties=properties_of(tree.args.get("properties")),
    )
    planning.notes.target = Target(VIEW, name)
    return CreateView(view, checked, _listed(schema))


def plan_as(planning: Planning, relation: Relation) -> Plan:
    """ALTER VIEW v AS query."""
    text = query_text(planning.parsed)
    checked = engine_text(replace(planning, parsed=parse(text)))
    _not_itself(planning, relation.name)
    if planning.temporary_reads:
        raise _temporary_reference(planning.temporary_reads[0])
    if planning.variable_reads:
        raise _temporary_reference(planning.variable_reads[0], "VARIABLE")
    if planning.notes.temporary_functions:
        raise _temporary_reference(planning.notes.temporary_functions[0], "FUNCTION")
    view = NewView(
        relation.name,
        text,
        (),
        planning.session.catalog,
        planning.session.schema,
        replace=True,
        comment=relation.comment,
        properties=relation.properties,
    )
    planning.notes.target = Target(VIEW, relation.name)
    return CreateView(view, checked, ())


@dataclass(frozen=True)
class CreateView:
    """A view in the catalog. `query`: its text for the engine, which tells its columns."""

    view: NewView
    query: str
    listed: tuple[Column, ...]

    async def run(self, work: Work) -> Answer:
        """Ask the engine for the columns, then make the row."""
        columns = of_schema(await work.schema(self.query))
        view = self.view
        if self.listed:
            columns = _renamed(columns, self.listed)
            view = replace(view, definition=_with_names(view.definition, columns))
        made = replace(view, columns=columns)
        await work.in_thread(lambda ctx: work.catalog.create_view(ctx, made))
        return answer.nothing()


def _temporary(planning: Planning, text: str, checked: str) -> Plan:
    tree, session = planning.parsed.tree, planning.session
    schema = tree.this if isinstance(tree.this, exp.Schema) else None
    table = schema.this if schema is not None else tree.this
    if len(table.parts) > 1:
        raise SqlError(
            "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS",
            "CREATE TEMPORARY VIEW or the corresponding Dataset APIs only accept single-part view"
            f" names, but got: {table.sql('databricks')}.",
            "428EK",
        )
    name = table.name.lower()
    if name in session.temporary_views and not tree.args.get("replace"):
        raise SqlError(
            "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
            f"Cannot create the temporary view `{name}` because it already exists.\nChoose a"
            " different name, drop or replace the existing view, or add the IF NOT EXISTS clause"
            " to tolerate pre-existing views.",
            "42P07",
        )
    for read in planning.variable_reads:
        if planning.locals is not None and planning.locals.find((read,)) is not None:
            # The view outlives the script.
            raise _temporary_reference(read, "VARIABLE")
    if name in planning.temporary_reads:
        raise _recursive(f"`{name}`")
    return CreateTemporaryView(name, text, checked, _listed(schema))


@dataclass(frozen=True)
class CreateTemporaryView:
    """A view of the session. It lasts as long as the session does."""

    name: str
    text: str
    query: str
    listed: tuple[Column, ...]

    async def run(self, work: Work) -> Answer:
        """Ask the engine whether the query is one, then keep it."""
        columns, text, session = of_schema(await work.schema(self.query)), self.text, work.session
        if self.listed:
            columns = _renamed(columns, self.listed)
            text = _with_names(text, columns)
        session.temporary_views[self.name] = TemporaryView(
            text, session.catalog, session.schema, columns
        )
        return answer.nothing()


def _listed(schema: exp.Schema | None) -> tuple[Column, ...]:
    """The names that a view gives its columns, with their comments."""
    found = []
    for node in schema.expressions if schema is not None else ():
        comments = list(_of(node, exp.CommentColumnConstraint))
        found.append(
            Column(node.name, "string", comment=comments[0].this.name if comments else None)
        )
    return tuple(found)


def _of(tree: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    return list(tree.find_all(kind))


def _renamed(columns: tuple[Column, ...], listed: tuple[Column, ...]) -> tuple[Column, ...]:
    if len(columns) != len(listed):
        raise SqlError(
            "CREATE_VIEW_COLUMN_ARITY_MISMATCH",
            f"The view names {len(listed)} columns, its query has {len(columns)}.",
            "21S01",
        )
    return tuple(
        replace(column, name=given.name, comment=given.comment)
        for column, given in zip(columns, listed, strict=True)
    )


def _with_names(text: str, columns: tuple[Column, ...]) -> str:
    names = ", ".join(types.quote_if_needed(column.name) for column in columns)
    return f"SELECT * FROM ({text}\n) AS q({names})"


def _temporary_reference(name: str, kind: str = "VIEW") -> SqlError:
    """A stored view may not read what is temporary: others could never read it."""
    return SqlError(
        "INVALID_TEMP_OBJ_REFERENCE",
        "Cannot create the persistent object of the type VIEW because it references to the"
        f" temporary object `{name}` of the type {kind}. Please make the temporary object `{name}`"
        " persistent, or make the persistent object temporary.",
        "42K0F",
    )


def _not_itself(planning: Planning, name: Name) -> None:
    if any(relation.name == name for relation in planning.reads):
        raise _recursive(f"`{name.catalog}`.`{name.schema}`.`{name.name}`")


def _recursive(name: str) -> SqlError:
    return SqlError("RECURSIVE_VIEW", f"Recursive view {name} detected (cycle: {name}).", "42K0H")
