-- named
SELECT id, sum(id) OVER w AS s FROM people WINDOW w AS (ORDER BY id) ORDER BY id;
SELECT id, row_number() OVER (w ORDER BY id) AS r FROM people WINDOW w AS (PARTITION BY dept) ORDER BY id;
SELECT id, min(id) OVER w AS a, max(id) OVER w AS b FROM people WINDOW w AS (PARTITION BY dept) ORDER BY id;
SELECT id, sum(id) OVER nope FROM people;
-- frames
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM people ORDER BY id;
SELECT id, sum(id) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) AS s FROM people ORDER BY id;
SELECT id, sum(id) OVER (ORDER BY id RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM people ORDER BY id;
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS s FROM people ORDER BY id;
SELECT id, count(*) OVER (ORDER BY dept) AS c FROM people ORDER BY id;
SELECT id, avg(id) OVER (PARTITION BY dept) AS a FROM people ORDER BY id;
SELECT id, last_value(id) OVER (ORDER BY id) AS l, first_value(dept) IGNORE NULLS OVER (ORDER BY id DESC) AS f FROM people ORDER BY id;
SELECT id, nth_value(id, 2) OVER (ORDER BY id) AS n FROM people ORDER BY id;
SELECT id, sum(id) FILTER (WHERE id > 2) OVER (ORDER BY id) AS s FROM people ORDER BY id;
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS s FROM people ORDER BY id;
SELECT id FROM people WHERE row_number() OVER (ORDER BY id) = 1;
SELECT dept, sum(sum(id)) OVER (ORDER BY dept) AS s FROM people GROUP BY dept ORDER BY dept;
-- rank
SELECT id, rank() OVER (ORDER BY dept) AS r, dense_rank() OVER (ORDER BY dept) AS d, percent_rank() OVER (ORDER BY dept) AS p FROM people ORDER BY id;
SELECT id, cume_dist() OVER (ORDER BY dept) AS c, ntile(2) OVER (ORDER BY id) AS n FROM people ORDER BY id;
SELECT id, lag(name) OVER (ORDER BY id) AS a, lead(name, 2, 'none') OVER (ORDER BY id) AS b FROM people ORDER BY id;
SELECT id, lag(dept, 1) IGNORE NULLS OVER (ORDER BY id) AS a FROM people ORDER BY id;
SELECT rank() FROM people;
