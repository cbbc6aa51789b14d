-- making
SELECT map('a', 1, 'b', 2), map(), map(1.0, 'x'), map_from_arrays(array('a', 'b'), array(1, 2)), map_from_entries(array(struct('a', 1), struct('b', 2))), str_to_map('a:1,b:2'), str_to_map('a=1;b=2', ';', '='), str_to_map('a'), str_to_map('');
SELECT map('a', 1, 'a', 2);
SELECT map(NULL, 1);
SELECT map('a');
SELECT map('a', 1, 2, 'b');
SELECT map_from_arrays(array('a', NULL), array(1, 2));
SELECT map_from_entries(array(struct('a', 1), struct('a', 2)));
SELECT str_to_map('a:1,a:2');
SELECT map_from_entries(NULL);
SELECT str_to_map(NULL), map_from_arrays(CAST(NULL AS ARRAY<INT>), array(1));
-- reading
SELECT map('a', 1)['a'], map('a', 1)['b'], element_at(map('a', 1), 'a'), element_at(map('a', 1), 'z'), try_element_at(map('a', 1), 'z'), map(1, 'x')[1], map('a', NULL)['a'], map('a', 1)[NULL];
SELECT map_keys(map('a', 1, 'b', 2)), map_values(map('a', 1, 'b', NULL)), map_entries(map('a', 1)), map_contains_key(map('a', 1), 'a'), map_contains_key(map('a', 1), 'b'), size(map()), cardinality(map(1, 2));
SELECT map_keys(NULL), map_values(map()), map_entries(NULL), map_contains_key(NULL, 1);
SELECT map_contains_key(map('a', 1), NULL);
SELECT map('a', 1)[1];
SELECT map_concat(map('a', 1), map('b', 2)), map_concat(), map_concat(map('a', 1), NULL);
SELECT map_concat(map('a', 1), map('a', 2));
SELECT id, m['a'], m['zz'], element_at(m, 'c'), map_keys(m), map_values(m), size(m), map_contains_key(m, 'a') FROM kinds;
SELECT map_entries(m) FROM kinds;
SELECT explode(map('a', 1, 'b', 2));
-- structs
SELECT named_struct('a', 1, 'b', 'x'), struct(1, 'x'), struct(1 AS a, 'x' AS b), named_struct('a', 1).a, struct(1, 2).col1, named_struct('a', named_struct('b', 5)).a.b, named_struct('a', NULL).a;
SELECT struct(id, str) FROM kinds;
SELECT st.x, st.y, st.*, named_struct('o', st).o.x FROM kinds;
SELECT (1, 'a'), (1, 2).col2;
SELECT named_struct('a');
SELECT named_struct('a', 1).b;
SELECT st.nope FROM kinds;
SELECT named_struct(1, 2);
SELECT struct(1, 2) = struct(1, 2), struct(1, NULL) <=> struct(1, NULL), struct(1, 2) < struct(1, 3), named_struct('a', 1) IN (named_struct('a', 1));
