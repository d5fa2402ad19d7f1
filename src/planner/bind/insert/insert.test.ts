// INSERT: casts, checks, what does not fit; EXPLAIN; and which columns a statement reads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindText, lines } from "../../../../test/helpers/bind-text.ts";

test("INSERT casts, checks and fills", () => {
  const sql = lines(`
    CREATE TABLE s (id INT NOT NULL, name VARCHAR(3), at TIMESTAMP_LTZ(3), d DECIMAL(5, 2), c AS id + 1) WITH ('connector' = 'collect');
    INSERT INTO s SELECT v, k, ts, v FROM t;
    INSERT INTO s (name, id) VALUES ('a', 1), ('b', 2);
    INSERT INTO s PARTITION (id = 5) (name) SELECT k FROM t;
    SET 'table.exec.sink.not-null-enforcer' = 'DROP';
    SET 'table.exec.sink.type-length-enforcer' = 'TRIM_PAD';
    INSERT INTO s (id, name) SELECT v, k FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table s created.
      sink s
        project v AS id, k AS name, CAST(ts AS TIMESTAMP_LTZ(3)) AS at, CAST(v AS DECIMAL(5, 2)) AS d
          filter CHECK_LENGTH(k, length => 3, column => name)
            filter CHECK_NOT_NULL(v, column => id)
              project v, k, ts, v
                scan t (k, v, ts)
      sink s
        project EXPR$1 AS id, CAST(EXPR$0 AS VARCHAR(3)) AS name, NULL AS at, NULL AS d
          values ('a', 1), ('b', 2)
      sink s
        project 5 AS id, k AS name, NULL AS at, NULL AS d
          filter CHECK_LENGTH(k, length => 3, column => name)
            project k
              project k
                scan t (k)
      'table.exec.sink.not-null-enforcer' is 'DROP'.
      'table.exec.sink.type-length-enforcer' is 'TRIM_PAD'.
      sink s
        project v AS id, CAST(k AS VARCHAR(3)) AS name, NULL AS at, NULL AS d
          filter v IS NOT NULL
            project v, k
              scan t (k, v)
    `),
  );
});

test("INSERT that does not fit", () => {
  const sql = lines(`
    CREATE TABLE s (id TINYINT NOT NULL, name STRING, c AS id + 1) WITH ('connector' = 'collect');
    INSERT INTO s SELECT v, v FROM t;
    INSERT INTO s SELECT 1;
    INSERT INTO s (nam, c) SELECT k, v FROM t;
    INSERT INTO s (name) SELECT k FROM t;
    INSERT INTO s SELECT 300, 'a';
    INSERT INTO s SELECT 100, 'a';
    INSERT INTO s VALUES (100, 'a'), (-128, 'b');
    INSERT INTO s VALUES (100, 'a'), (128, 'b');
    INSERT INTO ss SELECT 1, 'a';
    INSERT INTO t SELECT * FROM t;
    SELECT * FROM s;
    CREATE VIEW w AS SELECT 1 AS one;
    INSERT INTO w SELECT 1
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table s created.
      q:2:15 BIND_INSERT_TYPE: column "id" of s is TINYINT, and the query gives INT
        2 | INSERT INTO s SELECT v, v FROM t;
          |               ^^^^^^^^^^^^^^^^^^
        Cast it in the query: CAST(... AS TINYINT).
      q:2:15 BIND_INSERT_TYPE: column "name" of s is STRING, and the query gives INT
        2 | INSERT INTO s SELECT v, v FROM t;
          |               ^^^^^^^^^^^^^^^^^^
        Cast it in the query: CAST(... AS STRING).
      q:3:15 BIND_INSERT_COLUMNS: the query has 1 column, s takes 2
        3 | INSERT INTO s SELECT 1;
          |               ^^^^^^^^
        Query: EXPR$0. Table: id, name.
      q:4:16 BIND_UNKNOWN_COLUMN: there is no column "nam" in s
        4 | INSERT INTO s (nam, c) SELECT k, v FROM t;
          |                ^^^
        Did you mean "name"? Columns of s: id, name.
        Repaired: INSERT INTO s (name, c) SELECT k, v FROM t
      q:4:21 BIND_COLUMN_NOT_WRITABLE: "c" is computed and cannot be written
        4 | INSERT INTO s (nam, c) SELECT k, v FROM t;
          |                     ^
      q:5:13 BIND_INSERT_NOT_NULL: "id" of s is NOT NULL, and INSERT gives it no value
        5 | INSERT INTO s (name) SELECT k FROM t;
          |             ^
        Name the column in the column list and select a value for it.
      q:6:15 BIND_INSERT_TYPE: column "id" of s is TINYINT, and the query gives INT
        6 | INSERT INTO s SELECT 300, 'a';
          |               ^^^^^^^^^^^^^^^
        Cast it in the query: CAST(... AS TINYINT).
      sink s
        project 100 AS id, 'a' AS name
          project 
            values ()
      sink s
        project CAST(EXPR$0 AS TINYINT) AS id, CAST(EXPR$1 AS STRING) AS name
          values (100, 'a'), (-128, 'b')
      q:9:15 BIND_INSERT_TYPE: column "id" of s is TINYINT, and the query gives INT
        9 | INSERT INTO s VALUES (100, 'a'), (128, 'b');
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        Cast it in the query: CAST(... AS TINYINT).
      q:10:13 BIND_UNKNOWN_TABLE: there is no table "ss"
        10 | INSERT INTO ss SELECT 1, 'a';
           |             ^^
        Did you mean "s"? Tables: t, s.
        Repaired: INSERT INTO s SELECT 1, 'a'
      q:11:13 BIND_TABLE_NOT_WRITABLE: "t" cannot be written: 'rows' is only a source
        11 | INSERT INTO t SELECT * FROM t;
           |             ^
      q:12:15 BIND_TABLE_NOT_READABLE: "s" cannot be read: 'collect' is only a sink
        12 | SELECT * FROM s;
           |               ^
      View w created.
      q:14:13 BIND_NOT_A_TABLE: "w" is a view and cannot be written
        14 | INSERT INTO w SELECT 1
           |             ^
    `),
  );
});

test("a statement set reports the errors of all its INSERTs", () => {
  const sql = lines(`
    CREATE TABLE s (id INT) WITH ('connector' = 'collect');
    EXECUTE STATEMENT SET BEGIN INSERT INTO s SELECT v FROM t; INSERT INTO s SELECT k FROM t; INSERT INTO s SELECT w FROM t; END;
    EXECUTE STATEMENT SET BEGIN INSERT INTO s SELECT v FROM t; INSERT INTO s SELECT v + 1 FROM t; END
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table s created.
      q:2:74 BIND_INSERT_TYPE: column "id" of s is INT, and the query gives STRING
        2 | EXECUTE STATEMENT SET BEGIN INSERT INTO s SELECT v FROM t; INSERT INTO s SELECT k FROM t; INSERT INTO s SELECT w FROM t; END;
          |                                                                          ^^^^^^^^^^^^^^^
        Cast it in the query: CAST(... AS INT).
      q:2:112 BIND_UNKNOWN_COLUMN: there is no column "w" here
        2 | EXECUTE STATEMENT SET BEGIN INSERT INTO s SELECT v FROM t; INSERT INTO s SELECT k FROM t; INSERT INTO s SELECT w FROM t; END;
          |                                                                                                                ^
        Columns of t: k, v, ts.
      sink s
        project v AS id
          project v
            scan t (v)
      sink s
        project EXPR$0 AS id
          project v + 1 AS EXPR$0
            scan t (v)
    `),
  );
});

test("EXPLAIN binds what it explains", () => {
  const sql = lines(`
    EXPLAIN SELECT k FROM t;
    EXPLAIN SELECT kk FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result k
        project k
          scan t (k)
      q:2:16 BIND_UNKNOWN_COLUMN: there is no column "kk" here
        2 | EXPLAIN SELECT kk FROM t
          |                ^^
        Did you mean "k"? Columns of t: k, v, ts.
        Repaired: EXPLAIN SELECT k FROM t
    `),
  );
});

test("many columns of one table: the columns that are named are read", () => {
  const sql = lines(`
    CREATE TABLE wide (a INT, b INT, c INT, d INT) WITH ('connector' = 'rows');
    CREATE VIEW w AS SELECT *, a + b AS ab FROM wide;
    SELECT d FROM w;
    SELECT ab FROM (SELECT * FROM w WHERE c > 1) AS x;
    SELECT COUNT(*) FROM w;
    SELECT d FROM (SELECT * FROM wide UNION ALL SELECT * FROM wide) AS u;
    SELECT b FROM (SELECT a, b, SUM(c) AS s FROM wide GROUP BY a, b) AS g
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table wide created.
      View w created.
      result d
        project d
          project d
            scan wide (d)
      result ab
        project ab
          project ab
            filter c > 1
              project c, a + b AS ab
                scan wide (a, b, c)
      result EXPR$0
        project $agg0 AS EXPR$0
          aggregate COUNT(*) AS $agg0
            project 
              scan wide ()
      result d
        project d
          union-all
            project d
              scan wide (d)
            project d
              scan wide (d)
      result b
        project b
          project b
            aggregate by a, b; SUM(c) AS s
              scan wide (a, b, c)
    `),
  );
});
