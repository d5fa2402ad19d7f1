// The interfaces between the driver and the outside: connectors are records in one registry (index.ts); a Source reads
// records of splits into vectors, a Sink takes change batches and takes part in the two-phase commit.
import type { ChangeBatch, RowOrigin } from "../columnar/change-batch.ts";
import type { Scalar } from "../columnar/scalar.ts";
import type { Vector } from "../columnar/vector.ts";
import type { SqlType } from "../common/types.ts";

/** One option of a connector or format. Unknown keys are refused with "did you mean"; values are checked by `type`. */
export interface OptionSpec {
  readonly key: string;
  readonly type: "string" | "int" | "number" | "boolean" | "duration" | "bytes" | { readonly oneOf: readonly string[] };
  readonly isRequired?: boolean;
  readonly defaultText?: string;
  /** One sentence for the reference. */
  readonly summary: string;
  /** True for keys with a wildcard part, e.g. `fields.#.kind`. */
  readonly isPattern?: boolean;
  /** Numbers: only above 0. */
  readonly isPositive?: boolean;
}

export interface TableColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Set for a METADATA column: the connector's key. */
  readonly metadataKey?: string;
}

/** A table as a connector sees it: physical and metadata columns only. */
export interface TableSpec {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** Names of PRIMARY KEY columns, or null. */
  readonly primaryKey: readonly string[] | null;
  readonly partitionedBy: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

export interface ConnectorContext {
  /** Relative paths are relative to this folder. */
  readonly workingDirectory: string;
  /** Session zone. */
  readonly zone: string;
  /** Path of the job's state file, null in memory: a SQLite sink refuses the same path. */
  readonly statePath: string | null;
  /** Where `print` writes: rows go here and nothing else does. */
  readonly stdout: { write(text: string | Uint8Array): void };
  /** What a person should know and no statement fails by: a broker that does not answer for a while. */
  warn?(text: string): void;
}

/** An option that names a format: 'format', 'key.format'. The options of the format stand below the prefix. */
export interface FormatOption {
  readonly key: string;
  /** "" or "key.": 'key.json.ignore-parse-errors'. */
  readonly prefix: string;
  readonly isRequired: boolean;
  readonly summary: string;
}

export interface Connector {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  /** Names of formats it takes; empty: none. */
  readonly formats: readonly string[];
  /** The options that name a format; absent: 'format', which is then required, for all columns of a record. */
  readonly formatOptions?: readonly FormatOption[];
  /** Metadata keys that a source offers, with their types. */
  readonly metadata: Readonly<Record<string, SqlType>>;
  readonly source: SourceFactory | null;
  readonly sink: SinkFactory | null;
  /** Absent: rows cannot be asked for by key. */
  readonly lookup?: LookupFactory;
}

export interface LookupFactory {
  /** False: values of the type cannot be compared exactly where the rows are. */
  canCompare(type: SqlType): boolean;
  /** What may be remembered of earlier answers; null: nothing. Called with checked options. */
  cache(table: TableSpec): LookupCacheSpec | null;
  create(table: TableSpec, columns: LookupColumns, context: ConnectorContext): Lookup;
}

/** Indexes into TableSpec.columns. */
export interface LookupColumns {
  /** What is answered of each row, in this order. */
  readonly reads: readonly number[];
  /** What is compared with the values of a key, in this order. */
  readonly keys: readonly number[];
}

export interface LookupCacheSpec {
  /** Keys that are remembered at most: those asked for last. */
  readonly keysMax: number;
  /** Infinity: never. */
  readonly expireAfterWriteMs: number;
  readonly expireAfterAccessMs: number;
  /** Whether keys without rows are remembered too. */
  readonly keepsMissing: boolean;
}

/** Asks for rows by key while a job runs. */
export interface Lookup {
  open(): Promise<void> | void;
  /** For each key (none with a NULL in it, none twice) the rows that have it. */
  find(keys: readonly (readonly Scalar[])[]): LookupAnswers | Promise<LookupAnswers>;
  close(): Promise<void> | void;
}

/** By key, by row: the columns read. */
export type LookupAnswers = readonly (readonly (readonly Scalar[])[])[];

export interface SourceFactory {
  /** False: without a bound the source goes on until stopped. Called with checked options. */
  isBounded(table: TableSpec): boolean;
  /** Kinds of changes it brings; absent: only inserts. */
  changelogMode?(table: TableSpec): "append" | "retract" | "upsert";
  /** `readColumns`: indexes into table.columns that the bound plan reads; only these are decoded, in this order. */
  create(table: TableSpec, readColumns: readonly number[], context: ConnectorContext): Source;
}

/** Position in a split: where the next record begins. JSON-safe; `offset` is comparable, the rest is the source's own. */
export interface SplitCursor {
  /** Bytes (decompressed) for files, record number for generated rows; over all files of a sequence for split-order path. */
  readonly offset: number;
  readonly [key: string]: unknown;
}

/** A row that could not be decoded. */
export interface BadRow {
  readonly split: string;
  readonly offset: number;
  /** 1-based line of its first byte; 0 when the source has no lines. */
  readonly line: number;
  /** Column, or null when the framing is broken. */
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  /** The record as read, cut to 4 KiB. */
  readonly raw: Uint8Array;
}

export interface RunResult {
  /** Good rows appended. */
  readonly rowCount: number;
  readonly bad: readonly BadRow[];
  /** Cursor after the run. */
  readonly to: SplitCursor;
  /** True when the split has no more records now and never will (bounded). */
  readonly isEnded: boolean;
  /** Bytes read, for the size of a batch; absent: as many as the offsets are apart. */
  readonly byteCount?: number;
}

export interface RunLimit {
  /** At most so many records (good and bad). */
  readonly recordsMax: number;
  /** Only records that begin before this offset; Infinity: no limit. */
  readonly beginBefore: number;
  /** About so many bytes; a run ends at the first record end at or after it. */
  readonly bytesMax: number;
}

/**
 * The decoded rows of one batch of one source: all runs in the order read. Vectors are the source's readColumns. They may
 * be overwritten from the next beginBatch() on, but for the bytes of texts: whoever keeps rows gathers them.
 */
export interface SourceRows {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  readonly kinds: Uint8Array | null;
  readonly origin: RowOrigin;
}

/** What a pending batch read of one split, in order. */
export interface ReplayRun {
  readonly split: string;
  readonly from: SplitCursor;
  readonly to: SplitCursor;
}

/** Records that are there and not read yet. */
export interface SplitLag {
  readonly split: string;
  readonly records: number;
  /** Records that were gone before they could be read, and were passed over as the table allows. */
  readonly lost: number;
}

/**
 * Life: open(restored) -> { prepare -> discover -> beginBatch -> readRun* -> endBatch }* -> close.
 * Arrival order (the driver decides which split is read next) must be a function of offsets alone.
 */
export interface Source {
  readonly isBounded: boolean;
  /** Offsets that one turn of a split spans, where several are read side by side; absent: 64 Ki. */
  readonly turnLength?: number;
  /** `cursors`: split -> where to go on; empty at the first start. @throws SOURCE_FILE_CHANGED and other SOURCE_ errors. */
  open(cursors: ReadonlyMap<string, SplitCursor>): Promise<void> | void;
  /**
   * For sources that must wait for their data, before each batch. Unbounded: returns at once, the next batch takes what has
   * come. Bounded: when every split that is not ended can be read on, as order is a function of offsets alone. Also returns
   * when `signal` aborts. @throws what reading met meanwhile.
   */
  prepare?(signal: AbortSignal | undefined): Promise<void>;
  /** Before a replay: true when all of these can be read, false when `signal` aborted before. */
  prepareReplay?(runs: readonly ReplayRun[], signal: AbortSignal | undefined): Promise<boolean>;
  /** Resolves when there may be more to read; absent: the driver looks now and then. Calls may be many and go unheard. */
  whenReady?(): Promise<void>;
  /** By split, in order; for the progress shown. */
  lag?(): readonly SplitLag[];
  /** Looks for new data; returns the splits known now, in name order, each with its current end state. Called once per batch plan with logged batch time. */
  discover(batchTimeMs: number): readonly SplitState[];
  beginBatch(): void;
  /**
   * Reads and decodes records of one split from `from`, appending to the batch. With `replayTo` (replay of a logged
   * range) it reads exactly the records in [from, replayTo).
   */
  readRun(split: string, from: SplitCursor, limit: RunLimit, replayTo: SplitCursor | null): RunResult;
  endBatch(): SourceRows;
  /** Called after the batch that read up to these cursors is committed. */
  acknowledge?(cursors: ReadonlyMap<string, SplitCursor>): void;
  close(): Promise<void> | void;
}

export interface SplitState {
  readonly split: string;
  /** Where a split begins that has no cursor. */
  readonly start: SplitCursor;
  /** True when there is something to read now after `cursor` given to readRun; false: waits for data. */
  hasMore(cursor: SplitCursor): boolean;
  /** True when nothing will come after `cursor` any more. */
  isEnded(cursor: SplitCursor): boolean;
  /** A split that must be read to its end before the next is touched belongs to one sequence; null: read side by side. */
  readonly watermarkGroup: string;
}

export interface SinkFactory {
  /** What changes the sink can take. upsert needs a PRIMARY KEY. */
  changelogMode(table: TableSpec): "append" | "retract" | "upsert";
  create(table: TableSpec, context: SinkContext): Sink;
}

export interface SinkContext extends ConnectorContext {
  /** Random id of the job (meta.job_id): file names and batch-id tables carry it. */
  readonly jobId: string;
  /** Stable name of this sink in the job. */
  readonly sinkId: string;
}

/** What a sink must remember with the commit of a batch; JSON-safe. */
export type SinkManifest = Readonly<Record<string, unknown>>;

/**
 * commitOrder "first": commit(batchId) makes rows and batch id visible atomically, before the state transaction.
 * "after": prepare leaves a durable, invisible manifest that is stored in the state transaction; finish makes it visible.
 * "none": at least once (print), or nothing to lose (blackhole).
 */
export interface Sink {
  readonly commitOrder: "first" | "after" | "none";
  /**
   * `lastManifest`: of the last committed batch, null at the first start; an "after" sink finishes it here (idempotent)
   * and truncates or removes what was prepared later. `pendingBatchId`: of a batch that was begun and that the state does not
   * hold. @throws STATE_ errors when what the manifest says is gone.
   */
  open(lastManifest: SinkManifest | null, pendingBatchId?: number | null): Promise<void> | void;
  /** "first" sinks: the greatest batch id of this job they hold, null for none. */
  lastBatchId?(): number | null;
  /** Encodes rows of the current batch. Several calls per batch are possible. */
  write(batch: ChangeBatch): void;
  /** All rows of the batch durable but invisible. `isLast`: end of input or stop: close what is open. */
  prepare(batchId: number, batchTimeMs: number, isLast: boolean): Promise<SinkManifest | null> | SinkManifest | null;
  /** "first" sinks only. */
  commit?(batchId: number): Promise<void> | void;
  /** "after" sinks only: called after the state transaction, and again by open() after a crash. */
  finish?(manifest: SinkManifest): Promise<void> | void;
  close(): Promise<void> | void;
}
