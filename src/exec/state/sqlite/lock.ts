// One process per state file: an exclusive file lock held for the life of the job, on an empty file beside it
// (`<state>-lock`), so that others can still read the state file itself. The lock belongs to the process: kill -9 frees it.
// The lock file stays; deleting it would let two processes lock two different files of the same name.
import type { Database } from "better-sqlite3";
import { MillraceError } from "../../../common/errors.ts";
import { stateError } from "./state-error.ts";

export type OpenDatabase = (path: string, options?: { readonly?: boolean; timeout?: number }) => Database;

/** @throws STATE_IN_USE when another job runs on `path`. */
export function lockStateFile(open: OpenDatabase, path: string): Database {
  const lockPath = `${path}-lock`;
  let lock: Database | null = null;
  try {
    lock = open(lockPath, { timeout: 0 });
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if (error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY")) {
      const holder = holderOf(open, path);
      throw new MillraceError("STATE_IN_USE", `the state file is in use by another job${holder}`, {
        location: path,
        hint: "Stop that job first (one job, one state file), or give this one its own with --state.",
        cause: error,
      });
    }
    throw stateError(lockPath, "lock the state file", error);
  }
}

/** " (process 1234)", or nothing when the holder has not written its id yet. */
function holderOf(open: OpenDatabase, path: string): string {
  let database: Database | null = null;
  try {
    database = open(path, { readonly: true, timeout: 0 });
    const row = database.prepare("SELECT value FROM meta WHERE key = 'process'").get() as { value: string } | undefined;
    return row === undefined ? "" : ` (process ${row.value})`;
  } catch {
    return "";
  } finally {
    database?.close();
  }
}
