-- counts
SELECT count(*), count(1), count(n), count(DISTINCT g), count(DISTINCT g, n), count_if(n > 20), count(NULL) FROM numbers;
SELECT g, count(*), count(n), count_if(d > 1), count(DISTINCT n) FROM numbers GROUP BY g;
SELECT count(*), count(n), sum(n), avg(n), min(n), max(n), count_if(n > 1) FROM numbers WHERE id > 100;
SELECT g, sum(n) FROM numbers WHERE id > 100 GROUP BY g;
SELECT count(*) FILTER (WHERE n > 20), sum(n) FILTER (WHERE g = 'a'), avg(d) FILTER (WHERE id > 100) FROM numbers;
SELECT count_if(n) FROM numbers;
-- sums
SELECT sum(id), sum(n), sum(d), sum(dec), avg(id), avg(n), avg(d), avg(dec), mean(n) FROM numbers;
SELECT g, sum(n), avg(n), sum(dec), avg(dec), min(d), max(dec) FROM numbers GROUP BY g;
SELECT sum(DISTINCT n), avg(DISTINCT n), sum(DISTINCT dec), avg(DISTINCT dec) FROM numbers;
SELECT sum(big) FROM kinds WHERE id <> 4;
SELECT sum(big + big) FROM kinds WHERE id = 1;
SELECT sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x);
SELECT sum(x) FROM VALUES (CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0))), (CAST(1 AS DECIMAL(38,0))) AS t(x);
SELECT sum(tiny), sum(small), avg(tiny), avg(big) FROM kinds;
SELECT sum(1.5), sum(1), avg(1.5), avg(2) FROM numbers;
SELECT sum(INTERVAL 1 DAY), avg(id * 1.1) FROM numbers;
SELECT sum(array(1));
-- extremes
SELECT min(n), max(n), min(g), max(g), min(day), max(ts), min(str), max(bool) FROM numbers, kinds;
SELECT max(flt), min(dbl), max(dbl), min(flt) FROM kinds;
SELECT max_by(id, n), min_by(id, n), max_by(g, d), min_by(NULL, n), max_by(id, CAST(NULL AS INT)) FROM numbers WHERE id <> 4;
SELECT g, max_by(id, d), min_by(id, d) FROM numbers GROUP BY g;
SELECT max(array(id, n)), greatest(max(id), 3) FROM numbers;
SELECT min(struct(g, id)) FROM numbers;
SELECT max(map('a', 1));
SELECT any_value(x), first(x), last(x), first_value(x), last_value(x) FROM VALUES (5) AS t(x);
SELECT first(x, true), last(x, true), any_value(x, true), first(x) IGNORE NULLS FROM VALUES (NULL), (5), (NULL) AS t(x);
-- collections
SELECT sort_array(collect_list(n)), sort_array(collect_set(n)), sort_array(array_agg(g)) FROM numbers;
SELECT g, sort_array(collect_list(n)), sort_array(collect_set(n)) FROM numbers GROUP BY g;
SELECT collect_list(x), collect_set(x), array_agg(DISTINCT x) FROM VALUES (NULL) AS t(x);
SELECT collect_list(named_struct('g', g, 'id', id)) FROM numbers WHERE id = 1;
SELECT collect_list(id) FILTER (WHERE id = 2), size(collect_list(n)) FROM numbers;
SELECT listagg(g, ',') WITHIN GROUP (ORDER BY id), string_agg(g) WITHIN GROUP (ORDER BY id), listagg(DISTINCT g, '-') WITHIN GROUP (ORDER BY g) AS l FROM numbers;
SELECT g, listagg(CAST(id AS STRING), '|') WITHIN GROUP (ORDER BY id DESC) FROM numbers GROUP BY g;
SELECT listagg(g) FROM numbers WHERE id > 100;
-- booleans
SELECT bool_and(n > 5), bool_or(n > 35), every(n > 10), some(n > 35), any(n > 100), bool_and(NULL) FROM numbers;
SELECT bit_and(n), bit_or(n), bit_xor(n) FROM numbers;
SELECT bool_and(n) FROM numbers;
-- statistics ~
SELECT stddev(n), stddev_samp(n), stddev_pop(n), std(n), variance(n), var_samp(n), var_pop(n), skewness(n), kurtosis(n) FROM numbers;
SELECT stddev(n), variance(n), var_pop(n), skewness(n) FROM numbers WHERE id = 1;
SELECT stddev(n), stddev_pop(n), corr(n, d), covar_pop(n, d) FROM numbers WHERE id > 100;
SELECT corr(n, d), covar_pop(n, d), covar_samp(n, d) FROM numbers;
SELECT regr_count(n, d), regr_slope(n, d), regr_intercept(n, d), regr_r2(n, d), regr_avgx(n, d), regr_avgy(n, d), regr_sxx(n, d), regr_syy(n, d), regr_sxy(n, d) FROM numbers;
SELECT g, stddev(d), corr(id, d) FROM numbers GROUP BY g;
SELECT stddev(dec), var_pop(dec) FROM numbers;
-- percentiles
SELECT percentile(n, 0.5), percentile(n, 0), percentile(n, 1), percentile(d, 0.25), percentile(dec, 0.5) FROM numbers;
SELECT percentile(n, array(0.25, 0.5, 0.75)) FROM numbers;
SELECT percentile(n, 0.5, id) FROM numbers;
SELECT median(n), median(d), median(dec) FROM numbers;
SELECT g, median(n), percentile(d, 0.5) FROM numbers GROUP BY g;
SELECT percentile(n, 2) FROM numbers;
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n), percentile_disc(0.5) WITHIN GROUP (ORDER BY n), percentile_cont(0.25) WITHIN GROUP (ORDER BY d DESC) FROM numbers;
SELECT percentile_approx(n, 0.5), approx_percentile(n, 0.5, 100), percentile_approx(d, 0.25) FROM numbers;
SELECT percentile_approx(n, array(0.5, 0.9)) FROM numbers;
SELECT approx_count_distinct(n), approx_count_distinct(g), approx_count_distinct(n, 0.1) FROM numbers;
SELECT mode(n), mode(g) FROM numbers WHERE id > 3;
SELECT mode(x, true) FROM VALUES (1), (2), (2) AS t(x);
SELECT histogram_numeric(n, 3) FROM numbers;
SELECT approx_top_k(n, 1) FROM numbers;
SELECT product(n) FROM numbers;
SELECT hll_sketch_estimate(hll_sketch_agg(n)) FROM numbers;
SELECT bitmap_count(bitmap_construct_agg(id)) FROM numbers;
SELECT count_min_sketch(n, 0.5, 0.5, 1) IS NOT NULL FROM numbers;
SELECT try_sum(n), try_avg(n), try_sum(big) FROM numbers, kinds WHERE numbers.id = 1;
-- errors
SELECT g, n FROM numbers GROUP BY g;
SELECT sum(sum(n)) FROM numbers;
SELECT g FROM numbers WHERE sum(n) > 1 GROUP BY g;
SELECT sum(n, d) FROM numbers;
SELECT count() FROM numbers;
SELECT g, sum(n) FROM numbers;
