-- get_json_object
SELECT get_json_object('{"a":"b"}', '$.a'), get_json_object('{"a":{"b":[1,2]}}', '$.a.b[1]'), get_json_object('{"a":{"b":1}}', '$.a'), get_json_object('{"a":1}', '$.x'), get_json_object('{"a":null}', '$.a'), get_json_object('[1,2]', '$[0]'), get_json_object(NULL, '$.a'), get_json_object('x', '$.a'), get_json_object('{"a":1.50}', '$.a'), get_json_object('{"a":"x\\"y"}', '$.a');
SELECT get_json_object('{"a b":1}', "$['a b']");
SELECT get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b');
SELECT get_json_object('{"a":1}', '$'), get_json_object('{"a":true}', '$.a'), get_json_object('{"a":[1, 2]}', '$.a');
-- json_tuple
SELECT json_tuple('{"a":1, "b":"x"}', 'a', 'b');
SELECT json_tuple('{"a":1}', 'a', 'z'), 5;
SELECT t.* FROM VALUES ('{"a":1,"b":{"c":2}}') AS s(j) LATERAL VIEW json_tuple(j, 'a', 'b') t AS x, y;
-- from_json
SELECT from_json('{"a":1, "b":0.8}', 'a INT, b DOUBLE'), from_json('{"time":"26/08/2015"}', 'time Timestamp', map('timestampFormat', 'dd/MM/yyyy'));
SELECT from_json('{"a":1}', 'a INT').a, from_json('[1,2]', 'ARRAY<INT>'), from_json('{"x":1}', 'MAP<STRING,INT>') AS m, from_json('{"a":{"b":[{"c":1}]}}', 'a STRUCT<b: ARRAY<STRUCT<c: INT>>>').a.b[0].c;
SELECT from_json('{"a":"x"}', 'a INT');
SELECT from_json('{"a":', 'a INT'), from_json('', 'a INT'), from_json(NULL, 'a INT'), from_json('null', 'a INT');
SELECT from_json('{"a":1', 'a INT', map('mode', 'FAILFAST'));
SELECT from_json('{"A":1,"b":null}', 'a INT, b STRING'), from_json('{"a":"1"}', 'a STRING'), from_json('{"a":1}', 'a STRING'), from_json('{"a":[1,"x"]}', 'a STRING');
SELECT from_json('{"d":"2020-01-02","n":1.25}', 'd DATE, n DECIMAL(10,2)');
SELECT from_json('{"t":"2020-01-02T03:04:05Z"}', 't TIMESTAMP');
SELECT from_json(j, 'STRUCT<teacher: STRING, student: ARRAY<STRUCT<name: STRING, rank: INT>>>') FROM VALUES ('{"teacher": "Alice", "student": [{"name": "Bob", "rank": 1}, {"name": "Charlie", "rank": 2}]}') AS t(j);
SELECT from_json('{"a":1}', schema_of_json('{"a":1}'));
-- to_json
SELECT to_json(named_struct('a', 1, 'b', 'x')), to_json(map('a', 1)), to_json(array(1, 2)), to_json(array(named_struct('a', 1))), to_json(named_struct('a', NULL)), to_json(named_struct('d', DATE '2020-01-02')), to_json(map('a', named_struct('b', 1)));
SELECT to_json(named_struct('t', TIMESTAMP '2020-01-02 03:04:05'));
SELECT to_json(named_struct('a', 1.50));
SELECT to_json(named_struct('b', 1.5D, 'c', true, 'e', array(1, NULL))), to_json(NULL), to_json(map()), to_json(array());
SELECT to_json(named_struct('time', to_timestamp('2015-08-26', 'yyyy-MM-dd')), map('timestampFormat', 'dd/MM/yyyy'));
SELECT to_json(st), to_json(m), to_json(struct(id, str)) FROM kinds;
SELECT to_json(1);
-- schema
SELECT schema_of_json('[{"col":0}]'), schema_of_json('{"a":1,"b":"x","c":[1.5]}'), schema_of_json('{"a":null}'), schema_of_json('1');
SELECT json_array_length('[1,2,3]'), json_array_length('[]'), json_array_length('{"a":1}'), json_array_length(NULL), json_array_length('[1,'), json_object_keys('{"a":1,"b":{"c":2}}'), json_object_keys('{}'), json_object_keys('[1]'), json_object_keys(NULL);
-- csv
SELECT from_csv('1, 0.8', 'a INT, b DOUBLE'), from_csv('x;2', 'a STRING, b INT', map('sep', ';')), from_csv(NULL, 'a INT');
SELECT to_csv(named_struct('a', 1, 'b', 2)), to_csv(named_struct('a', 'x,y', 'b', NULL)), to_csv(named_struct('a', 1, 'b', 2), map('sep', ';'));
SELECT schema_of_csv('1,abc');
-- xml
SELECT from_xml('<p><a>1</a><b>0.8</b></p>', 'a INT, b DOUBLE');
SELECT to_xml(named_struct('a', 1, 'b', 2));
SELECT schema_of_xml('<p><a>1</a></p>');
SELECT xpath('<a><b>b1</b><b>b2</b></a>', 'a/b/text()'), xpath_string('<a><b>b</b><c>cc</c></a>', 'a/c'), xpath_int('<a><b>1</b><b>2</b></a>', 'sum(a/b)'), xpath_boolean('<a><b>1</b></a>', 'a/b'), xpath_double('<a><b>1</b><b>2</b></a>', 'sum(a/b)');
