-- length
SELECT length('Spark SQL '), char_length('ünï'), character_length(''), len('x'), octet_length('ünï'), bit_length('ünï');
SELECT length(NULL), length(X'0001FF'), octet_length(X'00'), bit_length(X'');
SELECT id, length(str), length(bin) FROM kinds;
SELECT length(12), length(true), length(DATE '2020-01-01');
SELECT length();
SELECT length('a', 'b');
SELECT length(array(1));
-- case
SELECT upper('aßü'), lower('ÀÉ'), ucase('x'), lcase('X'), initcap('sPark sql-engine o''neil');
SELECT upper(NULL), lower(NULL), initcap('');
SELECT id, upper(str), lower(str), initcap(str) FROM kinds;
-- trim
SELECT trim('  a b '), ltrim('  a '), rtrim(' a  ');
SELECT trim(BOTH 'xy' FROM 'xyaxbyx'), trim(LEADING 'x' FROM 'xxa'), trim(TRAILING 'x' FROM 'axx'), btrim('  a '), btrim('xax', 'x');
SELECT ltrim('xy', 'xyab'), rtrim('xy', 'abxy');
SELECT trim(NULL), trim('x' FROM NULL), btrim('a', NULL);
SELECT trim(id) FROM kinds;
-- pad
SELECT lpad('hi', 5, '?'), lpad('hi', 1, '?'), rpad('hi', 5, 'xyz'), rpad('hi', 5), lpad('hi', 5);
SELECT lpad('hi', 0, '?'), lpad('hi', -1, '?'), lpad('hi', 5, ''), rpad('', 3, 'ab');
SELECT lpad(NULL, 5, '?'), rpad('a', NULL, '?'), rpad('a', 3, NULL);
SELECT hex(lpad(X'01', 3, X'FF')), hex(rpad(X'01', 3));
-- substring
SELECT substring('Spark SQL', 5), substr('Spark SQL', -3), substring('Spark SQL', 5, 1), substring('Spark SQL' FROM 5 FOR 3), substring('Spark SQL' FROM -3);
SELECT substr('abc', -5, 3);
SELECT substr('abc', -5, 1);
SELECT substr('abc', 0), substr('abc', 0, 2), substr('abc', 4), substr('abc', 10, 2);
SELECT substr('abc', 2, 0), substr('abc', 2, -1), substr('abc', -2, 1);
SELECT substr(NULL, 1), substr('abc', NULL), substr('abc', 1, NULL);
SELECT hex(substr(X'010203', 2)), hex(substring(X'010203', -2, 1));
SELECT id, substr(str, -3, 2) FROM kinds;
SELECT substr(str, id) FROM kinds;
SELECT substr(str, id - 5, 3) FROM kinds;
SELECT substr('ünïcode', 2, 3), substring(12345, 2, 3);
SELECT substr('abc', 2147483647), substr('abc', -2147483648), substr('abc', 1, 2147483647);
SELECT substr('abc', 'b');
-- left and right
SELECT left('Spark', 3), right('Spark', 3), left('a', 5), right('a', 5), left('', 1);
SELECT left('Spark', 0), right('Spark', 0);
SELECT left('Spark', -1);
SELECT right('Spark', -1);
SELECT left(NULL, 2), left('ab', NULL), right(NULL, 1), right('ab', NULL);
SELECT left(str, id - 2), right(str, id - 2) FROM kinds;
-- substring_index
SELECT substring_index('www.apache.org', '.', 2), substring_index('www.apache.org', '.', -2), substring_index('www.apache.org', '.', 0), substring_index('abc', '.', 1), substring_index('abc', '', 1);
SELECT substring_index('www.apache.org', '.', 5), substring_index(NULL, '.', 1), substring_index('a||b||c', '||', 2);
-- concat
SELECT concat('Spark', 'SQL'), concat('a'), concat('a', NULL), concat('a', 1, true), 'a' || 'b' || 'c';
SELECT concat(1.5, 'x'), concat(DATE '2020-01-01', 'x'), 1 || 2;
SELECT concat(1e10, 'x'), concat(CAST(1 AS FLOAT), '|', CAST('NaN' AS DOUBLE));
SELECT concat(dbl, flt) FROM kinds;
SELECT concat(array(1, 2), array(3)), concat(array(1), CAST(NULL AS ARRAY<INT>));
SELECT concat(array(1), 1);
SELECT hex(concat(X'01', X'02')), concat(str, id) FROM kinds;
SELECT concat_ws(' ', 'Spark', 'SQL'), concat_ws('s'), concat_ws(',', 'a', NULL, 'b'), concat_ws(NULL, 'a'), concat_ws('-', array('a', NULL, 'b'), 'c');
SELECT concat_ws(','), concat_ws(',', NULL), concat_ws(',', array());
SELECT concat_ws(',', 1, 2.5, true);
-- repeat and reverse
SELECT repeat('ab', 3), repeat('ab', 0), repeat('ab', -1), repeat(NULL, 2), repeat('x', NULL), space(3), space(0), space(-1);
SELECT reverse('Spark ünï'), reverse(''), reverse(NULL), reverse(array(2, 1, 4)), reverse(123);
-- position
SELECT instr('SparkSQL', 'SQL'), instr('abc', 'z'), instr('abc', ''), instr(NULL, 'a'), instr('a', NULL);
SELECT locate('bar', 'foobarbar'), locate('bar', 'foobarbar', 5), locate('x', 'abc'), locate('', 'abc'), locate('a', 'abc', 0), position('bar' IN 'foobarbar'), position('bar', 'foobarbar', 5);
SELECT locate('a', 'aaa', -1), locate('a', NULL), locate(NULL, 'a');
SELECT find_in_set('ab', 'abc,b,ab,c,def'), find_in_set('x', 'a'), find_in_set('a,b', 'a,b'), find_in_set('', 'a,,b'), find_in_set(NULL, 'a');
-- contains
SELECT contains('Spark SQL', 'Spark'), contains('a', ''), contains(NULL, 'a'), startswith('Spark', 'Sp'), endswith('Spark', 'rk'), startswith('a', NULL), endswith('', '');
SELECT contains(X'0102', X'02'), startswith(X'0102', X'01');
-- replace
SELECT replace('ABCabc', 'abc', 'DEF'), replace('ABCabc', 'abc'), replace('abc', '', 'x'), replace(NULL, 'a', 'b'), replace('aaa', 'a', 'aa'), replace('abc', 'b', NULL);
SELECT translate('AaBbCc', 'abc', '123'), translate('AaBbCc', 'abc', '1'), translate('abc', '', 'x'), translate(NULL, 'a', 'b'), translate('abca', 'aa', '12');
SELECT overlay('Spark SQL' PLACING '_' FROM 6), overlay('Spark SQL' PLACING 'CORE' FROM 7), overlay('Spark SQL' PLACING 'ANSI ' FROM 7 FOR 0), overlay('Spark SQL', 'tructured', 2, 4), overlay(NULL, 'a', 1);
SELECT overlay('abc', 'X', 10);
SELECT overlay('abc', 'X', -1);
-- split
SELECT split('oneAtwoBthreeC', '[ABC]'), split('oneAtwoBthreeC', '[ABC]', -1), split('oneAtwoBthreeC', '[ABC]', 2), split('a,b,,', ','), split('', ','), split(NULL, ',');
SELECT split('a,b,,', ',', 0);
SELECT split('abc', '');
SELECT split('a.b', '\\.'), split('a|b', '[|]'), split('a  b', ' +');
SELECT split_part('11.12.13', '.', 3), split_part('11.12.13', '.', -1), split_part('11.12.13', '.', 4), split_part('a', '', 1), split_part(NULL, '.', 1);
SELECT split_part('11.12.13', '.', 0);
-- characters
SELECT ascii('222'), ascii(''), ascii('é'), ascii(NULL), char(65), chr(256), chr(-1), char(0) = '', chr(97 + 256);
SELECT elt(1, 'scala', 'java'), elt(2, 'a', NULL), elt(NULL, 'a', 'b');
SELECT elt(3, 'scala', 'java');
SELECT elt(0, 'scala', 'java');
SELECT levenshtein('kitten', 'sitting'), levenshtein('', 'abc'), levenshtein(NULL, 'a'), levenshtein('kitten', 'sitting', 2), levenshtein('kitten', 'sitting', 3);
SELECT soundex('Miller'), soundex(''), soundex('123'), soundex('Robert'), soundex('Tymczak'), soundex('Pfister');
-- format
SELECT format_number(12332.123456, 4), format_number(12332.123456, 0), format_number(-1234567, 2), format_number(0.5, 0), format_number(1.5, 0);
SELECT format_number(12332.123456, '##################.###'), format_number(1234.5, '#,###.00');
SELECT format_number(NULL, 2), format_number(12.5, -1);
SELECT format_string('Hello %d %s', 100, 'days'), printf('%5.2f|%-5s|%05d', 3.14159D, 'ab', 42), format_string('%s', NULL), format_string('%x %o %e', 255, 8, 12345.678D);
SELECT format_string('%,d %+d %b %%', 1234567, 5, true);
-- to_number
SELECT to_number('454', '999'), to_number('454.00', '000.00'), to_number('12,454', '99,999'), to_number('$78.12', '$99.99'), to_number('12,454.8-', '99,999.9S');
SELECT to_number('abc', '999');
SELECT try_to_number('$45', 'S$999,099.99'), try_to_number('abc', '999');
SELECT to_char(454, '999'), to_char(454.00, '000.00'), to_char(12454, '99,999'), to_char(78.12, '$99.99'), to_varchar(-12454.8, '99,999.9S');
SELECT to_char(DATE '2016-04-08', 'y') AS y;
SELECT to_char(X'537061726b', 'hex') AS h, to_char(X'537061726b', 'base64') AS b, to_char(X'537061726b', 'utf-8') AS u;
-- encode
SELECT hex(encode('é', 'iso-8859-1'));
SELECT hex(encode('abc', 'utf-8')), decode(encode('abc', 'utf-16'), 'utf-16'), hex(encode('é', 'UTF-16BE')), hex(encode('é', 'UTF-16LE'));
SELECT encode('é', 'US-ASCII');
SELECT encode('a', 'nope');
SELECT decode(X'C3A9', 'utf-8'), decode(NULL, 'utf-8'), decode(2, 1, 'a', 2, 'b'), decode(3, 1, 'a', 2, 'b', 'z'), decode(NULL, 1, 'a', NULL, 'n'), decode(9, 1, 'a');
SELECT base64('Spark SQL'), unbase64('U3BhcmsgU1FM'), base64(''), base64(NULL), base64(X'00FF');
SELECT unbase64('!!');
SELECT hex(17), hex('Spark SQL'), hex(-1), hex(X'0aFF'), hex(NULL), hex(9223372036854775807L), hex(0);
SELECT unhex('537061726B'), hex(unhex('F')), unhex('XY'), unhex(NULL), hex(unhex(''));
SELECT hex(to_binary('abc', 'utf-8')), hex(to_binary('abCD', 'hex'));
SELECT to_binary('xyz', 'hex');
SELECT hex(try_to_binary('xyz', 'hex')), hex(try_to_binary('abc', 'utf-8'));
-- utf8
SELECT is_valid_utf8('Spark'), is_valid_utf8(X'61C262'), make_valid_utf8('a'), validate_utf8('abc'), try_validate_utf8(X'80');
SELECT validate_utf8(X'80');
-- sentences
SELECT sentences('Hi there! Good morning.');
SELECT mask('abcd-EFGH-8765-4321'), mask('abcd-EFGH-8765-4321', 'Q'), mask('AbCD123-@$#', 'Q', 'q', 'd', 'o'), mask(NULL), mask('Ab1-', NULL, 'q');
SELECT luhn_check('8112189876'), luhn_check('79927398713'), luhn_check('79927398714'), luhn_check('x'), luhn_check('');
SELECT quote('it''s'), quote(NULL);
SELECT randstr(5, 1) IS NOT NULL, length(randstr(5)), length(uuid()), uuid() RLIKE '^[0-9a-f-]{36}$';
SELECT collate('a', 'UTF8_LCASE') = 'A';
-- url
SELECT url_encode('https://spark.apache.org/a b?x=1&y=ü'), url_decode('https%3A%2F%2Fspark.apache.org%2Fa+b'), url_encode(NULL), url_decode('%20+');
SELECT url_decode('%zz');
SELECT try_url_decode('%zz'), try_url_decode('a%20b');
SELECT parse_url('http://spark.apache.org/path?query=1&b=2#ref', 'HOST'), parse_url('http://spark.apache.org/path?query=1', 'QUERY'), parse_url('http://spark.apache.org/path?query=1&b=2', 'QUERY', 'b');
SELECT parse_url('http://u:p@h.org:80/p/a?q=1#r', 'PROTOCOL'), parse_url('http://u:p@h.org:80/p/a?q=1#r', 'AUTHORITY'), parse_url('http://u:p@h.org:80/p/a?q=1#r', 'USERINFO'), parse_url('http://u:p@h.org:80/p/a?q=1#r', 'FILE'), parse_url('http://u:p@h.org:80/p/a?q=1#r', 'REF'), parse_url('http://u:p@h.org:80/p/a?q=1#r', 'PATH');
SELECT parse_url('inva lid://x', 'HOST');
SELECT try_parse_url('inva lid://x', 'HOST'), parse_url(NULL, 'HOST'), parse_url('http://a/', 'NOPE');
-- like
SELECT 'Spark' LIKE 'S%', 'Spark' LIKE '_park', 'Spark' LIKE 's%', 'Spark' ILIKE 's%', 'a%b' LIKE 'a\\%b', 'a%b' LIKE 'a/%b' ESCAPE '/', '' LIKE '', NULL LIKE 'a', 'a' LIKE NULL;
SELECT like('Spark', '_park'), ilike('Spark', '_PARK'), 'a\nb' LIKE 'a%b', 'abc' NOT LIKE 'a%';
SELECT 'abc' LIKE ANY ('x%', 'a%'), 'abc' LIKE ALL ('a%', '%c'), 'abc' NOT LIKE ALL ('x', 'y'), 'ABC' ILIKE ANY ('x%', 'a%');
SELECT id FROM kinds WHERE str LIKE '%SQL' OR str ILIKE '%ÜN%';
SELECT 'a' LIKE 'a\\';
