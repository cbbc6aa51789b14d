"""The SOURCE format and the splitting of SQL: pure text."""

import pytest

from boathouse.runtime import display, sql_text
from boathouse.runtime.source import Cell, detect_language, parse, render

TEXT = """# Databricks notebook source
# DBTITLE 1,First, with comma
print(1)

print(2)

# COMMAND ----------

# MAGIC %sql
# MAGIC select 1
# MAGIC
# MAGIC   -- two

# COMMAND ----------

# DBTITLE 0,Hidden
# MAGIC %md # Hi
"""
CELLS = [
    Cell("print(1)\n\nprint(2)", "First, with comma"),
    Cell("%sql\nselect 1\n\n  -- two"),
    Cell("%md # Hi", "Hidden", False),
]


def test_parse_and_render() -> None:
    assert parse(TEXT, "PYTHON") == CELLS
    assert render(CELLS, "PYTHON") == TEXT.rstrip("\n")


@pytest.mark.parametrize("language", ["PYTHON", "SQL", "SCALA", "R"])
def test_round_trip(language: str) -> None:
    text = render(CELLS, language)
    assert parse(text, language) == CELLS
    assert parse(text.replace("\n", "\r\n"), language) == CELLS
    assert parse("\ufeff" + text, language) == CELLS
    assert detect_language(text) == ("PYTHON" if language == "R" else language)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("# Databricks notebook source", []),
        ("print(1)", [Cell("print(1)")]),
        ("# Databricks notebook source\n\n# COMMAND ----------\n\n# COMMAND ----------\n", []),
        ("# COMMAND ---------\nx", [Cell("# COMMAND ---------\nx")]),
        ("x = 1\n# DBTITLE 1,late", [Cell("x = 1\n# DBTITLE 1,late")]),
        ("# MAGICIAN\n  # MAGIC", [Cell("# MAGICIAN\n  # MAGIC")]),
    ],
)
def test_edges(text: str, cells: list[Cell]) -> None:
    assert parse(text, "PYTHON") == cells


def test_magic_and_body() -> None:
    assert (Cell("%SQL select 1").magic, Cell("%SQL select 1").body) == ("sql", "select 1")
    assert Cell("%md-sandbox\nx").magic == "md-sandbox"
    assert (Cell("x % y").magic, Cell("%%time\nx").magic) == (None, None)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("select 1", ["select 1"]),
        ("select 1;", ["select 1"]),
        (";;", []),
        ("-- only\n/* comments; */ ;", []),
        ("select ';' ; select \"a;b\", `c;d`", ["select ';'", 'select "a;b", `c;d`']),
        ("select 'it''s;' ; select 2", ["select 'it''s;'", "select 2"]),
        (r"select 'a\';b' ; select 2", [r"select 'a\';b'", "select 2"]),
        (r"select r'\' ; select 2", [r"select r'\'", "select 2"]),
        (r"select bar'\';' ; x", [r"select bar'\';'", "x"]),
        ("a -- ;'\n ; b", ["a -- ;'", "b"]),
        ("a /* ; /* ; */ ; ' */ ; b", ["a /* ; /* ; */ ; ' */", "b"]),
        ("select 'open ; x", ["select 'open ; x"]),
        ("a /* open ; x", ["a /* open ; x"]),
        ("-- head\nselect 1;\n-- tail", ["-- head\nselect 1"]),
    ],
)
def test_split(text: str, statements: list[str]) -> None:
    assert sql_text.split(text) == statements


def test_a_table_is_escaped_and_bounded() -> None:
    shown = display.table(["<h>"], ((i if i else "<script>",) for i in range(2000)))
    assert "<th>&lt;h&gt;</th>" in shown["text/html"]
    assert "<script>" not in shown["text/html"]
    assert "<td>999</td>" in shown["text/html"]
    assert "<td>1000</td>" not in shown["text/html"]
    note = "Truncated: only the first 1,000 rows are shown."
    assert note in shown["text/html"]
    assert shown["text/plain"].endswith(note)
    wide = display.table(["a"], (("x" * 1_000_000,) for _ in range(100)))
    assert len(wide["text/html"]) < 5_000_000
    assert "Truncated" in wide["text/html"]
    assert "Truncated" not in display.table(["a"], ((i,) for i in range(1000)))["text/html"]


def test_parameters() -> None:
    text = "select :a, x::int, v:path, ':b', /* :c */ (:d) -- :e\nfrom t where y=:f_1"
    assert sql_text.parameters(text) == {"a", "c", "d", "f_1"}
