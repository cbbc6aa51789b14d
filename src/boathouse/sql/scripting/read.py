"""Reads a script: a grammar of its own over the tokens, each inner statement by the one parser."""

from __future__ import annotations

import re
from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.variables import DeclareVariable, SetVariable
from boathouse.sql.identifiers import placeholding
from boathouse.sql.parse import parse_tokens, too_deep
from boathouse.sql.scripting.cursor import Cursor
from boathouse.sql.scripting.tree import (
    Assign,
    Body,
    Case,
    Compound,
    Diagnostics,
    For,
    Handler,
    If,
    Jump,
    Loop,
    Node,
    Plain,
    Script,
    Signal,
    Text,
    Variables,
)

MOST_LEVELS = 64
"""Blocks within each other, at most so deep."""
STATE = re.compile(r"[A-Z0-9]{5}")
ITEMS = ("MESSAGE_TEXT", "RETURNED_SQLSTATE", "CONDITION_IDENTIFIER", "LINE_NUMBER")


def read_script(text: str, tokens: list[Token]) -> Script:
    """The script that the text is. Raises SyntaxFailure, SqlError."""
    reader = Reader(text, tokens)
    try:
        block = reader.statement()
    except SqlError as error:
        raise reader.placed(error) from error
    reader.skip(";")
    if reader.token is not None:
        raise reader.unexpected("extra input")
    return Script(block=block)


class Reader(Cursor):
    """Reads the statements of a script."""

    def body(self, *ends: str) -> Body:
        found = []
        while self.word() not in ends:
            if self.token is None:
                raise self.unexpected()
            found.append(self.statement())
            self.expect(";")
        return tuple(found)

    def statement(self) -> Node:
        self.level += 1
        if self.level > MOST_LEVELS:
            raise too_deep(self.text, self.token.start if self.token else 0)
        first, label = self.at, None
        if self.word(1) == ":" and self.word(2) in ("BEGIN", "WHILE", "REPEAT", "LOOP", "FOR"):
            label = self.name()
            self.at += 1
        node = self._labelled(first, label)
        self.level -= 1
        return node

    def _labelled(self, first: int, label: str | None) -> Node:
        word = self.word()
        if word in ("BEGIN", "WHILE", "REPEAT", "LOOP", "FOR"):
            self.at += 1
            with self.labels.within(label, loop=word != "BEGIN"):
                node: Node = getattr(self, f"_{word.lower()}")(first, label)
            return node
        read = READERS.get(word)
        return read(self, first) if read is not None else self._plain(first)

    def _ended(self, first: int, label: str | None, *words: str) -> tuple[int, int, int]:
        self.expect("END", *words)
        token = self.token
        if token is not None and self.word() not in (";", "UNTIL"):
            self.labels.check_end(label, self.name())
        return self.place(first)

    def _begin(self, first: int, label: str | None) -> Compound:
        self.skip("NOT", "ATOMIC")
        if self.skip("ATOMIC"):
            raise NotSupported("BEGIN ATOMIC is not supported: there are no transactions.")
        variables: list[Variables] = []
        conditions: dict[str, str] = {}
        handlers: list[Handler] = []
        while self.word() == "DECLARE":
            self._declaration(variables, conditions, handlers)
            self.expect(";")
        body = self.body("END")
        place = self._ended(first, label)
        return Compound(*place, label, tuple(variables), conditions, tuple(handlers), body)

    def _declaration(
        self, variables: list[Variables], conditions: dict[str, str], handlers: list[Handler]
    ) -> None:
        first = self.at
        if self.word(1) in ("EXIT", "CONTINUE", "UNDO") and self.word(2) == "HANDLER":
            handlers.append(self._handler(conditions))
            return
        if handlers:
            raise self.refuse(
                "INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION",
                "Invalid handler declaration. Handlers must be declared after"
                " variable/condition/cursor declarations, and before other statements.",
                "42K0Q",
                first,
            )
        if self.word(2) == "CURSOR":
            raise NotSupported("SQL cursor operations are not supported; use FOR.")
        if self.word(2) != "CONDITION":
            variables.append(self._variables())
            return
        self.at += 1
        name = self.name().upper()
        self.at += 1
        state = self._state() if self.skip("FOR") else "45000"
        if name in conditions:
            why = f"Found duplicate condition {name} in the scope. Please, remove one of them."
            raise self.refuse("DUPLICATE_CONDITION_IN_SCOPE", why, "42734", first)
        conditions[name] = state

    def _state(self) -> str:
        self.expect("SQLSTATE")
        self.skip("VALUE")
        first = self.at
        state = self.string().upper()
        if not STATE.fullmatch(state) or state[:2] in ("00", "01", "XX"):
            raise self.refuse(
                "INVALID_SQLSTATE",
                f"Invalid SQLSTATE value: '{state}'. SQLSTATE must be exactly 5 characters long and"
                " contain only A-Z and 0-9. SQLSTATE must not start with '00', '01', or 'XX'.",
                "428B3",
                first,
            )
        return state

    def _variables(self) -> Variables:
        first = self.at
        tree = self._read_plain(first)
        assert isinstance(tree, DeclareVariable)
        names = ["`" + ".".join(parts) + "`" for parts in tree.names]
        kind = why = ""
        if any(len(parts) > 1 for parts in tree.names):
            kind = "QUALIFIED_LOCAL_VARIABLE"
            why = (
                "must be declared without a qualifier, as qualifiers are not allowed for local"
                " variable declarations."
            )
        elif tree.replaces:
            kind = "REPLACE_LOCAL_VARIABLE"
            why = "does not support DECLARE OR REPLACE, as local variables cannot be replaced."
        if kind:
            text = f"Invalid variable declaration. The variable {names[0]} {why}"
            raise self.refuse(f"INVALID_VARIABLE_DECLARATION.{kind}", text, "42K0M", first)
        line, _, end = self.place(first)
        default = None
        if tree.default is not None:
            start = tree.start
            default = Text(self.text[start : start + len(tree.default)], line, start, end)
        return Variables(tuple(parts[0].lower() for parts in tree.names), tree.kind, default, line)

    def _handler(self, declared: dict[str, str]) -> Handler:
        first = self.at
        self.at += 1
        kind = self.word()
        if kind == "UNDO":
            raise self.unexpected()
        self.at += 2
        self.expect("FOR")
        conditions = [self._condition()]
        while self.skip(","):
            conditions.append(self._condition())
        if len(set(conditions)) < len(conditions):
            why = (
                "Found duplicate condition in the handler declaration. Please, remove one of them."
            )
            name = "INVALID_HANDLER_DECLARATION.DUPLICATE_CONDITION_IN_HANDLER_DECLARATION"
            raise self.refuse(name, f"Invalid handler declaration. {why}", "42K0Q", first)
        with self.labels.outside():
            body = self.statement()
        return Handler(kind == "EXIT", tuple(conditions), body)

    def _condition(self) -> str:
        if self.skip("NOT", "FOUND"):
            return "NOT FOUND"
        if self.word() == "SQLSTATE":
            return f"sqlstate:{self._state()}"
        parts = [self.name()]
        while self.skip("."):
            parts.append(self.name())
        return ".".join(parts).upper()

    def _if(self, first: int) -> If:
        self.at += 1
        branches, otherwise = [], Body()
        while True:
            condition = self.expression("THEN")
            branches.append((condition, self.body("ELSEIF", "ELSE", "END")))
            if not self.skip("ELSEIF"):
                break
        if self.skip("ELSE"):
            otherwise = self.body("END")
        self.expect("END", "IF")
        return If(*self.place(first), tuple(branches), otherwise)

    def _case(self, first: int) -> Node:
        self.at += 1
        subject = None if self.word() == "WHEN" else self.expression("WHEN", keep=True)
        branches, otherwise = [], Body()
        self.expect("WHEN")
        while True:
            condition = self.expression("THEN")
            branches.append((condition, self.body("WHEN", "ELSE", "END")))
            if not self.skip("WHEN"):
                break
        if self.skip("ELSE"):
            otherwise = self.body("END")
        self.expect("END", "CASE")
        if subject is None:
            return If(*self.place(first), tuple(branches), otherwise)
        return Case(*self.place(first), subject, tuple(branches), otherwise)

    def _while(self, first: int, label: str | None) -> Loop:
        condition = self.expression("DO")
        body = self.body("END")
        return Loop(*self._ended(first, label, "WHILE"), label, body, before=condition)

    def _repeat(self, first: int, label: str | None) -> Loop:
        body = self.body("UNTIL")
        self.expect("UNTIL")
        until = self.expression("END", keep=True)
        return Loop(*self._ended(first, label, "REPEAT"), label, body, until=until)

    def _loop(self, first: int, label: str | None) -> Loop:
        body = self.body("END")
        return Loop(*self._ended(first, label, "LOOP"), label, body)

    def _for(self, first: int, label: str | None) -> For:
        variable = None
        if self.word(1) == "AS" and self.word() not in (
            "SELECT",
            "WITH",
            "VALUES",
            "FROM",
            "TABLE",
        ):
            variable = self.name()
            self.at += 1
        query = self.query("DO")
        with self.labels.within(variable, loop=False, jumps=False):
            body = self.body("END")
        return For(*self._ended(first, label, "FOR"), label, variable, query, body)

    def _jump(self, first: int) -> Jump:
        again = self.skip("ITERATE")
        if not again:
            self.expect("LEAVE")
        label = self.name()
        self.labels.check_jump(label, again=again)
        return Jump(*self.place(first), label, again)

    def _signal(self, first: int) -> Node:
        condition = state = message = arguments = None
        again = self.word() == "RESIGNAL"
        self.at += 1
        if self.word() == "SQLSTATE":
            state = self._state()
        elif not again or self.word() not in (";", "SET"):
            condition = self._condition()
        if self.skip("SET"):
            if self.skip("MESSAGE_ARGUMENTS"):
                self.expect("=")
                arguments = self.expression(";", keep=True)
            else:
                self.expect("MESSAGE_TEXT")
                self.expect("=")
                message = self.expression(";", keep=True)
        return Signal(*self.place(first), condition, state, message, arguments)

    def _get(self, first: int) -> Node:
        if self.word(1) != "DIAGNOSTICS":
            return self._plain(first)
        self.at += 2
        self.expect("CONDITION")
        if self.token is None or self.token.text != "1":
            raise self.unexpected()
        self.at += 1
        found = [self._item()]
        while self.skip(","):
            found.append(self._item())
        return Diagnostics(*self.place(first), tuple(found))

    def _item(self) -> tuple[tuple[str, ...], str]:
        parts = [self.name()]
        while self.skip("."):
            parts.append(self.name())
        self.expect("=")
        item = self.word()
        if item not in ITEMS:
            raise self.unexpected()
        self.at += 1
        return tuple(parts), item

    def _set(self, first: int) -> Node:
        if self.word(1) in ("TIME", "CATALOG") and self.word(2) not in ("=", "."):
            return self._plain(first)
        start = first + (2 if self.word(1) in ("VAR", "VARIABLE") and self.word(2) != "=" else 1)
        last = self._end_of_statement()
        tokens = [*word_tokens(self.tokens[first]), *self.tokens[start:last]]
        tree = parse_tokens(self.text, placeholding(tokens))
        self.at = last
        line, begin, end = self.place(first)
        text = "SET VARIABLE " + self.text[self.tokens[min(start, last - 1)].start : end]
        return Assign(line, begin, end, text, _single(tree))

    def _plain(self, first: int) -> Plain:
        self._read_plain(first)
        line, start, end = self.place(first)
        return Plain(line, start, end, self.text[start:end])

    def _read_plain(self, first: int) -> exp.Expr:
        last = self._end_of_statement()
        tree = parse_tokens(self.text, placeholding(self.tokens[first:last]))
        self.at = last
        return tree

    def _end_of_statement(self) -> int:
        """The index of the `;` that ends it."""
        at = self.at
        while at < len(self.tokens) and self.tokens[at].token_type is not TokenType.SEMICOLON:
            at += 1
        if at == self.at:
            raise self.unexpected()
        return at


def word_tokens(at: Token) -> list[Token]:
    """SET VARIABLE, at the place of another token."""
    return [
        Token(kind, word, line=at.line, col=at.col, start=at.start, end=at.end)
        for kind, word in ((TokenType.SET, "SET"), (TokenType.VAR, "VARIABLE"))
    ]


def _single(tree: exp.Expr) -> tuple[tuple[str, ...], exp.Expr] | None:
    from boathouse.sql.parse import parse_expression

    if not isinstance(tree, SetVariable) or len(tree.names) != 1 or tree.query is not None:
        return None
    (value,) = tree.values
    if value is None or "identifier" in value.lower():
        return None
    return tuple(part.lower() for part in tree.names[0]), parse_expression(value)


READERS: dict[str, Any] = {
    "CASE": Reader._case,
    "GET": Reader._get,
    "IF": Reader._if,
    "ITERATE": Reader._jump,
    "LEAVE": Reader._jump,
    "RESIGNAL": Reader._signal,
    "SET": Reader._set,
    "SIGNAL": Reader._signal,
}
