// DDL and SET: what they do to the session, and every message.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindText, lines } from "../../../../test/helpers/bind-text.ts";

test("computed columns, keys, comments and a watermark on a computed column", () => {
  const sql = lines(`
    CREATE TABLE o (id BIGINT COMMENT 'order', price DECIMAL(10, 2), payload ROW<at TIMESTAMP(3), tag STRING>, doubled AS price * 2, at AS payload.at, fourfold AS doubled * 2, PRIMARY KEY (id) NOT ENFORCED, WATERMARK FOR at AS at - INTERVAL '1' MINUTE) WITH ('connector' = 'rows');
    DESCRIBE o;
    SHOW CREATE TABLE o;
    SELECT fourfold FROM o;
    SELECT COUNT(*) AS c FROM TUMBLE(TABLE o, DESCRIPTOR(at), INTERVAL '1' HOUR) GROUP BY window_start, window_end
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table o created.
      id | BIGINT | false | PRI(id) | - | -
      price | DECIMAL(10, 2) | true | - | - | -
      payload | ROW<\`at\` TIMESTAMP(3), \`tag\` STRING> | true | - | - | -
      doubled | DECIMAL(21, 2) | true | - | AS price * 2 | -
      at | TIMESTAMP(3) *ROWTIME* | true | - | AS payload.at | at - INTERVAL '1' MINUTE
      fourfold | DECIMAL(32, 2) | true | - | AS doubled * 2 | -
      CREATE TABLE o (
        id BIGINT NOT NULL COMMENT 'order',
        price DECIMAL(10, 2),
        payload ROW<\`at\` TIMESTAMP(3), \`tag\` STRING>,
        doubled AS price * 2,
        at AS payload.at,
        fourfold AS doubled * 2,
        WATERMARK FOR at AS at - INTERVAL '1' MINUTE,
        PRIMARY KEY (id) NOT ENFORCED
      )
      WITH (
        'connector' = 'rows'
      )
      result fourfold
        project fourfold
          scan o (fourfold)
      result c
        project c
          aggregate windows of (window_start, window_end); COUNT(*) AS c
            window TUMBLE(at, 1 h)
              scan o (at)
    `),
  );
});

test("types by all their names", () => {
  const sql = lines(`
    CREATE TABLE y (a BOOLEAN, b TINYINT, c INTEGER, d DEC(5), e NUMERIC(5, 2), f REAL, g DOUBLE PRECISION, h CHAR, i VARCHAR, j STRING, k BYTES, l TIMESTAMP, m TIMESTAMP(3) WITH LOCAL TIME ZONE, n TIMESTAMP_LTZ, o TIME, p ARRAY<INT NOT NULL>, q MAP<STRING, DATE>, r ROW<x INT, y STRING NOT NULL>, s DECIMAL NOT NULL, t VARBINARY(3), u MULTISET<INT>) WITH ('connector' = 'rows');
    DESCRIBE y
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table y created.
      a | BOOLEAN | true | - | - | -
      b | TINYINT | true | - | - | -
      c | INT | true | - | - | -
      d | DECIMAL(5, 0) | true | - | - | -
      e | DECIMAL(5, 2) | true | - | - | -
      f | FLOAT | true | - | - | -
      g | DOUBLE | true | - | - | -
      h | CHAR(1) | true | - | - | -
      i | STRING | true | - | - | -
      j | STRING | true | - | - | -
      k | BYTES | true | - | - | -
      l | TIMESTAMP(6) | true | - | - | -
      m | TIMESTAMP_LTZ(3) | true | - | - | -
      n | TIMESTAMP_LTZ(6) | true | - | - | -
      o | TIME(0) | true | - | - | -
      p | ARRAY<INT NOT NULL> | true | - | - | -
      q | MAP<STRING, DATE> | true | - | - | -
      r | ROW<\`x\` INT, \`y\` STRING NOT NULL> | true | - | - | -
      s | DECIMAL(10, 0) | false | - | - | -
      t | VARBINARY(3) | true | - | - | -
      u | MULTISET<INT> | true | - | - | -
    `),
  );
});

test("all that is wrong with a table at once", () => {
  const sql = lines(`
    CREATE TABLE a (
      x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
      WATERMARK FOR ts AS ts, PRIMARY KEY (k)
    ) WITH ('connector' = 'rows', 'row' = 'r', 'connector' = 'rows')
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:2:10 BIND_DUPLICATE_COLUMN: the table has two columns named "x"
        2 |   x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          |          ^
      q:2:22 BIND_UNKNOWN_TYPE: there is no type TIMESTAMPP
        2 |   x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          |                      ^^^^^^^^^^
        Did you mean TIMESTAMP? Types: BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, DECIMAL(p, s), FLOAT, DOUBLE, STRING, VARCHAR(n), CHAR(n), BYTES, DATE, TIME, TIMESTAMP(p), TIMESTAMP_LTZ(p), INTERVAL, ARRAY<t>, MAP<k, v>, ROW<name type, ...>.
        Repaired: CREATE TABLE a (
          x INT, x STRING, y TIMESTAMP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          WATERMARK FOR ts AS ts, PRIMARY KEY (k)
        ) WITH ('connector' = 'rows', 'row' = 'r', 'connector' = 'rows')
      q:2:36 BIND_TYPE_PARAMETER: the precision of DECIMAL is 1 to 38, not 40
        2 |   x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          |                                    ^^^^^^^^^^^
      q:2:51 BIND_TYPE_PARAMETER: the length of VARCHAR is 1 to 2147483647, not 0
        2 |   x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          |                                                   ^^^^^^^^^^
      q:2:68 BIND_UNKNOWN_COLUMN: there is no column "nope" here
        2 |   x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          |                                                                    ^^^^
        Columns: x, y, z, q, w, ts.
      q:3:17 BIND_TIME_PRECISION: event time counts milliseconds: "ts" is TIMESTAMP(6)
        3 |   WATERMARK FOR ts AS ts, PRIMARY KEY (k)
          |                 ^^
        Declare it with a precision of at most 3; finer digits are cut.
        Repaired: CREATE TABLE a (
          x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(3),
          WATERMARK FOR ts AS ts, PRIMARY KEY (k)
        ) WITH ('connector' = 'rows', 'row' = 'r', 'connector' = 'rows')
      q:3:27 BIND_PRIMARY_KEY: a PRIMARY KEY is NOT ENFORCED: rows of a source are not checked against it
        3 |   WATERMARK FOR ts AS ts, PRIMARY KEY (k)
          |                           ^^^^^^^^^^^^^^^
        Repaired: CREATE TABLE a (
          x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          WATERMARK FOR ts AS ts, PRIMARY KEY (k) NOT ENFORCED
        ) WITH ('connector' = 'rows', 'row' = 'r', 'connector' = 'rows')
      q:3:40 BIND_UNKNOWN_COLUMN: PRIMARY KEY names no column of the table: "k"
        3 |   WATERMARK FOR ts AS ts, PRIMARY KEY (k)
          |                                        ^
        Columns: x, y, z, q, w, ts.
      q:4:31 CONNECTOR_UNKNOWN_OPTION: the rows connector has no option 'row'
        4 | ) WITH ('connector' = 'rows', 'row' = 'r', 'connector' = 'rows')
          |                               ^^^^^
        Did you mean 'rows'?
        Repaired: CREATE TABLE a (
          x INT, x STRING, y TIMESTAMPP, z DECIMAL(40), q VARCHAR(0), w AS nope + 1, ts TIMESTAMP(6),
          WATERMARK FOR ts AS ts, PRIMARY KEY (k)
        ) WITH ('connector' = 'rows', 'rows' = 'r', 'connector' = 'rows')
      q:4:44 BIND_DUPLICATE_OPTION: the option 'connector' is given twice
        4 | ) WITH ('connector' = 'rows', 'row' = 'r', 'connector' = 'rows')
          |                                            ^^^^^^^^^^^
    `),
  );
});

test("watermarks that cannot be", () => {
  const sql = lines(`
    CREATE TABLE a (n BIGINT, WATERMARK FOR n AS n) WITH ('connector' = 'rows');
    CREATE TABLE a (n STRING, WATERMARK FOR n AS n) WITH ('connector' = 'rows');
    CREATE TABLE a (s STRING, b AS CAST(s AS TIMESTAMP(6)), WATERMARK FOR b AS b) WITH ('connector' = 'rows');
    CREATE TABLE a (ts TIMESTAMP, WATERMARK FOR ts AS ts) WITH ('connector' = 'rows');
    CREATE TABLE a (ts TIMESTAMP(3), WATERMARK FOR tss AS tss) WITH ('connector' = 'rows');
    CREATE TABLE a (ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS CAST(ts AS TIMESTAMP(3))) WITH ('connector' = 'rows')
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:41 BIND_WATERMARK_TYPE: a watermark needs a TIMESTAMP(3) or TIMESTAMP_LTZ(3) column, and "n" is BIGINT
        1 | CREATE TABLE a (n BIGINT, WATERMARK FOR n AS n) WITH ('connector' = 'rows');
          |                                         ^
        Add a computed column: event_time AS TO_TIMESTAMP_LTZ(n, 3), WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND.
      q:2:41 BIND_WATERMARK_TYPE: a watermark needs a TIMESTAMP(3) or TIMESTAMP_LTZ(3) column, and "n" is STRING
        2 | CREATE TABLE a (n STRING, WATERMARK FOR n AS n) WITH ('connector' = 'rows');
          |                                         ^
        Add a computed column: event_time AS TO_TIMESTAMP(n), WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND.
      q:3:71 BIND_TIME_PRECISION: event time counts milliseconds: "b" is TIMESTAMP(6)
        3 | CREATE TABLE a (s STRING, b AS CAST(s AS TIMESTAMP(6)), WATERMARK FOR b AS b) WITH ('connector' = 'rows');
          |                                                                       ^
        Declare it with a precision of at most 3; finer digits are cut.
        Repaired: CREATE TABLE a (s STRING, b AS CAST(CAST(s AS TIMESTAMP(6)) AS TIMESTAMP(3)), WATERMARK FOR b AS b) WITH ('connector' = 'rows')
      q:4:45 BIND_TIME_PRECISION: event time counts milliseconds: "ts" is TIMESTAMP(6)
        4 | CREATE TABLE a (ts TIMESTAMP, WATERMARK FOR ts AS ts) WITH ('connector' = 'rows');
          |                                             ^^
        Declare it with a precision of at most 3; finer digits are cut.
        Repaired: CREATE TABLE a (ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'rows')
      q:5:48 BIND_UNKNOWN_COLUMN: WATERMARK FOR names no column of the table: "tss"
        5 | CREATE TABLE a (ts TIMESTAMP(3), WATERMARK FOR tss AS tss) WITH ('connector' = 'rows');
          |                                                ^^^
        Did you mean "ts"? Columns: ts.
        Repaired: CREATE TABLE a (ts TIMESTAMP(3), WATERMARK FOR ts AS tss) WITH ('connector' = 'rows')
      q:5:55 BIND_UNKNOWN_COLUMN: there is no column "tss" here
        5 | CREATE TABLE a (ts TIMESTAMP(3), WATERMARK FOR tss AS tss) WITH ('connector' = 'rows');
          |                                                       ^^^
        Did you mean "ts"? Columns: ts.
        Repaired: CREATE TABLE a (ts TIMESTAMP(3), WATERMARK FOR tss AS ts) WITH ('connector' = 'rows')
      q:6:58 BIND_WATERMARK_TYPE: the watermark is TIMESTAMP(3), its column TIMESTAMP_LTZ(3)
        6 | CREATE TABLE a (ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS CAST(ts AS TIMESTAMP(3))) WITH ('connector' = 'rows')
          |                                                          ^^^^^^^^^^^^^^^^^^^^^^^^
        For example: WATERMARK FOR ts AS ts - INTERVAL '5' SECOND.
    `),
  );
});

test("computed columns in a circle, keys that cannot be, no connector", () => {
  const sql = lines(`
    CREATE TABLE a (c AS d + 1, d AS c + 1, x INT) WITH ('connector' = 'rows');
    CREATE TABLE a (x INT PRIMARY KEY NOT ENFORCED, c AS x + 1, PRIMARY KEY (c) NOT ENFORCED) WITH ('connector' = 'rows');
    CREATE TABLE a (x INT, c AS x + 1, PRIMARY KEY (c) NOT ENFORCED) WITH ('connector' = 'rows');
    CREATE TABLE a (x INT, y BIGINT METADATA FROM 'offset') WITH ('connector' = 'rows');
    CREATE TABLE a (x INT) WITH ('connector' = 'rowss');
    CREATE TABLE a (x INT)
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:22 BIND_COMPUTED_ORDER: "c" reads a computed column that is not declared before it
        1 | CREATE TABLE a (c AS d + 1, d AS c + 1, x INT) WITH ('connector' = 'rows');
          |                      ^^^^^
        Computed columns from here on: c, d.
      q:2:61 BIND_PRIMARY_KEY: the table has more than one PRIMARY KEY
        2 | CREATE TABLE a (x INT PRIMARY KEY NOT ENFORCED, c AS x + 1, PRIMARY KEY (c) NOT ENFORCED) WITH ('connector' = 'rows');
          |                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        A key of several columns is written once: PRIMARY KEY (a, b) NOT ENFORCED.
      q:3:49 BIND_PRIMARY_KEY: "c" is no physical column and cannot be part of the key
        3 | CREATE TABLE a (x INT, c AS x + 1, PRIMARY KEY (c) NOT ENFORCED) WITH ('connector' = 'rows');
          |                                                 ^
      q:4:24 BIND_UNKNOWN_METADATA: 'rows' has no metadata 'offset'
        4 | CREATE TABLE a (x INT, y BIGINT METADATA FROM 'offset') WITH ('connector' = 'rows');
          |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        The connector 'rows' offers no metadata.
      q:5:44 CONNECTOR_UNKNOWN: there is no connector 'rowss'
        5 | CREATE TABLE a (x INT) WITH ('connector' = 'rowss');
          |                                            ^^^^^^^
        Did you mean 'rows'? Connectors: filesystem, datagen, print, blackhole, sqlite, kafka, upsert-kafka, rows, collect.
        Repaired: CREATE TABLE a (x INT) WITH ('connector' = 'rows')
      q:6:14 BIND_NO_CONNECTOR: the table "a" has no 'connector'
        6 | CREATE TABLE a (x INT)
          |              ^
        Write WITH ('connector' = '...', ...) behind the columns. Connectors: 'filesystem', 'datagen', 'print', 'blackhole', 'sqlite', 'kafka', 'upsert-kafka', 'rows', 'collect'.
    `),
  );
});

test("LIKE, IF NOT EXISTS, AS, TEMPORARY", () => {
  const sql = lines(`
    CREATE TEMPORARY TABLE a (z INT) LIKE t;
    SHOW CREATE TABLE a;
    CREATE TABLE a (x INT) WITH ('connector' = 'rows');
    CREATE TABLE IF NOT EXISTS A (x INT) WITH ('connector' = 'rows');
    CREATE TABLE b (WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'collect') AS SELECT k, ts, v + 1 AS w FROM t;
    DESCRIBE b;
    CREATE TABLE c (x INT) WITH ('connector' = 'collect') AS SELECT k FROM t;
    SHOW TABLES
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table a created.
      CREATE TEMPORARY TABLE a (
        k STRING,
        v INT,
        ts TIMESTAMP(3),
        z INT,
        WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
      )
      WITH (
        'connector' = 'rows'
      )
      q:3:14 BIND_TABLE_EXISTS: there is a table "a" already
        3 | CREATE TABLE a (x INT) WITH ('connector' = 'rows');
          |              ^
        DROP TABLE a first, or write IF NOT EXISTS.
      Table a is there already.
      sink b
        project k, ts, w
          project k, ts, v + 1 AS w
            scan t (k, v, ts)
      k | STRING | true | - | - | -
      ts | TIMESTAMP(3) *ROWTIME* | true | - | - | ts - INTERVAL '1' SECOND
      w | INT | true | - | - | -
      q:7:17 PLAN_NOT_AVAILABLE: CREATE TABLE ... AS takes its columns from the query
        7 | CREATE TABLE c (x INT) WITH ('connector' = 'collect') AS SELECT k FROM t;
          |                 ^^^^^
        Name and cast the columns in the query; computed columns and a watermark may be declared.
      q:7:58 BIND_INSERT_COLUMNS: the query has 1 column, c takes 2
        7 | CREATE TABLE c (x INT) WITH ('connector' = 'collect') AS SELECT k FROM t;
          |                                                          ^^^^^^^^^^^^^^^
        Query: k. Table: k, x.
      t
      a
      b
    `),
  );
});

test("views are bound when they are made, and anew when they are used", () => {
  const sql = lines(`
    CREATE VIEW w (a, b) AS SELECT k, ts FROM t;
    DESCRIBE w;
    SELECT a FROM w WHERE b > TIMESTAMP '2024-01-01 00:00:00';
    SHOW CREATE VIEW w;
    CREATE VIEW w AS SELECT 1;
    CREATE OR REPLACE VIEW w AS SELECT a FROM w;
    CREATE VIEW bad AS SELECT nope FROM t;
    CREATE VIEW bad (a, b) AS SELECT k FROM t;
    DROP TABLE w;
    DROP VIEW w;
    DROP VIEW IF EXISTS w;
    DROP VIEW w;
    SHOW VIEWS
  `);
  assert.equal(
    bindText(sql),
    lines(`
      View w created.
      a | STRING | true | - | - | -
      b | TIMESTAMP(3) *ROWTIME* | true | - | - | -
      result a
        project k AS a
          filter ts > TIMESTAMP '2024-01-01 00:00:00'
            project k, ts
              scan t (k, ts)
      CREATE VIEW w (a, b) AS
      SELECT k, ts FROM t
      q:5:13 BIND_TABLE_EXISTS: there is a view "w" already
        5 | CREATE VIEW w AS SELECT 1;
          |             ^
        DROP VIEW w first, or write IF NOT EXISTS.
      q:6:43 BIND_RECURSIVE_VIEW: the view "w" contains itself
        6 | CREATE OR REPLACE VIEW w AS SELECT a FROM w;
          |                                           ^
      q:7:27 BIND_UNKNOWN_COLUMN: there is no column "nope" here
        7 | CREATE VIEW bad AS SELECT nope FROM t;
          |                           ^^^^
        Columns of t: k, v, ts.
      q:8:13 BIND_ALIAS_COLUMNS: the view names 2 columns, its query has 1
        8 | CREATE VIEW bad (a, b) AS SELECT k FROM t;
          |             ^^^
      q:9:12 BIND_NOT_A_TABLE: "w" is a view
        9 | DROP TABLE w;
          |            ^
        Repaired: DROP VIEW w
      View w dropped.
      There is no view w.
      q:12:11 BIND_UNKNOWN_TABLE: there is no table "w"
        12 | DROP VIEW w;
           |           ^
        Tables: t.
    `),
  );
});

test("ALTER TABLE", () => {
  const sql = lines(`
    ALTER TABLE t SET ('rows' = 'other');
    ALTER TABLE t SET ('row' = 'other');
    ALTER TABLE t RESET ('nope');
    ALTER TABLE t RESET ('rows');
    SHOW CREATE TABLE t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table t altered.
      q:2:20 CONNECTOR_UNKNOWN_OPTION: the rows connector has no option 'row'
        2 | ALTER TABLE t SET ('row' = 'other');
          |                    ^^^^^
        Did you mean 'rows'?
        Repaired: ALTER TABLE t SET ('rows' = 'other')
      q:3:22 BIND_UNKNOWN_OPTION: the table has no option 'nope'
        3 | ALTER TABLE t RESET ('nope');
          |                      ^^^^^^
      Table t altered.
      CREATE TABLE t (
        k STRING,
        v INT,
        ts TIMESTAMP(3),
        WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
      )
      WITH (
        'connector' = 'rows'
      )
    `),
  );
});

test("SET and RESET", () => {
  const sql = lines(`
    SET 'table.local-time-zone' = 'Europe/Berlln';
    SET 'execution.on-error' = 'SKIP';
    SET 'window.allowed-lateness' = '3 parsecs';
    SET 'windows.allowed-lateness' = '3 s';
    SET 'execution.runtime-mode' = 'batch';
    SET 'execution.runtime-mode' = 'streaming';
    SET 'parallelism.default' = '3';
    RESET 'execution.on-error';
    RESET 'nope.nope';
    RESET
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:31 BIND_SETTING_VALUE: 'table.local-time-zone' cannot be 'Europe/Berlln'
        1 | SET 'table.local-time-zone' = 'Europe/Berlln';
          |                               ^^^^^^^^^^^^^^^
        Did you mean 'Europe/Berlin'? It is a zone such as 'Europe/Berlin' or 'UTC', or an offset such as '+05:30'.
        Repaired: SET 'table.local-time-zone' = 'Europe/Berlin'
      'execution.on-error' is 'skip'.
      q:3:33 BIND_SETTING_VALUE: 'window.allowed-lateness' cannot be '3 parsecs'
        3 | SET 'window.allowed-lateness' = '3 parsecs';
          |                                 ^^^^^^^^^^^
        It is a duration such as '5 s', '10 min' or '1 h'.
      q:4:5 BIND_UNKNOWN_SETTING: there is no setting 'windows.allowed-lateness'
        4 | SET 'windows.allowed-lateness' = '3 s';
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^
        Did you mean 'window.allowed-lateness'?
        Repaired: SET 'window.allowed-lateness' = '3 s'
      q:5:5 PLAN_NOT_AVAILABLE: 'execution.runtime-mode' = 'batch' is not available
        5 | SET 'execution.runtime-mode' = 'batch';
          |     ^^^^^^^^^^^^^^^^^^^^^^^^
        Every query runs as a stream; over bounded input its folded result (run --final) is what a batch run answers.
      'execution.runtime-mode' = 'streaming' is what happens anyway.
      'parallelism.default' is a setting of Flink that changes no result: taken without effect.
      'execution.on-error' is 'fail'.
      q:9:7 BIND_UNKNOWN_SETTING: there is no setting 'nope.nope'
        9 | RESET 'nope.nope';
          |       ^^^^^^^^^^^
        SET alone lists the settings.
      All settings are as at the start.
    `),
  );
});
