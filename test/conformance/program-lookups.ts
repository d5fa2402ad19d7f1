// Tables that Flink's programs look rows up in, as tables of SQLite files.
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Program } from "./program.ts";

type Source = Program["sources"][number];

export function isLookedUp({ options }: Source): boolean {
  return options["disable-lookup"] === "false";
}

/** Writes the rows that are there before the restore, or after it: the last row of each key. Answers the file. */
export function writeLookupFile(source: Source, folder: string, isBefore: boolean): string {
  const file = join(folder, `${source.name}.db`);
  const columns = source.schema.map((column) => column.replace("NOT ENFORCED", "").replace("STRING", "TEXT"));
  const db = new Database(file);
  try {
    db.exec(`CREATE TABLE IF NOT EXISTS ${source.name} (${columns.join(", ")})`);
    const insert = db.prepare(`INSERT OR REPLACE INTO ${source.name} VALUES (${columns.map(() => "?").join(", ")})`);
    for (const { row } of isBefore ? source.before : source.after) insert.run(...row);
  } finally {
    db.close();
  }
  return file;
}
