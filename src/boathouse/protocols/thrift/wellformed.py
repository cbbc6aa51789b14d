"""Walks a message before the codec reads it: the codec trusts the lengths that it is told, and
works in C, where a wrong one ends the process."""

from __future__ import annotations

import struct

STOP, BOOL, BYTE, DOUBLE, I16, I32, I64 = 0, 2, 3, 4, 6, 8, 10
STRING, STRUCT, MAP, SET, LIST = 11, 12, 13, 14, 15

WIDTHS = {BOOL: 1, BYTE: 1, DOUBLE: 8, I16: 2, I32: 4, I64: 8}
MAX_DEPTH = 32
MAX_VALUES = 500_000
"""Fields and elements of one message; the walk is paid by everybody who waits for the loop."""

_length = struct.Struct(">i").unpack_from


class Malformed(Exception):
    """The bytes are not one struct of the binary protocol, or a monstrous one."""


class _Walk:
    def __init__(self, data: bytes) -> None:
        self.data, self.left = data, MAX_VALUES

    def struct(self, at: int, depth: int) -> int:
        data = self.data
        while (kind := data[at]) != STOP:
            at = self.value(kind, at + 3, depth)
        return at + 1

    def value(self, kind: int, at: int, depth: int) -> int:
        """The place behind the value that begins at `at`."""
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH or at > len(self.data):
            raise Malformed("the message is too deep, too long or cut short")
        if kind == STRING:
            return at + 4 + self.count(at)
        if kind in WIDTHS:
            return at + WIDTHS[kind]
        if kind == STRUCT:
            return self.struct(at, depth + 1)
        if kind in (LIST, SET):
            return self.elements((self.data[at],), self.count(at + 1), at + 5, depth)
        if kind == MAP:
            return self.elements(
                (self.data[at], self.data[at + 1]), self.count(at + 2), at + 6, depth
            )
        raise Malformed(f"there is no type {kind}")

    def elements(self, kinds: tuple[int, ...], count: int, at: int, depth: int) -> int:
        if count and all(kind in WIDTHS for kind in kinds):
            return at + count * sum(WIDTHS[kind] for kind in kinds)
        for _ in range(count):
            for kind in kinds:
                at = self.value(kind, at, depth + 1)
        return at

    def count(self, at: int) -> int:
        (count,) = _length(self.data, at)
        if count < 0 or count > len(self.data):
            raise Malformed("a length is out of range")
        return int(count)


def require_struct(data: bytes, at: int) -> None:
    """Raise Malformed unless exactly one struct begins at `at` and ends with the data."""
    try:
        end = _Walk(data).struct(at, 0)
    except (IndexError, struct.error) as error:
        raise Malformed("the message is cut short") from error
    if end != len(data):
        raise Malformed("the message does not end where its struct ends")
