-- projection
SELECT 1, 'a', 2.50, 1e3, true, NULL;
SELECT * FROM people ORDER BY id;
SELECT p.* FROM people AS p ORDER BY id DESC LIMIT 2;
SELECT p.name, p.* FROM people p WHERE id = 1;
SELECT * EXCEPT (boss, dept) FROM people ORDER BY id;
SELECT id AS `an id`, name `the name` FROM people WHERE id < 3 ORDER BY id;
SELECT id + 1 AS next, next * 2 AS twice FROM people ORDER BY id;
SELECT DISTINCT dept FROM people ORDER BY dept;
SELECT ALL dept FROM people ORDER BY dept NULLS LAST;
SELECT DISTINCT dept, boss IS NULL FROM people ORDER BY ALL;
SELECT 1 WHERE false;
SELECT count(*) FROM people WHERE false;
FROM people SELECT name ORDER BY name;
SELECT nope FROM people;
SELECT p.nope FROM people p;
SELECT * FROM no_such_table;
SELECT id, id FROM people WHERE id = 1;
SELECT name FROM people p JOIN people q ON p.id = q.id;
TABLE depts;
-- where
SELECT id FROM people WHERE dept IN (10, 20) ORDER BY id;
SELECT id FROM people WHERE dept NOT IN (10) ORDER BY id;
SELECT id FROM people WHERE dept NOT IN (10, NULL);
SELECT id FROM people WHERE (dept, boss) IN ((10, 1), (20, 1)) ORDER BY id;
SELECT id FROM people WHERE dept BETWEEN 10 AND 20 ORDER BY id;
SELECT id FROM people WHERE dept NOT BETWEEN 15 AND 25 ORDER BY id;
SELECT id FROM people WHERE name LIKE '_a%' ORDER BY id;
SELECT id FROM people WHERE name NOT LIKE '%a%' ORDER BY id;
SELECT id FROM people WHERE name ILIKE 'a%' ORDER BY id;
SELECT id FROM people WHERE name RLIKE '^[AB]' ORDER BY id;
SELECT id FROM people WHERE name LIKE ANY ('A%', '%e') ORDER BY id;
SELECT id FROM people WHERE name LIKE ALL ('%a%', '%d%') ORDER BY id;
SELECT id FROM people WHERE boss <=> NULL ORDER BY id;
SELECT id FROM people WHERE boss IS DISTINCT FROM 1 ORDER BY id;
SELECT id FROM people WHERE NOT (dept > 10) ORDER BY id;
SELECT id FROM people WHERE dept IS NOT NULL AND boss IS NULL;
SELECT id FROM people WHERE count(*) > 1;
SELECT id FROM people WHERE name;
SELECT id FROM people WHERE name > 1;
-- order
SELECT dept FROM people ORDER BY dept;
SELECT dept FROM people ORDER BY dept DESC;
SELECT dept FROM people ORDER BY dept NULLS LAST;
SELECT dept FROM people ORDER BY dept DESC NULLS FIRST;
SELECT name, dept FROM people ORDER BY 2 DESC, 1;
SELECT name AS n FROM people ORDER BY length(n), n;
SELECT name FROM people ORDER BY boss, dept DESC, name;
SELECT id FROM people ORDER BY id LIMIT 2 OFFSET 1;
SELECT id FROM people ORDER BY id OFFSET 3;
SELECT id FROM people ORDER BY id LIMIT 0;
SELECT id FROM people ORDER BY id LIMIT ALL;
SELECT id FROM people ORDER BY id LIMIT 1 + 1;
SELECT id FROM people ORDER BY id LIMIT -1;
SELECT id FROM people ORDER BY 5;
SELECT max(id) FROM people GROUP BY dept ORDER BY max(id);
SELECT CAST('NaN' AS DOUBLE) AS x UNION ALL SELECT 1D UNION ALL SELECT NULL ORDER BY x;
SELECT x FROM VALUES (array(2)), (array(1, 9)), (array()) AS t(x) ORDER BY x;
SELECT st FROM VALUES (named_struct('a', 1, 'b', 'z')), (named_struct('a', 1, 'b', 'a')) AS t(st) ORDER BY st;
-- values
VALUES (1, 'a'), (2, 'b');
SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(x, y) ORDER BY x;
SELECT col1, col2 FROM VALUES (1, 2.5), (2, 3) ORDER BY col1;
SELECT * FROM VALUES (1), (2.5), (3e0) AS t(x) ORDER BY x;
SELECT * FROM VALUES (1), ('a') AS t(x);
SELECT * FROM VALUES (DATE '2020-01-01', INTERVAL '1' DAY) AS t(d, i);
SELECT * FROM VALUES (1, 2), (3) AS t(a, b);
SELECT * FROM VALUES 1, 2, 3 AS t(x) ORDER BY x;
SELECT * FROM range(3);
SELECT * FROM range(2, 8, 3);
SELECT sum(id) FROM range(1000);
SELECT * FROM range(5, 0, -2) ORDER BY id;
SELECT * FROM (SELECT 1 AS a), (SELECT 2 AS b);
-- case
SELECT CASE WHEN id = 1 THEN 'one' WHEN id = 2 THEN 'two' ELSE 'many' END AS c FROM people ORDER BY id;
SELECT CASE id WHEN 1 THEN 10 WHEN 2 THEN 20.5 END AS c FROM people ORDER BY id;
SELECT CASE WHEN NULL THEN 1 ELSE 2 END;
SELECT CASE WHEN 1 THEN 1 END;
SELECT CASE WHEN true THEN 1 ELSE 'a' END;
SELECT id FILTER FROM people;
-- pipes
FROM people |> WHERE id > 2 |> SELECT id, name |> ORDER BY id;
FROM people |> AGGREGATE count(*) AS c GROUP BY dept |> ORDER BY dept;
FROM people |> EXTEND id * 2 AS twice |> DROP boss |> ORDER BY id |> LIMIT 2;
-- with
WITH a AS (SELECT 1 AS x) SELECT * FROM a;
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b;
WITH a(p, q) AS (SELECT 1, 2) SELECT q, p FROM a;
WITH people AS (SELECT 'mine' AS name) SELECT * FROM people;
WITH a AS (SELECT 1 AS x) SELECT * FROM (WITH a AS (SELECT 2 AS x) SELECT * FROM a);
WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a;
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r ORDER BY n;
WITH RECURSIVE r(n, f) AS (VALUES (1, 1L) UNION ALL SELECT n + 1, f * (n + 1) FROM r WHERE n < 10) SELECT max(f) FROM r;
WITH RECURSIVE chain AS (SELECT id, name, 0 AS depth FROM people WHERE boss IS NULL UNION ALL SELECT p.id, p.name, depth + 1 FROM people p JOIN chain c ON p.boss = c.id) SELECT * FROM chain ORDER BY id;
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r LIMIT 3;
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3), s AS (SELECT sum(n) AS t FROM r) SELECT t FROM s;
-- sampling
SELECT count(*) FROM people TABLESAMPLE (100 PERCENT);
--Left out: range(100) TABLESAMPLE (10 ROWS), which Databricks takes and open-source Spark does not.
SELECT count(*) FROM people TABLESAMPLE (3 ROWS);
SELECT count(*) <= 6 FROM numbers TABLESAMPLE (50 PERCENT) REPEATABLE (7);
-- qualify
SELECT name, dept FROM people QUALIFY row_number() OVER (PARTITION BY dept ORDER BY id) = 1 ORDER BY name;
--Left out: QUALIFY behind GROUP BY, which Databricks takes and open-source Spark 4.2 does not.
SELECT dept, c FROM (SELECT dept, count(*) AS c FROM people GROUP BY dept) QUALIFY rank() OVER (ORDER BY c DESC) = 1;
