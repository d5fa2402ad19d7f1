// Windows: all forms, what makes a window aggregate, and time attributes on their way up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindText, lines } from "../../../test/helpers/bind-text.ts";

test("the forms of TUMBLE are one plan", () => {
  const sql = lines(`
    SELECT window_start, window_end, k, SUM(v) AS s FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, k;
    SELECT window_start, window_end, k, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) AS w GROUP BY k, w.window_end, window_start;
    SELECT window_start, window_end, k, SUM(v) AS s FROM TUMBLE(SIZE => INTERVAL '1' MINUTE, DATA => TABLE t, TIMECOL => DESCRIPTOR(ts)) GROUP BY window_start, window_end, k;
    SELECT window_start, window_end, k, SUM(v) AS s FROM TUMBLE(t, ts, INTERVAL 1 MINUTE) GROUP BY window_start, window_end, k
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result window_start, window_end, k, s
        project window_start, window_end, k, s
          aggregate by k; windows of (window_start, window_end); SUM(v) AS s
            window TUMBLE(ts, 1 min)
              scan t (k, v, ts)
      result window_start, window_end, k, s
        project window_start, window_end, k, s
          aggregate by k; windows of (window_start, window_end); SUM(v) AS s
            window TUMBLE(ts, 1 min)
              scan t (k, v, ts)
      result window_start, window_end, k, s
        project window_start, window_end, k, s
          aggregate by k; windows of (window_start, window_end); SUM(v) AS s
            window TUMBLE(ts, 1 min)
              scan t (k, v, ts)
      result window_start, window_end, k, s
        project window_start, window_end, k, s
          aggregate by k; windows of (window_start, window_end); SUM(v) AS s
            window TUMBLE(ts, 1 min)
              scan t (k, v, ts)
    `),
  );
});

test("HOP, offsets, a query as input", () => {
  const sql = lines(`
    SELECT window_time, COUNT(*) AS c FROM HOP((SELECT ts FROM t WHERE v > 0), DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND, INTERVAL '-1' SECOND) GROUP BY window_start, window_end, window_time;
    SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '7' SECOND)
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result window_time, c
        project window_time, c
          aggregate windows of (window_start, window_end); COUNT(*) AS c
            window HOP(ts, 5 s, 10 s, offset -1 s)
              project ts
                filter v > 0
                  scan t (v, ts)
      result k, v, ts, window_start, window_end, window_time
        project k, v, ts, window_start, window_end, window_time
          window TUMBLE(ts, 5 s, offset 2 s)
            scan t (k, v, ts)
    `),
  );
});

test("group windows and their bounds", () => {
  const sql = lines(`
    SELECT k, TUMBLE_START(ts, INTERVAL '5' SECOND) AS ws, TUMBLE_END(ts, INTERVAL '5' SECOND) AS we, TUMBLE_ROWTIME(ts, INTERVAL '5' SECOND) AS rt, COUNT(*) AS c FROM t GROUP BY k, TUMBLE(ts, INTERVAL '5' SECOND) HAVING TUMBLE_END(ts, INTERVAL '5' SECOND) > TIMESTAMP '2024-01-01 00:00:00';
    SELECT k, COUNT(*) FROM t GROUP BY k, HOP(ts, INTERVAL '5' SECOND, INTERVAL '10' SECOND);
    SELECT TUMBLE_START(ts, INTERVAL '6' SECOND) FROM t GROUP BY TUMBLE(ts, INTERVAL '5' SECOND);
    SELECT TUMBLE_START(ts, INTERVAL '6' SECOND), TUMBLE(ts, INTERVAL '6' SECOND) FROM t
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result k, ws, we, rt, c
        project k, window_start AS ws, window_end AS we, window_time AS rt, c
          filter window_end > TIMESTAMP '2024-01-01 00:00:00'
            aggregate by k; TUMBLE(ts, 5 s); COUNT(*) AS c
              scan t (k, ts)
      result k, EXPR$1
        project k, $agg0 AS EXPR$1
          aggregate by k; HOP(ts, 5 s, 10 s); COUNT(*) AS $agg0
            scan t (k, ts)
      q:3:8 BIND_WINDOW_PLACE: TUMBLE_START asks for a window that GROUP BY does not have
        3 | SELECT TUMBLE_START(ts, INTERVAL '6' SECOND) FROM t GROUP BY TUMBLE(ts, INTERVAL '5' SECOND);
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        It needs GROUP BY TUMBLE(...) with the same arguments.
      q:4:8 BIND_WINDOW_PLACE: TUMBLE_START asks for a window that GROUP BY does not have
        4 | SELECT TUMBLE_START(ts, INTERVAL '6' SECOND), TUMBLE(ts, INTERVAL '6' SECOND) FROM t
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        It needs GROUP BY TUMBLE(...) with the same arguments.
      q:4:47 BIND_WINDOW_PLACE: TUMBLE stands in FROM or GROUP BY, not in the SELECT list
        4 | SELECT TUMBLE_START(ts, INTERVAL '6' SECOND), TUMBLE(ts, INTERVAL '6' SECOND) FROM t
          |                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        FROM TUMBLE(TABLE t, DESCRIPTOR(ts), ...) GROUP BY window_start, window_end.
    `),
  );
});

test("windows over windows, by window_time and by the same bounds", () => {
  const sql = lines(`
    SELECT window_start, window_end, SUM(s) AS s FROM TUMBLE((SELECT window_time AS wt, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, window_time), DESCRIPTOR(wt), INTERVAL '1' HOUR) GROUP BY window_start, window_end;
    SELECT window_start, window_end, MAX(s) AS m FROM (SELECT k, window_start, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY k, window_start, window_end) GROUP BY window_start, window_end
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result window_start, window_end, s
        project window_start, window_end, s
          aggregate windows of (window_start, window_end); SUM(s) AS s
            window TUMBLE(wt, 1 h)
              project window_time AS wt, s
                aggregate windows of (window_start, window_end); SUM(v) AS s
                  window TUMBLE(ts, 1 min)
                    scan t (v, ts)
      result window_start, window_end, m
        project window_start, window_end, m
          aggregate windows of (window_start, window_end); MAX(s) AS m
            project window_start, window_end, s
              aggregate by k; windows of (window_start, window_end); SUM(v) AS s
                window TUMBLE(ts, 1 min)
                  scan t (k, v, ts)
    `),
  );
});

test("grouping by one bound is no window aggregate", () => {
  const sql = lines(`
    SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start;
    SELECT k, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY k, window_end
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result window_start, s
        project window_start, s
          aggregate by window_start; SUM(v) AS s
            window TUMBLE(ts, 1 min)
              scan t (v, ts)
      warning q:1:101 PLAN_ONE_WINDOW_BOUND: GROUP BY has window_start without window_end: this is no window aggregate
        1 | SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start;
          |                                                                                                     ^^^^^^^^^^^^
        Each row changes the result at once, no row is late, and its state is never freed. Group by window_start and window_end to get one final row per window.
        Repaired: SELECT window_start, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end
      result k, window_end, s
        project k, window_end, s
          aggregate by k, window_end; SUM(v) AS s
            window TUMBLE(ts, 1 min)
              scan t (k, v, ts)
      warning q:2:105 PLAN_ONE_WINDOW_BOUND: GROUP BY has window_end without window_start: this is no window aggregate
        2 | SELECT k, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY k, window_end
          |                                                                                                         ^^^^^^^^^^
        Each row changes the result at once, no row is late, and its state is never freed. Group by window_start and window_end to get one final row per window.
        Repaired: SELECT k, window_end, SUM(v) AS s FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY k, window_end, window_start
    `),
  );
});

test("slide and size", () => {
  const sql = lines(`
    SELECT COUNT(*) AS c FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '10' MINUTE) GROUP BY window_start, window_end;
    SELECT COUNT(*) AS c FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '4' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end
  `);
  assert.equal(
    bindText(sql),
    lines(`
      result c
        project c
          aggregate windows of (window_start, window_end); COUNT(*) AS c
            window HOP(ts, 1 h, 10 min)
              scan t (ts)
      warning q:1:56 PLAN_SLIDE_GREATER_THAN_SIZE: the slide of HOP is greater than its size: rows between the windows belong to none
        1 | SELECT COUNT(*) AS c FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '10' MINUTE) GROUP BY window_start, window_end;
          |                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        The slide stands before the size: did you swap them?
        Repaired: SELECT COUNT(*) AS c FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '10' MINUTE, INTERVAL '1' HOUR) GROUP BY window_start, window_end
      result c
        project c
          aggregate windows of (window_start, window_end); COUNT(*) AS c
            window HOP(ts, 4 s, 10 s)
              scan t (ts)
      warning q:2:56 PLAN_SIZE_NO_MULTIPLE: the size of HOP is no multiple of its slide: rows belong to a varying number of windows
        2 | SELECT COUNT(*) AS c FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '4' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end
          |                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        The slide stands before the size: did you swap them? Flink refuses an aggregate over such windows.
    `),
  );
});

test("arguments that are wrong", () => {
  const sql = lines(`
    SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR);
    SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '-5' SECOND);
    SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(tss), 5);
    SELECT * FROM TUMBLE(TABLE t, INTERVAL '5' SECOND, DESCRIPTOR(ts));
    SELECT * FROM TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SLIDE => INTERVAL '5' SECOND);
    SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY, INTERVAL '1' MONTH);
    SELECT * FROM CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' MINUTE);
    SELECT * FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' MONTH);
    SELECT * FROM SESSION(TABLE t PARTITION BY nope, DESCRIPTOR(ts), INTERVAL '1' MINUTE);
    SELECT * FROM TUMBLE(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' MINUTE);
    SELECT * FROM NOPE(TABLE t)
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:15 BIND_WINDOW_ARGUMENT: HOP takes 4 or 5 arguments, not 3
        1 | SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        HOP takes two intervals: the slide, then the size. It is written HOP(TABLE t, DESCRIPTOR(ts), slide, size [, offset]).
      q:2:47 BIND_WINDOW_ARGUMENT: the size of a window is greater than zero
        2 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '-5' SECOND);
          |                                               ^^^^^^^^^^^^^^^^^^^^
      q:3:42 BIND_UNKNOWN_COLUMN: there is no column "tss" here
        3 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(tss), 5);
          |                                          ^^^
        Did you mean "ts"? Columns: k, v, ts.
        Repaired: SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), 5)
      q:3:48 BIND_WINDOW_ARGUMENT: the size of a window is a constant interval
        3 | SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(tss), 5);
          |                                                ^
        For example INTERVAL '1' MINUTE.
      q:4:31 BIND_WINDOW_ARGUMENT: argument TIMECOL of TUMBLE is DESCRIPTOR(column)
        4 | SELECT * FROM TUMBLE(TABLE t, INTERVAL '5' SECOND, DESCRIPTOR(ts));
          |                               ^^^^^^^^^^^^^^^^^^^
        It is written TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset]).
      q:5:66 BIND_WINDOW_ARGUMENT: TUMBLE has no argument SLIDE
        5 | SELECT * FROM TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SLIDE => INTERVAL '5' SECOND);
          |                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        It is written TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset]).
      q:6:44 BIND_WINDOW_ARGUMENT: a window's step and its size are one in months, the other in days or less
        6 | SELECT * FROM HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY, INTERVAL '1' MONTH);
          |                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        Give both in months (or years), or both in days or smaller units.
      q:7:49 BIND_WINDOW_ARGUMENT: the size of CUMULATE is a multiple of its step
        7 | SELECT * FROM CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' MINUTE);
          |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        The step stands before the size: did you swap them?
        Repaired: SELECT * FROM CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR)
      q:8:63 BIND_WINDOW_ARGUMENT: the gap of SESSION is in days or smaller units
        8 | SELECT * FROM SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' MONTH);
          |                                                               ^^^^^^^^^^^^^^^^^^
        Months differ in length. Write INTERVAL '30' DAY.
      q:9:44 BIND_UNKNOWN_COLUMN: there is no column "nope" here
        9 | SELECT * FROM SESSION(TABLE t PARTITION BY nope, DESCRIPTOR(ts), INTERVAL '1' MINUTE);
          |                                            ^^^^
        Columns: k, v, ts.
      q:10:22 BIND_WINDOW_ARGUMENT: PARTITION BY belongs to SESSION windows
        10 | SELECT * FROM TUMBLE(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' MINUTE);
           |                      ^^^^^^^^^^^^^^^^^^^^^^
        TUMBLE windows are the same for all keys: put the keys into GROUP BY.
      q:11:15 BIND_UNKNOWN_FUNCTION: there is no table function NOPE
        11 | SELECT * FROM NOPE(TABLE t)
           |               ^^^^
        Functions of FROM are TUMBLE, HOP, CUMULATE and SESSION, and those that CREATE FUNCTION makes of { kind: "table", ... }.
    `),
  );
});

test("a time attribute survives plain projection, views, CTEs and UNION ALL", () => {
  const sql = lines(`
    CREATE VIEW w AS SELECT k, ts AS at FROM t;
    WITH c AS (SELECT at FROM w UNION ALL SELECT ts FROM t) SELECT window_start, COUNT(*) AS n FROM TUMBLE(TABLE c, DESCRIPTOR(at), INTERVAL '1' DAY) GROUP BY window_start, window_end
  `);
  assert.equal(
    bindText(sql),
    lines(`
      View w created.
      result window_start, n
        project window_start, n
          aggregate windows of (window_start, window_end); COUNT(*) AS n
            window TUMBLE(at, 1 d)
              union-all
                project at
                  project ts AS at
                    scan t (ts)
                project ts
                  scan t (ts)
    `),
  );
});

test("an expression or an aggregate loses it", () => {
  const sql = lines(`
    SELECT COUNT(*) FROM (SELECT ts + INTERVAL '1' SECOND AS ts FROM t) GROUP BY TUMBLE(ts, INTERVAL '1' DAY);
    CREATE VIEW m AS SELECT k, MAX(ts) AS ts FROM t GROUP BY k;
    SELECT window_start, COUNT(*) FROM TUMBLE(TABLE m, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
    SELECT COUNT(*) FROM TUMBLE(TABLE t, DESCRIPTOR(k), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
    SELECT COUNT(*) FROM t GROUP BY TUMBLE(ts + INTERVAL '1' SECOND, INTERVAL '1' DAY)
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:85 BIND_NO_TIME_ATTRIBUTE: "ts" (TIMESTAMP(3)) is no time attribute: a window needs a column that a watermark leads
        1 | SELECT COUNT(*) FROM (SELECT ts + INTERVAL '1' SECOND AS ts FROM t) GROUP BY TUMBLE(ts, INTERVAL '1' DAY);
          |                                                                                     ^^
        Add WATERMARK FOR ts AS ts - INTERVAL '5' SECOND to its table. A column stays a time attribute only while it is passed on unchanged: an expression, a CAST or an aggregate makes a plain column of it.
      View m created.
      q:3:63 BIND_NO_TIME_ATTRIBUTE: "ts" (TIMESTAMP(3)) is no time attribute: a window needs a column that a watermark leads
        3 | SELECT window_start, COUNT(*) FROM TUMBLE(TABLE m, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
          |                                                               ^^
        Add WATERMARK FOR ts AS ts - INTERVAL '5' SECOND to its table. A column stays a time attribute only while it is passed on unchanged: an expression, a CAST or an aggregate makes a plain column of it.
      q:4:49 BIND_NO_TIME_ATTRIBUTE: "k" (STRING) is no time attribute: a window needs a column that a watermark leads
        4 | SELECT COUNT(*) FROM TUMBLE(TABLE t, DESCRIPTOR(k), INTERVAL '5' SECOND) GROUP BY window_start, window_end;
          |                                                 ^
        Time attributes here: ts.
        Repaired: SELECT COUNT(*) FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND) GROUP BY window_start, window_end
      q:5:40 BIND_NO_TIME_ATTRIBUTE: TUMBLE takes a time attribute, not an expression
        5 | SELECT COUNT(*) FROM t GROUP BY TUMBLE(ts + INTERVAL '1' SECOND, INTERVAL '1' DAY)
          |                                        ^^^^^^^^^^^^^^^^^^^^^^^^
        A time attribute is a column with WATERMARK FOR, passed on unchanged. Put the expression into a computed column of the table.
    `),
  );
});

test("a window function by itself takes any timestamp; what groups by its windows does not", () => {
  const sql = lines(`
    CREATE TABLE plain (k STRING, at TIMESTAMP(3), fine TIMESTAMP(6)) WITH ('connector' = 'rows');
    SELECT k, window_start, window_time FROM TUMBLE(TABLE plain, DESCRIPTOR(at), INTERVAL '1' DAY);
    SELECT k, COUNT(*) FROM TUMBLE(TABLE plain, DESCRIPTOR(at), INTERVAL '1' DAY) GROUP BY k, window_start, window_end;
    SELECT * FROM TUMBLE(TABLE plain, DESCRIPTOR(fine), INTERVAL '1' DAY);
    SELECT * FROM TUMBLE((SELECT window_time AS wt FROM TUMBLE(TABLE plain, DESCRIPTOR(at), INTERVAL '1' DAY)), DESCRIPTOR(wt), INTERVAL '2' DAY)
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table plain created.
      result k, window_start, window_time
        project k, window_start, window_time
          window TUMBLE(at, 1 d)
            scan plain (k, at)
      q:3:56 BIND_NO_TIME_ATTRIBUTE: "at" (TIMESTAMP(3)) is no time attribute: a window needs a column that a watermark leads
        3 | SELECT k, COUNT(*) FROM TUMBLE(TABLE plain, DESCRIPTOR(at), INTERVAL '1' DAY) GROUP BY k, window_start, window_end;
          |                                                        ^^
        Add WATERMARK FOR at AS at - INTERVAL '5' SECOND to its table. A column stays a time attribute only while it is passed on unchanged: an expression, a CAST or an aggregate makes a plain column of it.
      result k, at, fine, window_start, window_end, window_time
        project k, at, fine, window_start, window_end, window_time
          window TUMBLE(fine, 1 d)
            scan plain (k, at, fine)
      result wt, window_start, window_end, window_time
        project wt, window_start, window_end, window_time
          window TUMBLE(wt, 2 d)
            project window_time AS wt
              window TUMBLE(at, 1 d)
                scan plain (at)
    `),
  );
});

test("windows of windows have columns of the same names", () => {
  const sql = lines(`
    SELECT window_start FROM TUMBLE((SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY)), DESCRIPTOR(window_time), INTERVAL '2' DAY);
    SELECT window_start FROM TUMBLE((SELECT ts FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY)), DESCRIPTOR(ts), INTERVAL '2' DAY)
  `);
  assert.equal(
    bindText(sql),
    lines(`
      q:1:8 BIND_AMBIGUOUS_COLUMN: "window_start" may mean more than one column
        1 | SELECT window_start FROM TUMBLE((SELECT * FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY)), DESCRIPTOR(window_time), INTERVAL '2' DAY);
          |        ^^^^^^^^^^^^
        Two columns of the input have this name: give one of them another with AS, or leave it out with * EXCLUDE.
      result window_start
        project window_start
          window TUMBLE(ts, 2 d)
            project ts
              window TUMBLE(ts, 1 d)
                scan t (ts)
    `),
  );
});

test("windows over instants: bounds are wall clock, window_time is an instant", () => {
  const sql = lines(`
    CREATE TABLE i (k STRING, at TIMESTAMP_LTZ(3), WATERMARK FOR at AS at) WITH ('connector' = 'rows');
    CREATE VIEW raw AS SELECT window_start, window_time, at FROM TUMBLE(TABLE i, DESCRIPTOR(at), INTERVAL '1' DAY);
    DESCRIBE raw;
    CREATE VIEW grouped AS SELECT window_end, window_time, COUNT(*) AS c FROM TUMBLE(TABLE i, DESCRIPTOR(at), INTERVAL '1' DAY) GROUP BY window_start, window_end, window_time;
    DESCRIBE grouped;
    CREATE VIEW older AS SELECT TUMBLE_START(at, INTERVAL '1' DAY) AS s, TUMBLE_ROWTIME(at, INTERVAL '1' DAY) AS r FROM i GROUP BY TUMBLE(at, INTERVAL '1' DAY);
    DESCRIBE older
  `);
  assert.equal(
    bindText(sql),
    lines(`
      Table i created.
      View raw created.
      window_start | TIMESTAMP(3) | false | - | - | -
      window_time | TIMESTAMP_LTZ(3) *ROWTIME* | false | - | - | -
      at | TIMESTAMP_LTZ(3) *ROWTIME* | true | - | - | -
      View grouped created.
      window_end | TIMESTAMP(3) | false | - | - | -
      window_time | TIMESTAMP_LTZ(3) *ROWTIME* | false | - | - | -
      c | BIGINT | false | - | - | -
      View older created.
      s | TIMESTAMP(3) | false | - | - | -
      r | TIMESTAMP_LTZ(3) *ROWTIME* | true | - | - | -
    `),
  );
});
