-- comparison
SELECT 1 = 1, 1 == 2, 1 <> 2, 1 != 1, 1 < 2, 2 <= 2, 3 > 2, 3 >= 4, NULL = NULL, NULL <=> NULL, 1 <=> NULL, equal_null(NULL, NULL), equal_null(1, 2);
SELECT 'a' < 'b', 'A' < 'a', '' < 'a', 'a' = 'a ', true > false, DATE '2020-01-01' < TIMESTAMP '2020-01-01 00:00:01', X'01' < X'02';
SELECT CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE), CAST('NaN' AS DOUBLE) > 1e308D, 0D = -0D, 1 = 1.0, 1 = 1.5D, CAST(0.1 AS FLOAT) = 0.1;
SELECT array(1, 2) = array(1, 2), array(1) < array(1, 2), array(NULL) <=> array(NULL);
SELECT named_struct('a', 1) = named_struct('b', 1);
SELECT map('a', 1) = map('a', 1);
SELECT 1 = 'x';
SELECT array(1) = 1;
SELECT DATE '2020-01-01' = '2020-01-01', '2020-01-01' < DATE '2020-01-02', TIMESTAMP '2020-01-01 00:00:00' = '2020-01-01';
SELECT id FROM kinds WHERE dbl > flt;
SELECT id FROM kinds WHERE day < '1970-01-02';
-- logic
SELECT true AND NULL, false AND NULL, true OR NULL, false OR NULL, NOT NULL, NOT true, NULL AND NULL, true AND false OR true, !true;
SELECT 1 AND true;
SELECT NOT 1;
SELECT 'true' AND true;
-- between and in
SELECT 2 BETWEEN 1 AND 3, 2 NOT BETWEEN 1 AND 3, NULL BETWEEN 1 AND 2, 1 BETWEEN NULL AND 0, 'b' BETWEEN 'a' AND 'c', 2 BETWEEN 3 AND 1;
SELECT 1 IN (1, 2), 3 IN (1, 2), 3 IN (1, NULL), NULL IN (1), 3 NOT IN (1, NULL), 1 IN (1, NULL), 'a' IN ('a'), (1, 2) IN ((1, 2), (3, 4));
SELECT 1 IN ('1', '2');
SELECT 1 IN ('a');
SELECT 1 IN (1.0, 2.5), 2 IN (1.0, 2.5);
SELECT id IN (SELECT id FROM numbers) FROM kinds;
SELECT id FROM kinds WHERE id NOT IN (SELECT n FROM numbers WHERE n IS NOT NULL);
-- null functions
SELECT coalesce(NULL, 1, 2), coalesce(NULL, NULL), ifnull(NULL, 1), nvl(NULL, 'a'), nvl2(NULL, 1, 2), nvl2(3, 1, 2), nullif(1, 1), nullif(1, 2), nullif(NULL, 1), zeroifnull(NULL), nullifzero(0), nullifzero(5);
SELECT isnull(NULL), isnotnull(NULL), NULL IS NULL, 1 IS NOT NULL, isnull(1);
SELECT coalesce();
SELECT coalesce(1, 'a');
SELECT coalesce('a', 1);
SELECT coalesce(1, 2.5), coalesce(NULL, 1Y, 2L), ifnull(1, 2D), coalesce(DATE '2020-01-01', TIMESTAMP '2020-01-01 00:00:00');
SELECT coalesce(tiny, big), coalesce(dec, id), nvl(str, 'none'), coalesce(arr, array(0)) FROM kinds;
SELECT NULL IS TRUE, true IS TRUE, false IS NOT TRUE, NULL IS FALSE, NULL IS UNKNOWN, true IS NOT UNKNOWN AS u;
SELECT 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL;
-- conditional
SELECT if(true, 1, 2), if(NULL, 1, 2), if(1 > 2, 'a', NULL), if(true, 1, 2.5), CASE WHEN 1 > 2 THEN 'a' WHEN 2 > 1 THEN 'b' ELSE 'c' END, CASE 3 WHEN 1 THEN 'x' END, CASE NULL WHEN NULL THEN 1 ELSE 2 END;
SELECT CASE WHEN true THEN 1 ELSE 'a' END;
SELECT CASE WHEN true THEN 1 ELSE '2' END;
SELECT if(1, 2, 3);
SELECT if(true, 1 / 1, 1 / 0), CASE WHEN false THEN 1 / 0 ELSE 2 END, coalesce(1, 1 / 0);
SELECT CASE WHEN id = 1 THEN tiny WHEN id = 2 THEN dec ELSE 0 END FROM kinds;
SELECT if(id > 1, str, 'first'), CASE id WHEN 1 THEN 'one' WHEN 2 THEN 'two' END FROM kinds;
SELECT assert_true(true), assert_true(1 = 1, 'no');
SELECT assert_true(false);
SELECT assert_true(1 = 2, 'my message');
SELECT raise_error('custom error message');
SELECT typeof(1), typeof('a'), typeof(NULL), typeof(array(1.5)), typeof(map('a', 1)), typeof(1.5D), typeof(named_struct('a', 1));
SELECT typeof(INTERVAL '1' DAY);
SELECT typeof(dec), typeof(st), typeof(m), typeof(ts), typeof(day) FROM kinds WHERE id = 1;
SELECT current_user() IS NOT NULL, current_date() > DATE '2020-01-01', now() > TIMESTAMP '2020-01-01 00:00:00', current_timezone(), version() IS NOT NULL;
