// All that a job leaves behind, in a form that two runs can be compared by: part files byte for byte, rows of SQLite
// tables, and the accounts, watermarks, late and bad rows of the state file. The job id, which is random, is taken out of
// file names. Databases are read from copies: opening one would move its write-ahead log, which a test wants as it is.
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";
import Database from "better-sqlite3";
import { compareNatural } from "../../src/connectors/filesystem/natural-order.ts";
import { fastParent } from "../helpers/command-line.ts";

export interface Outcome {
  /** Visible files below `out` in name order. */
  readonly files: Readonly<Record<string, string>>;
  /** Rows of out.db by table. */
  readonly tables: Readonly<Record<string, readonly unknown[]>>;
  readonly account: unknown;
  readonly late: readonly unknown[];
  readonly bad: readonly unknown[];
}

export interface Position {
  readonly committed: number;
  readonly logged: number;
}

/** How far a state file is; also of a process that was killed. */
export function positionOf(folder: string): Position {
  if (!existsSync(join(folder, "job.db"))) return { committed: 0, logged: 0 };
  return withCopy(join(folder, "job.db"), (database) => {
    const count = database.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'commit_log'").pluck().get();
    if (count === 0) return { committed: 0, logged: 0 };
    const last = (table: string) =>
      (database.prepare(`SELECT max(batch_id) FROM ${table}`).pluck().get() as number | null) ?? 0;
    return { committed: last("commit_log"), logged: last("offset_log") };
  });
}

export function outcomeOf(folder: string): Outcome {
  const jobId = jobIdOf(folder);
  const state = withCopy(join(folder, "job.db"), (database) => ({
    account: database
      .prepare("SELECT batch_id, watermarks, totals, is_end_of_input FROM commit_log ORDER BY batch_id DESC LIMIT 1")
      .get(),
    late: database.prepare("SELECT * FROM late_rows ORDER BY id").all(),
    bad: database.prepare("SELECT * FROM bad_rows ORDER BY id").all(),
  }));
  return { files: filesOf(join(folder, "out"), jobId), tables: tablesOf(join(folder, "out.db"), jobId), ...state };
}

export function jobIdOf(folder: string): string {
  return withCopy(
    join(folder, "job.db"),
    (database) => database.prepare("SELECT value FROM meta WHERE key = 'job_id'").pluck().get() as string,
  );
}

/** Contents by name, the job id taken out; hidden files are not output. */
export function filesOf(folder: string, jobId: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(compareNatural);
  const nameOf = (path: string) => relative(folder, path).replaceAll(jobId.replace(/[^A-Za-z0-9_]/g, "_"), "JOB");
  return Object.fromEntries(paths.map((path) => [nameOf(path), readFileSync(path, "latin1")]));
}

/** Hidden files left below a folder. */
export function hiddenFilesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => basename(path).startsWith("."));
}

function tablesOf(path: string, jobId: string): Record<string, unknown[]> {
  if (!existsSync(path)) return {};
  return withCopy(path, (database) => {
    const names = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[];
    return Object.fromEntries(
      names.map((name) => {
        const rows = database.prepare(`SELECT * FROM "${name}"`).raw().all() as unknown[][];
        const texts = rows.map((row) => JSON.stringify(row).replaceAll(jobId, "JOB"));
        return [name, texts.sort()];
      }),
    );
  });
}

function withCopy<T>(path: string, read: (database: Database.Database) => T): T {
  const folder = mkdtempSync(join(fastParent(), "millrace-look-"));
  try {
    for (const suffix of ["", "-wal", "-journal"]) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, join(folder, `copy.db${suffix}`));
    }
    const database = new Database(join(folder, "copy.db"));
    try {
      return read(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Records of the output that are missing from `actual`, and those that it has too often. */
export function differenceOf(
  expected: readonly string[],
  actual: readonly string[],
): { lost: number; doubled: number } {
  const counts = new Map<string, number>();
  for (const record of expected) counts.set(record, (counts.get(record) ?? 0) + 1);
  for (const record of actual) counts.set(record, (counts.get(record) ?? 0) - 1);
  let lost = 0;
  let doubled = 0;
  for (const count of counts.values()) {
    lost += Math.max(count, 0);
    doubled += Math.max(-count, 0);
  }
  return { lost, doubled };
}

/** Lines of files and rows of tables, with the name of their sink. */
export function recordsOf({ files, tables }: Outcome): string[] {
  const lines = Object.entries(files).flatMap(([name, text]) => {
    const sink = name.split("/")[0];
    return text.split("\n").flatMap((line) => (line === "" ? [] : [`${sink}: ${line}`]));
  });
  const rows = Object.entries(tables).flatMap(([name, texts]) => texts.map((text) => `${name}: ${String(text)}`));
  return [...lines, ...rows];
}
