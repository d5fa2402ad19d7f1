// The start of a run: to whom the state belongs, and what an earlier run left.
//
// A job is known by the fingerprint of its plan. Under a changed query the state is planned anew (upgrade-plan.ts) and only
// taken when that is allowed. Before it is taken, the old statements settle what they left: their sinks finish the last
// committed batch, and a pending batch that a "first" sink already shows is run to its end with them; one that nobody
// has seen is dropped, so that a query that could not get over a row can be mended; sinks that the changed query no longer
// has close what they have open. When the old statements no longer compile, that is an error only if they have something
// to settle.
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { MillraceError } from "../../common/errors.ts";
import type { DiscardedState, JobMeta, StateStore } from "../state/state-store.ts";
import type { RunOptions } from "./run-options.ts";
import { RunningJob } from "./running-job.ts";
import { sinkIdsOf } from "./sinks.ts";
import type { DriverJob, Surroundings } from "./surroundings.ts";
import { planUpgrade, queryChanged, type UpgradePlan } from "./upgrade-plan.ts";

export interface Recovered {
  readonly running: RunningJob;
  readonly meta: JobMeta;
  readonly discarded: DiscardedState | null;
}

/** Runs batches of the old job while it settles. */
export interface Settling {
  replayPending(running: RunningJob): Promise<void>;
  /** One batch without rows that closes what the sinks have open. */
  closeSinks(running: RunningJob): Promise<void>;
}

export async function recover(
  job: DriverJob,
  surroundings: Surroundings,
  store: StateStore,
  options: RunOptions,
  settling: Settling,
): Promise<Recovered> {
  // Before anything is read: starting over must also work on state that is damaged.
  const discarded = options.isFresh === true ? store.discardAll() : null;
  let running = new RunningJob(job, surroundings, store, options);
  const old = store.readMeta();
  const meta: JobMeta = {
    jobId: old?.jobId ?? randomUUID(),
    fingerprint: job.plan.fingerprint,
    sql: job.sql,
    settings: job.plan.settings,
    operators: running.owners.stored,
  };
  if (old === null || isSameJob(old, meta)) {
    // What changes no result (a path of a sink, a batch size) may differ: the newest text is kept.
    if (old === null || old.sql !== meta.sql || !isDeepStrictEqual(old.settings, meta.settings)) store.writeMeta(meta);
  } else {
    const settleOld = () => settle(old, job, surroundings, store, options, settling);
    // Before the first commit there is at most a pending batch: once that is settled, perhaps nothing to ask about.
    if (store.readLastCommit() === null) await settleOld();
    const lastBatchId = store.readLastCommit()?.batchId ?? null;
    const plan = planUpgrade(old, meta, lastBatchId, store.tableSizes());
    if (lastBatchId !== null && !(await isAllowed(old.fingerprint === meta.fingerprint, plan, options))) {
      throw queryChanged(plan, store.path);
    }
    await settleOld();
    takeOver(store, old, meta, plan);
    running = new RunningJob(job, surroundings, store, options);
  }
  return { running, meta, discarded };
}

function isSameJob(old: JobMeta, meta: JobMeta): boolean {
  return old.fingerprint === meta.fingerprint && isDeepStrictEqual(old.operators, meta.operators);
}

async function isAllowed(isSameQuery: boolean, plan: UpgradePlan, { upgrade }: RunOptions): Promise<boolean> {
  // Only what operators are called changed: nothing to decide.
  if (isSameQuery && plan.items.every((item) => item.action === "kept")) return true;
  if (upgrade === undefined || upgrade === "reject") return false;
  return upgrade === "allow" || (await upgrade(plan));
}

async function settle(
  old: JobMeta,
  job: DriverJob,
  surroundings: Surroundings,
  store: StateStore,
  options: RunOptions,
  settling: Settling,
): Promise<void> {
  const pending = store.readPending();
  const current = new Set(sinkIdsOf(job.plan));
  const isSinkGone = store.readManifests().some(({ sinkId }) => !current.has(sinkId));
  if (pending === null && !isSinkGone) return;
  const { onRows: _, ...quiet } = options;
  const running = new RunningJob(compileOld(old, surroundings, store), surroundings, store, quiet);
  try {
    await running.open(old.jobId, pending?.batchId ?? null);
    if (running.sinks.holdsPending) await settling.replayPending(running);
    else if (pending !== null) store.dropPending();
    if (isSinkGone) await settling.closeSinks(running);
  } finally {
    await running.close();
  }
}

function compileOld(old: JobMeta, surroundings: Surroundings, store: StateStore): DriverJob {
  try {
    return surroundings.compileStored(old.sql, old.settings);
  } catch (error) {
    throw new MillraceError(
      "STATE_UNSETTLED",
      "the earlier query left output to finish, and its statements no longer compile",
      {
        ...(store.path === null ? {} : { location: store.path }),
        hint: "Run the earlier SQL once more as it was (it finishes what it left), then the changed one; or start over with --fresh.",
        cause: error,
      },
    );
  }
}

/** State of the same owner in another layout must go before the new layout is named. */
function takeOver(store: StateStore, old: JobMeta, meta: JobMeta, plan: UpgradePlan): void {
  const kept = new Set(plan.items.flatMap((item) => (item.action === "kept" ? [item.id] : [])));
  const survivors = old.operators.filter(({ id }) => kept.has(id));
  if (survivors.length < old.operators.length) store.writeMeta({ ...old, operators: survivors });
  store.writeMeta(meta);
}
