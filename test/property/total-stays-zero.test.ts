// Money moves between accounts: what one gets another pays, so the sum of all balances is 0 at every moment. Transfers are
// inserted, changed and taken back at random; whatever joins, unions, windows and Top-N the balances are computed by, no
// batch may end with another total. (A total that is 0 only at the end would mean that a batch showed half a change.)
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { ManualClock } from "../../src/common/clock.ts";
import { FoldedRows } from "../../src/engine/index.ts";
import { MemoryStore } from "../../src/exec/state/memory-store.ts";
import { TEST_RUN } from "../helpers/run-sql.ts";
import { holdsFor } from "./check-property.ts";
import type { LaneRow } from "./lanes-connector.ts";
import { compile, type Mode } from "./outcomes.ts";
import { printable, type RandomCase } from "./random-cases.ts";

interface Money {
  readonly sqlType: string;
  readonly amounts: fc.Arbitrary<Scalar>;
  /** How far from 0 the total may be, as a share of the sum of absolute amounts. */
  readonly tolerance: number;
}

const MONEY: readonly Money[] = [
  {
    sqlType: "BIGINT",
    amounts: fc.oneof(
      fc.integer({ min: -5, max: 100 }),
      fc.constantFrom<Scalar>(9_007_199_254_740_993n, 9_007_199_254_740_991),
    ),
    tolerance: 0,
  },
  {
    sqlType: "DECIMAL(18, 2)",
    amounts: fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom<Scalar>(999_999_999_999_999_999n)),
    tolerance: 0,
  },
  {
    sqlType: "DOUBLE",
    amounts: fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0.1, 1e15)),
    tolerance: 1e-12,
  },
];

/** Queries that give the balance of each account, as `b`. */
const BALANCES: readonly string[] = [
  `SELECT COALESCE(c.account, d.account) AS account, COALESCE(c.x, 0) - COALESCE(d.x, 0) AS b
     FROM (SELECT receiver AS account, SUM(amount) AS x FROM t GROUP BY receiver) AS c
     FULL JOIN (SELECT payer AS account, SUM(amount) AS x FROM t GROUP BY payer) AS d ON c.account = d.account`,
  `SELECT account, SUM(x) AS b
     FROM (SELECT receiver AS account, amount AS x FROM t UNION ALL SELECT payer, -amount FROM t) GROUP BY account`,
  `SELECT a.account, COALESCE(c.x, 0) - COALESCE(d.x, 0) AS b
     FROM (SELECT receiver AS account FROM t UNION SELECT payer FROM t) AS a
     LEFT JOIN (SELECT receiver AS account, SUM(amount) AS x FROM t GROUP BY receiver) AS c ON a.account = c.account
     LEFT JOIN (SELECT payer AS account, SUM(amount) AS x FROM t GROUP BY payer) AS d ON a.account = d.account`,
  `SELECT account, SUM(CASE WHEN side = 1 THEN amount ELSE -amount END) AS b
     FROM t CROSS JOIN UNNEST(ARRAY[receiver, payer]) WITH ORDINALITY AS s (account, side) GROUP BY account`,
  `SELECT c.id, c.x - d.x AS b
     FROM (SELECT id, SUM(amount) AS x FROM t GROUP BY id) AS c JOIN (SELECT id, SUM(amount) AS x FROM t GROUP BY id) AS d ON c.id = d.id`,
  `SELECT account, x AS b FROM (SELECT account, x, ROW_NUMBER() OVER (PARTITION BY account ORDER BY n DESC) AS rn
     FROM (SELECT account, SUM(x) AS x, COUNT(*) AS n
       FROM (SELECT receiver AS account, amount AS x FROM t UNION ALL SELECT payer, -amount FROM t) GROUP BY account)) WHERE rn = 1`,
  `SELECT a.account, COALESCE((SELECT SUM(amount) FROM t WHERE t.receiver = a.account), 0) - COALESCE((SELECT SUM(amount) FROM t WHERE t.payer = a.account), 0) AS b
     FROM (SELECT receiver AS account FROM t UNION SELECT payer FROM t) AS a`,
];

/** From the balances to their sum. */
const TOTALS: readonly string[] = [
  "SELECT SUM(b) AS total FROM $b",
  "SELECT SUM(x) AS total FROM (SELECT MOD(CHAR_LENGTH(CAST(b AS STRING)), 2) AS g, SUM(b) AS x FROM $b GROUP BY MOD(CHAR_LENGTH(CAST(b AS STRING)), 2))",
  "SELECT MAX(x) AS total FROM (SELECT SUM(b) OVER () AS x FROM $b)",
];

const ACCOUNTS = ["a", "b", "c", "d"];

interface Step {
  readonly act: string;
  readonly at: number;
  readonly payer: string;
  readonly receiver: string;
  readonly amount: Scalar;
}

function changesOf(steps: readonly Step[]): readonly LaneRow[] {
  const live: (readonly Scalar[])[] = [];
  const rows: LaneRow[] = [];
  const put = (kind: LaneRow["kind"], values: readonly Scalar[]) => rows.push({ lane: "l0", kind, values });
  steps.forEach(({ act, at, payer, receiver, amount }, id) => {
    const old = act === "insert" || live.length === 0 ? null : live.splice(at % live.length, 1)[0];
    if (old !== null) put(act === "delete" ? "-D" : "-U", old);
    if (old !== null && act === "delete") return;
    const row = [old === null ? id : old[0], payer, receiver, amount];
    live.push(row);
    put(old === null ? "+I" : "+U", row);
  });
  return rows;
}

function transfersOf({ sqlType, amounts }: Money): fc.Arbitrary<RandomCase> {
  const step: fc.Arbitrary<Step> = fc.record({
    act: fc.constantFrom("insert", "insert", "update", "delete"),
    at: fc.nat({ max: 99 }),
    payer: fc.constantFrom(...ACCOUNTS),
    receiver: fc.constantFrom(...ACCOUNTS),
    amount: amounts,
  });
  return fc
    .tuple(fc.array(step, { minLength: 1, maxLength: 24 }), fc.constantFrom(...BALANCES), fc.constantFrom(...TOTALS))
    .map(([steps, balances, total]) =>
      printable({
        sql: total.replace("$b", `(${balances})`),
        mayEndEarly: false,
        isOrdered: false,
        takesChanges: true,
        setup: [
          `CREATE TABLE t (id INT, payer STRING, receiver STRING, amount ${sqlType}) WITH ('connector' = 'lanes', 'changelog-mode' = 'retract')`,
        ],
        settings: { "table.local-time-zone": "UTC" },
        tables: new Map([["t", changesOf(steps)]]),
      }),
    );
}

/** The folded result as it stands after each batch that changed it. */
async function resultsAfterBatches(one: RandomCase, mode: Mode): Promise<readonly (readonly (readonly Scalar[])[])[]> {
  const store = new MemoryStore(true);
  const results: (readonly (readonly Scalar[])[])[] = [];
  let job = await compile(one, mode.optimize);
  const folded = new FoldedRows(job.columns, job.streamKey);
  for (;;) {
    const summary = await job.run({
      ...TEST_RUN,
      clock: new ManualClock(0),
      store,
      batchRowsMax: mode.batchRowsMax,
      batchesMax: mode.restarts === true ? 1 : null,
      onRows: (batch) => {
        folded.apply(batch);
        results.push(folded.rows());
      },
    });
    if (summary.endedBy !== "batches-max") return results;
    job = await compile(one, mode.optimize);
  }
}

const modes: fc.Arbitrary<Mode> = fc.record({
  batchRowsMax: fc.constantFrom(1, 2, 3, 7, 1000),
  optimize: fc.boolean(),
  restarts: fc.constantFrom(false, false, true),
});

for (const money of MONEY) {
  test(`the total stays 0 after every batch: ${money.sqlType}`, () =>
    holdsFor(60, fc.tuple(transfersOf(money), modes), async ([one, mode]) => {
      const amounts = [...(one.tables.get("t") ?? [])].map(({ values }) => Math.abs(Number(values[3])));
      const limit = money.tolerance * amounts.reduce((sum, amount) => sum + amount, 0);
      const results = await resultsAfterBatches(one, mode);
      assert.ok(results.length > 0);
      for (const rows of results) {
        assert.ok(rows.length <= 1, "a total is one row");
        for (const [total] of rows) assert.ok(total === null || Math.abs(Number(total)) <= limit, `total ${total}`);
      }
    }));
}
