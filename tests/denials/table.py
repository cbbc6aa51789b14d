"""All cases: those of statements and of the SDK, of plain requests, and of each kind of name."""

from __future__ import annotations

from tests.denials import cases, operations, statements

CASES = [*cases.CASES, *operations.REST, *statements.STATEMENTS]
