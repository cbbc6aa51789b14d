"""Scripts and variables as text: whatever it is, it is read or refused, in time linear in it."""

from __future__ import annotations

import time

import pytest

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import parse
from boathouse.sql.scripting.tree import Compound, Script

BROKEN = [
    "BEGIN (",
    "BEGIN DECLARE",
    "BEGIN DECLARE EXIT HANDLER FOR",
    "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION",
    "BEGIN SELECT (((1; END",
    "BEGIN IF 1 THEN END",
    "BEGIN IF 1 END",
    "BEGIN IF; END",
    "BEGIN ; END; END",
    "BEGIN SELECT 1;; END",
    "BEGIN END END",
    "BEGIN END; END",
    "BEGIN SELECT 1; END; SELECT 2",
    "BEGIN GET DIAGNOSTICS",
    "BEGIN GET DIAGNOSTICS CONDITION 2 x = MESSAGE_TEXT; END",
    "BEGIN SET",
    "BEGIN SET; END",
    "BEGIN SET VAR; END",
    "BEGIN SET VAR x; END",
    "BEGIN FOR x AS DO SELECT 1; END FOR; END",
    "BEGIN FOR x AS SELECT 1 SELECT 1; END FOR; END",
    "BEGIN LEAVE; END",
    "BEGIN SIGNAL; END",
    "BEGIN SIGNAL SQLSTATE 5; END",
    "BEGIN REPEAT SELECT 1; UNTIL END REPEAT; END",
    "BEGIN WHILE DO END WHILE; END",
    "BEGIN CASE END CASE; END",
    "BEGIN `END`;",
    "x: BEGIN",
    "x:",
    "DECLARE",
    "DECLARE x INT =",
    "DECLARE x,",
    "EXECUTE IMMEDIATE",
    "EXECUTE",
    "SET VAR",
    "SET VAR x",
    "SET VAR (",
    "SET VAR (a) = 5",
    "DROP TEMPORARY VARIABLE",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_broken_is_refused(text: str) -> None:
    with pytest.raises(SqlError):
        parse(text)


@pytest.mark.parametrize("opened", ["BEGIN ", "IF true THEN ", "l: LOOP ", "CASE WHEN true THEN "])
def test_blocks_are_nested_only_so_deep(opened: str) -> None:
    with pytest.raises(SqlError, match=r"nested too deeply|already exists"):
        parse("BEGIN " + opened * 5000)


def test_sixty_blocks_are_fine() -> None:
    assert isinstance(parse("BEGIN " * 60 + "SELECT 1; " + "END; " * 60).tree, Script)


def test_ten_thousand_statements_take_their_time_and_no_more() -> None:
    def seconds(count: int) -> float:
        text = "BEGIN " + "SELECT 1 + 2; SET x = IDENTIFIER('y') + 1;\n" * (count // 2) + "END"
        begun = time.process_time()
        block = parse(text).tree.args["block"]
        assert isinstance(block, Compound)
        assert len(block.body) == count
        return time.process_time() - begun

    seconds(100)
    assert seconds(10_000) < 30 * seconds(1000)


def test_transactions_are_no_scripts() -> None:
    for text in ("BEGIN", "BEGIN;", "BEGIN TRANSACTION", "BEGIN WORK"):
        with pytest.raises(NotSupported):
            parse(text)
