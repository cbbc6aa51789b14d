-- bytes
SELECT to_binary('YWJj', 'base64') AS a;
SELECT to_binary('YW', 'base64') AS a, to_binary('YWJ', 'BASE64') AS b, to_binary('YW Jj', 'base64') AS c;
SELECT to_binary('Y', 'base64');
SELECT to_binary('YW=', 'base64');
SELECT to_binary('YWJj====', 'base64');
SELECT to_binary('YW== ', 'base64');
SELECT to_binary('YW!j', 'base64');
SELECT to_binary(''), to_binary('f', 'hex'), to_binary(NULL, 'hex'), to_binary('a', NULL);
SELECT try_to_binary(str, 'hex'), try_to_binary(str, 'base64'), to_binary(str, 'utf8') FROM kinds;
SELECT to_binary(str) FROM kinds;
SELECT encode(str, 'iso-8859-1') FROM kinds;
SELECT encode(str, 'us-ascii') FROM kinds WHERE id < 4;
SELECT encode(str, 'us-ascii') FROM kinds;
SELECT lpad(X'01', 3), lpad(X'010203', 2, X'FF'), lpad(X'01', 5, X'FFEEDD'), rpad(X'01', 5, X'FFEEDD'), lpad(X'01', 3, X'');
SELECT lpad(bin, 4, X'AB'), rpad(bin, 4, X'AB'), lpad(bin, id, X'00') FROM kinds;
SELECT lpad(bin, 4), rpad(bin, 4) FROM kinds;

-- overlay
SELECT overlay('abcdef', 'XY', 0), overlay('abcdef', 'XY', -4), overlay('abcdef', 'XY', -4, 1), overlay('abcdef', 'XY', -20);
SELECT overlay('abcdef' PLACING 'X' FROM -3 FOR 2) AS a;
SELECT overlay(str, 'XY', -3) FROM kinds;
SELECT overlay('abcdef', 'XY', 2, -5);

-- conv
SELECT conv('-0', 10, -16), conv('ZZ', 10, 16), conv('1Z', 10, 16), conv('', 10, 16), conv(' 12', 10, 16), conv('12.5', 10, 16), conv('x', 10, 16), conv('-', 10, 16), conv('-5', 10, -2);
SELECT conv('00000000000000000000000000000012', 10, 16), conv('10', 10, 99), conv('10', 1, 10), conv('7FFFFFFFFFFFFFF', 16, 10), conv(15, 10, 2);
SELECT conv('-18446744073709551616', 10, 16);
SELECT conv('10000000000000000', 16, 10);
SELECT conv('-1', 10, 16);
SELECT conv('18446744073709551615', 10, 16);
SELECT conv(small, 10, -36), conv(id, 10, 2) FROM kinds;

-- decimals
SELECT pmod(7.5, -3), pmod(-7.5, -3), pmod(1.25, 10), pmod(100, 2.5), pmod(1.5, 2D);
SELECT pmod(1.5, 0);
SELECT pmod(dec, 7), pmod(dec, -2.5), pmod(n, 2.5), pmod(dec, id) FROM numbers;
SELECT try_divide(1.5, 0), try_add(1.5, 2), try_subtract(1.5D, 2), try_multiply(1.5D, 2), try_divide(2D, 0), try_divide(2.0, 3.00), try_multiply(1.5D, 2.5);
SELECT try_divide(dec, id - 3), try_add(dec, id), try_subtract(dec, 1.234), try_multiply(dec, dec) FROM numbers;
SELECT try_divide(d, id - 3), try_add(d, dec), try_multiply(d, n) FROM numbers;
SELECT try_divide(dec, big) FROM kinds;

-- bround
SELECT bround(25Y, -1), bround(125S, -1), bround(15L, -1), bround(-15, -1), bround(5, -1), bround(7, 2);
SELECT bround(1.5, -1), bround(15.0, -1), bround(1.5, 5), bround(-2.5), bround(2.51), bround(0.05, 1), bround(99.5);
SELECT bround(0.5D), bround(-0.4D), bround(1.15D, 1), bround(1234567.891D, 2), bround(1e-10D, 2), bround(1e18D, 2), bround(2.675D, 2), bround(-3.5D);
SELECT bround(2147483647, -1);
SELECT bround(dec), bround(dec, 1), bround(dec, -1), bround(n, -1), bround(d), bround(d, 1) FROM numbers;
SELECT bround(dbl, 1), bround(tiny, -2), bround(small, -3), bround(dec, -1) FROM kinds;
SELECT bround(big, -1) FROM kinds;

-- intervals
SELECT typeof(INTERVAL '1-2' YEAR TO MONTH), typeof(INTERVAL 1 WEEK), typeof(INTERVAL 5 MILLISECONDS), typeof(INTERVAL 1 HOURS), typeof(INTERVAL -1 DAY);
SELECT typeof(INTERVAL '1 02:03:04' DAY TO SECOND);
SELECT INTERVAL -3 MONTH / 2, 3 * INTERVAL 2 MONTH, INTERVAL 5 MONTH * -1, INTERVAL 5 MONTH / 3;
SELECT try_divide(INTERVAL '2' SECOND, 3), try_multiply(INTERVAL 2 DAY, -3);
SELECT CAST(' 1 ' AS INTERVAL DAY), CAST('-1' AS INTERVAL HOUR), CAST('+1' AS INTERVAL MINUTE), CAST('1.5' AS INTERVAL SECOND), CAST('-1 02:03:04.5' AS INTERVAL DAY TO SECOND), CAST(-5 AS INTERVAL HOUR);
SELECT CAST('25' AS INTERVAL HOUR), CAST('100' AS INTERVAL MINUTE), CAST('61' AS INTERVAL SECOND), CAST('1 2:3:4' AS INTERVAL DAY TO SECOND);
SELECT CAST('' AS INTERVAL DAY);
SELECT CAST('1 day' AS INTERVAL DAY);
SELECT TRY_CAST('x' AS INTERVAL DAY);
SELECT CAST(id AS INTERVAL DAY), CAST(tiny AS INTERVAL MINUTE) FROM kinds;
SELECT CAST(INTERVAL 30 HOUR AS INT), CAST(INTERVAL '-1.5' SECOND AS INT), CAST(INTERVAL '1.5' SECOND AS BIGINT), CAST(INTERVAL '1.5' SECOND AS DECIMAL(3,0)), CAST(INTERVAL 2 WEEK AS INT), CAST(INTERVAL 5 MILLISECOND AS DECIMAL(5,3)), CAST(INTERVAL 2 DAY AS SMALLINT), CAST(INTERVAL 14 MONTH AS INT), CAST(INTERVAL 2 YEAR AS BIGINT);
SELECT CAST(INTERVAL 2 DAY AS DOUBLE);
SELECT CAST(INTERVAL 300 DAY AS TINYINT);

-- texts beside numbers
SELECT coalesce(1.5, 'a'), coalesce(NULL, 1, 'a'), if(true, 1, 'a'), CASE WHEN false THEN 'a' ELSE 1 END;
SELECT coalesce(n, 'a') FROM numbers;
SELECT coalesce(id, 'a') FROM numbers;
SELECT CASE WHEN id > 100 THEN 'a' ELSE n END FROM numbers;
SELECT if(id > 5, 'a', d) FROM numbers;

-- contains
SELECT array_contains(array(1), 1L), array_contains(array(1.5), 1), array_contains(array(1), 1D), array_contains(array(NULL), 1), array_contains(array(), 'a'), array_contains(array(1.50), 1.5);
SELECT array_contains(arr, 3.0), array_contains(arr, 1L), array_contains(arr, dbl), array_contains(arr, tiny) FROM kinds;

-- percentages
SELECT g, percentile_approx(n, array(0.5, 1.0)), percentile_approx(d, array(0.25)) FROM numbers GROUP BY g;
SELECT percentile_approx(n, array(0.5, 0.9)) FROM numbers WHERE id > 100;

-- json of times
SELECT to_json(struct(ts AS t, id)), to_json(array(ts)), to_json(map('a', ts)) FROM kinds;

-- more
SELECT INTERVAL 1500 MILLISECONDS, INTERVAL 10 MICROSECONDS, INTERVAL -2000 MILLISECONDS;
SELECT overlay(str, 'XY', 2, id - 3) FROM kinds;
SELECT typeof(INTERVAL '1-2' YEAR TO MONTH);
SELECT INTERVAL '1-2' YEAR TO MONTH * 2, INTERVAL '-1-2' YEAR TO MONTH / 4;
SELECT CAST('abc' AS INTERVAL DAY TO SECOND);
SELECT coalesce('a', id) FROM numbers WHERE id > 100;
SELECT CASE g WHEN 'a' THEN 'x' ELSE 1 END FROM numbers WHERE g = 'b';
SELECT to_binary(hex(bin), 'hex'), to_binary(base64(bin), 'base64') FROM kinds;
