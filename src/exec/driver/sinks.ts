// The sinks of a job through one batch: prepare all, commit the "first" ones, (the state transaction), finish the "after"
// ones. A "first" sink that already holds the batch (a replay) is left alone.
import { liveRowCount, type ChangeBatch } from "../../columnar/change-batch.ts";
import { consolidateKeys, consolidateRows } from "../../columnar/consolidate.ts";
import type { LentArrays } from "../../columnar/lent-arrays.ts";
import { MillraceError } from "../../common/errors.ts";
import type { Sink, SinkManifest } from "../../connectors/connector.ts";
import type { PhysicalPlan, PhysicalSink } from "../../planner/physical.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Surroundings } from "./surroundings.ts";

export interface JobSink {
  readonly id: string;
  readonly plan: PhysicalSink;
  /** null: rows go to the caller. */
  readonly sink: Sink | null;
}

/** Ids that stay when the query behind a sink changes: the table's name, numbered where a table is written twice. */
export function sinkIdsOf(plan: PhysicalPlan): readonly string[] {
  const taken = new Map<string, number>();
  return plan.sinks.map(({ name }) => {
    const base = name.replace(/[^A-Za-z0-9_]+/g, "_") || "sink";
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return count === 1 ? base : `${base}-${count}`;
  });
}

export function createSinks(plan: PhysicalPlan, jobId: string, surroundings: Surroundings): readonly JobSink[] {
  const ids = sinkIdsOf(plan);
  return plan.sinks.map((sink, i) => ({
    id: ids[i],
    plan: sink,
    sink: sink.table === null ? null : surroundings.createSink(sink.table, { jobId, sinkId: ids[i] }),
  }));
}

/** Net changes of a batch as the sink counts rows: by its key, or by whole rows. */
export function netChanges(
  { input, table, keyColumns }: PhysicalSink,
  batch: ChangeBatch,
  lent?: LentArrays,
): ChangeBatch {
  if (table === null) return batch;
  return keyColumns === null
    ? consolidateRows(batch, input.columns, lent)
    : consolidateKeys(batch, input.columns, keyColumns);
}

export class SinkSet {
  readonly sinks: readonly JobSink[];
  readonly #opened: Sink[] = [];
  /** "First" sinks that hold the batch with this id already. */
  #holding = new Map<Sink, number>();

  constructor(sinks: readonly JobSink[]) {
    this.sinks = sinks;
  }

  /**
   * Finishes what the last committed batch left ("after" sinks), asks "first" sinks how far they are.
   * @throws STATE_BEHIND_SINK when one holds a batch that the state does not know.
   */
  async open(store: StateStore, pendingBatchId: number | null): Promise<void> {
    const manifests = new Map(store.readManifests().map((m) => [m.sinkId, m.manifest]));
    const lastBatchId = store.readLastCommit()?.batchId ?? 0;
    for (const { id, plan, sink } of this.sinks) {
      if (sink === null) continue;
      this.#opened.push(sink);
      await sink.open(manifests.get(id) ?? null, pendingBatchId);
      const held = sink.commitOrder === "first" ? (sink.lastBatchId?.() ?? null) : null;
      if (held === null || held <= lastBatchId) continue;
      if (held !== pendingBatchId) throw behindSink(plan.name, held, lastBatchId, store.path);
      this.#holding.set(sink, held);
    }
  }

  /** True when a sink already shows the pending batch. */
  get holdsPending(): boolean {
    return this.#holding.size > 0;
  }

  /** True when a sink shows a batch before the state knows it: what it read must be durable by then. */
  get showsBeforeCommit(): boolean {
    return this.sinks.some(({ sink }) => sink?.commitOrder === "first");
  }

  /** True when a sink may have something open that a last batch closes. */
  get hasOpenOutput(): boolean {
    return this.sinks.some(({ sink }) => sink?.commitOrder === "after");
  }

  write(index: number, batch: ChangeBatch, batchId: number): void {
    const { sink } = this.sinks[index];
    if (sink !== null && liveRowCount(batch) > 0 && this.#holding.get(sink) !== batchId) sink.write(batch);
  }

  /** Steps 5 and 6: everything durable, "first" sinks visible. Returns the manifests. */
  async prepare(batchId: number, batchTimeMs: number, isLast: boolean) {
    const manifests: { readonly sinkId: string; readonly manifest: SinkManifest }[] = [];
    const waiting = this.sinks.filter(({ sink }) => sink !== null && this.#holding.get(sink) !== batchId);
    for (const { id, sink } of waiting) {
      const manifest = await sink!.prepare(batchId, batchTimeMs, isLast);
      if (manifest !== null) manifests.push({ sinkId: id, manifest });
    }
    for (const { sink } of waiting) if (sink!.commitOrder === "first") await sink!.commit?.(batchId);
    return manifests;
  }

  /** Step 8. */
  async finish(manifests: readonly { readonly sinkId: string; readonly manifest: SinkManifest }[]): Promise<void> {
    for (const { id, sink } of this.sinks) {
      if (sink?.commitOrder !== "after") continue;
      const manifest = manifests.find((m) => m.sinkId === id)?.manifest;
      if (manifest !== undefined) await sink.finish?.(manifest);
    }
  }

  async close(): Promise<void> {
    for (const sink of this.#opened) await sink.close();
  }
}

function behindSink(name: string, held: number, lastBatchId: number, path: string | null): MillraceError {
  return new MillraceError(
    "STATE_BEHIND_SINK",
    `${name} holds batch ${held} of this job, but the state ends with batch ${lastBatchId}`,
    {
      ...(path === null ? {} : { location: path }),
      hint: "An older copy of the state file was put back. Use the newest one, or start over with --fresh (what was delivered stays and is delivered again).",
    },
  );
}
