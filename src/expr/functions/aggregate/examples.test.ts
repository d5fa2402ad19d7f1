// The examples of every aggregate's record, run as SQL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Millrace, MillraceError } from "../../../index.ts";
import { allAggregates, findAggregate } from "./index.ts";

async function resultOf(sql: string, values: string): Promise<unknown> {
  await using db = await Millrace.open();
  const columns = /^\([^()]*(?:\([^()]*\)[^()]*)*,/.test(values) ? "x, y" : "x";
  for await (const row of db.query<{ v: unknown }>(
    `SELECT CAST(${sql} AS STRING) AS v FROM (VALUES ${values}) AS t(${columns})`,
  )) {
    return row.v;
  }
  assert.fail("no row");
}

for (const record of allAggregates()) {
  test(`${record.name}: its examples`, async () => {
    assert.ok(record.examples.length > 0);
    for (const [sql, values, result] of record.examples) {
      assert.equal(await resultOf(sql, values), result, `${sql} over ${values}`);
    }
  });
}

test("sums, means and single values that cannot be are errors", async () => {
  const cases: readonly [sql: string, values: string, code: string][] = [
    ["SUM(x)", "(2147483647), (1)", "DATA_OVERFLOW"],
    ["SUM(x)", "(CAST(9223372036854775807 AS BIGINT)), (1)", "DATA_OVERFLOW"],
    ["SUM(CAST(x AS DECIMAL(38, 0)))", "('99999999999999999999999999999999999999'), ('1')", "DATA_OVERFLOW"],
    [
      "AVG(CAST(x AS DECIMAL(38, 0)))",
      "('99999999999999999999999999999999999999'), ('99999999999999999999999999999999999999')",
      "DATA_OVERFLOW",
    ],
    ["SINGLE_VALUE(x)", "(1), (1)", "DATA_SINGLE_VALUE"],
    ["JSON_OBJECTAGG(x VALUE y)", "('a', 1), ('a', 2)", "DATA_DUPLICATE_KEY"],
    ["JSON_OBJECTAGG(x VALUE y)", "('a', 1), (CAST(NULL AS STRING), 2)", "DATA_NULL_KEY"],
  ];
  for (const [sql, values, code] of cases) {
    await assert.rejects(resultOf(sql, values), (error) => error instanceof MillraceError && error.code === code, sql);
  }
});

test("what makes JSON goes into JSON aggregates as JSON", async () => {
  assert.equal(await resultOf("JSON_ARRAYAGG(JSON_OBJECT('a' VALUE x))", "(1), (2)"), '[{"a":1},{"a":2}]');
  assert.equal(await resultOf("JSON_OBJECTAGG(KEY 'k' VALUE JSON_ARRAY(x))", "(1)"), '{"k":[1]}');
});

test("exact far beyond 2^53", async () => {
  assert.equal(await resultOf("SUM(x)", "(CAST(9223372036854775807 AS BIGINT)), (-9223372036854775807), (3)"), "3");
  assert.equal(
    await resultOf("AVG(x)", "(CAST(9223372036854775807 AS BIGINT)), (9223372036854775805)"),
    "9223372036854775806",
  );
  assert.equal(await resultOf("COUNT(DISTINCT x)", "(CAST(9007199254740992 AS BIGINT)), (9007199254740993)"), "2");
  assert.equal(
    await resultOf("MAX(x)", "(CAST(9007199254740992 AS BIGINT)), (9007199254740993), (5)"),
    "9007199254740993",
  );
});

test("percentiles of several shares, from the other end, and by frequency", async () => {
  assert.equal(await resultOf("PERCENTILE(x, ARRAY[0.0, 0.5, 1.0])", "(1), (2), (4)"), "[1.0, 2.0, 4.0]");
  assert.equal(await resultOf("PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY x DESC)", "(1), (2), (3)"), "2.5");
  assert.equal(await resultOf("PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY x DESC)", "('a'), ('b'), ('c')"), "b");
  assert.equal(await resultOf("PERCENTILE(x, 0.5, y)", "(1, 1), (10, 3)"), "10.0");
});

test("the approximate percentile is within 1 %", async () => {
  const values = Array.from({ length: 500 }, (_, i) => (i - 100) ** 3 / 7);
  const list = values.map((value) => `(CAST(${value} AS DOUBLE))`).join(", ");
  for (const share of [0, 0.1, 0.2, 0.5, 0.99, 1]) {
    const exact = values[Math.round(share * 499)];
    const found = Number(await resultOf(`APPROX_PERCENTILE(x, ${share})`, list));
    assert.ok(Math.abs(found - exact) <= 0.0101 * Math.abs(exact), `${found} for ${exact}`);
  }
});

test("the approximate count stays within 2 %", async () => {
  const state = findAggregate("APPROX_COUNT_DISTINCT")!.createState(
    {
      fn: "APPROX_COUNT_DISTINCT",
      args: [{ kind: "column", index: 0, name: "x", type: { kind: "DOUBLE", nullable: false } }],
      isDistinct: false,
      filter: null,
      orderBy: [],
      type: { kind: "BIGINT", nullable: false },
    },
    false,
  );
  state.resize(1);
  for (const size of [1000, 9000, 90000, 400000]) {
    const values = Float64Array.from({ length: size }, (_, i) => i * 3 + 0.5);
    const rows = Int32Array.from({ length: size }, (_, i) => i);
    state.update({ rows, groups: new Int32Array(size), count: size, signs: null }, [
      { rep: "f64", values, valid: null },
    ]);
    const estimate = (state.values(new Int32Array(1), 1) as { readonly values: Float64Array }).values[0];
    assert.ok(Math.abs(estimate - size) <= size * 0.02, `${estimate} for ${size}`);
  }
});
