// One batch again, from the state file and the offset log, with an ear at every edge and without sinks.
//
// Wanted is the state as it was before batch N. A state file keeps snapshots and the deltas since, each with its batch:
//   - no table was compacted at or after N: what was written before N is that state (a pending batch always has it);
//   - the offset log still begins with batch 1: all batches from the first are run, into memory;
//   - else N cannot be replayed, and the error names the first batch that can.
// Sources must still hold what was read. What was taken from outside (lookups, async functions) is kept for the last
// batch only; seeds as long as the logs. What comes out is compared with what was committed.
import { isDeepStrictEqual } from "node:util";
import { MillraceError } from "../../common/errors.ts";
import type { Sink, Source } from "../../connectors/connector.ts";
import { nodesOf } from "../../planner/physical-tree.ts";
import { SEED_BYTES } from "../driver/random.ts";
import { RunningJob } from "../driver/running-job.ts";
import type { DriverJob, Surroundings } from "../driver/surroundings.ts";
import type { StateFileReader } from "../state/sqlite/state-file-reader.ts";
import type { BadRecord, CommitEntry, LateRecord, OffsetEntry } from "../state/state-store.ts";
import { InspectionStore } from "./inspection-store.ts";
import { Trace, type TracedEdge } from "./trace.ts";

export interface ReplayedBatch {
  readonly batchId: number;
  readonly offsets: OffsetEntry;
  /** The batch from which on the job was run again. */
  readonly fromBatchId: number;
  /** null: the batch is pending. False: rows, watermarks or counts are not those that were committed. */
  readonly agrees: boolean | null;
  readonly edges: readonly TracedEdge[];
  readonly late: readonly LateRecord[];
  readonly bad: readonly BadRecord[];
}

/** @throws STATE_NO_REPLAY, and what sources throw that no longer hold what was read */
export async function replayBatch(
  file: StateFileReader,
  job: DriverJob,
  surroundings: Surroundings,
  batchId: number,
  rowsMax: number,
): Promise<ReplayedBatch> {
  const fromBatchId = startOf(file, job, batchId);
  const store = new InspectionStore(file, fromBatchId);
  const trace = new Trace(job.plan, rowsMax);
  const running = new RunningJob(job, withoutEffects(surroundings, trace), store, {});
  try {
    await running.open(file.meta().jobId, null);
    for (let id = fromBatchId; id <= batchId; id++) {
      trace.isOn = id === batchId;
      await runAgain(file, running, id);
    }
  } finally {
    await running.close();
  }
  const { entry, late, bad } = store.committed!;
  return {
    batchId,
    offsets: file.offsets(batchId)!,
    fromBatchId,
    agrees: agreement(file.commit(batchId), entry),
    edges: trace.edges,
    late,
    bad,
  };
}

async function runAgain(file: StateFileReader, running: RunningJob, batchId: number): Promise<void> {
  const entry = file.offsets(batchId);
  const external = file.external(batchId);
  const seed = external.find(({ operator }) => operator === "seed")?.payload;
  if (entry === null || seed?.length !== SEED_BYTES) {
    throw noReplay(
      file,
      batchId,
      `the log does not hold batch ${batchId} with its seed`,
      "Batches of earlier versions cannot be replayed.",
    );
  }
  const commit = file.commit(batchId);
  await running.reader.prepareReplay(entry, undefined);
  const read = running.reader.replay(entry);
  const isLast = () => commit?.isLast === true;
  await running.runBatch(entry, read, { seed, external }, isLast, commit?.committedAtMs ?? entry.batchTimeMs);
}

/** From which batch on. @throws STATE_NO_REPLAY */
function startOf(file: StateFileReader, job: DriverJob, batchId: number): number {
  const logged = file.loggedBatches();
  if (logged === null || batchId < logged.first || batchId > logged.last) {
    const held = logged === null ? "it is empty" : `it holds batches ${logged.first} to ${logged.last}`;
    throw noReplay(file, batchId, `the offset log does not hold batch ${batchId}: ${held}`, "Give one of these.");
  }
  const compacted = Math.max(0, ...file.storedTables().map(({ snapshotBatchId }) => snapshotBatchId ?? 0));
  const startBatchId = batchId > compacted ? batchId : 1;
  if (startBatchId === 1 && logged.first > 1) {
    throw noReplay(
      file,
      batchId,
      `the state before batch ${batchId} is not kept: it was compacted after batch ${compacted}`,
      compacted < logged.last
        ? `Batches from ${compacted + 1} on can be replayed.`
        : "The batches after the next one can be replayed, until the state is compacted again.",
    );
  }
  const last = file.lastCommit()?.batchId ?? 0;
  const takesOutside = nodesOf(job.plan.sinks).some(({ kind }) => kind === "lookup" || kind === "async-call");
  if (takesOutside && startBatchId < last) {
    throw noReplay(
      file,
      batchId,
      `what the job took from outside (lookups, async functions) is kept for the last batch only, ${last}`,
      `Replay batch ${last}.`,
    );
  }
  return startBatchId;
}

function noReplay(file: StateFileReader, batchId: number, why: string, hint: string): MillraceError {
  return new MillraceError("STATE_NO_REPLAY", `batch ${batchId} cannot be replayed: ${why}`, {
    location: file.path,
    hint,
  });
}

function agreement(committed: CommitEntry | null, replayed: CommitEntry): boolean | null {
  if (committed === null) return null;
  return (
    isDeepStrictEqual(committed.totals, JSON.parse(JSON.stringify(replayed.totals))) &&
    isDeepStrictEqual(committed.watermarksMs, JSON.parse(JSON.stringify(replayed.watermarksMs)))
  );
}

/** Sources tell nobody how far they were read, sinks take rows and write nothing. */
function withoutEffects(surroundings: Surroundings, trace: Trace): Surroundings {
  return {
    ...surroundings,
    createSource: (table, readColumns) => withoutAcknowledge(surroundings.createSource(table, readColumns)),
    createSink: () => new NoSink(),
    buildGraph: (plan, options) => trace.listen(surroundings.buildGraph(plan, options)),
  };
}

function withoutAcknowledge(source: Source): Source {
  return {
    isBounded: source.isBounded,
    ...(source.turnLength === undefined ? {} : { turnLength: source.turnLength }),
    open: (cursors) => source.open(cursors),
    ...(source.prepareReplay === undefined
      ? {}
      : { prepareReplay: (runs, signal) => source.prepareReplay!(runs, signal) }),
    discover: (batchTimeMs) => source.discover(batchTimeMs),
    beginBatch: () => source.beginBatch(),
    readRun: (split, from, limit, replayTo) => source.readRun(split, from, limit, replayTo),
    endBatch: () => source.endBatch(),
    close: () => source.close(),
  };
}

class NoSink implements Sink {
  readonly commitOrder = "none";

  open(): void {}

  write(): void {}

  prepare(): null {
    return null;
  }

  close(): void {}
}
