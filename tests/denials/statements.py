"""The table's part about statements that name more than tables, one for each kind of name."""

from __future__ import annotations

from tests.denials.cases import (
    CATALOG,
    EXECUTE,
    FUNCTION,
    MANAGE,
    MODEL,
    MODIFY,
    READ,
    SCHEMA,
    SELECT,
    TABLE,
    TAG,
    USE,
    USE_CATALOG,
    VIEW,
    VOLUME,
    WRITE,
    Case,
    Grant,
    on_catalog,
    on_schema,
    sql,
)
from tests.denials.requests import (
    CONNECTION,
    LOCATION,
    METASTORE,
    ON_FUNCTION,
    ON_MODEL,
    ON_VOLUME,
    SERVICE,
    STORAGE,
    TOLD,
)

MANAGE_VIEW = Grant("MANAGE", "table", VIEW)
STORAGES = [
    sql(
        "CREATE EXTERNAL LOCATION den_new URL 's3://den-new/y' WITH (CREDENTIAL den_cred)",
        METASTORE("CREATE_EXTERNAL_LOCATION"),
        STORAGE("CREATE_EXTERNAL_LOCATION"),
        done="DROP EXTERNAL LOCATION den_new",
    ),
    sql("ALTER EXTERNAL LOCATION den_loc SET CREDENTIAL files", LOCATION("MANAGE"), past=True),
    sql("DROP EXTERNAL LOCATION den_loc", LOCATION("MANAGE")),
    sql("DROP STORAGE CREDENTIAL den_cred", STORAGE("MANAGE")),
    sql("ALTER STORAGE CREDENTIAL den_cred OWNER TO `admins`", STORAGE("MANAGE")),
    sql("ALTER SERVICE CREDENTIAL den_service OWNER TO `admins`", SERVICE("MANAGE")),
    sql("ALTER CREDENTIAL den_service OWNER TO `admins`", SERVICE("MANAGE")),
    sql("DROP SERVICE CREDENTIAL den_service", SERVICE("MANAGE")),
    sql("DROP CREDENTIAL den_service", SERVICE("MANAGE")),
    sql(
        "DESCRIBE EXTERNAL LOCATION den_loc",
        LOCATION("READ_FILES"),
        told="User does not have BROWSE on External Location 'den_loc'",
    ),
    sql(
        "DESCRIBE STORAGE CREDENTIAL den_cred",
        STORAGE("READ_FILES"),
        told="User does not have BROWSE on Storage Credential 'den_cred'",
    ),
    sql(
        "DESCRIBE SERVICE CREDENTIAL den_service",
        SERVICE("ACCESS"),
        told="User does not have BROWSE on Credential 'den_service'",
    ),
    sql(
        "DESCRIBE CREDENTIAL den_service",
        SERVICE("ACCESS"),
        told="User does not have BROWSE on Credential 'den_service'",
    ),
    sql("SELECT * FROM csv.`$folder/a.csv`", LOCATION("READ_FILES"), path="SELECT of a location"),
    sql(
        f"CREATE TABLE {SCHEMA}.new (id INT) LOCATION '$folder/table'",
        *USE,
        on_schema("CREATE_TABLE"),
        LOCATION("CREATE_EXTERNAL_TABLE"),
        done=f"DROP TABLE {SCHEMA}.new",
    ),
    sql(
        f"CREATE EXTERNAL VOLUME {SCHEMA}.new LOCATION '$folder/volume'",
        *USE,
        on_schema("CREATE_VOLUME"),
        LOCATION("CREATE_EXTERNAL_VOLUME"),
        done=f"DROP VOLUME {SCHEMA}.new",
    ),
]

SHARING = [
    sql(
        "CREATE CONNECTION den_new TYPE postgresql"
        " OPTIONS (host 'h', port '1', user 'u', password 'p')",
        METASTORE("CREATE_CONNECTION"),
        done="DROP CONNECTION den_new",
    ),
    sql("ALTER CONNECTION den_conn OWNER TO `admins`", CONNECTION("MANAGE")),
    sql("DROP CONNECTION den_conn", CONNECTION("MANAGE")),
    sql("DESCRIBE CONNECTION den_conn", CONNECTION("USE_CONNECTION")),
    sql("CREATE SHARE den_new", METASTORE("CREATE_SHARE"), done="DROP SHARE den_new"),
    sql("DESCRIBE SHARE den_share", METASTORE("USE_SHARE")),
    sql(
        "CREATE RECIPIENT den_new USING ID 'aws:us-west-2:39a84bee-54bc-43a2-87de-023d0ec16016'",
        METASTORE("CREATE_RECIPIENT"),
        done="DROP RECIPIENT den_new",
    ),
    sql("DESCRIBE RECIPIENT den_far", METASTORE("USE_RECIPIENT")),
]

_ROWS = f"CREATE POLICY p ON TABLE {TABLE} ROW FILTER {SCHEMA}.only TO `account users` FOR TABLES"
GOVERNANCE = [
    sql(
        f"{_ROWS} MATCH COLUMNS has_tag('den_tag') AS c USING COLUMNS (c)",
        *USE,
        MANAGE,
        Grant("EXECUTE", "function", f"{SCHEMA}.only"),
        done=f"DROP POLICY p ON TABLE {TABLE}",
    ),
    sql(f"DROP POLICY p ON TABLE {TABLE}", *USE, MANAGE, past=True),
    sql(f"SHOW POLICIES ON TABLE {TABLE}", *USE, MANAGE, past=True),
    sql(f"DESCRIBE POLICY p ON TABLE {TABLE}", *USE, MANAGE, past=True),
    sql(f"SET TAG ON CATALOG {CATALOG} a = b", on_catalog("APPLY_TAG")),
    sql(f"SET TAG ON SCHEMA {SCHEMA} a = b", USE_CATALOG, on_schema("APPLY_TAG")),
    sql(f"SET TAG ON TABLE {TABLE} a = b", *USE, TAG),
    sql(f"SET TAG ON VIEW {VIEW} a = b", *USE, Grant("APPLY_TAG", "table", VIEW)),
    sql(f"SET TAG ON VOLUME {VOLUME} a = b", *USE, ON_VOLUME("APPLY_TAG")),
    sql(f"SET TAG ON COLUMN {TABLE}.id a = b", *USE, TAG),
    sql(
        f"SET TAG ON FUNCTION {FUNCTION} a = b",
        *USE,
        on_schema("APPLY_TAG"),
        told="User does not have APPLY TAG on",
    ),
    sql(f"UNSET TAG ON TABLE {TABLE} a", *USE, TAG),
    sql(f"SHOW GRANTS ON TABLE {TABLE}", *USE, SELECT),
    *(
        sql(f"GRANT {given.privilege.replace('_', ' ')} ON {words} TO `admins`", *needs)
        for words, given, needs in (
            (f"CATALOG {CATALOG}", on_catalog("BROWSE"), (on_catalog("MANAGE"),)),
            (f"SCHEMA {SCHEMA}", on_schema("BROWSE"), (USE_CATALOG, on_schema("MANAGE"))),
            (f"VOLUME {VOLUME}", READ, (*USE, ON_VOLUME("MANAGE"))),
            (f"FUNCTION {FUNCTION}", EXECUTE, (*USE, ON_FUNCTION("MANAGE"))),
            (f"MODEL {MODEL}", EXECUTE, (*USE, ON_MODEL("MANAGE"))),
            ("CONNECTION den_conn", CONNECTION("USE_CONNECTION"), (CONNECTION("MANAGE"),)),
            ("EXTERNAL LOCATION den_loc", LOCATION("BROWSE"), (LOCATION("MANAGE"),)),
            ("EXTERNAL METADATA den_meta", TOLD("BROWSE"), (TOLD("MANAGE"),)),
            ("STORAGE CREDENTIAL den_cred", STORAGE("READ_FILES"), (STORAGE("MANAGE"),)),
            ("SERVICE CREDENTIAL den_service", SERVICE("ACCESS"), (SERVICE("MANAGE"),)),
            ("CREDENTIAL den_service", SERVICE("ACCESS"), (SERVICE("MANAGE"),)),
        )
    ),
]

MORE = [
    sql(
        f"UNDROP TABLE {SCHEMA}.dropped",
        *USE,
        on_schema("MANAGE"),
        on_schema("CREATE_TABLE"),
        told="User does not have MANAGE on Table",
    ),
    sql(f"SHOW TABLES DROPPED IN {SCHEMA}", *USE),
    sql(f"REFRESH TABLE {TABLE}", *USE, SELECT),
    sql(f"DESCRIBE TABLE EXTENDED {TABLE} AS JSON", *USE, SELECT),
    sql(f"SELECT * FROM table_changes('{TABLE}', 0)", *USE, SELECT, past=True),
    sql(f"VACUUM {TABLE}", *USE, SELECT, MODIFY),
    sql(f"ANALYZE TABLE {TABLE} COMPUTE STATISTICS", *USE, SELECT, MODIFY),
    sql(
        f"CREATE TABLE {SCHEMA}.new CLONE {TABLE}",
        *USE,
        SELECT,
        on_schema("CREATE_TABLE"),
        done=f"DROP TABLE {SCHEMA}.new",
    ),
    sql(
        f"CREATE TABLE {SCHEMA}.new LIKE {TABLE}",
        *USE,
        SELECT,
        on_schema("CREATE_TABLE"),
        done=f"DROP TABLE {SCHEMA}.new",
    ),
    sql(
        f"GET '/Volumes/{CATALOG}/s/vol/a.csv' TO 'a.csv'",
        *USE,
        READ,
        past=True,
    ),
    sql(f"PUT 'a.csv' INTO '/Volumes/{CATALOG}/s/vol/n.csv'", *USE, WRITE, past=True),
    sql("CREATE CATALOG den_new", METASTORE("CREATE_CATALOG"), done="DROP CATALOG den_new CASCADE"),
    sql(
        f"ALTER VIEW {VIEW} AS SELECT n FROM {TABLE}",
        *USE,
        SELECT,
        on_schema("CREATE_TABLE"),
        MANAGE_VIEW,
    ),
    sql(f"ALTER FUNCTION {FUNCTION} OWNER TO `admins`", *USE, ON_FUNCTION("MANAGE")),
    sql(f"ALTER CATALOG {CATALOG} OWNER TO `admins`", on_catalog("MANAGE")),
    sql(f"ALTER SCHEMA {SCHEMA} OWNER TO `admins`", USE_CATALOG, on_schema("MANAGE")),
    sql(f"ALTER VOLUME {VOLUME} OWNER TO `admins`", *USE, ON_VOLUME("MANAGE")),
    sql(f"ALTER TABLE {TABLE} OWNER TO `admins`", *USE, MANAGE),
    sql(
        f"ALTER TABLE {TABLE} ALTER COLUMN n SET MASK {SCHEMA}.mask",
        *USE,
        MANAGE,
        Grant("EXECUTE", "function", f"{SCHEMA}.mask"),
    ),
    sql(
        f"ALTER TABLE {TABLE} SET ROW FILTER {SCHEMA}.only ON (id)",
        *USE,
        MANAGE,
        Grant("EXECUTE", "function", f"{SCHEMA}.only"),
    ),
    sql(f"ALTER TABLE {TABLE} DROP ROW FILTER", *USE, MANAGE, past=True),
    sql(f"COMMENT ON TABLE {TABLE} IS 'x'", *USE, MODIFY),
    sql(f"COMMENT ON VOLUME {VOLUME} IS 'x'", *USE, ON_VOLUME("MANAGE")),
    sql(f"COMMENT ON CATALOG {CATALOG} IS 'x'", on_catalog("MANAGE")),
    sql(f"COMMENT ON FUNCTION {FUNCTION} IS 'x'", *USE, ON_FUNCTION("MANAGE")),
]

INHERITED = [
    Case(f"{case.path}, by {where}", needs, case.act, told="User does not have ")
    for where, needs in (
        ("the schema", (*USE, on_schema("SELECT"))),
        ("the catalog", (*USE, on_catalog("SELECT"))),
        ("all of the schema's", (USE_CATALOG, on_schema("ALL_PRIVILEGES"))),
        ("all of the catalog's", (on_catalog("ALL_PRIVILEGES"),)),
    )
    for case in (sql(f"SELECT * FROM {TABLE}"),)
]
"""A privilege that is given further up."""

STATEMENTS = [*STORAGES, *SHARING, *GOVERNANCE, *MORE, *INHERITED]

STRANGERS = f"""
ALTER TABLE {TABLE} ADD COLUMNS (z INT)
ALTER TABLE {TABLE} ADD FOREIGN KEY (id) REFERENCES {TABLE} (id)
ALTER TABLE {TABLE} ADD CHECK (id > 0)
ALTER TABLE {TABLE} CHANGE COLUMN id COMMENT 'x'
ALTER TABLE {TABLE} DROP COLUMNS (n)
ALTER TABLE {TABLE} DROP FOREIGN KEY (id)
ALTER TABLE {TABLE} SET OWNER TO `users`
ALTER SCHEMA {SCHEMA} SET DBPROPERTIES ('a' = 'b')
ALTER TABLE {TABLE} UNSET TBLPROPERTIES ('a')
COMMENT ON DATABASE {SCHEMA} IS 'x'
COMMENT ON VIEW {VIEW} IS 'x'
SET TAG ON DATABASE {SCHEMA} a = b
SET TAG ON PROCEDURE {FUNCTION} a = b
GRANT SELECT ON DATABASE {SCHEMA} TO `users`
GRANT SELECT ON VIEW {VIEW} TO `users`
GRANT SELECT ON MATERIALIZED VIEW {VIEW} TO `users`
GRANT SELECT ON STREAMING TABLE {TABLE} TO `users`
GRANT EXECUTE ON PROCEDURE {FUNCTION} TO `users`
GRANT USE CONNECTION ON SERVER den_conn TO `users`
GRANT CREATE CATALOG ON METASTORE TO `users`
REVOKE SELECT ON TABLE {TABLE} FROM `users`
CREATE DATABASE {CATALOG}.new
DROP DATABASE {SCHEMA}
ALTER SERVER den_conn OWNER TO `users`
DROP SERVER den_conn
DESCRIBE SERVER den_conn
ALTER SHARE den_share OWNER TO `users`
DROP SHARE den_share
ALTER RECIPIENT den_far OWNER TO `users`
DROP RECIPIENT den_far
CREATE GOVERNED TAG den_new
ALTER GOVERNED TAG den_tag SET DESCRIPTION 'x'
DROP GOVERNED TAG den_tag
GRANT ASSIGN ON GOVERNED TAG den_tag TO `users`
REVOKE ASSIGN ON GOVERNED TAG den_tag FROM `users`
"""
"""Other spellings, and what no grant gives: what somebody without anything is denied."""
