"""SQLAlchemy's databricks dialect as its users call it; prints one JSON document of what it saw.

Standard input is {"url", "connect_args"}; the argument is the name of a schema in `main`.
"""

from __future__ import annotations

import datetime
import decimal
import json
import sys
from typing import Any

import sqlalchemy
from sqlalchemy import Column, MetaData, Table, func, inspect, select, text
from sqlalchemy import types as t
from sqlalchemy.exc import DatabaseError

ROWS = [
    {
        "id": 1,
        "name": "Ada",
        "born": datetime.date(1815, 12, 10),
        "score": decimal.Decimal("9.50"),
        "active": True,
        "seen": datetime.datetime(2024, 2, 29, 12, 0, tzinfo=datetime.UTC),
    },
    {"id": 2, "name": "Grace", "born": None, "score": None, "active": False, "seen": None},
]


def main(given: dict[str, Any], schema: str) -> dict[str, Any]:
    engine = sqlalchemy.create_engine(given["url"], connect_args=given["connect_args"])
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA main.{schema}"))
    people = Table(
        "people",
        MetaData(),
        Column("id", t.BigInteger, nullable=False),
        Column("name", t.String, comment="Full name"),
        Column("born", t.Date),
        Column("score", t.Numeric(10, 2)),
        Column("active", t.Boolean),
        Column("seen", t.TIMESTAMP),
        schema=schema,
    )
    people.metadata.create_all(engine)
    seen = {
        "version": sqlalchemy.__version__,
        "rows": _rows(engine, people),
        "inspected": _inspected(engine, schema),
        "error": _error(engine),
    }
    people.metadata.drop_all(engine)
    seen["left"] = inspect(engine).get_table_names(schema=schema)
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA main.{schema}"))
    return seen


def _rows(engine: sqlalchemy.Engine, people: Table) -> dict[str, Any]:
    with engine.begin() as connection:
        connection.execute(people.insert(), ROWS)
        connection.execute(people.update().where(people.c.id == 2).values(name="Grace H."))
        count = connection.execute(select(func.count()).select_from(people)).scalar_one()
        found = connection.execute(select(people).order_by(people.c.id)).all()
        high = connection.execute(select(people.c.name).where(people.c.score > 9)).scalars().all()
    return {
        "count": count,
        "first": [str(value) for value in found[0]],
        "second": [str(value) for value in found[1]],
        "high": list(high),
    }


def _inspected(engine: sqlalchemy.Engine, schema: str) -> dict[str, Any]:
    inspector = inspect(engine)
    reflected = Table("people", MetaData(), schema=schema, autoload_with=engine)
    columns = inspector.get_columns("people", schema=schema)
    return {
        "schema": schema in inspector.get_schema_names(),
        "tables": inspector.get_table_names(schema=schema),
        "views": inspector.get_view_names(schema=schema),
        "has": [inspector.has_table(name, schema=schema) for name in ("people", "nobody")],
        "columns": [[one["name"], str(one["type"]), one["nullable"]] for one in columns],
        "comment": columns[1]["comment"],
        "reflected": [column.name for column in reflected.columns],
        "keys": inspector.get_pk_constraint("people", schema=schema)["constrained_columns"],
    }


def _error(engine: sqlalchemy.Engine) -> list[str]:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT * FROM main.default.there_is_no_such_table"))
    except DatabaseError as error:
        said = str(error.orig)
        return [type(error).__name__, said.partition("[")[2].partition("]")[0]]
    return ["nothing raised"]


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin), sys.argv[1])))
