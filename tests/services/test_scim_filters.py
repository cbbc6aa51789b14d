"""Filters: what they find, what is none, and that nothing breaks the parser."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boathouse.services.scim import filters
from boathouse.services.scim.errors import InvalidFilter, InvalidPath
from tests.live import Api
from tests.services import scim

ANN: dict[str, Any] = {
    "id": "17",
    "userName": "Ann@Example.com",
    "displayName": 'Ann "the" Lee',
    "externalId": "Ext",
    "active": True,
    "name": {"givenName": "Ann"},
    "emails": [
        {"type": "work", "value": "ann@example.com", "primary": True},
        {"type": "home", "value": "ann@home.org"},
    ],
    "groups": [{"value": "5", "display": "eng"}],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "R&D"},
}

TRUE = [
    'userName eq "ann@example.com"',
    'USERNAME EQ "ANN@EXAMPLE.COM"',
    "userName eq ann@example.com",
    "userName eq 'ann@example.com'",
    'userName ne "bob"',
    'userName co "@EXAMPLE"',
    'userName sw "ann"',
    'userName ew ".com"',
    "userName pr",
    "nickName eq null",
    "not (nickName pr)",
    "userName ne null",
    'displayName eq "Ann \\"the\\" Lee"',
    'displayName eq "\\u0041nn \\"the\\" Lee"',
    'externalId eq "Ext"',
    "active eq true",
    'active eq "True"',
    "active ne false",
    "id eq 17",
    'id eq "17"',
    'name.givenName eq "Ann"',
    'emails co "home.org"',
    'emails.value eq "ann@home.org"',
    'emails[type eq "home" and value co "home"]',
    'emails[type eq "work"] and groups.display eq "eng"',
    'groups eq "5"',
    'userName eq "x" or userName sw "a" and active eq true',
    '(userName eq "x" or active eq true) and (id eq "17")',
    'not (userName eq "x" or userName eq "y")',
    'userName gt "ann" and userName lt "b" and userName ge "ann@example.com"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ann"',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "r&d"',
]

FALSE = [
    'userName eq "ann"',
    'userName eq ""',
    'externalId eq "ext"',
    "active eq false",
    'emails[type eq "home" and value co "example"]',
    "nickName pr",
    'nickName sw ""',
    'not (userName sw "ann")',
    'userName eq "x" and userName sw "a" or active eq false',
    'emails ne "ann@home.org"',
    "userName eq null",
]

NONE = [
    " ",
    "userName",
    "userName eq",
    "userName is x",
    'eq "x"',
    'userName eq "x',
    'userName eq "x" and',
    'userName eq "x" or or active pr',
    'userName eq "x") ',
    '(userName eq "x"',
    "()",
    "not userName pr",
    "emails[",
    "emails[]",
    'emails[type eq "work"',
    'emails.a.b eq "x"',
    '"userName" eq "x"',
    'userName eq "\\x"',
    "user name pr",
    "userName pr pr",
    "userName eq (x)",
    "(" * 100 + "userName pr" + ")" * 100,
    "a" * 9000,
]


@pytest.mark.parametrize("text", TRUE)
def test_it_finds(text: str) -> None:
    assert filters.matches(filters.parse(text), ANN)


@pytest.mark.parametrize("text", FALSE)
def test_it_does_not_find(text: str) -> None:
    assert not filters.matches(filters.parse(text), ANN)


@pytest.mark.parametrize("text", NONE)
def test_it_is_no_filter(text: str, api: Api) -> None:
    with pytest.raises(InvalidFilter):
        filters.parse(text)
    answer = api.get(f"{scim.BASE}/Users", params={"filter": text})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize("endpoint", ["Users", "Groups", "ServicePrincipals"])
def test_an_attribute_that_is_none_cannot_be_asked_for(api: Api, endpoint: str) -> None:
    answer = api.get(f"{scim.BASE}/{endpoint}", params={"filter": 'displayNme eq "x"'})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


WORDS = st.sampled_from(
    ["userName", "emails", "eq", "pr", "and", "or", "not", "(", ")", "[", "]", '"x"', "'", '"', "."]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=25).map(" ".join)))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        found = filters.parse(text)
    except InvalidFilter:
        return
    assert filters.matches(found, ANN) in (True, False)
    assert set(filters.names_in(found)) is not None


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=15).map("".join)))
def test_any_text_is_a_path_or_refused(text: str) -> None:
    try:
        assert filters.parse_target(text).path
    except InvalidPath:
        return


LOGIC = st.recursive(
    st.sampled_from(["userName sw ann", "active eq false", "id pr", 'emails[type eq "x"]']),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
        inner.map(lambda text: f"not ({text})"),
    ),
    max_leaves=8,
)


@given(LOGIC)
def test_what_must_be_equal_never_hides_a_match(text: str) -> None:
    found = filters.parse(f'({text}) and userName eq "Ann@example.com"')
    assert dict(filters.equalities(found))["username"] == "Ann@example.com"
    assert filters.matches(found, ANN) == filters.matches(filters.parse(text), ANN)
    assert filters.matches(filters.parse(f"not ({text})"), ANN) != filters.matches(
        filters.parse(text), ANN
    )
