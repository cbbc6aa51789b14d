"""HiveServer2's Thrift over HTTP, as Databricks SQL speaks it [reference/sql_wire.md]."""
