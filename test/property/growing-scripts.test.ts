// Law 9: a job that is stopped, gets a second INSERT beside its first, and goes on, writes what it would have written
// alone: state is found by what it belongs to, not by its place in the script.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ManualClock } from "../../src/common/clock.ts";
import { Session } from "../../src/engine/index.ts";
import { MemoryStore } from "../../src/exec/state/memory-store.ts";
import { collectConnector, type TestChange, type TestTables, testTables } from "../../src/golden/rows-connector.ts";
import { TEST_RUN } from "../helpers/run-sql.ts";
import { keyText } from "../reference/values.ts";
import { holdsFor } from "./check-property.ts";
import { lanesConnector } from "./lanes-connector.ts";
import { type RandomCase, randomCases } from "./random-cases.ts";
import { randomQueries } from "./random-queries.ts";

class Job {
  readonly #one: RandomCase;
  readonly #store = new MemoryStore(true);
  readonly #tables: TestTables = testTables();

  constructor(one: RandomCase) {
    this.#one = one;
  }

  /** Runs the queries, each into its own table, for some batches or to the end; the rows of the first table so far. */
  async run(queries: readonly string[], batchesMax: number | null): Promise<readonly string[]> {
    const session = new Session({
      settings: this.#one.settings,
      connectors: [lanesConnector(this.#one.tables), collectConnector(this.#tables)],
      stdout: { write: () => true },
    });
    const statements = queries.flatMap((sql, i) => [`CREATE TABLE o${i} WITH ('connector' = 'collect') AS ${sql}`]);
    const text = `${[...this.#one.setup, ...statements].join(";\n")};`;
    const job = (await session.compile([{ name: "case", text }])).findLast((step) => step.kind === "job")?.job;
    if (job === undefined) throw new Error("no job");
    await job.run({
      ...TEST_RUN,
      clock: new ManualClock(0),
      store: this.#store,
      batchRowsMax: 3,
      batchesMax,
      upgrade: "allow",
    });
    return folded(this.#tables.outputs.get("o0") ?? []);
  }
}

/** The second INSERT may read tables of its own, so batches end elsewhere: only what the changes leave is the same. */
function folded(changes: readonly TestChange[]): readonly string[] {
  const rows: string[] = [];
  for (const { kind, values } of changes) {
    const row = keyText(values);
    if (kind === "+I" || kind === "+U") rows.push(row);
    else rows.splice(rows.indexOf(row), 1);
  }
  return rows.sort();
}

const others = randomQueries({ canFail: false });

test("law 9: state survives a second INSERT", () =>
  holdsFor(40, fc.tuple(randomCases(), others, fc.integer({ min: 1, max: 3 })), async ([one, other, batchesMax]) => {
    const alone = new Job(one);
    await alone.run([one.sql], batchesMax);
    const expected = await alone.run([one.sql], null);
    const grown = new Job(one);
    await grown.run([one.sql], batchesMax);
    assert.deepEqual(await grown.run([one.sql, other.sql], null), expected);
  }));
