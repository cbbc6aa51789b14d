"""Pages: of lists by the last id seen, and of one document's long arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.errors import InvalidParameterValue

ARRAY_PAGE = 100
"""Elements of an array in one answer of jobs/get and runs/get at 2.2 [B5.1]."""


@dataclass(frozen=True)
class Page:
    """Where a list goes on: below the id `before`."""

    before: int | None

    @classmethod
    def parse(cls, token: str | None) -> Page:
        """Read a token of ours; InvalidParameterValue for any other text."""
        if not token:
            return cls(None)
        if not (token.isascii() and token.isdigit() and len(token) < 19):
            raise InvalidParameterValue("page_token is not valid.")
        return cls(int(token))


def page_token_of(last_id: int) -> str:
    """The token of the page behind an id."""
    return str(last_id)


def check_limit(name: str, value: int, least: int, most: int) -> None:
    """Refuse a number out of its range."""
    if not least <= value <= most:
        raise InvalidParameterValue(f"{name} must be between {least} and {most}.")


@dataclass(frozen=True)
class ArrayPage:
    """A document with its arrays cut to one page, and the marks that lead to the next."""

    document: dict[str, Any]
    marks: dict[str, Any]


def page_after(token: str | None, document: dict[str, Any], names: Sequence[str]) -> ArrayPage:
    """The page behind a token of a document's arrays.

    An array is present on a page or absent, never empty: the SDK extends the arrays that it finds,
    until an answer has no next_page_token [api.md 1].
    """
    start = Page.parse(token).before or 0
    cut = {key: value for key, value in document.items() if key not in names}
    more = False
    for name in names:
        array = document.get(name, [])
        if array[start : start + ARRAY_PAGE] or (start == 0 and name in document):
            cut[name] = array[start : start + ARRAY_PAGE]
        more = more or len(array) > start + ARRAY_PAGE
    if not more:
        return ArrayPage(cut, {})
    return ArrayPage(cut, {"has_more": True, "next_page_token": str(start + ARRAY_PAGE)})


def first_page(document: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """A document in a list: its arrays are cut, and `has_more` says so; `get` has the rest."""
    page = page_after(None, document, names)
    return {**page.document, "has_more": True} if page.marks else page.document
