-- kinds
SELECT p.name, d.title FROM people p JOIN depts d ON p.dept = d.dept ORDER BY p.id;
SELECT p.name, d.title FROM people p LEFT JOIN depts d ON p.dept = d.dept ORDER BY p.id;
SELECT p.name, d.title FROM people p RIGHT JOIN depts d ON p.dept = d.dept ORDER BY d.dept, p.id;
SELECT p.name, d.title FROM people p FULL OUTER JOIN depts d ON p.dept = d.dept ORDER BY p.id, d.dept;
SELECT name FROM people p LEFT SEMI JOIN depts d ON p.dept = d.dept ORDER BY name;
SELECT name FROM people p LEFT ANTI JOIN depts d ON p.dept = d.dept ORDER BY name;
SELECT name FROM people p ANTI JOIN depts d ON p.dept = d.dept ORDER BY name;
SELECT name FROM people p SEMI JOIN depts d USING (dept) ORDER BY name;
SELECT count(*) FROM people CROSS JOIN depts;
SELECT count(*) FROM people, depts WHERE people.dept = depts.dept;
SELECT count(*) FROM people JOIN depts;
SELECT count(*) FROM people p JOIN people q ON p.boss <=> q.boss;
SELECT count(*) FROM people p JOIN people q ON p.id < q.id AND p.dept IS NOT NULL;
SELECT p.name, q.name FROM people p LEFT JOIN people q ON p.boss = q.id AND q.id > 1 ORDER BY p.id;
-- using
SELECT * FROM people JOIN depts USING (dept) ORDER BY id;
SELECT dept, name, title FROM people FULL JOIN depts USING (dept) ORDER BY dept, name;
SELECT dept FROM people RIGHT JOIN depts USING (dept) ORDER BY dept;
SELECT p.*, title FROM people p JOIN depts d USING (dept) ORDER BY id;
SELECT p.dept, d.dept FROM people p JOIN depts d USING (dept) ORDER BY p.id;
SELECT * FROM people NATURAL JOIN depts ORDER BY id;
SELECT * FROM people NATURAL LEFT JOIN depts ORDER BY id;
SELECT * FROM people JOIN depts USING (nope);
-- lateral
SELECT id, x FROM people, LATERAL (SELECT id * 10 AS x) ORDER BY id;
SELECT p.id, l.c FROM people p, LATERAL (SELECT count(*) AS c FROM people q WHERE q.boss = p.id) l ORDER BY p.id;
SELECT p.id, e FROM people p LATERAL VIEW explode(array(p.id, p.dept)) t AS e WHERE id < 3 ORDER BY id, e;
SELECT id, e FROM people LATERAL VIEW OUTER explode(IF(dept IS NULL, array(), array(dept))) t AS e ORDER BY id;
SELECT id, k, v FROM people LATERAL VIEW explode(map('a', id, 'b', boss)) AS k, v WHERE id = 2 ORDER BY k;
SELECT id, pos, e FROM people LATERAL VIEW posexplode(array('x', 'y')) AS pos, e WHERE id = 1 ORDER BY pos;
SELECT a, b FROM people LATERAL VIEW explode(array(1, 2)) AS a LATERAL VIEW explode(array(a, a * 10)) AS b WHERE id = 1 ORDER BY a, b;
SELECT p.id, t.x FROM people p LEFT JOIN LATERAL (SELECT q.name AS x FROM people q WHERE q.boss = p.id ORDER BY q.id LIMIT 1) t ON true ORDER BY p.id;
SELECT id, e.col FROM people, explode(array(id)) AS e ORDER BY id;
SELECT * FROM explode(array(1, 2)) AS t(x) ORDER BY x;
SELECT * FROM stack(2, 1, 'a', 2, 'b') AS t(n, s) ORDER BY n;
-- stars
SELECT people.* FROM people WHERE id = 1;
SELECT people.*, 1 AS one FROM people WHERE id = 1;
SELECT depts.*, p.name FROM depts JOIN people p ON p.dept = depts.dept ORDER BY p.id;
SELECT people.*, depts.title FROM people LEFT JOIN depts USING (dept) ORDER BY id;
SELECT count(people.*) FROM people;
SELECT nope.* FROM people;
