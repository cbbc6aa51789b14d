"""`serve --seed handbook`: the objects that the handbook's examples name.

Repeated at every start: what is there stays as it is, what is missing is made. The run is started
under its id and carried out like any other, so its result is what really happened.
"""

from __future__ import annotations

from boathouse.context import Context, Parts
from boathouse.services.catalogs import change as catalog_change
from boathouse.services.catalogs import store as catalogs
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import seed as jobs
from boathouse.services.principals import store as principals
from boathouse.services.schemas import change as schema_change
from boathouse.services.schemas import find as schemas
from boathouse.services.tables import seed as tables
from boathouse.services.warehouses import seed as warehouses
from boathouse.services.workspace import formats, paths, places, write
from boathouse.sql.securables import Column, Name
from boathouse.store.ids import new_id

JOB_ID = 12345
RUN_ID = 67890
CLUSTER_ID = "abc-123"
WAREHOUSE_ID = "abc123"
NOTEBOOK = "/path/to/notebook"
USER = "user@example.com"
TABLE = Name("main", "default", "my_table")
GRANTED = Name("catalog", "schema", "table")
"""What the handbook grants SELECT on."""
COLUMNS = (Column("region", "string"), Column("amount", "integer"))
ROWS = (("north", 120), ("south", 80), ("north", 45), ("east", 210), ("south", 60))

JOB = {
    "name": "Daily sales report",
    "max_concurrent_runs": 1,
    # A run that comes while another one is at work waits for it rather than being skipped.
    "queue": {"enabled": True},
    "tasks": [{"task_key": "report", "notebook_task": {"notebook_path": NOTEBOOK}}],
}

CLUSTER = {
    "cluster_name": "Shared cluster",
    "spark_version": "14.3.x-scala2.12",
    "node_type_id": "i3.xlarge",
    "num_workers": 2,
    "autotermination_minutes": 60,
}

WAREHOUSE = {
    "name": "Handbook Warehouse",
    "cluster_size": "Medium",
    "max_num_clusters": 3,
    "auto_stop_mins": 60,
}

SOURCE = """\
# Databricks notebook source
# MAGIC %md Daily sales: what each region sold, the best one first.

# COMMAND ----------

sales = spark.createDataFrame(
    [("north", 120), ("south", 80), ("north", 45), ("east", 210), ("south", 60)],
    ["region", "amount"],
)

# COMMAND ----------

totals = sales.groupBy("region").sum("amount").withColumnRenamed("sum(amount)", "total")
rows = totals.orderBy("total", ascending=False).collect()
for row in rows:
    print(f"{row.region}: {row.total}")

# COMMAND ----------

dbutils.notebook.exit(f"{rows[0].region} leads with {rows[0].total}")
"""


def handbook(parts: Parts) -> None:
    """Make what the handbook names: user, notebook, table, cluster, warehouse, job and its run."""
    ctx = _as_admin(parts)
    try:
        _user(ctx)
        _notebook(ctx)
        tables.filled(ctx, TABLE, COLUMNS, ROWS)
        _granted(ctx)
        with ctx.write() as tx:
            clusters.seed(tx, CLUSTER_ID, CLUSTER, owner=ctx.principal.user_name, now=ctx.now)
            owner = ctx.principal.user_name
            warehouses.named(tx, WAREHOUSE_ID, WAREHOUSE, owner=owner, now=ctx.now)
            jobs.job(tx, ctx, JOB_ID, JOB)
            jobs.run(tx, ctx, RUN_ID, JOB_ID)
    finally:
        ctx.close()


def _as_admin(parts: Parts) -> Context:
    with parts.database.read() as tx:
        admin = principals.acting_as(tx, parts.config.admin_user)
    if admin is None:
        raise SystemExit(f"--seed needs {parts.config.admin_user} to be an active user.")
    return Context(parts, admin, parts.clock())


def _user(ctx: Context) -> None:
    with ctx.write() as tx:
        if principals.by_name(tx, USER) is None:
            principals.insert_user(tx, new_id(ctx.now), USER, now=ctx.now)


def _granted(ctx: Context) -> None:
    if catalogs.named(ctx, GRANTED.catalog) is None:
        catalog_change.create(ctx, GRANTED.catalog)
    if schemas.named(ctx, GRANTED.catalog, GRANTED.schema) is None:
        schema_change.create(ctx, GRANTED.catalog, GRANTED.schema)
    tables.filled(ctx, GRANTED, COLUMNS, ROWS)


def _notebook(ctx: Context) -> None:
    write.make_folders(ctx, paths.parent(NOTEBOOK))
    if places.find(ctx.tx, NOTEBOOK) is None:
        content = formats.content_of(NOTEBOOK, SOURCE.encode(), "SOURCE", "PYTHON")
        write.put(ctx, content, overwrite=False)
