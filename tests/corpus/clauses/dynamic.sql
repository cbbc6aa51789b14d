-- identifier
SELECT IDENTIFIER('id') FROM people ORDER BY id LIMIT 1;
SELECT count(*) FROM IDENTIFIER('peo' || 'ple');
SELECT IDENTIFIER('abs')(-3);
--Left out: p.IDENTIFIER('name'), which Databricks takes.
SELECT IDENTIFIER('p.name') FROM people p WHERE id = 1;
SELECT IDENTIFIER('no_such') FROM people;
-- immediate
EXECUTE IMMEDIATE 'SELECT 1 AS x';
EXECUTE IMMEDIATE 'SELECT ? + ? AS s' USING 1, 2;
EXECUTE IMMEDIATE 'SELECT :a || :b AS s' USING 'x' AS a, 'y' AS b;
EXECUTE IMMEDIATE 'SELEC';
EXECUTE IMMEDIATE 'SELECT ? AS s';
