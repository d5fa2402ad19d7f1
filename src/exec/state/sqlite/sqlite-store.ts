// The state store in one SQLite file: WAL, synchronous = FULL, one transaction a batch.
//
// After a write that failed nothing more is written: whether the batch is in the file is known only to the next start,
// and both answers are right there (a committed batch is finished, a pending one replayed).
import type { Database, Statement } from "better-sqlite3";
import { MillraceError } from "../../../common/errors.ts";
import { REFUSED_ROWS_MAX } from "../memory-store.ts";
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
} from "../state-store.ts";
import { checksum } from "./checksum.ts";
import {
  type CommitRow,
  commitEntry,
  commitRow,
  type ManifestRow,
  manifestRow,
  type OffsetRow,
  offsetEntry,
  offsetRow,
  storedManifest,
} from "./log-rows.ts";
import { readMeta, writeMeta } from "./meta-rows.ts";
import { RefusedRows } from "./refused-rows.ts";
import { JOB_TABLES } from "./schema.ts";
import { Segments } from "./segments.ts";
import { guarded } from "./state-error.ts";

/** Committed batches whose log rows are kept to look at. */
export const RETAINED_BATCHES = 1000;

/** Whose entry of the external log is the seed of the batch. */
const SEED_OWNER = "seed";

/** Written bytes after which tidy() moves the write-ahead log into the file. */
const WAL_BYTES_MAX = 16 * 1024 * 1024;

/** A commit's log pages, roughly, beside its payloads. */
const COMMIT_OVERHEAD_BYTES = 32 * 1024;

export class SqliteStore implements StateStore {
  readonly path: string;
  readonly keepsState = true;
  readonly #database: Database;
  readonly #lock: Database;
  readonly #segments: Segments;
  readonly #refused: RefusedRows;
  readonly #statements: Statements;
  #walBytes = 0;
  #hasFailed = false;

  /** `lock` is held until close(). */
  constructor(path: string, database: Database, lock: Database) {
    this.path = path;
    this.#database = database;
    this.#lock = lock;
    this.#segments = new Segments(path, database);
    this.#refused = new RefusedRows(database);
    this.#statements = prepareStatements(database);
  }

  readMeta(): JobMeta | null {
    return this.#read("read the job", () => readMeta(this.path, this.#database));
  }

  writeMeta(meta: JobMeta): void {
    this.#write("write the job", () => {
      writeMeta(this.#database, meta);
      this.#segments.keepOnly(meta.operators);
    });
  }

  readLastCommit(): CommitEntry | null {
    return this.#read("read the commit log", () => {
      const row = this.#statements.lastCommit.get() as CommitRow | undefined;
      return row === undefined ? null : commitEntry(this.path, row);
    });
  }

  readLastOffsets(): OffsetEntry | null {
    return this.#readOffsets(this.#statements.lastOffsets);
  }

  readPending(): OffsetEntry | null {
    return this.#readOffsets(this.#statements.pending);
  }

  readExternal(batchId: number): readonly ExternalEntry[] {
    return this.#read("read the external log", () =>
      (this.#statements.external.all(batchId) as ExternalRow[]).map((row) => {
        if (checksum([batchId, row.operator], row.payload) !== row.checksum) {
          throw this.#segments.damaged(`external_log, batch ${batchId}, operator ${row.operator}`);
        }
        return { operator: row.operator, payload: row.payload };
      }),
    );
  }

  readManifests(): readonly StoredManifest[] {
    return this.#read("read the sink manifests", () =>
      (this.#statements.manifests.all() as ManifestRow[]).map((row) => storedManifest(this.path, row)),
    );
  }

  readSegments(visit: (segment: StateSegment) => void): void {
    this.#read("read the state", () => this.#segments.read(visit));
  }

  tableSizes(): readonly StoredTableSize[] {
    return this.#segments.sizes();
  }

  logOffsets(entry: OffsetEntry, external: readonly ExternalEntry[], isDurable: boolean): void {
    this.#log("log the offsets of a batch", isDurable, () => {
      this.#statements.addOffsets.run(offsetRow(entry));
      this.#addExternal(entry.batchId, external);
    });
  }

  logExternal(batchId: number, external: readonly ExternalEntry[], isDurable: boolean): void {
    this.#log("log what a batch took from outside", isDurable, () => this.#addExternal(batchId, external));
    this.#walBytes += external.reduce((sum, { payload }) => sum + payload.length, 0);
  }

  #addExternal(batchId: number, external: readonly ExternalEntry[]): void {
    for (const { operator, payload } of external) {
      this.#statements.addExternal.run(batchId, operator, payload, checksum([batchId, operator], payload));
    }
  }

  /** In WAL mode NORMAL leaves out the sync at COMMIT; the next transaction under FULL syncs these pages with its own. */
  #log(doing: string, isDurable: boolean, step: () => void): void {
    if (!isDurable) this.#database.pragma("synchronous = NORMAL");
    this.#write(doing, step);
    if (!isDurable) this.#database.pragma("synchronous = FULL");
  }

  dropPending(): void {
    this.#write("drop the pending batch", () => {
      this.#statements.dropPendingExternal.run();
      this.#statements.dropPending.run();
    });
  }

  commit(batch: BatchCommit): void {
    const { entry } = batch;
    this.#write("commit a batch", () => {
      for (const delta of batch.deltas) this.#walBytes += this.#segments.append(delta, entry.batchId);
      for (const { sinkId, manifest } of batch.manifests) {
        this.#statements.putManifest.run(manifestRow(sinkId, entry.batchId, manifest));
      }
      this.#refused.add(entry.batchId, batch.late, batch.bad, REFUSED_ROWS_MAX);
      this.#statements.addCommit.run(commitRow(entry));
      const oldest = entry.batchId - RETAINED_BATCHES;
      this.#statements.pruneOffsets.run(oldest);
      this.#statements.pruneCommits.run(oldest);
      this.#statements.pruneExternal.run(entry.batchId);
      this.#statements.pruneSeeds.run(oldest);
    });
    this.#walBytes += COMMIT_OVERHEAD_BYTES;
  }

  compact(operator: string, table: string, batchId: number, snapshot: Uint8Array): void {
    this.#write("compact the state", () => {
      this.#walBytes += this.#segments.replace({ operator, table, kind: "snapshot", payload: snapshot }, batchId);
    });
  }

  tidy(): void {
    if (this.#walBytes < WAL_BYTES_MAX) return;
    guarded(this.path, "move the write-ahead log into the state file", () =>
      this.#database.pragma("wal_checkpoint(PASSIVE)"),
    );
    this.#walBytes = 0;
  }

  discardAll(): DiscardedState {
    const discarded = this.#read("look at the state", () => ({
      lastBatchId: this.#statements.lastBatchId.pluck().get() as number | null,
      segmentBytes: this.tableSizes().reduce((sum, t) => sum + t.snapshotBytes + t.deltaBytes, 0),
      lateRowCount: this.#refused.lateCount(),
      badRowCount: this.#refused.badCount(),
    }));
    this.#write("start over", () => {
      for (const table of JOB_TABLES) this.#database.exec(`DELETE FROM ${table}`);
      this.#database.exec("DELETE FROM meta WHERE key NOT IN ('schema_version', 'process')");
      this.#segments.forgetAll();
    });
    return discarded;
  }

  close(): void {
    this.#database.close();
    this.#lock.close();
  }

  #readOffsets(statement: Statement): OffsetEntry | null {
    return this.#read("read the offset log", () => {
      const row = statement.get() as OffsetRow | undefined;
      return row === undefined ? null : offsetEntry(this.path, row);
    });
  }

  #read<T>(doing: string, step: () => T): T {
    return guarded(this.path, doing, step);
  }

  #write(doing: string, step: () => void): void {
    if (this.#hasFailed) {
      throw new MillraceError("STATE_IO", "an earlier write to the state file failed; this run cannot go on", {
        location: this.path,
        hint: "Run the same command again: it goes on after the last committed batch.",
      });
    }
    this.#hasFailed = true;
    guarded(this.path, doing, () => {
      this.#statements.begin.run();
      try {
        step();
        this.#statements.commit.run();
      } catch (error) {
        if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    });
    this.#hasFailed = false;
  }
}

interface ExternalRow {
  readonly operator: string;
  readonly payload: Uint8Array;
  readonly checksum: number;
}

type Statements = Readonly<Record<keyof typeof STATEMENTS, Statement>>;

const STATEMENTS = {
  begin: "BEGIN IMMEDIATE",
  commit: "COMMIT",
  lastCommit: "SELECT * FROM commit_log ORDER BY batch_id DESC LIMIT 1",
  lastBatchId: "SELECT max(batch_id) FROM commit_log",
  pending:
    "SELECT * FROM offset_log WHERE batch_id > coalesce((SELECT max(batch_id) FROM commit_log), 0) ORDER BY batch_id LIMIT 1",
  lastOffsets: "SELECT * FROM offset_log WHERE batch_id = (SELECT max(batch_id) FROM commit_log)",
  external: "SELECT operator, payload, checksum FROM external_log WHERE batch_id = ? ORDER BY operator",
  manifests: "SELECT * FROM sink_manifest ORDER BY sink",
  addOffsets: `INSERT INTO offset_log VALUES
    ($batch_id, $batch_time_ms, $ranges, $opened_splits, $idle_lanes, $turn, $is_end_of_input, $checksum)`,
  addExternal: "INSERT INTO external_log VALUES (?, ?, ?, ?)",
  dropPending: "DELETE FROM offset_log WHERE batch_id > coalesce((SELECT max(batch_id) FROM commit_log), 0)",
  dropPendingExternal: "DELETE FROM external_log WHERE batch_id > coalesce((SELECT max(batch_id) FROM commit_log), 0)",
  addCommit: `INSERT INTO commit_log VALUES
    ($batch_id, $batch_time_ms, $committed_at_ms, $watermarks, $totals, $is_end_of_input, $is_last, $checksum)`,
  putManifest: "INSERT OR REPLACE INTO sink_manifest VALUES ($sink, $batch_id, $manifest, $checksum)",
  pruneOffsets: "DELETE FROM offset_log WHERE batch_id <= ?",
  pruneCommits: "DELETE FROM commit_log WHERE batch_id <= ?",
  // Seeds are small and let a committed batch be replayed (inspect --replay); answers from outside are not.
  pruneExternal: `DELETE FROM external_log WHERE batch_id = ? - 1 AND operator <> '${SEED_OWNER}'`,
  pruneSeeds: "DELETE FROM external_log WHERE batch_id <= ?",
} as const;

function prepareStatements(database: Database): Statements {
  return Object.fromEntries(
    Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)]),
  ) as Statements;
}
