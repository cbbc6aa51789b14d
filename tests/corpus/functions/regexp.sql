-- rlike
SELECT 'Spark' RLIKE 'S.*k', regexp('abc', 'b'), regexp_like('abc', '^a'), rlike('a1', '\\d'), 'abc' REGEXP 'x', NULL RLIKE 'a', 'a' RLIKE NULL;
SELECT '%SystemDrive%\\Users' RLIKE '%SystemDrive%\\\\Users', r'a\d' = 'a\\d', 'A' RLIKE '(?i)a';
SELECT 'a' RLIKE '(';
SELECT 'aa' RLIKE '(a)\\1';
SELECT 'foobar' RLIKE 'foo(?=bar)';
-- regexp_extract
SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', 1), regexp_extract('100-200', '(\\d+)-(\\d+)', 2), regexp_extract('100-200', '(\\d+)-(\\d+)'), regexp_extract('100-200', '(\\d+)-(\\d+)', 0), regexp_extract('abc', '(\\d+)', 1), regexp_extract(NULL, 'a', 0);
SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', 3);
SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', -1);
SELECT regexp_extract('abc', 'b', 1);
SELECT regexp_extract('ab', '(a)(x)?', 2);
SELECT regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 1), regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)'), regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 0), regexp_extract_all('abc', '\\d', 0), regexp_extract_all(NULL, 'a', 0);
SELECT id, regexp_extract(str, '(\\w+)', 1) FROM kinds;
-- regexp_replace
SELECT regexp_replace('100-200', '(\\d+)', 'num'), regexp_replace('100-200', '(\\d+)-(\\d+)', '$2-$1'), regexp_replace('abc', 'x', 'y'), regexp_replace('abc', '', '-'), regexp_replace(NULL, 'a', 'b'), regexp_replace('aXbX', 'X', '');
SELECT regexp_replace('100-200', '(\\d+)', 'num', 4);
SELECT regexp_replace('abc', 'b', '\\$');
SELECT regexp_replace('a.b.c', '\\.', '');
SELECT id, regexp_replace(str, '[a-z]', '*') FROM kinds;
-- regexp_count
SELECT regexp_count('Steven Jones and Stephen Smith', 'Ste(v|ph)en'), regexp_count('abc', 'x'), regexp_count('aaa', 'a'), regexp_count(NULL, 'a');
SELECT regexp_substr('Steven Jones and Stephen Smith', 'Ste(v|ph)en'), regexp_substr('abc', 'x'), regexp_substr(NULL, 'x');
SELECT regexp_instr('abc123', '[0-9]'), regexp_instr('abc', 'x'), regexp_instr('abcb', 'b', 0), regexp_instr(NULL, 'x');
SELECT regexp_instr('Steven Jones and Stephen Smith', 'Ste(v|ph)en');
