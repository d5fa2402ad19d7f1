// A state file as one looks at it: read-only, in one snapshot, also while the job runs. Nothing is locked and nothing is made
// beside the file but what SQLite itself needs to read a WAL file (-shm, -wal).
import { existsSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { MillraceError } from "../../../common/errors.ts";
import type { CommitEntry, ExternalEntry, JobMeta, OffsetEntry, StateSegment, StoredManifest } from "../state-store.ts";
import { checksum } from "./checksum.ts";
import {
  type CommitRow,
  commitEntry,
  type ManifestRow,
  type OffsetRow,
  offsetEntry,
  storedManifest,
} from "./log-rows.ts";
import { readMeta } from "./meta-rows.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";
import { Segments } from "./segments.ts";
import { corrupt, guarded } from "./state-error.ts";

/** What state_segments holds of one table. */
export interface StoredTable {
  readonly operator: string;
  readonly table: string;
  readonly segmentCount: number;
  readonly bytes: number;
  /** Batch after which the snapshot was taken; null: there is none. */
  readonly snapshotBatchId: number | null;
  readonly lastBatchId: number;
}

/** A row of late_rows or bad_rows by its column names. */
export type RefusedRecord = Readonly<Record<string, string | number | Uint8Array | null>>;

export class StateFileReader {
  readonly path: string;
  readonly #database: Database;

  private constructor(path: string, database: Database) {
    this.path = path;
    this.#database = database;
  }

  /** @throws STATE_IO, STATE_CORRUPT, STATE_FOREIGN_FILE, STATE_VERSION */
  static async open(path: string): Promise<StateFileReader> {
    if (!existsSync(path)) {
      throw new MillraceError("STATE_IO", "there is no such state file", {
        location: path,
        hint: "A job with an INSERT keeps its state in .millrace/<file stem>.db, or where --state says.",
      });
    }
    const { default: BetterSqlite3 } = await import("better-sqlite3");
    return guarded(path, "read the state file", () => {
      const database = new BetterSqlite3(path, { readonly: true, timeout: 5000 });
      try {
        checkHead(path, database);
        // One snapshot for all that is read; the job writes on.
        database.exec("BEGIN");
        return new StateFileReader(path, database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  meta(): JobMeta {
    const meta = this.#read((database) => readMeta(this.path, database));
    if (meta !== null) return meta;
    throw new MillraceError("STATE_EMPTY", "no job has begun in this state file", {
      location: this.path,
      hint: "It was made by a run that ended before its first batch. Run the job first.",
    });
  }

  /** The process that opened it last. */
  processId(): string | null {
    return this.#read(
      (database) =>
        (database.prepare("SELECT value FROM meta WHERE key = 'process'").pluck().get() as string | undefined) ?? null,
    );
  }

  /** The newest, oldest first. */
  commits(limit: number): readonly CommitEntry[] {
    return this.#read((database) =>
      (database.prepare("SELECT * FROM commit_log ORDER BY batch_id DESC LIMIT ?").all(limit) as CommitRow[])
        .reverse()
        .map((row) => commitEntry(this.path, row)),
    );
  }

  commit(batchId: number): CommitEntry | null {
    return this.#read((database) => {
      const row = database.prepare("SELECT * FROM commit_log WHERE batch_id = ?").get(batchId) as CommitRow | undefined;
      return row === undefined ? null : commitEntry(this.path, row);
    });
  }

  lastCommit(): CommitEntry | null {
    return this.commits(1)[0] ?? null;
  }

  offsets(batchId: number): OffsetEntry | null {
    return this.#read((database) => {
      const row = database.prepare("SELECT * FROM offset_log WHERE batch_id = ?").get(batchId) as OffsetRow | undefined;
      return row === undefined ? null : offsetEntry(this.path, row);
    });
  }

  /** First and last batch of the offset log. */
  loggedBatches(): { readonly first: number; readonly last: number } | null {
    return this.#read((database) => {
      const row = database.prepare("SELECT min(batch_id) AS first, max(batch_id) AS last FROM offset_log").get() as {
        readonly first: number | null;
        readonly last: number | null;
      };
      return row.first === null || row.last === null ? null : { first: row.first, last: row.last };
    });
  }

  external(batchId: number): readonly ExternalEntry[] {
    interface ExternalRow extends ExternalEntry {
      readonly checksum: number;
    }
    return this.#read((database) =>
      (
        database
          .prepare("SELECT operator, payload, checksum FROM external_log WHERE batch_id = ? ORDER BY operator")
          .all(batchId) as ExternalRow[]
      ).map(({ operator, payload, checksum: stored }) => {
        if (checksum([batchId, operator], payload) === stored) return { operator, payload };
        throw corrupt(this.path, `external_log, batch ${batchId}, operator ${operator} does not match its checksum`);
      }),
    );
  }

  manifests(): readonly StoredManifest[] {
    return this.#read((database) =>
      (database.prepare("SELECT * FROM sink_manifest ORDER BY sink").all() as ManifestRow[]).map((row) =>
        storedManifest(this.path, row),
      ),
    );
  }

  /** In order, with the batch that wrote it. @throws STATE_CORRUPT naming the segment */
  readSegments(visit: (segment: StateSegment, batchId: number) => void): void {
    this.#read((database) => new Segments(this.path, database).read(visit));
  }

  storedTables(): readonly StoredTable[] {
    return this.#read(
      (database) =>
        database
          .prepare(
            `SELECT operator, "table", count(*) FILTER (WHERE kind <> 'part') AS segmentCount,
               sum(length(payload)) AS bytes, max(batch_id) FILTER (WHERE kind = 'snapshot') AS snapshotBatchId,
               max(batch_id) AS lastBatchId
             FROM state_segments GROUP BY operator, "table" ORDER BY operator, "table"`,
          )
          .all() as StoredTable[],
    );
  }

  /** The newest, oldest first, with how many there are. */
  refused(
    table: "late_rows" | "bad_rows",
    limit: number,
  ): { readonly count: number; readonly rows: readonly RefusedRecord[] } {
    return this.#read((database) => ({
      count: database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number,
      rows: (
        database.prepare(`SELECT * FROM ${table} ORDER BY id DESC LIMIT ?`).all(limit) as RefusedRecord[]
      ).reverse(),
    }));
  }

  close(): void {
    this.#database.close();
  }

  #read<T>(step: (database: Database) => T): T {
    return guarded(this.path, "read the state file", () => step(this.#database));
  }
}

function checkHead(path: string, database: Database): void {
  if (database.pragma("application_id", { simple: true }) !== APPLICATION_ID) {
    throw new MillraceError("STATE_FOREIGN_FILE", "this SQLite file is not a state file of Millrace", {
      location: path,
      hint: "Give the path of a state file: .millrace/<file stem>.db, or what --state said.",
    });
  }
  const version = database.prepare("SELECT value FROM meta WHERE key = 'schema_version'").pluck().get();
  if (version !== String(SCHEMA_VERSION)) {
    throw new MillraceError(
      "STATE_VERSION",
      `the state file has version ${version}; this Millrace reads ${SCHEMA_VERSION}`,
      { location: path, hint: "Look at it with the Millrace that made it." },
    );
  }
}
