-- transform
SELECT transform(array(1, 2, 3), x -> x + 1), transform(array(1, 2, 3), (x, i) -> x + i), transform(array(), x -> x), transform(CAST(NULL AS ARRAY<INT>), x -> 1), transform(array('a'), x -> upper(x));
SELECT transform(array(1, NULL), x -> x * 2), transform(array(array(1, 2), array(3)), x -> transform(x, y -> y * 10));
SELECT transform(array(1, 2), x -> x / 2), transform(array(1, 2), x -> named_struct('v', x)), transform(array(1), x -> CAST(x AS STRING) || '!');
SELECT transform(array(2147483647), x -> x + 1);
SELECT transform(arr, x -> x + id), transform(arr, (x, i) -> i) FROM kinds;
SELECT transform(array(1), x -> y);
SELECT transform(1, x -> x);
-- filter
SELECT filter(array(1, 2, 3), x -> x % 2 == 1), filter(array(0, 2, 3), (x, i) -> x > i), filter(array(0, NULL, 2), x -> x IS NOT NULL), filter(array(), x -> true), filter(CAST(NULL AS ARRAY<INT>), x -> true);
SELECT filter(arr, x -> x > 1), size(filter(arr, x -> x IS NULL)) FROM kinds;
SELECT filter(array('a', 'bb'), x -> length(x) > 1);
SELECT filter(array(1), x -> x);
SELECT filter(array(named_struct('a', 1), named_struct('a', 2)), s -> s.a = 2);
-- exists
SELECT exists(array(1, 2, 3), x -> x % 2 == 0), exists(array(1, 3), x -> x % 2 == 0), exists(array(1, NULL), x -> x > 5), exists(array(1, NULL, 6), x -> x > 5), exists(array(), x -> true), exists(array(0, NULL), x -> x IS NULL);
SELECT forall(array(1, 2, 3), x -> x % 2 == 0), forall(array(2, 4), x -> x % 2 == 0), forall(array(2, NULL), x -> x > 1), forall(array(0, NULL), x -> x > 1), forall(array(), x -> false);
SELECT id, exists(arr, x -> x = 3), forall(arr, x -> x > 0) FROM kinds;
-- aggregate
SELECT aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x), aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc * 10), reduce(array(1, 2, 3), 0, (acc, x) -> acc + x), aggregate(array(), 5, (acc, x) -> acc);
SELECT aggregate(CAST(NULL AS ARRAY<INT>), 0, (acc, x) -> acc);
SELECT aggregate(array('a', 'b'), '', (acc, x) -> concat(acc, x)), aggregate(array(1.5D, 2.5D), 0D, (acc, x) -> acc + x);
SELECT aggregate(array(1, NULL), 0, (acc, x) -> acc + coalesce(x, 100));
SELECT aggregate(arr, 0, (acc, x) -> acc + coalesce(x, 0)) FROM kinds;
SELECT aggregate(array(1, 2, 3, 4), named_struct('s', 0, 'n', 0), (acc, x) -> named_struct('s', acc.s + x, 'n', acc.n + 1), acc -> acc.s / acc.n);
-- zip_with
SELECT zip_with(array(1, 2, 3), array('a', 'b', 'c'), (x, y) -> (y, x));
SELECT zip_with(array(1, 2), array(3, 4), (x, y) -> x + y), zip_with(array(1, 2), array(3), (x, y) -> x + y), zip_with(array('a', 'b'), array('d', 'e'), (x, y) -> concat(x, y));
SELECT zip_with(arr, array(10, 20, 30), (a, b) -> coalesce(a, 0) + b) FROM kinds;
-- map functions
SELECT map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v), map_filter(map(), (k, v) -> true);
SELECT transform_keys(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> k + 1), transform_keys(map('a', 1), (k, v) -> upper(k));
SELECT transform_values(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> v + 1), transform_values(map('a', 1), (k, v) -> concat(k, v));
SELECT map_zip_with(map(1, 'a', 2, 'b'), map(1, 'x', 2, 'y'), (k, v1, v2) -> concat(v1, v2)), map_zip_with(map('a', 1, 'b', 2), map('b', 3, 'c', 4), (k, v1, v2) -> coalesce(v1, 0) + coalesce(v2, 0));
SELECT map_filter(m, (k, v) -> v IS NOT NULL), transform_values(m, (k, v) -> coalesce(v, 0)) FROM kinds;
SELECT transform_keys(map(1, 'a', 2, 'b'), (k, v) -> 1);
