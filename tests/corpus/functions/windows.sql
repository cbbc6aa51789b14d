-- ranking
SELECT id, row_number() OVER (ORDER BY id), rank() OVER (ORDER BY n), dense_rank() OVER (ORDER BY n), percent_rank() OVER (ORDER BY n), cume_dist() OVER (ORDER BY n) FROM numbers;
SELECT id, ntile(2) OVER (ORDER BY id), ntile(4) OVER (PARTITION BY g ORDER BY id) FROM numbers;
SELECT id, g, row_number() OVER (PARTITION BY g ORDER BY d DESC) FROM numbers ORDER BY id;
SELECT id, lag(n) OVER (ORDER BY id), lead(n) OVER (ORDER BY id), lag(n, 2) OVER (ORDER BY id), lead(n, 1, -1) OVER (ORDER BY id), lag(n, 1, 0) OVER (PARTITION BY g ORDER BY id) FROM numbers;
SELECT id, first_value(n) OVER (ORDER BY id), last_value(n) OVER (ORDER BY id), nth_value(n, 2) OVER (ORDER BY id), first(g) OVER (PARTITION BY g ORDER BY id) FROM numbers;
SELECT id, last_value(n) IGNORE NULLS OVER (ORDER BY id) AS l, lag(n) IGNORE NULLS OVER (ORDER BY id), first_value(n, true) OVER (ORDER BY id DESC) FROM numbers;
-- aggregates
SELECT id, sum(n) OVER (ORDER BY id), avg(n) OVER (PARTITION BY g), count(*) OVER (), max(d) OVER (PARTITION BY g ORDER BY id), min(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM numbers;
SELECT id, sum(dec) OVER (ORDER BY id), avg(dec) OVER (PARTITION BY g), count(n) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM numbers;
SELECT id, sum(n) OVER (ORDER BY n RANGE BETWEEN 10 PRECEDING AND CURRENT ROW), sum(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM numbers;
SELECT id, sum(n) OVER w AS s, row_number() OVER w AS r FROM numbers WINDOW w AS (PARTITION BY g ORDER BY id);
SELECT id, collect_list(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM numbers;
SELECT id, n - lag(n) OVER (ORDER BY id), n / sum(n) OVER () FROM numbers;
SELECT id, sum(big) OVER (ORDER BY id) FROM kinds WHERE id <> 1;
SELECT sum(big) OVER () FROM kinds;
SELECT id, sum(sum(n)) OVER (ORDER BY id) FROM numbers GROUP BY id;
SELECT row_number() FROM numbers;
SELECT lag(n) OVER () FROM numbers;
SELECT stddev(n) OVER (PARTITION BY g), bool_and(n > 10) OVER (), any_value(id) OVER (PARTITION BY id) FROM numbers;
SELECT id, count(DISTINCT n) OVER (PARTITION BY g) FROM numbers;
