// The tables of a state file. They are a public format (docs/STATE.md): a change here raises SCHEMA_VERSION.
//
// Every row that a restart depends on carries a checksum: crc32 over its other columns (see checksum.ts).
// state_segments holds at most one snapshot per (operator, table), then deltas, by ascending seq; a payload beyond
// PART_BYTES_MAX goes on in rows of kind 'part'.
import type { Database } from "better-sqlite3";

export const SCHEMA_VERSION = 1;

/** PRAGMA application_id: the letters MILR, so that a foreign file is never taken for a state file. */
export const APPLICATION_ID = 0x4d494c52;

/** SQLite refuses blobs beyond 1e9 bytes, and small ones are kinder to its cache. */
export const PART_BYTES_MAX = 64 * 1024 * 1024;

const TABLES = `
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE offset_log (
  batch_id        INTEGER PRIMARY KEY,
  batch_time_ms   INTEGER NOT NULL,
  ranges          TEXT NOT NULL,
  opened_splits   TEXT NOT NULL,
  idle_lanes      TEXT NOT NULL,
  turn            TEXT NOT NULL,
  is_end_of_input INTEGER NOT NULL,
  checksum        INTEGER NOT NULL
) STRICT;

CREATE TABLE commit_log (
  batch_id        INTEGER PRIMARY KEY,
  batch_time_ms   INTEGER NOT NULL,
  committed_at_ms INTEGER NOT NULL,
  watermarks      TEXT NOT NULL,
  totals          TEXT NOT NULL,
  is_end_of_input INTEGER NOT NULL,
  is_last         INTEGER NOT NULL,
  checksum        INTEGER NOT NULL
) STRICT;

CREATE TABLE external_log (
  batch_id INTEGER NOT NULL,
  operator TEXT NOT NULL,
  payload  BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (batch_id, operator)
) STRICT, WITHOUT ROWID;

CREATE TABLE state_segments (
  operator TEXT NOT NULL,
  "table"  TEXT NOT NULL,
  seq      INTEGER NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('snapshot', 'delta', 'part')),
  batch_id INTEGER NOT NULL,
  payload  BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (operator, "table", seq)
) STRICT;

CREATE TABLE sink_manifest (
  sink     TEXT PRIMARY KEY,
  batch_id INTEGER NOT NULL,
  manifest TEXT NOT NULL,
  checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE late_rows (
  id              INTEGER PRIMARY KEY,
  batch_id        INTEGER NOT NULL,
  operator        TEXT NOT NULL,
  source_table    TEXT,
  split           TEXT,
  "offset"        INTEGER,
  window_start_ms INTEGER,
  window_end_ms   INTEGER,
  watermark_ms    INTEGER,
  is_late_for_all INTEGER NOT NULL,
  "row"           TEXT NOT NULL
) STRICT;

CREATE TABLE bad_rows (
  id           INTEGER PRIMARY KEY,
  batch_id     INTEGER NOT NULL,
  operator     TEXT,
  source_table TEXT,
  split        TEXT,
  "offset"     INTEGER,
  line         INTEGER,
  "column"     TEXT,
  code         TEXT NOT NULL,
  message      TEXT NOT NULL,
  raw          BLOB,
  "row"        TEXT
) STRICT;
`;

/** Makes the tables in an empty file, inside the caller's transaction. */
export function createTables(database: Database): void {
  database.exec(TABLES);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.prepare("INSERT INTO meta (key, value) VALUES ('schema_version', ?)").run(String(SCHEMA_VERSION));
}

/** Every table but meta. */
export const JOB_TABLES = [
  "offset_log",
  "commit_log",
  "external_log",
  "state_segments",
  "sink_manifest",
  "late_rows",
  "bad_rows",
] as const;
