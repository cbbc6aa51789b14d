CREATE TABLE kinds AS SELECT * FROM VALUES
  (1, CAST(1 AS TINYINT), CAST(10 AS SMALLINT), 100L, CAST(1.5 AS FLOAT), 2.25D, CAST(12.34 AS DECIMAL(10,2)), 'Spark SQL', true, DATE '2024-02-29', TIMESTAMP '2024-02-29 13:14:15.123456', X'537061726B', array(1, 2, NULL), map('a', 1, 'b', NULL), named_struct('x', 1, 'y', 'one')),
  (2, CAST(-128 AS TINYINT), CAST(32767 AS SMALLINT), 9223372036854775807L, CAST('NaN' AS FLOAT), CAST('-Infinity' AS DOUBLE), CAST(-99999999.99 AS DECIMAL(10,2)), '', false, DATE '1582-10-04', TIMESTAMP '1969-12-31 23:59:59.999999', X'', array(), map(), named_struct('x', 2, 'y', CAST(NULL AS STRING))),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (4, CAST(127 AS TINYINT), CAST(0 AS SMALLINT), 0L, CAST(0 AS FLOAT), -0.0D, CAST(0 AS DECIMAL(10,2)), ' ünï çødé ', true, DATE '1970-01-01', TIMESTAMP '1970-01-01 00:00:00', X'00FF', array(3, 3), map('c', 3), named_struct('x', 4, 'y', 'four'))
  AS t(id, tiny, small, big, flt, dbl, dec, str, bool, day, ts, bin, arr, m, st);

CREATE TABLE numbers AS SELECT * FROM VALUES
  (1, 'a', 10, 1.5D, CAST(1.10 AS DECIMAL(8,2))),
  (2, 'a', 20, 2.5D, CAST(2.25 AS DECIMAL(8,2))),
  (3, 'a', NULL, NULL, NULL),
  (4, 'b', 30, -0.5D, CAST(-3.05 AS DECIMAL(8,2))),
  (5, 'b', 30, 4.0D, CAST(100.00 AS DECIMAL(8,2))),
  (6, NULL, 40, 1.0D, CAST(0.01 AS DECIMAL(8,2)))
  AS t(id, g, n, d, dec);

CREATE TABLE people AS SELECT * FROM VALUES
  (1, 'Ada', NULL, 10), (2, 'Bo', 1, 10), (3, 'Cai', 1, 20), (4, 'Dag', 2, NULL), (5, 'Eve', 3, 30)
  AS t(id, name, boss, dept);

CREATE TABLE depts AS SELECT * FROM VALUES
  (10, 'Rigging'), (20, 'Sails'), (40, 'Paint') AS t(dept, title);
