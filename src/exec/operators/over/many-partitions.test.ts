// Partitions that come and go by the thousand: key tables are rebuilt, slots and arenas used again, groups renumbered. The
// results must be those of small steps, and those that plain code gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "../../../../test/helpers/run-sql.ts";
import { type TestChange, testTables } from "../../../golden/rows-connector.ts";

const COUNT = 12_000;
const KEYS_PER_SECOND = 500;
const SETUP = [
  `CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND)
   WITH ('connector' = 'rows', 'changelog-mode' = 'MODE')`,
];

interface Event {
  readonly k: string;
  readonly v: number;
  readonly ms: number;
}

/** Each second has keys of its own. */
function events(): readonly Event[] {
  let seed = 7;
  return Array.from({ length: COUNT }, (_, i) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const second = Math.floor(i / 1000);
    return { k: `key ${second} ${seed % KEYS_PER_SECOND}`, v: (seed >>> 8) % 1000, ms: second * 1000 + (i % 1000) };
  });
}

const EVENTS = events();

async function run(sql: string, changes: readonly TestChange[], batchRowsMax: number): Promise<readonly string[]> {
  const tables = testTables();
  tables.inputs.set("t", [...changes]);
  const mode = changes.every(({ kind }) => kind === "+I") ? "append" : "retract";
  const result = await query(sql, { setup: SETUP.map((text) => text.replace("MODE", mode)), tables, batchRowsMax });
  assert.equal(result.error, null);
  return result.rows.map((row) => row.join(" ")).sort();
}

const inserts = EVENTS.map(({ k, v, ms }): TestChange => ({ kind: "+I", values: [k, v, ms] }));

function byKey<T>(result: (list: readonly Event[]) => readonly T[]): readonly T[] {
  const groups = new Map<string, Event[]>();
  for (const event of EVENTS) groups.set(event.k, [...(groups.get(event.k) ?? []), event]);
  return [...groups.values()].flatMap((list) => result(list));
}

test("Top-N per window over keys of each window", async () => {
  const sql = `SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, k ORDER BY v DESC) AS rn
    FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' SECOND))) WHERE rn <= 2`;
  const expected = byKey((list) =>
    list
      .toSorted((a, b) => b.v - a.v)
      .slice(0, 2)
      .map(({ k, v }) => `${k} ${v}`),
  ).toSorted();
  for (const batchRows of [COUNT, 700]) assert.deepEqual(await run(sql, inserts, batchRows), expected);
});

test("frames of time free the partitions that they have left behind", async () => {
  const sql = `SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY ts RANGE INTERVAL '0.1' SECOND PRECEDING) AS s FROM t`;
  const expected = byKey((list) =>
    list.map(({ k, v, ms }) => {
      const inFrame = list.filter((other) => other.ms <= ms && other.ms >= ms - 100);
      return `${k} ${v} ${inFrame.reduce((sum, other) => sum + other.v, 0)}`;
    }),
  ).toSorted();
  for (const batchRows of [COUNT, 700]) assert.deepEqual(await run(sql, inserts, batchRows), expected);
});

test("rows that go free their partitions, in Top-N and OVER", async () => {
  const gone = EVENTS.flatMap(({ k, v, ms }, i): TestChange[] => {
    const insert: TestChange = { kind: "+I", values: [k, v, ms] };
    const old = i >= 1000 ? EVENTS[i - 1000] : null;
    return old === null ? [insert] : [insert, { kind: "-D", values: [old.k, old.v, old.ms] }];
  });
  const left = EVENTS.slice(-1000);
  const top =
    "SELECT k, v FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS rn FROM t) WHERE rn = 1";
  const best = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { k, v } of left) {
    best.set(k, Math.max(best.get(k) ?? 0, v));
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  const over = "SELECT k, COUNT(*) OVER (PARTITION BY k) AS n FROM t";
  for (const batchRows of [gone.length, 300]) {
    assert.deepEqual(await run(top, gone, batchRows), [...best].map(([k, v]) => `${k} ${v}`).sort());
    assert.deepEqual(await run(over, gone, batchRows), left.map(({ k }) => `${k} ${counts.get(k)}`).sort());
  }
});
