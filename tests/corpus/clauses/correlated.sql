-- scalar
SELECT id, (SELECT max(q.id) FROM people q WHERE q.dept = p.dept) AS m FROM people p ORDER BY id;
SELECT id, (SELECT count(*) FROM people q WHERE q.boss = p.id) AS c FROM people p ORDER BY id;
SELECT id, (SELECT sum(q.id) FROM people q WHERE q.id < p.id) AS s FROM people p ORDER BY id;
SELECT id, (SELECT title FROM depts d WHERE d.dept = p.dept AND d.dept > 10) AS t FROM people p ORDER BY id;
SELECT id, (SELECT q.name FROM people q WHERE q.dept = p.dept) AS n FROM people p ORDER BY id;
SELECT id FROM people p WHERE id = (SELECT min(id) FROM people q WHERE q.dept = p.dept) ORDER BY id;
SELECT id FROM people p WHERE (SELECT count(*) FROM people q WHERE q.boss = p.id) > 1;
SELECT coalesce((SELECT max(id) FROM people q WHERE q.boss = p.id), -1) AS m FROM people p ORDER BY id;
SELECT CASE WHEN (SELECT count(*) FROM people q WHERE q.boss = p.id) = 0 THEN 'leaf' ELSE 'node' END AS k FROM people p ORDER BY id;
SELECT (SELECT id * 2) AS twice FROM range(3) ORDER BY 1;
SELECT id, (SELECT max(r.id) FROM range(5) r WHERE r.id < p.id) AS m FROM people p ORDER BY id;
SELECT r.id, (SELECT name FROM people p WHERE p.id = r.id) AS n FROM range(3) r ORDER BY 1;
-- exists
SELECT id FROM people p WHERE EXISTS (SELECT 1 FROM people q WHERE q.boss = p.id) ORDER BY id;
SELECT id FROM people p WHERE NOT EXISTS (SELECT 1 FROM depts d WHERE d.dept = p.dept) ORDER BY id;
SELECT id, EXISTS (SELECT 1 FROM people q WHERE q.boss = p.id) AS e FROM people p ORDER BY id;
SELECT id FROM people p WHERE EXISTS (SELECT 1 FROM people q WHERE q.boss = p.id AND q.dept > p.dept) ORDER BY id;
SELECT id FROM people p WHERE EXISTS (SELECT 1 FROM depts d WHERE d.dept = p.dept) OR id = 5 ORDER BY id;
SELECT dept FROM depts d WHERE EXISTS (SELECT 1 FROM people p WHERE p.dept = d.dept GROUP BY p.dept HAVING count(*) > 1);
-- in
SELECT id FROM people p WHERE id IN (SELECT boss FROM people q WHERE q.dept = p.dept) ORDER BY id;
SELECT id FROM people p WHERE (id, dept) IN (SELECT boss, dept FROM people) ORDER BY id;
SELECT id FROM people WHERE dept NOT IN (SELECT dept FROM depts) ORDER BY id;
SELECT id FROM people WHERE id NOT IN (SELECT boss FROM people) ORDER BY id;
SELECT id, dept IN (SELECT dept FROM depts) AS known FROM people ORDER BY id;
SELECT id FROM people WHERE id IN (SELECT id, dept FROM people);
SELECT count(*) FROM people WHERE id IN (SELECT max(id) FROM people GROUP BY dept);
-- from
SELECT p.id, l.m FROM people p, LATERAL (SELECT max(q.id) AS m FROM people q WHERE q.dept = p.dept) l ORDER BY p.id;
SELECT p.id, l.twice FROM people p, LATERAL (SELECT p.id * 2 AS twice) l ORDER BY p.id;
SELECT p.id, l.title FROM people p LEFT JOIN LATERAL (SELECT title FROM depts d WHERE d.dept = p.dept) l ORDER BY p.id;
SELECT p.id, l.title FROM people p JOIN LATERAL (SELECT title FROM depts d WHERE d.dept = p.dept) l ORDER BY p.id;
SELECT id, e FROM people, LATERAL explode(array(id, id * 10)) AS t(e) WHERE id < 3 ORDER BY id, e;
SELECT id, e FROM kinds LATERAL VIEW explode(arr) x AS e ORDER BY id, e;
SELECT id, e FROM kinds LATERAL VIEW OUTER explode(arr) x AS e ORDER BY id, e;
SELECT id, p, e FROM kinds LATERAL VIEW posexplode(arr) x AS p, e ORDER BY id, p;
SELECT id, k, v FROM kinds LATERAL VIEW explode(m) x AS k, v ORDER BY id, k;
SELECT id, explode(arr) AS e FROM kinds ORDER BY id, e;
