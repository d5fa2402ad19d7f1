// What a job remembers between batches and between runs, apart from where it is kept (sqlite/ or memory-store.ts).
//
// Order of writes in one batch: logOffsets (before an operator runs) -> commit (one transaction: state deltas, watermarks,
// late and bad rows, sink manifests, the commit-log row). A batch that is logged and not committed is the pending batch:
// there is at most one, and it is replayed with the same ranges, batch time, idle lanes and seeds.
import type { SinkManifest, SplitCursor } from "../../connectors/connector.ts";

/** What the state belongs to. Made with the state, replaced when a changed query takes over. */
export interface JobMeta {
  /** Random; a new one with --fresh. */
  readonly jobId: string;
  /** PhysicalPlan.fingerprint. */
  readonly fingerprint: string;
  /** The statements of the job, so that a pending batch can be finished with them. */
  readonly sql: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly operators: readonly StoredOperator[];
}

/** An owner of state tables: an operator, a scan, or the positions of a source. */
export interface StoredOperator {
  readonly id: string;
  readonly role: "operator" | "scan" | "source";
  /** For a person: "window-aggregate (origin, window_start, avg_temp)". */
  readonly label: string;
  readonly tables: readonly { readonly name: string; readonly layoutVersion: number }[];
}

/** Records of one split that one batch reads: exactly those that begin in [from, to). */
export interface LoggedRun {
  readonly table: string;
  readonly split: string;
  readonly from: SplitCursor;
  readonly to: SplitCursor;
  /** Nothing comes after `to`. */
  readonly isEnded: boolean;
}

export interface OpenedSplit {
  readonly table: string;
  readonly split: string;
  /** Its watermark group. */
  readonly lane: string;
  /** Where it is read from: "the latest" is another place at the next start. Absent in logs of earlier versions. */
  readonly start?: SplitCursor;
}

export interface LaneRef {
  readonly table: string;
  readonly lane: string;
}

/** A row of offset_log. */
export interface OffsetEntry {
  readonly batchId: number;
  readonly batchTimeMs: number;
  /** In the order read: arrival order. */
  readonly runs: readonly LoggedRun[];
  /** Splits seen for the first time, with or without rows in this batch. */
  readonly openedSplits: readonly OpenedSplit[];
  readonly idleLanes: readonly LaneRef[];
  /** Whose turn it is in the next batch; null: the first one's. */
  readonly turn: LaneRef | null;
  readonly isEndOfInput: boolean;
}

/** What a batch took from outside: seeds, answers of lookups and async functions. */
export interface ExternalEntry {
  readonly operator: string;
  readonly payload: Uint8Array;
}

/** Rows of one source table on their way into one sink, since the job began: read = used + filtered + late + bad. */
export interface Account {
  readonly sinkId: string;
  readonly table: string;
  read: number;
  used: number;
  filtered: number;
  late: number;
  bad: number;
  /** Late for some of their windows and counted in others: part of `used`. */
  lateForSome: number;
}

/** Running totals since the job began; stored with each commit so that a resumed job's summary is right. */
export interface JobTotals {
  readonly accounts: readonly Account[];
  /** Changes written, by sink id. */
  readonly written: Readonly<Record<string, number>>;
  /** Rows that operators above the accounts refused (architecture law 11), by operator id. */
  readonly refusedAbove: Readonly<Record<string, number>>;
  /** Keys, of joins rows, that state TTL has freed, by operator id. Not in totals of earlier versions. */
  readonly expired?: Readonly<Record<string, number>>;
  /** Retractions of what was not there, which state TTL may have freed, by operator id. */
  readonly passedOver?: Readonly<Record<string, number>>;
}

/** A row of commit_log. */
export interface CommitEntry {
  readonly batchId: number;
  readonly batchTimeMs: number;
  readonly committedAtMs: number;
  /** By table; null: no watermark yet. */
  readonly watermarksMs: Readonly<Record<string, number | null>>;
  readonly totals: JobTotals;
  readonly isEndOfInput: boolean;
  /** Sinks closed what was open: end of input or stop. */
  readonly isLast: boolean;
}

export interface StateSegment {
  readonly operator: string;
  readonly table: string;
  readonly kind: "snapshot" | "delta";
  readonly payload: Uint8Array;
}

/** A row of late_rows. */
export interface LateRecord {
  readonly operator: string;
  readonly sourceTable: string | null;
  readonly split: string | null;
  readonly offset: number | null;
  readonly windowStartMs: number | null;
  readonly windowEndMs: number | null;
  readonly watermarkMs: number;
  readonly isLateForAll: boolean;
  /** JSON object or array of the operator's input columns. */
  readonly row: string;
}

/** A row of bad_rows: either not decodable (`operator` null) or refused by an operator. */
export interface BadRecord {
  readonly operator: string | null;
  readonly sourceTable: string | null;
  readonly split: string | null;
  readonly offset: number | null;
  /** 0 when the source has no lines. */
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  /** The record as read, cut to 4 KiB; only kept with 'on-error' = 'dead-letter'. */
  readonly raw: Uint8Array | null;
  /** JSON of the row that an operator refused. */
  readonly row: string | null;
}

export interface StoredManifest {
  readonly sinkId: string;
  readonly batchId: number;
  readonly manifest: SinkManifest;
}

/** Everything that becomes true together. */
export interface BatchCommit {
  readonly entry: CommitEntry;
  readonly deltas: readonly StateSegment[];
  /** Only sinks that returned one; the others keep theirs. */
  readonly manifests: readonly { readonly sinkId: string; readonly manifest: SinkManifest }[];
  readonly late: readonly LateRecord[];
  readonly bad: readonly BadRecord[];
}

/** What --fresh throws away. */
export interface DiscardedState {
  readonly lastBatchId: number | null;
  readonly segmentBytes: number;
  readonly lateRowCount: number;
  readonly badRowCount: number;
}

/** Stored bytes of one state table. */
export interface StoredTableSize {
  readonly operator: string;
  readonly table: string;
  readonly snapshotBytes: number;
  readonly deltaBytes: number;
  readonly deltaCount: number;
}

/**
 * One job's memory. Every method is synchronous and throws STATE_IO when it could not be done, STATE_CORRUPT when what is
 * read back is damaged. After any error the store refuses to go on: what is durable is known only after a restart.
 */
export interface StateStore {
  /** Of the state file; null in memory. */
  readonly path: string | null;
  /** False: nothing will be asked for again, so nothing is logged and no deltas are taken. */
  readonly keepsState: boolean;
  /** null: nothing is stored yet. */
  readMeta(): JobMeta | null;
  /** First start, or a changed query taking over: state of owners that `meta.operators` does not name is dropped. */
  writeMeta(meta: JobMeta): void;
  readLastCommit(): CommitEntry | null;
  /** What the last committed batch read; null before the first. */
  readLastOffsets(): OffsetEntry | null;
  readPending(): OffsetEntry | null;
  readExternal(batchId: number): readonly ExternalEntry[];
  readManifests(): readonly StoredManifest[];
  /** In the order they were written, table by table. */
  readSegments(visit: (segment: StateSegment) => void): void;
  tableSizes(): readonly StoredTableSize[];
  /**
   * `isDurable` false: the entry outlives the process but perhaps not the machine. That is enough while nobody sees anything
   * of the batch before its commit, which then makes both durable.
   */
  logOffsets(entry: OffsetEntry, external: readonly ExternalEntry[], isDurable: boolean): void;
  /** Adds to the external log of the pending batch. `isDurable` as in logOffsets. */
  logExternal(batchId: number, external: readonly ExternalEntry[], isDurable: boolean): void;
  /** Forgets the pending batch (nobody has seen anything of it). */
  dropPending(): void;
  commit(batch: BatchCommit): void;
  /** Replaces the segments of one table by one snapshot; its own transaction. */
  compact(operator: string, table: string, batchId: number, snapshot: Uint8Array): void;
  /** Moves log pages into the file when enough of them have come together. Off the hot path. */
  tidy(): void;
  /** Forgets everything, manifests of delivered output included. */
  discardAll(): DiscardedState;
  close(): void;
}
