-- making
SELECT array(1, 2, 3), array(), array('a', NULL), array(1, 2.5), array(array(1), array(2, 3)), array(1, '2');
SELECT array(1, 'a');
SELECT array(1, array(2));
SELECT sequence(1, 5), sequence(5, 1), sequence(1, 10, 3), sequence(5, 1, -2), sequence(1, 1), sequence(1L, 3L), sequence(NULL, 1);
SELECT array_repeat('a', 3), array_repeat(1, 0), array_repeat(NULL, 2), array_repeat(1, -1), array_repeat(array(1), 2);
SELECT arrays_zip(array(1, 2), array('a', 'b')), arrays_zip(array(1, 2), array(3)), arrays_zip(array(1), NULL);
SELECT split('a,b', ',')[0], array(1, 2)[1], array(array(1, 2))[0][1];
-- element
SELECT array(1, 2, 3)[0], element_at(array(1, 2, 3), 1), element_at(array(1, 2, 3), -1), get(array(1, 2, 3), 0), get(array(1, 2, 3), 3), get(array(1, 2, 3), -1), try_element_at(array(1, 2), 3), array(1, NULL)[1];
SELECT array(1, 2, 3)[3];
SELECT array(1, 2, 3)[-1];
SELECT element_at(array(1, 2, 3), 4);
SELECT element_at(array(1, 2, 3), 0);
SELECT try_element_at(array(1, 2, 3), 0);
SELECT array(1, 2)[NULL], element_at(CAST(NULL AS ARRAY<INT>), 1), element_at(array(1), CAST(NULL AS INT));
SELECT arr[0] FROM kinds WHERE id IN (1, 4);
SELECT arr[id] FROM kinds WHERE id = 2;
SELECT try_element_at(arr, 1), get(arr, 1), size(arr), cardinality(arr) FROM kinds;
-- size
SELECT size(array(1, 2)), size(array()), size(NULL), array_size(array(1, NULL)), array_size(NULL), cardinality(array(1)), size(map('a', 1));
-- contains
SELECT array_contains(array(1, 2, 3), 2), array_contains(array(1, 2), 4), array_contains(array(1, NULL), 1), array_contains(array(1, NULL), 2), array_contains(array(), 1);
SELECT array_contains(array(1), 1.0);
SELECT array_contains(array(1, NULL, 3), 2);
SELECT array_contains(array('a', NULL), 'b'), array_contains(array('a', NULL), 'a');
SELECT array_contains(array(1), NULL);
SELECT array_contains(NULL, 1);
SELECT array_contains(array(1), 'a');
SELECT id, array_contains(arr, 1), array_contains(arr, 9), array_position(arr, 3) FROM kinds;
SELECT array_position(array(3, 2, 1), 1), array_position(array(1), 5), array_position(array(NULL, 1), 1);
SELECT arrays_overlap(array(1, 2, 3), array(3, 4)), arrays_overlap(array(1), array(2)), arrays_overlap(array(1, NULL), array(2)), arrays_overlap(array(1, NULL), array(1)), arrays_overlap(array(), array(NULL));
-- sets
SELECT array_distinct(array(1, 2, 1, NULL, NULL)), array_union(array(1, 2), array(2, 3)), array_intersect(array(1, 2, 2), array(2, 3)), array_except(array(1, 2, 2, 3), array(3)), array_except(array(1, NULL), array(NULL));
SELECT array_union(array(1, NULL), array(NULL, 2)), array_intersect(array(1, NULL), array(NULL)), array_distinct(array()), array_union(array(), array(1)), array_distinct(NULL);
SELECT array_distinct(arr), array_union(arr, array(9)), array_except(arr, array(1)), array_intersect(arr, array(3)) FROM kinds;
-- changing
SELECT array_append(array('a'), 'b'), array_prepend(array('a'), 'b'), array_append(array(1), NULL), array_insert(array(1, 2, 3), 2, 9), array_insert(array(1, 2), -1, 9), array_insert(array(1), 4, 9), array_compact(array(1, NULL, 2)), array_remove(array(1, 2, 1, NULL), 1);
SELECT array_insert(array(1), 0, 9);
SELECT slice(array(1, 2, 3, 4), 2, 2), slice(array(1, 2, 3), -2, 2), slice(array(1, 2), 5, 2), slice(array(1, 2), 1, 0), slice(NULL, 1, 1);
SELECT slice(array(1), 0, 1);
SELECT slice(array(1), 1, -1);
SELECT flatten(array(array(1, 2), array(3), array())), flatten(array(array(1), NULL));
SELECT flatten(array(1, 2));
SELECT shuffle(array(1)), array_join(array('a', 'b'), ','), array_join(array('a', NULL, 'b'), ','), array_join(array('a', NULL), ',', '?'), array_join(array(), ','), array_join(NULL, ',');
SELECT array_join(array(1, 2), '-');
SELECT arr, array_compact(arr), array_append(arr, 5), array_join(arr, ',', 'n') FROM kinds;
-- order
SELECT sort_array(array(3, 1, NULL, 2)), sort_array(array(3, 1, NULL), false), sort_array(array('b', 'a')), array_sort(array(3, 1, NULL, 2)), sort_array(array()), array_sort(array('b', NULL, 'a'));
SELECT array_sort(array(5, 6, 1), (left, right) -> CASE WHEN left < right THEN -1 WHEN left > right THEN 1 ELSE 0 END);
SELECT array_sort(array('bc', 'ab', 'dc'), (l, r) -> CASE WHEN l IS NULL AND r IS NULL THEN 0 WHEN l < r THEN 1 WHEN l > r THEN -1 ELSE 0 END);
SELECT array_max(array(1, 20, NULL, 3)), array_min(array(1, 20, NULL)), array_max(array()), array_max(array(NULL)), array_min(array('b', 'a')), array_max(array(1D, CAST('NaN' AS DOUBLE)));
SELECT array_agg(x), collect_list(x) FROM VALUES (1), (NULL), (2) AS t(x);
SELECT sort_array(arr), array_sort(arr), array_max(arr), array_min(arr), reverse(arr) FROM kinds;
-- text of arrays
SELECT CAST(array(1, NULL, 3) AS STRING), CAST(array('a', NULL) AS STRING), CAST(array() AS STRING), CAST(array(1.5D, 1e10D) AS STRING);
SELECT CAST(arr AS STRING) FROM kinds;
SELECT CAST(map(1, 1, 2, NULL) AS STRING), CAST(named_struct('x', 1, 'y', NULL) AS STRING);
SELECT CAST(m AS STRING), CAST(st AS STRING) FROM kinds;
SELECT CAST(array(1, 2) AS ARRAY<STRING>), CAST(array('1', '2') AS ARRAY<INT>), CAST(map('1', 2) AS MAP<INT, STRING>), CAST(named_struct('a', 1) AS STRUCT<b: STRING>);
SELECT CAST(array('x') AS ARRAY<INT>);
