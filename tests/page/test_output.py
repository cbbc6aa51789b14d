"""What a notebook displayed, as HTML of the export: inert in the page, or else in a frame."""

from __future__ import annotations

import pytest

from boathouse.runtime.display import table
from boathouse.services.jobs.export import _display

HOSTILE = [
    "<table><tr><td onclick=alert(1)>x</td></tr></table>",
    "<table><tr><td><script>alert(1)</script></td></tr></table>",
    "<table><tr><td><table></table></td></tr></table>",
    "<table></table></div><h1>x</h1>",
    "<table><tr><td></td></tr></table><p></p><p></p>",
    "<table><tr><td><!-- x --></td></tr></table>",
    "<b>x</b>",
    "<table>" + "x" * 100_000 + "<b>",
]


def shown(html: str) -> str:
    return _display({"text/html": html}, lambda text: text)


def test_what_display_makes_of_a_table_stands_in_the_page() -> None:
    html = table(["a", "<b>"], [[1, "<script>alert(1)</script>"], [None, "&"]])["text/html"]
    assert shown(html) == f'<div class="table">{html}</div>'
    assert "<script>" not in html


def test_a_table_that_was_cut_says_so_in_the_page() -> None:
    html = table(["a"], [[n] for n in range(1_001)])["text/html"]
    assert "only the first 1,000 rows" in shown(html)
    assert "iframe" not in shown(html)


@pytest.mark.parametrize("html", HOSTILE)
def test_any_other_html_stands_in_a_sandboxed_frame(html: str) -> None:
    assert shown(html).startswith("<iframe sandbox srcdoc=")
    assert html not in shown(html)
