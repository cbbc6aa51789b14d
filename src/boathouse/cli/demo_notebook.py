"""The notebook that `boathouse demo` runs, as Databricks SOURCE text."""

SOURCE = '''# Databricks notebook source
# MAGIC %md
# MAGIC # The planets
# MAGIC Small and real: equatorial radius (km), density (g/cm3) and known moons of eight planets.

# COMMAND ----------

dbutils.widgets.text("dense", "3.0")
planets = spark.createDataFrame(
    [
        ("Mercury", 2439.7, 5.43, 0), ("Venus", 6051.8, 5.24, 0),
        ("Earth", 6378.1, 5.51, 1), ("Mars", 3396.2, 3.93, 2),
        ("Jupiter", 71492.0, 1.33, 95), ("Saturn", 60268.0, 0.69, 146),
        ("Uranus", 25559.0, 1.27, 28), ("Neptune", 24764.0, 1.64, 16),
    ],
    "name string, radius_km double, density double, moons int",
)
planets.createOrReplaceTempView("planets")
print(f"{planets.count()} planets")

# COMMAND ----------

by_kind = spark.sql(f"""
    SELECT CASE WHEN density > {float(dbutils.widgets.get("dense"))} THEN 'rocky' ELSE 'giant' END
             AS kind,
           count(*) AS planets, sum(moons) AS moons, round(avg(radius_km)) AS mean_radius_km
    FROM planets GROUP BY 1 ORDER BY 1
""")
display(by_kind)

# COMMAND ----------

import json

dbutils.notebook.exit(json.dumps([row.asDict() for row in by_kind.collect()]))
'''
