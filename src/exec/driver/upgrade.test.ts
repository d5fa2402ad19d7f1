import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Faults,
  kitGraph,
  kitPlan,
  kitSurroundings,
  type Lines,
  LinesScan,
  linesTable,
  NumberRows,
  type Outside,
  outside,
} from "../../../test/helpers/driver-kit.ts";
import { ManualClock } from "../../common/clock.ts";
import { MillraceError } from "../../common/errors.ts";
import { MemoryStore } from "../state/memory-store.ts";
import { runJob } from "./driver.ts";
import type { RunOptions } from "./run-options.ts";
import type { Surroundings } from "./surroundings.ts";
import { type UpgradePlan, upgradeText } from "./upgrade-plan.ts";

interface Query {
  readonly operatorId: string;
  readonly layoutVersion?: number;
  readonly sinks?: readonly string[];
  readonly faults?: Faults;
  readonly compileStored?: Surroundings["compileStored"];
}

function surroundingsOf(query: Query, lines: Lines, to: Outside): Surroundings {
  const { operatorId, layoutVersion, faults, compileStored } = query;
  return kitSurroundings({
    sources: { t: lines },
    outside: to,
    faults,
    compileStored,
    graph: (p) =>
      kitGraph(
        [
          { scan: new LinesScan(linesTable("t")) },
          { operator: new NumberRows(operatorId, layoutVersion), inputs: [0] },
        ],
        Object.fromEntries(p.sinks.map(({ name }) => [name, 1])),
        p,
      ),
  });
}

function run(query: Query, lines: Lines, to: Outside, options: RunOptions) {
  const { operatorId, layoutVersion = 1, sinks = ["after"] } = query;
  const plan = kitPlan(sinks, { fingerprint: `${operatorId} ${layoutVersion} ${sinks}` });
  return runJob({ plan, sql: operatorId }, surroundingsOf(query, lines, to), { clock: new ManualClock(1), ...options });
}

const lines = (): Lines => ({ splits: new Map([["s", ["a", "b", "c", "d"]]]), isBounded: true });

test("a changed query is refused with what would be kept, lost and new", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  await run({ operatorId: "old" }, lines(), to, { store, batchRowsMax: 2, batchesMax: 1 });
  const plans: UpgradePlan[] = [];
  const ask = async (plan: UpgradePlan) => {
    plans.push(plan);
    return false;
  };
  await assert.rejects(run({ operatorId: "new" }, lines(), to, { store, upgrade: ask }), {
    code: "STATE_QUERY_CHANGED",
    hint: /kept {2}positions of t.*\nlost {2}old.*\nnew {3}new\n--upgrade allow/,
  });
  assert.deepEqual(
    plans[0].items.map(({ action, role, label }) => `${action} ${role} ${label}`),
    ["kept source positions of t", "lost operator old", "new operator new"],
  );
  assert.equal(store.readMeta()?.sql, "old");
});

test("allowed, it goes on from the kept positions with new state, under the same job id", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input = lines();
  await run({ operatorId: "old" }, input, to, { store, batchRowsMax: 2, batchesMax: 1 });
  const { jobId } = store.readMeta()!;
  await run({ operatorId: "new" }, input, to, { store, upgrade: "allow" });
  assert.deepEqual(to.visible.get("after"), ["1:a", "2:b", "1:c", "2:d"]);
  assert.equal(store.readMeta()?.jobId, jobId);
  assert.deepEqual(
    store
      .tableSizes()
      .map((s) => s.operator)
      .filter((id) => !id.startsWith("source:")),
    ["new"],
  );
});

test("state in another layout is lost and is not handed to the new one", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input = lines();
  await run({ operatorId: "same" }, input, to, { store, batchRowsMax: 2, batchesMax: 1 });
  const changed = { operatorId: "same", layoutVersion: 2 };
  await assert.rejects(run(changed, input, to, { store }), (error: MillraceError) => {
    assert.match(error.hint!, /lost {2}same, \d+ bytes \(the layout of counter went from version 1 to 2\)/);
    return true;
  });
  await run(changed, input, to, { store, upgrade: "allow" });
  assert.deepEqual(to.visible.get("after"), ["1:a", "2:b", "1:c", "2:d"]);
});

test("--fresh starts over under a new job id and says what it threw away", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  await run({ operatorId: "old" }, lines(), to, { store });
  const { jobId } = store.readMeta()!;
  const summary = await run({ operatorId: "new" }, lines(), to, { store, isFresh: true });
  assert.equal(summary.discarded?.lastBatchId, 1);
  assert.notEqual(summary.jobId, jobId);
  assert.equal(to.visible.get("after")?.length, 8);
});

/** The old query fails at the step named, in its first batch. */
async function failAt(step: string, query: Query, input: Lines, to: Outside, store: MemoryStore): Promise<void> {
  for (let k = 1; ; k++) {
    const faults = new Faults(k);
    const trial = outside();
    const trialStore = new MemoryStore(true);
    const options = { batchRowsMax: 2, batchesMax: 1 };
    await run({ ...query, faults }, input, trial, { ...options, store: trialStore }).catch(() => {});
    if (faults.steps.at(-1) !== step) continue;
    await assert.rejects(run({ ...query, faults: new Faults(k) }, input, to, { ...options, store }));
    return;
  }
}

test("a pending batch that a first sink shows is finished by the old query before the new one takes over", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input = lines();
  const old = { operatorId: "old", sinks: ["first"] };
  await failAt("first after commit", old, input, to, store);
  assert.deepEqual(to.visible.get("first"), ["1:a", "2:b"]);
  assert.equal(store.readPending()?.batchId, 1);
  const stored = { plan: kitPlan(["first"]), sql: "old" };
  const compiled: string[] = [];
  const compileStored = (sql: string) => {
    compiled.push(sql);
    return stored;
  };
  const changed: Query = { operatorId: "new", sinks: ["first"], compileStored };
  await run(changed, input, to, { store, upgrade: "allow" });
  assert.deepEqual(compiled, ["old"]);
  assert.deepEqual(to.visible.get("first"), ["1:a", "2:b", "1:c", "2:d"]);
});

test("a pending batch that nobody has seen is dropped: the changed query reads its rows", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input = lines();
  await failAt("first before commit", { operatorId: "old", sinks: ["first"] }, input, to, store);
  const stored = { plan: kitPlan(["first"]), sql: "old" };
  await run({ operatorId: "new", sinks: ["first"], compileStored: () => stored }, input, to, {
    store,
    upgrade: "allow",
  });
  assert.deepEqual(to.visible.get("first"), ["1:a", "2:b", "3:c", "4:d"]);
});

test("where nothing was committed and nobody has seen anything there is nothing to ask", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input = lines();
  await failAt("first before commit", { operatorId: "old", sinks: ["first"] }, input, to, store);
  const stored = { plan: kitPlan(["first"]), sql: "old" };
  const changed: Query = { operatorId: "new", sinks: ["first"], compileStored: () => stored };
  await run(changed, input, to, { store, upgrade: "reject" });
  assert.deepEqual(to.visible.get("first"), ["1:a", "2:b", "3:c", "4:d"]);
});

test("a first batch that a sink shows is finished, and then there is something to ask", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input = lines();
  await failAt("first after commit", { operatorId: "old", sinks: ["first"] }, input, to, store);
  const stored = { plan: kitPlan(["first"]), sql: "old" };
  const changed: Query = { operatorId: "new", sinks: ["first"], compileStored: () => stored };
  await assert.rejects(run(changed, input, to, { store, upgrade: "reject" }), { code: "STATE_QUERY_CHANGED" });
  assert.equal(store.readLastCommit()?.batchId, 1);
});

test("a sink that the changed query no longer has is finished and closed", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input: Lines = { ...lines(), isBounded: false };
  const stop = new AbortController();
  const old = { operatorId: "old", sinks: ["after"] };
  const faults = new Faults();
  // The run breaks off just before the finish of its first batch.
  const before = faults.step.bind(faults);
  faults.step = (name) => {
    before(name);
    if (name === "after before finish") throw new Error("broken off");
  };
  await assert.rejects(run({ ...old, faults }, input, to, { store, signal: stop.signal }), /broken off/);
  assert.equal(to.visible.get("after"), undefined);
  stop.abort();
  const stored = { plan: kitPlan(["after"]), sql: "old" };
  const changed = { operatorId: "old", sinks: ["first"], compileStored: () => stored };
  await run(changed, input, to, { store, signal: stop.signal, upgrade: "allow" });
  assert.deepEqual(to.visible.get("after"), ["1:a", "2:b", "3:c", "4:d"]);
  assert.deepEqual(to.closed, ["after at 2"]);
});

test("when the old statements no longer compile and something is left to finish, that is an error of its own", async () => {
  const to = outside();
  const store = new MemoryStore(true);
  const input = lines();
  await failAt("first after commit", { operatorId: "old", sinks: ["first"] }, input, to, store);
  const changed: Query = {
    operatorId: "new",
    sinks: ["first"],
    compileStored: () => {
      throw new MillraceError("BIND_UNKNOWN_TABLE", "gone");
    },
  };
  await assert.rejects(run(changed, input, to, { store, upgrade: "allow" }), { code: "STATE_UNSETTLED" });
  assert.equal(store.readMeta()?.sql, "old");
});

test("the plan as text says what becomes of each owner", () => {
  const plan: UpgradePlan = {
    jobId: "j",
    lastBatchId: 4,
    items: [
      { action: "lost", role: "source", id: "s", label: "positions of t", reason: null, bytes: 120 },
      { action: "kept", role: "operator", id: "o", label: "sort (a)", reason: null, bytes: 0 },
    ],
    settings: [{ key: "table.local-time-zone", from: "UTC", to: "Asia/Tokyo" }],
  };
  assert.equal(
    upgradeText(plan),
    "lost  positions of t, 120 bytes: is read from its start\nkept  sort (a)\nnow   'table.local-time-zone' is 'Asia/Tokyo', was 'UTC'",
  );
});
