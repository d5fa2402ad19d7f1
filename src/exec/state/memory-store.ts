// The state store that lives in memory: for a bare SELECT (`keepsState` false: it only hands out a job id) and, keeping
// everything, for stopping and resuming a job inside one process.
import type {
  BadRecord,
  BatchCommit,
  CommitEntry,
  DiscardedState,
  ExternalEntry,
  JobMeta,
  LateRecord,
  OffsetEntry,
  StateSegment,
  StateStore,
  StoredManifest,
  StoredTableSize,
} from "./state-store.ts";

/** Late and bad rows that are kept for looking at; the counts in the totals are always complete. */
export const REFUSED_ROWS_MAX = 100_000;

export class MemoryStore implements StateStore {
  readonly path = null;
  readonly keepsState: boolean;
  #meta: JobMeta | null = null;
  #lastCommit: CommitEntry | null = null;
  #lastOffsets: OffsetEntry | null = null;
  #pending: OffsetEntry | null = null;
  #external: readonly ExternalEntry[] = [];
  readonly #manifests = new Map<string, StoredManifest>();
  /** By owner and table, in the order written. */
  readonly #segments = new Map<string, StateSegment[]>();
  #late: LateRecord[] = [];
  #bad: BadRecord[] = [];

  constructor(keepsState: boolean) {
    this.keepsState = keepsState;
  }

  readMeta(): JobMeta | null {
    return this.#meta;
  }

  writeMeta(meta: JobMeta): void {
    this.#meta = meta;
    const kept = new Set(meta.operators.flatMap((o) => o.tables.map((t) => segmentKey(o.id, t.name))));
    for (const key of this.#segments.keys()) if (!kept.has(key)) this.#segments.delete(key);
  }

  readLastCommit(): CommitEntry | null {
    return this.#lastCommit;
  }

  readLastOffsets(): OffsetEntry | null {
    return this.#lastOffsets;
  }

  readPending(): OffsetEntry | null {
    return this.#pending;
  }

  readExternal(batchId: number): readonly ExternalEntry[] {
    return this.#pending?.batchId === batchId ? this.#external : [];
  }

  readManifests(): readonly StoredManifest[] {
    return [...this.#manifests.values()];
  }

  readSegments(visit: (segment: StateSegment) => void): void {
    for (const list of this.#segments.values()) list.forEach(visit);
  }

  tableSizes(): readonly StoredTableSize[] {
    return [...this.#segments.values()].map((list) => {
      const deltas = list.filter((s) => s.kind === "delta");
      const deltaBytes = deltas.reduce((sum, s) => sum + s.payload.length, 0);
      const allBytes = list.reduce((sum, s) => sum + s.payload.length, 0);
      const { operator, table } = list[0];
      return { operator, table, snapshotBytes: allBytes - deltaBytes, deltaBytes, deltaCount: deltas.length };
    });
  }

  logOffsets(entry: OffsetEntry, external: readonly ExternalEntry[], _isDurable: boolean): void {
    this.#pending = entry;
    this.#external = external;
  }

  logExternal(_batchId: number, external: readonly ExternalEntry[], _isDurable: boolean): void {
    this.#external = [...this.#external, ...external];
  }

  dropPending(): void {
    this.#pending = null;
  }

  commit(batch: BatchCommit): void {
    const { entry } = batch;
    this.#lastCommit = entry;
    this.#lastOffsets = this.#pending;
    this.#pending = null;
    for (const delta of batch.deltas) {
      const key = segmentKey(delta.operator, delta.table);
      const list = this.#segments.get(key);
      if (list === undefined) this.#segments.set(key, [delta]);
      else list.push(delta);
    }
    for (const { sinkId, manifest } of batch.manifests) {
      this.#manifests.set(sinkId, { sinkId, manifest, batchId: entry.batchId });
    }
    this.#late = newest(this.#late, batch.late);
    this.#bad = newest(this.#bad, batch.bad);
  }

  compact(operator: string, table: string, _batchId: number, snapshot: Uint8Array): void {
    this.#segments.set(segmentKey(operator, table), [{ operator, table, kind: "snapshot", payload: snapshot }]);
  }

  tidy(): void {}

  discardAll(): DiscardedState {
    const discarded = {
      lastBatchId: this.#lastCommit?.batchId ?? null,
      segmentBytes: this.tableSizes().reduce((sum, t) => sum + t.snapshotBytes + t.deltaBytes, 0),
      lateRowCount: this.#late.length,
      badRowCount: this.#bad.length,
    };
    this.#meta = null;
    this.#lastCommit = null;
    this.#lastOffsets = null;
    this.#pending = null;
    this.#manifests.clear();
    this.#segments.clear();
    this.#late = [];
    this.#bad = [];
    return discarded;
  }

  /** Nothing to release: a kept store can be given to the next job. */
  close(): void {}

  /** The newest refused rows, oldest first. */
  lateRows(): readonly LateRecord[] {
    return this.#late;
  }

  badRows(): readonly BadRecord[] {
    return this.#bad;
  }
}

function segmentKey(operator: string, table: string): string {
  return `${operator}\n${table}`;
}

function newest<T>(kept: T[], more: readonly T[]): T[] {
  if (more.length === 0) return kept;
  for (const record of more) kept.push(record);
  return kept.length > REFUSED_ROWS_MAX ? kept.slice(-REFUSED_ROWS_MAX) : kept;
}
