"""Each statement and each operation has its denial: a new one without a case fails here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from boathouse.apis import all_routes
from boathouse.route import Access
from boathouse.services.grants import privileges
from boathouse.sql import classify
from boathouse.sql.errors import NotSupported, SqlError, SyntaxFailure
from boathouse.sql.grammar import alter, grants, locations, securables, sharing, show, tags
from boathouse.sql.parse import parse
from tests.denials.operations import ADMINS
from tests.denials.statements import STRANGERS
from tests.denials.table import CASES
from tests.sql_statements.test_denied import DENIED

OWN = {
    "SetConf": "settings of one's own session",
    "SetTimeZone": "settings of one's own session",
    "ResetConf": "settings of one's own session",
    "DeclareVariable": "variables of one's own session",
    "DropVariable": "variables of one's own session",
    "SetVariable": "variables of one's own session; the query is a query",
    "Values": "literals, which are of nobody",
}
"""Families that ask for nothing that is not the caller's own."""

OPEN = {
    "SHOW CATALOGS": "leaves out what one does not see",
    "SHOW DATABASES": "SHOW SCHEMAS by another name",
    "SHOW SYSTEM FUNCTIONS": "the dialect's own",
    "SHOW ALL FUNCTIONS": "leaves out what one does not see",
    "SHOW FUNCTIONS": "leaves out what one does not see",
    "SHOW CONNECTIONS": "leaves out what one does not see",
    "SHOW CREDENTIALS": "leaves out what one does not see",
    "SHOW STORAGE CREDENTIALS": "leaves out what one does not see",
    "SHOW SERVICE CREDENTIALS": "leaves out what one does not see",
    "SHOW EXTERNAL LOCATIONS": "leaves out what one does not see",
    "SHOW PROVIDERS": "there are none",
    "SHOW RECIPIENTS": "leaves out what one does not see",
    "SHOW SHARES": "leaves out what one does not see",
    "SHOW KEYS": "of drivers: leaves out what one does not see",
    "SHOW FOREIGN KEYS": "of drivers: leaves out what one does not see",
    "SHOW TABLE_TYPES": "the same for everybody",
    "SHOW GRANT": "SHOW GRANTS by another name",
    "COMMENT ON CONNECTION": "refused: the comment is given as it is made",
    "COMMENT ON SHARE": "refused: the comment is given as it is made",
    "COMMENT ON PROVIDER": "there are none",
    "GRANT ON SHARE": "refused: recipients are let at shares over REST",
    "GRANT ON CLEAN ROOM": "there are none",
    "ALTER RENAME TO PARTITION": "refused: tables of a log have no partitions to change",
    "ALTER ADD PARTITION": "the same",
    "ALTER ADD IF NOT EXISTS PARTITION": "the same",
    "ALTER DROP PARTITION": "the same",
    "ALTER DROP IF EXISTS PARTITION": "the same",
    "ALTER RECOVER PARTITIONS": "the same",
    "ALTER SET LOCATION": "refused",
    "ALTER WITH SCHEMA": "refused",
}
"""Forms that nobody can be denied, or that nobody gets."""

LISTS = {
    "catalogs.list",
    "connections.list",
    "credentials.list_credentials",
    "external_locations.list",
    "external_metadata.list_external_metadata",
    "recipients.list",
    "resource_quotas.list_quotas",
    "shares.list_shares",
    "storage_credentials.list",
}
"""They leave out what one does not see."""

EVERYBODYS = {
    "metastores.current",
    "metastores.summary",
    "tag_policies.get_tag_policy",
    "tag_policies.list_tag_policies",
}
"""What every user may know."""

UNASKED = {
    "CREATE": "one of the model before 1.0: it becomes CREATE_TABLE and the like",
    "USAGE": "one of the model before 1.0: it becomes USE_CATALOG or USE_SCHEMA",
    "CREATE_CLEAN_ROOM": "there are no clean rooms",
    "CREATE_FOREIGN_CATALOG": "there are no foreign catalogs",
    "CREATE_FOREIGN_SECURABLE": "there are no foreign catalogs",
    "CREATE_MANAGED_STORAGE": "managed tables lie in the data folder: storage_root is refused",
    "CREATE_MATERIALIZED_VIEW": "there are no materialized views",
    "REFRESH": "there are no materialized views",
    "CREATE_PROVIDER": "there are no providers",
    "USE_PROVIDER": "there are no providers",
    "USE_MARKETPLACE_ASSETS": "there is no marketplace",
}
"""Privileges that nothing asks for yet."""

GOVERNED = ("/unity-catalog", "/api/2.0/fs/", "/lineage-tracking/", "/tag-policies")
"""Whose operations are all in the table."""


def texts() -> list[str]:
    """Every statement that somebody is denied."""
    found = [text.format(s="main.s", p="main/s") for text in DENIED.strip().splitlines()]
    return found + STRANGERS.strip().splitlines() + [case.path for case in CASES]


def test_every_family_of_statements_has_its_denial() -> None:
    denied = {type(tree) for text in texts() if (tree := _tree(text)) is not None}
    families = {kind.__name__ for kind in classify.families()}
    assert families - {kind.__name__ for kind in denied} == set(OWN)


def _tree(text: str) -> object | None:
    """None for what is no statement, such as the name of an operation."""
    try:
        return parse(text).tree
    except (SyntaxFailure, NotSupported, SqlError):
        return None


def forms() -> Iterator[str]:
    """The beginnings of all forms of the broad families, as the grammar lists them."""
    yield from _behind("SHOW", (words for words, _ in show.FORMS))
    yield from _behind("ALTER", (words for words, _ in alter.CHANGES))
    yield from _behind("COMMENT ON", ((kind,) for kind in securables.COMMENTED))
    yield from _behind("SET TAG ON", ((kind,) for kind in tags.KINDS))
    yield from _behind("GRANT ON", (words for words, _ in grants.KINDS))
    for verb in ("CREATE", "DROP"):
        yield from _behind(verb, ((kind,) for kind in securables.KINDS))
    for verb in ("ALTER", "DROP", "DESCRIBE"):
        yield from _behind(verb, (words for words, _ in locations.KINDS))
        yield from _behind(verb, ((kind,) for kind in sharing.KINDS))
    yield from _behind("UNDROP", (("TABLE",),))
    for kind in ("CATALOG", "SCHEMA", "VOLUME", "FUNCTION", "HISTORY", "DETAIL", "QUERY", "POLICY"):
        yield f"DESCRIBE {kind}"
    yield from ("LIST", "PUT", "GET", "REMOVE", "CREATE EXTERNAL LOCATION", "CREATE GOVERNED TAG")


def _behind(verb: str, several: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return (" ".join((verb, *words)) for words in several)


_NAME = r"(?:`[^`]*`|[\w.]+)"


def shortened(text: str) -> str:
    """A statement without what stands between the words of its form."""
    text = re.sub(rf"^ALTER (TABLE|VIEW|CATALOG|SCHEMA|VOLUME|FUNCTION) {_NAME} ", "ALTER ", text)
    text = re.sub(r"^(GRANT|REVOKE) .*? ON ", "GRANT ON ", text)
    return re.sub(r"^UNSET TAG", "SET TAG", text)


def test_every_form_of_a_statement_has_its_denial() -> None:
    denied = [f"{one} " for text in texts() for one in (text, shortened(text))]
    without = {form for form in forms() if not any(one.startswith(f"{form} ") for one in denied)}
    assert without == set(OPEN)


def test_every_operation_on_securables_has_its_denial() -> None:
    operations = {
        route.operation
        for route in all_routes()
        if route.access is Access.USER and any(part in route.paths[0] for part in GOVERNED)
    }
    denied = {case.path.partition(" ")[0] for case in CASES} | set(ADMINS)
    assert operations - denied == LISTS | EVERYBODYS


def test_every_privilege_is_asked_for() -> None:
    assert privileges.KNOWN - {one.privilege for case in CASES for one in case.needs} == set(
        UNASKED
    )
