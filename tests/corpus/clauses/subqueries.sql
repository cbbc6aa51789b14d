-- scalar
SELECT (SELECT max(id) FROM people);
SELECT (SELECT id FROM people WHERE false);
SELECT (SELECT id FROM people);
SELECT (SELECT id, name FROM people WHERE id = 1);
SELECT name, (SELECT title FROM depts d WHERE d.dept = p.dept) AS title FROM people p ORDER BY id;
SELECT name, (SELECT count(*) FROM people q WHERE q.boss = p.id) AS reports FROM people p ORDER BY id;
SELECT name, (SELECT sum(q.id) FROM people q WHERE q.boss = p.id) AS s FROM people p ORDER BY id;
SELECT name FROM people p WHERE id = (SELECT max(id) FROM people q WHERE q.dept = p.dept) ORDER BY id;
SELECT name FROM people WHERE id > (SELECT avg(id) FROM people) ORDER BY id;
SELECT id, (SELECT max(x.id) FROM range(5) x WHERE x.id < r.id) AS m FROM range(3) r ORDER BY id;
SELECT dept, max(id) - (SELECT min(id) FROM people) AS d FROM people GROUP BY dept ORDER BY dept;
SELECT name FROM people p ORDER BY (SELECT title FROM depts d WHERE d.dept = p.dept), id;
SELECT CASE WHEN EXISTS (SELECT 1 FROM depts WHERE dept = 10) THEN 'y' ELSE 'n' END;
-- exists
SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM people q WHERE q.boss = p.id) ORDER BY id;
SELECT name FROM people p WHERE NOT EXISTS (SELECT 1 FROM people q WHERE q.boss = p.id) ORDER BY id;
SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM depts d WHERE d.dept = p.dept AND d.title LIKE 'S%');
SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM people q WHERE q.id > p.id + 3);
SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM depts d WHERE d.dept = p.dept) OR p.id = 4 ORDER BY id;
-- in
SELECT name FROM people WHERE dept IN (SELECT dept FROM depts) ORDER BY id;
SELECT name FROM people WHERE dept NOT IN (SELECT dept FROM depts) ORDER BY id;
SELECT name FROM people WHERE id NOT IN (SELECT boss FROM people);
SELECT name FROM people WHERE id NOT IN (SELECT boss FROM people WHERE boss IS NOT NULL) ORDER BY id;
SELECT name FROM people WHERE (id, dept) IN (SELECT boss, dept FROM people) ORDER BY id;
SELECT name, dept IN (SELECT dept FROM depts) AS known FROM people ORDER BY id;
SELECT name FROM people p WHERE dept IN (SELECT dept FROM depts d WHERE d.title < p.name) ORDER BY id;
SELECT id FROM people WHERE id = ANY (SELECT boss FROM people) ORDER BY id;
SELECT id FROM people WHERE id >= ALL (SELECT id FROM people);
-- from
SELECT s FROM (SELECT sum(id) AS s FROM people GROUP BY dept) ORDER BY s;
SELECT a.x, b.y FROM (SELECT 1 AS x) a JOIN (SELECT 1 AS y) b ON a.x = b.y;
SELECT t.a FROM (SELECT 1, 2) AS t(a, b);
SELECT max(c) FROM (SELECT dept, count(*) AS c FROM people GROUP BY dept);
SELECT * FROM (SELECT * FROM (SELECT 1 AS x) AS a) AS b;
