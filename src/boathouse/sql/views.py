"""Views in a query: the query of each is put in its place, in the text and in the tree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import NotSupported, SyntaxFailure
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import index_of
from boathouse.sql.types import quote_if_needed

if TYPE_CHECKING:
    from boathouse.sql.rewrite import Edits
    from boathouse.sql.securables import Relation


@dataclass(frozen=True)
class Views:
    """The views that one text names. `depth`: of the views around it."""

    planning: Planning
    edits: Edits
    depth: int

    def temporary(self, node: exp.Table, name: str) -> None:
        """Put in a view of the session."""
        self.planning.temporary_reads.append(name)
        view = self.planning.session.temporary_views[name]
        if view.engine_name is not None:
            self._frame(node, name, view.engine_name)
            return
        self.expand(node, name, view.definition, view.catalog, view.schema)

    def _frame(self, node: exp.Table, name: str, engine_name: str) -> None:
        """A view that a DataFrame made: the engine has it, under a name that we gave it."""
        if node.args.get("version") is not None:
            raise NotSupported(f"Time travel is for tables: {name} is a view.")
        alias = "" if node.args.get("alias") else f" AS {quote_if_needed(name)}"
        self._put_query(node, f"{engine_name}{alias}")
        node.set("this", exp.to_identifier(engine_name))
        if alias:
            node.set("alias", exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
        node.meta["resolved"] = True

    def expand(
        self,
        node: exp.Table,
        name: str,
        definition: str,
        catalog: str,
        schema: str,
        owner: str | None = None,
        through: Relation | None = None,
    ) -> None:
        """A view: its query in brackets, read with the names that were current when it was made.

        `owner`: a stored view reads with the rights of this principal, and sees no temporary view;
        a temporary one sees those made before it. `through`: the stored view itself.
        """
        from boathouse.sql.engine_text import engine_text
        from boathouse.sql.parse import parse

        others = {} if owner is not None else dict(self.planning.session.temporary_views)
        others.pop(name, None)
        session = replace(
            self.planning.session,
            catalog=catalog,
            schema=schema,
            temporary_views=others,
            variables={} if owner is not None else self.planning.session.variables,
        )
        inner = replace(
            self.planning,
            session=session,
            parsed=parse(definition),
            parameters=(),
            owner=owner if owner is not None else self.planning.owner,
            locals=None,
            through=self.planning.through or through,
        )
        text = engine_text(inner, self.depth + 1)
        if node.args.get("version") is not None:
            raise NotSupported(f"Time travel is for tables: {name} is a view.")
        self.put(node, name, text)

    def put(self, node: exp.Table, name: str, text: str) -> None:
        """A query in the engine's words in brackets, where a relation is named."""
        shown = quote_if_needed(name)
        alias = "" if node.args.get("alias") else f" AS {shown}"
        self._put_query(node, f"({text}){alias}")
        self._rewrite_tree(node, text, name)

    def _put_query(self, node: exp.Table, query: str) -> None:
        start, tokens = int(node.parts[0].meta["start"]), self.planning.parsed.tokens
        before = tokens[index_of(start, tokens) - 1]
        if start and before.token_type is TokenType.TABLE:
            # TABLE v: no query may stand behind the word.
            start, query = before.start, f"SELECT * FROM {query}"
        self.edits.replace(start, node.parts[-1].meta["end"] + 1, query)

    def _rewrite_tree(self, node: exp.Table, text: str, name: str) -> None:
        from boathouse.sql.parse import parse

        try:
            query = parse(text).tree
        except SyntaxFailure:
            # The engine's own words, not ours: then the text alone has them, and a statement that
            # must be written anew from its tree fails, its view unknown to the engine.
            node.meta["resolved"] = True
            return
        for table in query.find_all(exp.Table):
            table.meta["resolved"] = True
        alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name))
        subquery = exp.Subquery(this=query, alias=alias.copy())
        # Its places are those of another text.
        subquery.meta["view"] = True
        for key in ("joins", "laterals", "pivots", "sample"):
            if node.args.get(key):
                subquery.set(key, node.args[key])
        node.replace(subquery)
