// User functions: values at the border, aggregates with and without retract and merge, what is wrong with a definition.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  type FunctionDefinition,
  Millrace,
  MillraceError,
  MillraceErrors,
  type MillraceOptions,
  Session,
} from "../index.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-functions-"));
after(() => rmSync(folder, { recursive: true }));

const total: FunctionDefinition = {
  kind: "aggregate",
  args: ["BIGINT"],
  returns: "BIGINT",
  create: () => ({ sum: 0 }),
  add(group: { sum: number }, x: number) {
    group.sum += x;
  },
  retract(group: { sum: number }, x: number) {
    group.sum -= x;
  },
  result: (group: { sum: number }) => group.sum,
};

async function rows(sql: string, functions: MillraceOptions["functions"], options: MillraceOptions = {}) {
  await using db = await Millrace.open({ ...options, functions, workingDirectory: folder });
  const found: unknown[] = [];
  const statements = sql.split(";\n");
  for (const statement of statements.slice(0, -1)) await db.execute(statement);
  for await (const row of db.query(statements.at(-1) ?? "")) found.push(Object.values(row));
  return found;
}

async function codeOf(run: () => Promise<unknown> | unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof MillraceErrors) return error.errors.map((one) => one.code).join(" ");
    if (error instanceof MillraceError) return error.code;
    throw error;
  }
  return "no error";
}

function scalar(args: readonly string[], returns: string, evaluate: (...args: never[]) => never): FunctionDefinition {
  return { kind: "scalar", args, returns, evaluate };
}

const echo = (type: string): FunctionDefinition => scalar([type], type, (value: never) => value);

test("a value handed through a function of its type comes back as it was", async () => {
  const cases: readonly (readonly [type: string, sql: string])[] = [
    ["BOOLEAN", "TRUE"],
    ["BIGINT", "9223372036854775807"],
    ["INT", "CAST(-5 AS INT)"],
    ["DOUBLE", "1.5E0"],
    ["DECIMAL(20, 3)", "CAST('12345678901234567.125' AS DECIMAL(20, 3))"],
    ["STRING", "'ä'"],
    ["BYTES", "X'00FF'"],
    ["DATE", "DATE '1969-12-31'"],
    ["TIME", "TIME '23:59:59'"],
    ["TIMESTAMP(3)", "TIMESTAMP '2026-01-01 00:00:00.123'"],
    ["TIMESTAMP_LTZ(3)", "TO_TIMESTAMP_LTZ(1, 3)"],
    ["ARRAY<INT>", "ARRAY[1, CAST(NULL AS INT)]"],
    ["MAP<STRING, INT>", "MAP['a', 1]"],
  ];
  for (const [type, sql] of cases) {
    for (const zone of ["UTC", "Asia/Tokyo"]) {
      const text = `SELECT CAST(same(v) AS STRING) = CAST(v AS STRING), same(NULLIF(v, v)) IS NULL FROM (VALUES (${sql})) AS t(v)`;
      const plain = text.replace("same(NULLIF(v, v)) IS NULL", "TRUE");
      const isComparable = !/^(ARRAY|MAP)/.test(type);
      const settings = { "table.local-time-zone": zone };
      const found = await rows(isComparable ? text : plain, { same: echo(type) }, { settings });
      assert.deepEqual(found, [[true, true]], `${type} in ${zone}`);
    }
  }
});

test("a wrong answer names the function and is no other value", async () => {
  for (const [type, answer] of [
    ["TINYINT", 128],
    ["BIGINT", 2 ** 60],
    ["INT", 1.5],
    ["STRING", 5],
    ["VARCHAR(2)", "abc"],
    ["INT NOT NULL", null],
    ["DATE", "2026-02-30"],
  ] as const) {
    const wrong = scalar(["INT"], type, () => answer as never);
    await assert.rejects(rows("SELECT wrong(1)", { wrong }), /WRONG\(1\)/, type);
  }
});

test("what a function throws fails the job, or drops the row", async () => {
  const picky = scalar(["INT"], "INT", (x: number) => {
    if (x === 2) throw new Error("not two");
    return x as never;
  });
  const sql = "SELECT picky(x) FROM (VALUES (1), (2), (3)) AS t(x)";
  await assert.rejects(
    rows(sql, { picky }),
    /PICKY\(x\): it threw Error: not two.*"x":2|PICKY\(x\): it threw Error: not two/s,
  );
  assert.deepEqual(await rows(sql, { picky }, { settings: { "execution.on-error": "skip" } }), [[1], [3]]);
});

test("aggregates: retracting, overlapping windows without merge, any batch size", async () => {
  const csv = ["1,2026-01-01 00:00:01", "2,2026-01-01 00:00:06", "4,2026-01-01 00:00:11"].join("\n");
  writeFileSync(join(folder, "t.csv"), `${csv}\n`);
  const table =
    "CREATE TABLE t (v BIGINT, at TIMESTAMP(3), WATERMARK FOR at AS at) WITH ('connector' = 'filesystem', 'path' = 't.csv', 'format' = 'csv')";
  const windows = `${table};\nSELECT total(v) FROM HOP(TABLE t, DESCRIPTOR(at), INTERVAL '5' SECOND, INTERVAL '10' SECOND) GROUP BY window_start, window_end`;
  const withMerge = { ...total, merge: (a: { sum: number }, b: { sum: number }) => ({ sum: a.sum + b.sum }) };
  for (const functions of [{ total }, { total: withMerge as FunctionDefinition }]) {
    for (const batchRowsMax of [1, 100]) {
      assert.deepEqual(await rows(windows, functions, { batchRowsMax }), [[1], [3], [6], [4]]);
      const changing = `${table};\nSELECT total(s) FROM (SELECT v > 1 AS k, SUM(v) AS s FROM t GROUP BY v > 1)`;
      assert.deepEqual(await rows(changing, functions, { batchRowsMax }), [[7]]);
    }
  }
  const { retract: _, ...appendOnly } = total as FunctionDefinition & { retract: unknown };
  const changing = "SELECT total(s) FROM (SELECT k, SUM(v) AS s FROM (VALUES (1, 1)) AS t(k, v) GROUP BY k)";
  assert.equal(
    await codeOf(() => rows(changing, { total: appendOnly as FunctionDefinition })),
    "PLAN_AGGREGATE_NEEDS_APPEND",
  );
  assert.deepEqual(await rows("SELECT total(DISTINCT v) FROM (VALUES (2), (2), (3)) AS t(v)", { total }), [[5]]);
});

test("a function that is not deterministic is not folded and runs once per occurrence", async () => {
  let calls = 0;
  const next: FunctionDefinition = {
    kind: "scalar",
    args: [],
    returns: "INT",
    deterministic: false,
    evaluate: () => ++calls,
  };
  const found = await rows("SELECT n, n AS m FROM (SELECT next_one() AS n FROM (VALUES (1), (2)) AS t(x))", {
    next_one: next,
  });
  assert.deepEqual(
    [found, calls],
    [
      [
        [1, 1],
        [2, 2],
      ],
      2,
    ],
  );
});

test("CREATE FUNCTION from a module; a changed module is a changed query; DROP forgets", async () => {
  const module = (name: string, body: string) =>
    writeFileSync(
      join(folder, name),
      `export const f = { kind: "scalar", args: ["INT"], returns: "INT", evaluate: (x) => ${body} };\n`,
    );
  module("one.mjs", "x + 1");
  module("two.mjs", "x + 2");
  const fingerprint = async (name: string) => {
    const session = new Session({ workingDirectory: folder });
    const text = `CREATE FUNCTION f AS '${name}#f' LANGUAGE JAVASCRIPT; SELECT F(x) FROM (VALUES (1)) AS t(x);`;
    const steps = await session.compile([{ name: "q", text }]);
    const job = steps.flatMap((step) => (step.kind === "job" ? [step.job] : []))[0];
    return job.plan.fingerprint;
  };
  assert.equal(await fingerprint("one.mjs"), await fingerprint("one.mjs"));
  assert.notEqual(await fingerprint("one.mjs"), await fingerprint("two.mjs"));
  const create = "CREATE FUNCTION f AS 'one.mjs#f' LANGUAGE JAVASCRIPT";
  assert.deepEqual(await rows(`${create};\nSELECT f(1)`, {}), [[2]]);
  assert.equal(await codeOf(() => rows(`${create};\nDROP FUNCTION f;\nSELECT f(1)`, {})), "BIND_UNKNOWN_FUNCTION");
});

test("what is wrong with CREATE FUNCTION has a code", async () => {
  writeFileSync(
    join(folder, "bad.mjs"),
    "export const g = { kind: 'scalar', args: ['TEXTT'], returns: 'INT', evaluate: () => 1 };\n",
  );
  writeFileSync(join(folder, "await.mjs"), "await 1; export const g = 1;\n");
  for (const [statement, code] of [
    ["CREATE FUNCTION g AS 'none.mjs#g' LANGUAGE JAVASCRIPT", "BIND_FUNCTION_MODULE"],
    ["CREATE FUNCTION g AS 'await.mjs#g' LANGUAGE JAVASCRIPT", "BIND_FUNCTION_MODULE"],
    ["CREATE FUNCTION g AS 'bad.mjs#h' LANGUAGE JAVASCRIPT", "BIND_FUNCTION_EXPORT"],
    ["CREATE FUNCTION g AS 'bad.mjs#g' LANGUAGE JAVASCRIPT", "BIND_FUNCTION_SIGNATURE"],
    ["CREATE FUNCTION g AS 'com.example.G'", "BIND_FUNCTION_LANGUAGE"],
    ["CREATE FUNCTION g AS 'com.example.G' LANGUAGE JAVA", "BIND_FUNCTION_LANGUAGE"],
    ["CREATE FUNCTION upper AS 'bad.mjs#g' LANGUAGE JAVASCRIPT", "BIND_FUNCTION_EXISTS"],
    ["DROP FUNCTION g", "BIND_UNKNOWN_FUNCTION"],
  ] as const) {
    assert.equal(await codeOf(() => rows(`${statement};\nSELECT 1`, {})), code, statement);
  }
  const script = "CREATE FUNCTION g AS 'none.mjs#g' LANGUAGE JAVASCRIPT; SELECT g(1);";
  const both = () => new Session({ workingDirectory: folder }).compile([{ name: "q", text: script }]);
  assert.equal(await codeOf(both), "BIND_FUNCTION_MODULE");
  const typo = { ...total, retracts: () => 0 } as FunctionDefinition;
  assert.equal(await codeOf(() => rows("SELECT 1", { typo })), "BIND_FUNCTION_SIGNATURE");
});
