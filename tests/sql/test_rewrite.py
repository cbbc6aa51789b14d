"""Edits by place: what they leave alone, how they nest, where nodes stand in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from boathouse.sql.parse import parse
from boathouse.sql.rewrite import Edits, literal, quote, span

TEXT = "SELECT a + b FROM t"


def test_replace_and_wrap() -> None:
    edits = Edits(TEXT)
    edits.replace(18, 19, "main.s.t")
    edits.replace(7, 8, "aa")
    edits.wrap(7, 12, "f(", ")")
    edits.wrap(7, 8, "g(", ")")
    edits.wrap(7, 12, "h(", ")")
    edits.insert(0, "/* x */ ")
    edits.insert(len(TEXT), ";")
    assert edits.apply() == "/* x */ SELECT h(f(g(aa) + b)) FROM main.s.t;"


def test_neighbours() -> None:
    edits = Edits("ab")
    edits.wrap(0, 1, "(", ")")
    edits.wrap(1, 2, "[", "]")
    edits.wrap(0, 2, "{", "}")
    assert edits.apply() == "{(a)[b]}"


def test_overlaps_are_refused() -> None:
    edits = Edits(TEXT)
    edits.replace(0, 8, "x")
    edits.replace(7, 12, "y")
    with pytest.raises(ValueError, match="overlap"):
        edits.apply()
    with pytest.raises(ValueError, match="no such place"):
        edits.replace(5, 100, "")


@given(st.text(), st.data())
def test_disjoint_replacements(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    places = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    news = [data.draw(st.text(max_size=3)) for _ in places]
    edits = Edits(text)
    order = data.draw(st.permutations(range(len(places))))
    for i in order:
        edits.replace(*places[i], news[i])
    expected, at = "", 0
    for (start, end), new in zip(places, news, strict=True):
        expected += text[at:start] + new
        at = end
    assert edits.apply() == expected + text[at:]


@given(st.recursive(st.just("x"), lambda inner: st.lists(inner, min_size=1, max_size=3)))
def test_wraps_nest_as_their_places_do(shape: object) -> None:
    places: list[tuple[int, int]] = []
    text = write(shape, places, 0)
    edits = Edits(text)
    for start, end in places:
        edits.wrap(start, end, "(", ")")
    assert edits.apply() == bracketed(shape)


def write(shape: object, places: list[tuple[int, int]], at: int) -> str:
    if not isinstance(shape, list):
        return "x"
    text = ""
    for inner in shape:
        text += write(inner, places, at + len(text))
    places.append((at, at + len(text)))
    return text


def bracketed(shape: object) -> str:
    return f"({''.join(map(bracketed, shape))})" if isinstance(shape, list) else "x"


@pytest.mark.parametrize(
    ("sql", "kind", "found"),
    [
        ("SELECT 1 FROM a.`b c` . d t", exp.Table, "a.`b c` . d"),
        ("SELECT 1 FROM a VERSION AS OF 3", exp.Table, "a"),
        ("SELECT t . `x``y` + 1", exp.Column, "t . `x``y`"),
        ("SELECT 1, :name", exp.Placeholder, ":name"),
        ("SELECT 1, ? + 2", exp.Placeholder, "?"),
        ("SELECT 1, current_user ( )", exp.CurrentUser, "current_user ( )"),
        ("SELECT sum(a + (b)) OVER (ORDER BY c)", exp.Sum, "sum(a + (b))"),
        ("SELECT 1, -a + b * c - d", exp.Sub, "-a + b * c - d"),
        ("SELECT 1, -a + b * (c) - d", exp.Add, "-a + b * (c)"),
        ("SELECT 1, -a + b * (c) - d", exp.Mul, "b * (c)"),
        ("SELECT 1, - a + 1", exp.Neg, "- a"),
        ("SELECT 1, 'é😀', nope(2)", exp.Anonymous, "nope(2)"),
    ],
)
def test_places_of_nodes(sql: str, kind: type[exp.Expression], found: str) -> None:
    parsed = parse(sql)
    node = parsed.tree.find(kind)
    assert node is not None
    place = span(node, parsed.tokens)
    assert place is not None
    assert sql[slice(*place)] == found


@given(st.text(st.characters(exclude_characters="\0")))
def test_quoting(text: str) -> None:
    column, string = parse(f"SELECT {quote('x' + text)}, {literal(text)}").tree.expressions
    assert (column.name, string.name) == ("x" + text, text)
