import assert from "node:assert/strict";
import { test } from "node:test";
import { bindText, lines } from "../../../../test/helpers/bind-text.ts";

test("a function of another system is refused with what to write here", () => {
  assert.equal(
    bindText("SELECT strftime(ts) FROM t"),
    lines(`
      q:1:8 BIND_UNKNOWN_FUNCTION: there is no function STRFTIME
        1 | SELECT strftime(ts) FROM t
          |        ^^^^^^^^
        Write DATE_FORMAT(ts, 'yyyy-MM-dd HH:mm:ss').
    `),
  );
});

test("JSON functions: the path and the type of RETURNING are checked before anything runs", () => {
  assert.equal(
    bindText("SELECT JSON_VALUE(k, '$.a[') FROM t; SELECT JSON_VALUE(k, '$.a' RETURNING INTT) FROM t"),
    lines(`
      q:1:8 BIND_ARGUMENT_TYPES: JSON_VALUE: in the JSON path an index, * or a quoted name is expected instead of its end
        1 | SELECT JSON_VALUE(k, '$.a[') FROM t; SELECT JSON_VALUE(k, '$.a' RETURNING INTT) FROM t
          |        ^^^^^^^^^^^^^^^^^^^^^
        It is written JSON_VALUE(json, path [RETURNING type] [{NULL | ERROR | DEFAULT x} ON EMPTY] [{NULL | ERROR | DEFAULT x} ON ERROR]).
      q:1:45 BIND_UNKNOWN_TYPE: there is no type INTT
        1 | SELECT JSON_VALUE(k, '$.a[') FROM t; SELECT JSON_VALUE(k, '$.a' RETURNING INTT) FROM t
          |                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        Did you mean INT? Types: BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, DECIMAL(p, s), FLOAT, DOUBLE, STRING, VARCHAR(n), CHAR(n), BYTES, DATE, TIME, TIMESTAMP(p), TIMESTAMP_LTZ(p), INTERVAL, ARRAY<t>, MAP<k, v>, ROW<name type, ...>.
    `),
  );
});
