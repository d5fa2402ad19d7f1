// Rows of offset_log, commit_log and sink_manifest: entry -> columns with checksum, and back with checksum and shape
// checked. JSON columns keep the key order they were written with, so their checksums are stable.
import type { SinkManifest } from "../../../connectors/connector.ts";
import type { CommitEntry, LaneRef, LoggedRun, OffsetEntry, OpenedSplit, StoredManifest } from "../state-store.ts";
import { checksum } from "./checksum.ts";
import { corrupt } from "./state-error.ts";

export interface OffsetRow {
  readonly batch_id: number;
  readonly batch_time_ms: number;
  readonly ranges: string;
  readonly opened_splits: string;
  readonly idle_lanes: string;
  readonly turn: string;
  readonly is_end_of_input: number;
  readonly checksum: number;
}

export interface CommitRow {
  readonly batch_id: number;
  readonly batch_time_ms: number;
  readonly committed_at_ms: number;
  readonly watermarks: string;
  readonly totals: string;
  readonly is_end_of_input: number;
  readonly is_last: number;
  readonly checksum: number;
}

export interface ManifestRow {
  readonly sink: string;
  readonly batch_id: number;
  readonly manifest: string;
  readonly checksum: number;
}

export function offsetRow(entry: OffsetEntry): OffsetRow {
  const row = {
    batch_id: entry.batchId,
    batch_time_ms: entry.batchTimeMs,
    ranges: JSON.stringify(entry.runs),
    opened_splits: JSON.stringify(entry.openedSplits),
    idle_lanes: JSON.stringify(entry.idleLanes),
    turn: JSON.stringify(entry.turn),
    is_end_of_input: Number(entry.isEndOfInput),
  };
  return { ...row, checksum: checksum(Object.values(row)) };
}

export function offsetEntry(path: string, row: OffsetRow): OffsetEntry {
  const where = `offset_log, batch ${row.batch_id}`;
  verify(path, where, row);
  const read = reader(path, where);
  return {
    batchId: row.batch_id,
    batchTimeMs: row.batch_time_ms,
    runs: read.list(row.ranges, isLoggedRun),
    openedSplits: read.list(row.opened_splits, isOpenedSplit),
    idleLanes: read.list(row.idle_lanes, isLaneRef),
    turn: read.one(row.turn, (value): value is LaneRef | null => value === null || isLaneRef(value)),
    isEndOfInput: row.is_end_of_input === 1,
  };
}

export function commitRow(entry: CommitEntry): CommitRow {
  const row = {
    batch_id: entry.batchId,
    batch_time_ms: entry.batchTimeMs,
    committed_at_ms: entry.committedAtMs,
    watermarks: JSON.stringify(entry.watermarksMs),
    totals: JSON.stringify(entry.totals),
    is_end_of_input: Number(entry.isEndOfInput),
    is_last: Number(entry.isLast),
  };
  return { ...row, checksum: checksum(Object.values(row)) };
}

export function commitEntry(path: string, row: CommitRow): CommitEntry {
  const where = `commit_log, batch ${row.batch_id}`;
  verify(path, where, row);
  const read = reader(path, where);
  return {
    batchId: row.batch_id,
    batchTimeMs: row.batch_time_ms,
    committedAtMs: row.committed_at_ms,
    watermarksMs: read.one(row.watermarks, isWatermarks),
    totals: read.one(row.totals, isTotals),
    isEndOfInput: row.is_end_of_input === 1,
    isLast: row.is_last === 1,
  };
}

export function manifestRow(sinkId: string, batchId: number, manifest: SinkManifest): ManifestRow {
  const row = { sink: sinkId, batch_id: batchId, manifest: JSON.stringify(manifest) };
  return { ...row, checksum: checksum(Object.values(row)) };
}

export function storedManifest(path: string, row: ManifestRow): StoredManifest {
  const where = `sink_manifest, sink ${row.sink}`;
  verify(path, where, row);
  return { sinkId: row.sink, batchId: row.batch_id, manifest: reader(path, where).one(row.manifest, isRecord) };
}

function verify(path: string, where: string, row: object): void {
  const columns = Object.values(row);
  const stored = columns.pop();
  if (checksum(columns) !== stored) throw corrupt(path, `${where} does not match its checksum`);
}

function reader(path: string, where: string) {
  function one<T>(text: string, isShaped: (value: unknown) => value is T): T {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw corrupt(path, `${where} is not JSON`, error);
    }
    if (!isShaped(value)) throw corrupt(path, `${where} does not have the shape of a row of this version`);
    return value;
  }
  return {
    one,
    list: <T>(text: string, isShaped: (value: unknown) => value is T): readonly T[] =>
      one(text, (value): value is T[] => Array.isArray(value) && value.every(isShaped)),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCursor(value: unknown): boolean {
  return isRecord(value) && typeof value.offset === "number";
}

function isLoggedRun(value: unknown): value is LoggedRun {
  return (
    isRecord(value) &&
    typeof value.table === "string" &&
    typeof value.split === "string" &&
    isCursor(value.from) &&
    isCursor(value.to) &&
    typeof value.isEnded === "boolean"
  );
}

function isLaneRef(value: unknown): value is LaneRef {
  return isRecord(value) && typeof value.table === "string" && typeof value.lane === "string";
}

function isOpenedSplit(value: unknown): value is OpenedSplit {
  if (!isLaneRef(value) || !("split" in value) || typeof value.split !== "string") return false;
  return !("start" in value) || isCursor(value.start);
}

function isWatermarks(value: unknown): value is CommitEntry["watermarksMs"] {
  return isRecord(value) && Object.values(value).every((mark) => mark === null || typeof mark === "number");
}

const ACCOUNT_COUNTS = ["read", "used", "filtered", "late", "bad", "lateForSome"];

function isTotals(value: unknown): value is CommitEntry["totals"] {
  return (
    isRecord(value) &&
    Array.isArray(value.accounts) &&
    value.accounts.every(
      (account) =>
        isRecord(account) &&
        typeof account.sinkId === "string" &&
        typeof account.table === "string" &&
        ACCOUNT_COUNTS.every((key) => typeof account[key] === "number"),
    ) &&
    isCounts(value.written) &&
    isCounts(value.refusedAbove) &&
    isCounts(value.expired ?? {}) &&
    isCounts(value.passedOver ?? {})
  );
}

function isCounts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((count) => typeof count === "number");
}
