// The job in the table meta: one row a key, JSON where a value is not plain text; `checksum` covers them all.
import type { Database } from "better-sqlite3";
import type { JobMeta, StoredOperator } from "../state-store.ts";
import { checksum } from "./checksum.ts";
import { corrupt } from "./state-error.ts";

const KEYS = ["job_id", "fingerprint", "sql", "settings", "operators"] as const;

export function writeMeta(database: Database, meta: JobMeta): void {
  const values = [
    meta.jobId,
    meta.fingerprint,
    meta.sql,
    JSON.stringify(meta.settings),
    JSON.stringify(meta.operators),
  ];
  const put = database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
  KEYS.forEach((key, i) => {
    put.run(key, values[i]);
  });
  put.run("checksum", String(checksum(values)));
}

/** null before the first writeMeta. */
export function readMeta(path: string, database: Database): JobMeta | null {
  const get = database.prepare("SELECT value FROM meta WHERE key = ?").pluck();
  const values = KEYS.map((key) => get.get(key));
  if (values.every((value) => value === undefined)) return null;
  if (!values.every((value) => typeof value === "string")) throw corrupt(path, "meta lacks keys");
  if (get.get("checksum") !== String(checksum(values))) throw corrupt(path, "meta does not match its checksum");
  const [jobId, fingerprint, sql, settings, operators] = values;
  return {
    jobId,
    fingerprint,
    sql,
    settings: JSON.parse(settings) as Record<string, string>,
    operators: JSON.parse(operators) as StoredOperator[],
  };
}
