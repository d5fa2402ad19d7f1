// The state as it was before a batch, as a job reads it; what the job writes goes nowhere and is handed to `committed`.
import { invariant } from "../../common/invariant.ts";
import type { StateFileReader } from "../state/sqlite/state-file-reader.ts";
import type {
  BatchCommit,
  CommitEntry,
  DiscardedState,
  ExternalEntry,
  JobMeta,
  OffsetEntry,
  StateSegment,
  StateStore,
  StoredManifest,
  StoredTableSize,
} from "../state/state-store.ts";

export class InspectionStore implements StateStore {
  readonly path: string;
  readonly keepsState = true;
  /** Of the last batch that ran on it. */
  committed: BatchCommit | null = null;
  readonly #file: StateFileReader;
  readonly #beforeBatchId: number;

  /** Only what batches before `beforeBatchId` wrote. */
  constructor(file: StateFileReader, beforeBatchId: number) {
    this.path = file.path;
    this.#file = file;
    this.#beforeBatchId = beforeBatchId;
  }

  readMeta(): JobMeta {
    return this.#file.meta();
  }

  readLastCommit(): CommitEntry | null {
    const last = this.#file.lastCommit();
    return last === null || last.batchId < this.#beforeBatchId ? last : this.#file.commit(this.#beforeBatchId - 1);
  }

  readLastOffsets(): OffsetEntry | null {
    const last = this.readLastCommit();
    return last === null ? null : this.#file.offsets(last.batchId);
  }

  readSegments(visit: (segment: StateSegment) => void): void {
    this.#file.readSegments((segment, batchId) => {
      if (batchId < this.#beforeBatchId) visit(segment);
    });
  }

  commit(batch: BatchCommit): void {
    this.committed = batch;
  }

  readPending(): OffsetEntry | null {
    return null;
  }

  readExternal(): readonly ExternalEntry[] {
    return [];
  }

  /** No sink is opened. */
  readManifests(): readonly StoredManifest[] {
    return [];
  }

  tableSizes(): readonly StoredTableSize[] {
    return [];
  }

  logExternal(): void {}

  tidy(): void {}

  close(): void {}

  writeMeta(): void {
    refuse();
  }

  logOffsets(): void {
    refuse();
  }

  dropPending(): void {
    refuse();
  }

  compact(): void {
    refuse();
  }

  discardAll(): DiscardedState {
    return refuse();
  }
}

function refuse(): never {
  invariant(false, "a state file that is looked at is not written");
  throw new Error("unreachable");
}
