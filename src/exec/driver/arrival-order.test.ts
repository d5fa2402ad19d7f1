// Law 3, arrival order: property test of the driver against a model that knows nothing of batches.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  kitGraph,
  kitPlan,
  kitSurroundings,
  type Lines,
  LinesScan,
  linesTable,
  outside,
} from "../../../test/helpers/driver-kit.ts";
import { ManualClock } from "../../common/clock.ts";
import { MemoryStore } from "../state/memory-store.ts";
import type { OffsetEntry } from "../state/state-store.ts";
import { runJob } from "./driver.ts";

interface TableShape {
  /** Records by split; a split's lane is its first letter when `isGrouped`. */
  readonly counts: readonly number[];
  readonly recordBytes: number;
  readonly isGrouped: boolean;
}

const TURN_BYTES = 65_536;

function linesOf({ counts, recordBytes, isGrouped }: TableShape): Lines {
  const splits = new Map(counts.map((n, i) => [`${"aab"[i % 3]}${i}`, Array.from({ length: n }, (_, r) => `r${r}`)]));
  return { splits, recordBytes, isBounded: true, ...(isGrouped ? { laneOf: (split: string) => split[0] } : {}) };
}

/** Lanes in (table, lane) order take turns; a turn is what begins in the next 64 KiB of the lane's split. */
function modelOrder(tables: Readonly<Record<string, Lines>>): string[] {
  const lanes: { table: string; recordBytes: number; splits: { name: string; at: number; count: number }[] }[] = [];
  for (const [table, lines] of Object.entries(tables).sort()) {
    const byLane = new Map<string, (typeof lanes)[number]>();
    for (const [name, texts] of [...lines.splits].sort()) {
      if (texts.length === 0) continue;
      const lane = lines.laneOf?.(name) ?? name;
      const entry = byLane.get(lane) ?? { table, recordBytes: lines.recordBytes!, splits: [] };
      if (!byLane.has(lane)) lanes.push(entry);
      byLane.set(lane, entry);
      entry.splits.push({ name, at: 0, count: texts.length });
    }
  }
  const order: string[] = [];
  while (lanes.some((lane) => lane.splits.length > 0)) {
    for (const { table, recordBytes, splits } of lanes) {
      if (splits.length === 0) continue;
      const [split] = splits;
      const end = (Math.floor((split.at * recordBytes) / TURN_BYTES) + 1) * TURN_BYTES;
      while (split.at < split.count && split.at * recordBytes < end) order.push(`${table}/${split.name}/${split.at++}`);
      if (split.at === split.count) splits.shift();
    }
  }
  return order;
}

class LoggedStore extends MemoryStore {
  readonly entries: OffsetEntry[] = [];

  override logOffsets(...args: Parameters<MemoryStore["logOffsets"]>): void {
    this.entries.push(args[0]);
    super.logOffsets(...args);
  }
}

async function drivenOrder(
  tables: Readonly<Record<string, Lines>>,
  batchRowsMax: number,
  restarts: boolean,
): Promise<string[]> {
  const store = new LoggedStore(true);
  const names = Object.keys(tables);
  const plan = kitPlan(names.map((name) => `after_${name}`));
  for (;;) {
    const surroundings = kitSurroundings({
      sources: tables,
      outside: outside(),
      graph: (p) =>
        kitGraph(
          names.map((name) => ({ scan: new LinesScan(linesTable(name)) })),
          Object.fromEntries(names.map((name, i) => [`after_${name}`, i])),
          p,
        ),
    });
    const options = { store, batchRowsMax, clock: new ManualClock(1), ...(restarts ? { batchesMax: 1 } : {}) };
    const { endedBy } = await runJob({ plan, sql: "" }, surroundings, options);
    if (endedBy === "end of input") break;
  }
  return store.entries.flatMap(({ runs }) =>
    runs.flatMap(({ table, split, from, to }) => {
      const bytes = tables[table].recordBytes!;
      const count = (to.offset - from.offset) / bytes;
      return Array.from({ length: count }, (_, i) => `${table}/${split}/${from.offset / bytes + i}`);
    }),
  );
}

const tableShape = fc.record({
  counts: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
  recordBytes: fc.constantFrom(16, 20_000, 40_000, 65_536, 100_000),
  isGrouped: fc.boolean(),
});

test("records arrive in the order that their offsets give, whatever the batches and restarts", async () => {
  await fc.assert(
    fc.asyncProperty(
      tableShape,
      tableShape,
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      async (t, u, rowsMax, restarts) => {
        const tables = { t: linesOf(t), u: linesOf(u) };
        assert.deepEqual(await drivenOrder(tables, rowsMax, restarts), modelOrder(tables));
      },
    ),
    { numRuns: 150 },
  );
});
