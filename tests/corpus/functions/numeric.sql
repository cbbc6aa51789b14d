-- arithmetic
SELECT 1 + 2, 3 - 5, 2 * 3, 7 / 2, 7 DIV 2, 7 % 3, -7 % 3, -(5), +5, mod(7, 3), mod(-7, 3), pmod(-7, 3), pmod(7, -3);
SELECT 1.5 + 2, 1.5 * 2.25, 1.0 / 3, 10.0 % 3.3, -7 DIV 2, 5.5 DIV 2;
SELECT pmod(-7.5, 3);
SELECT 1 + 1.5D, 1Y + 1S, 1L + 1, 1.5F + 1, 1.5F * 2D, 2 - NULL, NULL + NULL;
SELECT 1 / 0;
SELECT 1 % 0;
SELECT 1 DIV 0;
SELECT 1.0 / 0;
SELECT 1D / 0D;
SELECT mod(1, 0);
SELECT pmod(1, 0);
SELECT 2147483647 + 1;
SELECT -2147483648 - 1;
SELECT 2147483647 * 2;
SELECT 9223372036854775807 + 1;
SELECT 9223372036854775807L * 2;
SELECT 127Y + 1Y;
SELECT 32767S + 1S;
SELECT 9223372036854775807L - -1;
SELECT -(-2147483648);
SELECT abs(-2147483648);
SELECT abs(CAST(-128 AS TINYINT));
SELECT -9223372036854775808L DIV -1;
SELECT 99999999999999999999999999999999999999BD + 1BD;
SELECT CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) * 10;
SELECT big + 1 FROM kinds;
SELECT tiny + 1Y FROM kinds;
SELECT small * small FROM kinds;
SELECT - tiny FROM kinds;
SELECT abs(tiny) FROM kinds;
SELECT id, tiny + 1, small - 1, flt * 2, dbl / 2, dec + 1, dec * dec FROM kinds;
SELECT id, dec / 3 FROM kinds;
SELECT id, dec % 5, dec DIV 5, dec / id FROM kinds;
SELECT 1 / id, id / 2, id % 2, id DIV 2 FROM kinds;
SELECT 1 / (id - 1) FROM kinds;
-- decimal types
SELECT 1.1 + 1, 1.10 * 3, 12345678901234567890.12 + 0.001, 1.5 - 1;
SELECT CAST(1 AS DECIMAL(10,2)) / CAST(3 AS DECIMAL(10,2));
SELECT CAST(10 AS DECIMAL(38,10)) / CAST(3 AS DECIMAL(38,10));
SELECT CAST(1.23 AS DECIMAL(38,18)) * CAST(4.56 AS DECIMAL(38,18));
SELECT 1.5 / 0.3, 1.00 / 7, 100 / 3.0, 5 / 2.5;
SELECT dec * 1.5, dec + 0.001, dec - 1, 2 * dec FROM kinds;
SELECT 0.1 + 0.2, 0.1D + 0.2D, 1e3, 1.0e-5, .5, 5., 1e-400D;
SELECT 1.5BD, 1BD, 0.00BD, 123456789012345678901234567890BD;
SELECT 1e400D;
-- strings as numbers
SELECT '1' + '1';
SELECT 1 + '1', '2' * 3, '7' / 2, 1.5 + '1.5';
SELECT '1' + 'a';
SELECT 1 + 'a';
SELECT 1 + '1.5';
SELECT '5' % 3, '7' DIV 2, - '3';
SELECT 1 = '1', '1' = 1.0, 2 > '10', 'a' = 1;
SELECT true + 1;
-- try
SELECT try_add(1, 2), try_add(2147483647, 1), try_subtract(-2147483648, 1), try_multiply(2147483647, 2), try_divide(1, 0), try_divide(3, 2), try_mod(3, 2), try_mod(3, 0);
SELECT try_add(9223372036854775807L, 1), try_add(NULL, 1), try_add(1Y, 2Y);
SELECT try_multiply(1.5, 2), try_divide(1.0, 3);
SELECT try_add(DATE '2021-01-01', 1), try_add(DATE '2021-01-01', INTERVAL 1 YEAR), try_subtract(DATE '2021-01-02', 1), try_add(TIMESTAMP '2021-01-01 00:00:00', INTERVAL 1 DAY);
SELECT try_divide(INTERVAL 2 HOUR, 2), try_multiply(INTERVAL 2 HOUR, 3);
SELECT try_sum(x), try_avg(x) FROM VALUES (9223372036854775807L), (1L) AS t(x);
SELECT try_sum(x), try_avg(x) FROM VALUES (1), (2), (NULL) AS t(x);
-- abs and sign
SELECT abs(-1), abs(-1.5), abs(-1.5D), abs(NULL), sign(-5), sign(0), sign(2.5), signum(-0.5D), negative(3), positive(3);
SELECT abs(INTERVAL -1 DAY), sign(INTERVAL -1 DAY);
-- power ~
SELECT power(2, 3), pow(2, 0.5), exp(0), exp(1), ln(1), log10(100), log2(8), log(2, 8), sqrt(4), cbrt(27), expm1(0), log1p(0);
SELECT log(exp(1D)), log(10), ln(2);
SELECT ln(0), ln(-1), log10(0), log2(-1), log(0, 1), log(2, 0), log(-1), log1p(-1);
SELECT sqrt(-1), power(0, 0), power(2, 1024), exp(1000), power(-8, 0.5D);
SELECT log(1, 10), sqrt(NULL), power(NULL, 1), log(NULL);
SELECT factorial(5), factorial(0), factorial(20), factorial(21), factorial(-1), factorial(NULL);
SELECT hypot(3, 4), e(), pi(), degrees(3.141592653589793), radians(180);
-- trigonometry ~
SELECT sin(1), cos(1), tan(1), asin(0.5), acos(0.5), atan(1), atan2(1, 2), sinh(1), cosh(1), tanh(1), asinh(1), acosh(2), atanh(0.5), cot(1), sec(1), csc(1);
SELECT asin(2), acos(2), acosh(0.5), atanh(2), atanh(1), cot(0), sin(NULL);
SELECT sin('1'), cos(1.5), tan(1Y);
-- rounding
SELECT round(2.5), round(3.5), round(-2.5), round(2.5, 0), round(25, -1), round(2.345, 2), round(1234.5678, -2), round(2.5D), round(-2.5D), round(2.345D, 2), round(1.005D, 2);
SELECT bround(2.5), bround(3.5), bround(-2.5), bround(2.345, 2), bround(25, -1), bround(35, -1), bround(2.5D), bround(2.345D, 2), bround(NULL);
SELECT round(NULL), round(1.5, NULL), round(1), round(9223372036854775807L), round(1Y, -1), round(2.5F);
SELECT round(2147483647, -1);
SELECT round(CAST(127 AS TINYINT), -1);
SELECT round(1e308D, 2), round(CAST('NaN' AS DOUBLE), 2), round(CAST('Infinity' AS DOUBLE)), round(1.5D, 400), round(0.15D, 1), round(-0.4D);
SELECT id, round(dbl), round(dbl, 1), round(dec), round(dec, 1), round(dec, -1), round(flt, 1) FROM kinds;
SELECT ceil(2.5), ceiling(-2.5), floor(2.5), floor(-2.5), ceil(2.5D), floor(-0.1D), ceil(5), floor(NULL), ceil(1.5F);
SELECT ceil(3.1411, 3), floor(3.1415, 3), ceil(3345.1, -2), floor(3345.1, -2), ceil(1.25D, 1);
SELECT ceil(1e30D), floor(CAST('NaN' AS DOUBLE)), ceil(-1e300D);
SELECT rint(2.5), rint(3.5), rint(-1.5), rint(2.4), rint(NULL);
SELECT id, ceil(dec), floor(dec), ceil(dbl), floor(flt) FROM kinds;
-- bitwise
SELECT 3 & 5, 3 | 5, 3 ^ 5, ~5, ~0Y, 3L & 5, bit_count(7), bit_count(-1), bit_count(true), bit_get(11, 0), bit_get(11, 2), getbit(11, 3);
SELECT shiftleft(2, 1), shiftright(-4, 1), shiftrightunsigned(-4, 1), 1 << 3, -16 >> 2, shiftleft(1, 32), shiftleft(1L, 40), shiftright(1, 33);
SELECT bit_get(11, 32);
SELECT bit_get(11, -1);
SELECT NULL & 1, ~NULL, 1 << NULL;
SELECT 1.5 & 1;
-- min max
SELECT greatest(1, 3, 2), least(1, 3, 2), greatest(1, NULL, 2), least(NULL, NULL), greatest('a', 'b'), greatest(1, 2.5), least(DATE '2020-01-01', DATE '2019-01-01'), greatest(1.5D, CAST('NaN' AS DOUBLE));
SELECT greatest(1);
SELECT greatest('a', 1);
-- bases
SELECT bin(13), bin(-13), bin(0), bin(NULL);
SELECT conv('100', 2, 10), conv('ff', 16, 10), conv('zz', 36, 16), conv(NULL, 2, 10), conv('9', 10, 2), conv('xyz', 10, 16);
SELECT conv(-10, 16, -10);
SELECT conv('18446744073709551616', 10, 16);
SELECT width_bucket(5.3, 0.2, 10.6, 5), width_bucket(-2.1, 1.3, 3.4, 3), width_bucket(8.1, 0.0, 5.7, 4), width_bucket(1, 5, 0, 5), width_bucket(1, 1, 1, 5), width_bucket(NULL, 0, 1, 2);
SELECT isnan(CAST('NaN' AS DOUBLE)), isnan(1), isnan(NULL), nanvl(CAST('NaN' AS DOUBLE), 5), nanvl(1, 5), nanvl(NULL, 1);
SELECT uniform(5, 5, 1), rand(1) < 1, random() >= 0, randn(1) IS NOT NULL, rand() BETWEEN 0 AND 1;
-- unknown types
SELECT x + 1, x / 2, x * 1.5 FROM (SELECT explode(array(1, 2)) AS x);
SELECT round(x, 1), avg(x) OVER () FROM (SELECT explode(array(1.25, 2.35)) AS x);
SELECT x / 3 FROM (SELECT explode(array(1.25, 2.35)) AS x);
SELECT avg(x), sum(x) FROM (SELECT explode(array(1.25, 2.35, 7.00)) AS x);
SELECT round(coalesce(NULL, 2.345D), 2), round(greatest(2.345D, 1D), 2);
SELECT sum(x) FROM (SELECT explode(array(9223372036854775807L, 1L)) AS x);
SELECT arr[0] + 1, element_at(arr, 1) * 2, m['a'] / 2, st.x + 1 AS s FROM kinds WHERE id = 1;
SELECT transform(arr, x -> x / 2), transform(arr, x -> x + 0.5) FROM kinds;
