-- parse_json
SELECT parse_json('{"a":1,"b":[1,2.5,"x",null,true]}'), parse_json('1'), parse_json('"x"'), parse_json('null'), parse_json(NULL), parse_json('[]'), parse_json('{}'), parse_json('1e3');
SELECT parse_json('1.10');
SELECT parse_json('{"b":1,"a":2}'), parse_json('{"a": "é\\n"}');
SELECT parse_json('12345678901234567890'), parse_json('-0'), parse_json('1.0');
SELECT parse_json('{"a":');
SELECT try_parse_json('{"a":'), try_parse_json('{"a":1}'), is_variant_null(parse_json('null')), is_variant_null(parse_json('1')), is_variant_null(NULL);
-- variant_get
SELECT variant_get(parse_json('{"a":1}'), '$.a', 'int'), variant_get(parse_json('{"a":{"b":"x"}}'), '$.a.b', 'string'), variant_get(parse_json('[1,2]'), '$[1]', 'int'), variant_get(parse_json('{"a":1}'), '$.b', 'int'), variant_get(parse_json('{"a":null}'), '$.a', 'int');
SELECT variant_get(parse_json('{"a":"x"}'), '$.a', 'int');
SELECT try_variant_get(parse_json('{"a":"x"}'), '$.a', 'int'), try_variant_get(parse_json('{"a":"5"}'), '$.a', 'int'), try_variant_get(parse_json('[1]'), '$[0]', 'string');
SELECT variant_get(parse_json('{"a":{"b":[1,2]}}'), '$.a'), variant_get(parse_json('{"a":1}'), '$.a'), variant_get(NULL, '$.a', 'int');
SELECT variant_get(parse_json('{"d":"2020-01-02"}'), '$.d', 'date'), variant_get(parse_json('{"n":1.25}'), '$.n', 'decimal(10,2)'), variant_get(parse_json('{"n":1.25}'), '$.n', 'double'), variant_get(parse_json('{"b":true}'), '$.b', 'boolean');
SELECT variant_get(parse_json('{"a":[1,2]}'), '$.a', 'array<int>');
-- paths
SELECT parse_json('{"a":{"b":1}}'):a.b, parse_json('{"a":[1,2]}'):a[0], parse_json('{"a":{"b":1}}'):a.b::int, parse_json('{"x y":1}'):['x y'], parse_json('{"a":1}'):z;
SELECT v:a::string, v:b.c::int FROM (SELECT parse_json('{"a":"x","b":{"c":5}}') AS v);
-- schema
SELECT schema_of_variant(parse_json('{"a":1,"b":[1,2.5]}')), schema_of_variant(parse_json('null')), schema_of_variant(parse_json('[1,"x"]')), schema_of_variant(NULL);
SELECT schema_of_variant_agg(parse_json(j)) FROM VALUES ('{"a":1}'), ('{"b":"x"}') AS t(j);
SELECT to_json(parse_json('{"a": 1}')), CAST(parse_json('{"a":1}') AS STRING), CAST(parse_json('5') AS INT), parse_json('"x"')::string;
SELECT CAST(parse_json('[1,2]') AS ARRAY<INT>);
SELECT CAST(parse_json('"x"') AS INT);
SELECT try_cast(parse_json('"x"') AS INT), CAST(parse_json('1.5') AS DOUBLE), CAST(parse_json('true') AS BOOLEAN), CAST(parse_json('null') AS INT);
SELECT to_variant_object(named_struct('a', 1, 'b', array(1, 2))), to_variant_object(map('k', 1)), CAST(5 AS VARIANT), CAST('x' AS VARIANT);
SELECT pos, key, value FROM variant_explode(parse_json('["x", 2]'));
SELECT key, value FROM variant_explode(parse_json('{"a": true, "b": 3.14}'));
SELECT * FROM variant_explode_outer(parse_json('null'));
SELECT parse_json('1') = parse_json('1');
SELECT typeof(parse_json('1')), parse_json('1') IS NULL;
