// The SQLite sink: rows and the batch's id in one transaction of a file of its own, committed before the job's state.
//
// millrace_batches(job_id, sink, batch_id) holds the last batch of each sink of each job; a batch found there after a
// crash is not written again. With a PRIMARY KEY rows are upserted and deleted by key; without one they are appended, and
// a retraction deletes one row that is equal in all columns (when there is none, somebody else changed the table: an
// error, not silence). The batch's changes wait in memory until commit, so that two sinks of one job that write to the
// same file never wait for each other's lock.

import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type Database from "better-sqlite3";
import { type ChangeBatch, DELETE, liveRowCount, UPDATE_BEFORE } from "../../columnar/change-batch.ts";
import { scalarAt } from "../../columnar/read.ts";
import { MillraceError } from "../../common/errors.ts";
import { invariant } from "../../common/invariant.ts";
import type { Sink, SinkContext, TableSpec } from "../connector.ts";
import { createTableSql, deleteSql, quoteName, upsertSql } from "./sqlite-statements.ts";
import { type SqliteValue, sqliteValue } from "./sqlite-values.ts";

const BUSY_TIMEOUT_MS = 10_000;

export class SqliteSink implements Sink {
  readonly commitOrder = "first";
  readonly #table: TableSpec;
  readonly #context: SinkContext;
  readonly #path: string;
  readonly #name: string;
  #database: Database.Database | null = null;
  #put: Database.Statement | null = null;
  #delete: Database.Statement | null = null;
  #batches: ChangeBatch[] = [];

  constructor(table: TableSpec, context: SinkContext) {
    this.#table = table;
    this.#context = context;
    this.#path = resolve(context.workingDirectory, table.options["path"]);
    this.#name = table.options["table-name"] ?? table.name;
    if (context.statePath !== null && isSameFile(this.#path, resolve(context.workingDirectory, context.statePath))) {
      throw new MillraceError("SINK_IS_STATE_FILE", `'${table.options["path"]}' is the state file of this job`, {
        hint: "Give the table another 'path': the state file belongs to the job alone.",
      });
    }
  }

  async open(): Promise<void> {
    const { default: open } = await import("better-sqlite3");
    try {
      const database = new open(this.#path, { timeout: BUSY_TIMEOUT_MS });
      this.#database = database;
      database.pragma("synchronous = FULL");
      database.exec(createTableSql(this.#name, this.#table));
      database.exec(
        "CREATE TABLE IF NOT EXISTS millrace_batches (job_id TEXT NOT NULL, sink TEXT NOT NULL, batch_id INTEGER NOT NULL, PRIMARY KEY (job_id, sink))",
      );
      this.#checkColumns(database);
      this.#put = database.prepare(upsertSql(this.#name, this.#table));
      this.#delete = database.prepare(deleteSql(this.#name, this.#table));
    } catch (error) {
      throw this.#failure(error);
    }
  }

  lastBatchId(): number | null {
    const row = this.#opened()
      .prepare("SELECT batch_id FROM millrace_batches WHERE job_id = ? AND sink = ?")
      .get(this.#context.jobId, this.#context.sinkId) as { batch_id: number } | undefined;
    return row?.batch_id ?? null;
  }

  write(batch: ChangeBatch): void {
    this.#batches.push(batch);
  }

  prepare(): null {
    return null;
  }

  commit(batchId: number): void {
    const database = this.#opened();
    const batches = this.#batches;
    this.#batches = [];
    try {
      database
        .transaction(() => {
          for (const batch of batches) this.#apply(batch);
          database
            .prepare(
              "INSERT INTO millrace_batches (job_id, sink, batch_id) VALUES (?, ?, ?) ON CONFLICT (job_id, sink) DO UPDATE SET batch_id = excluded.batch_id",
            )
            .run(this.#context.jobId, this.#context.sinkId, batchId);
        })
        .immediate();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  #apply(batch: ChangeBatch): void {
    const { columns, primaryKey } = this.#table;
    const keys = primaryKey?.map((name) => columns.findIndex((column) => column.name === name)) ?? null;
    const count = liveRowCount(batch);
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const kind = batch.kinds === null ? 0 : batch.kinds[row];
      const values = columns.map(({ type }, column) => sqliteValue(scalarAt(batch.columns[column], type, row), type));
      if (kind !== DELETE && kind !== UPDATE_BEFORE) this.#put?.run(values);
      else if (keys !== null) {
        // The update that follows writes over the row; only a delete takes it away.
        if (kind === DELETE) this.#delete?.run(keys.map((key) => values[key]));
      } else if (this.#delete?.run(values).changes !== 1) throw this.#missingRow(values);
    }
  }

  #checkColumns(database: Database.Database): void {
    const existing = database.prepare(`PRAGMA table_info(${quoteName(this.#name)})`).all() as { name: string }[];
    const names = new Set(existing.map(({ name }) => name.toLowerCase()));
    const missing = this.#table.columns.filter(({ name }) => !names.has(name.toLowerCase()));
    if (missing.length === 0) return;
    throw new MillraceError(
      "SINK_TABLE_MISMATCH",
      `the table ${this.#name} in the file has no column ${missing.map(({ name }) => `'${name}'`).join(", ")}`,
      {
        location: this.#table.options["path"],
        hint: `Its columns: ${existing.map(({ name }) => name).join(", ")}. Name another one with 'table-name', or drop it: it is made anew.`,
      },
    );
  }

  #opened(): Database.Database {
    invariant(this.#database !== null, "the SQLite sink is not open");
    return this.#database;
  }

  #missingRow(values: readonly SqliteValue[]): MillraceError {
    return new MillraceError(
      "SINK_ROW_MISSING",
      `a row to be taken back is not in ${this.#name}: ${values.map(String).join(", ")}`,
      {
        location: this.#table.options["path"],
        hint: "The table was changed by somebody else. Give it a PRIMARY KEY to write by key, or write it anew with --fresh into another file.",
      },
    );
  }

  #failure(error: unknown): unknown {
    if (error instanceof MillraceError || !(error instanceof Error) || !("code" in error)) return error;
    const isLocked = String(error.code).startsWith("SQLITE_BUSY");
    return new MillraceError("SINK_WRITE_FAILED", `SQLite: ${error.message}`, {
      location: this.#table.options["path"],
      hint: isLocked
        ? "Another process holds the file's write lock."
        : "Nothing is lost: the batch is not committed, and is written again when the job starts anew.",
      cause: error,
    });
  }
}

/** Also when a path goes through links, and when the file is not there yet. */
function isSameFile(a: string, b: string): boolean {
  return realPath(a) === realPath(b);
}

function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
}
