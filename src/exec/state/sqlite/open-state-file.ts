// Opens or makes the state file of a job: takes the lock, checks that the file is ours and of a version we read.
import { closeSync, existsSync, mkdirSync, openSync, readSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Database } from "better-sqlite3";
import { MillraceError } from "../../../common/errors.ts";
import { type OpenDatabase, lockStateFile } from "./lock.ts";
import { APPLICATION_ID, createTables, SCHEMA_VERSION } from "./schema.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { guarded, stateError } from "./state-error.ts";

export interface OpenStateOptions {
  /** `--fresh`: a file of ours that cannot be read any more is deleted instead of refused. */
  readonly replacesDamaged?: boolean;
}

/** SQLite is loaded when the first state file is opened. @throws STATE_IN_USE, STATE_IO, STATE_CORRUPT, STATE_FOREIGN_FILE, STATE_VERSION. */
export async function openStateFile(path: string, options: OpenStateOptions = {}): Promise<SqliteStore> {
  const { default: BetterSqlite3 } = await import("better-sqlite3");
  const open: OpenDatabase = (file, how) => new BetterSqlite3(file, how);
  const file = guarded(path, "make the folder of the state file", () => {
    const folder = dirname(resolve(path));
    mkdirSync(folder, { recursive: true });
    // Two names of one file must meet at one lock.
    return existsSync(path) ? realpathSync(path) : join(realpathSync(folder), basename(path));
  });
  const lock = lockStateFile(open, file);
  try {
    return openLocked(open, path, file, lock);
  } catch (error) {
    const isOurs =
      options.replacesDamaged && error instanceof MillraceError && error.code === "STATE_CORRUPT" && hasOurHeader(file);
    if (!isOurs) {
      lock.close();
      throw error;
    }
    try {
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
      return openLocked(open, path, file, lock);
    } catch (second) {
      lock.close();
      throw second;
    }
  }
}

function openLocked(open: OpenDatabase, path: string, file: string, lock: Database): SqliteStore {
  let database: Database | null = null;
  try {
    const opened = open(file, { timeout: 1000 });
    database = opened;
    prepare(path, opened);
    return new SqliteStore(path, opened, lock);
  } catch (error) {
    database?.close();
    throw stateError(path, "open the state file", error);
  }
}

function prepare(path: string, database: Database): void {
  const tableCount = database.prepare("SELECT count(*) FROM sqlite_master").pluck().get();
  const applicationId = database.pragma("application_id", { simple: true });
  if (applicationId !== APPLICATION_ID && tableCount !== 0) {
    throw new MillraceError("STATE_FOREIGN_FILE", "this SQLite file is not a state file of Millrace", {
      location: path,
      hint: "It was left as it is. Give another path with --state.",
    });
  }
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  // Pages are moved into the file by tidy(), between batches.
  database.pragma("wal_autocheckpoint = 0");
  database.exec("BEGIN IMMEDIATE");
  if (tableCount === 0) createTables(database);
  const version = database.prepare("SELECT value FROM meta WHERE key = 'schema_version'").pluck().get();
  if (version !== String(SCHEMA_VERSION)) {
    database.exec("ROLLBACK");
    throw new MillraceError(
      "STATE_VERSION",
      `the state file has version ${version}; this Millrace reads ${SCHEMA_VERSION}`,
      {
        location: path,
        hint: "Run it with the Millrace that made it, or start over with --fresh and another --state.",
      },
    );
  }
  database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('process', ?)").run(String(process.pid));
  database.exec("COMMIT");
}

/** SQLite's magic text and our application id (bytes 68 to 71), read without SQLite. */
function hasOurHeader(file: string): boolean {
  const head = Buffer.alloc(72);
  const handle = openSync(file, "r");
  const length = readSync(handle, head, 0, head.length, 0);
  closeSync(handle);
  return (
    length === head.length &&
    head.toString("latin1", 0, 15) === "SQLite format 3" &&
    head.readUInt32BE(68) === APPLICATION_ID
  );
}
