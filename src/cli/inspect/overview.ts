// The overview of a state file: the job, its newest batches, where its sources stand, who keeps how much, what was refused.
import type { NamedTable, OffsetEntry, RefusedRecord, StateInspector } from "../../index.ts";
import { instantText } from "../summary.ts";
import { bytesText, countText } from "../terminal.ts";
import { type Cell, cell, named, type Section } from "./section.ts";

export function overviewSections(inspector: StateInspector, limit: number): readonly Section[] {
  return [
    jobSection(inspector),
    batchSection(inspector, limit),
    ...positionSections(inspector),
    watermarkSection(inspector),
    stateSection(inspector),
    keySection(inspector, limit),
    refusedSection(inspector, "late_rows", limit),
    refusedSection(inspector, "bad_rows", limit),
  ];
}

function jobSection(inspector: StateInspector): Section {
  const { jobId, fingerprint } = inspector.meta();
  const last = inspector.batches(1)[0]?.commit;
  const pending = inspector.pending();
  const ended = last?.isEndOfInput === true ? "; the input has ended" : "";
  return {
    key: "job",
    title: `job ${jobId} in ${inspector.path}`,
    columns: named("job_id", "fingerprint", "#last_batch", "#pending_batch", "process"),
    rows: [
      [
        cell(jobId),
        cell(fingerprint),
        cell(last?.batchId ?? null),
        cell(pending?.batchId ?? null),
        cell(inspector.processId()),
      ],
    ],
    notes: [
      last === undefined
        ? "no batch is committed yet"
        : `batch ${last.batchId} was committed at ${instantText(last.committedAtMs)} UTC${ended}`,
      ...(pending === null
        ? []
        : [`batch ${pending.batchId} was begun and is not committed: the next start runs it again`]),
    ],
  };
}

function batchSection(inspector: StateInspector, limit: number): Section {
  const batches = inspector.batches(limit + 1);
  const shown = batches.slice(-limit);
  let before = batches.length > limit ? totalsOf(batches[0].commit.totals) : null;
  const rows = shown.map(({ commit, offsets }) => {
    const now = totalsOf(commit.totals);
    const from = before ?? (commit.batchId === 1 ? { read: 0, written: 0, late: 0, bad: 0 } : null);
    before = now;
    const since = (key: keyof typeof now) => cell(from === null ? null : now[key] - from[key]);
    const runs = offsets?.runs ?? [];
    const bytes = runs.reduce((sum, run) => sum + run.to.offset - run.from.offset, 0);
    return [
      cell(commit.batchId),
      cell(commit.batchTimeMs, instantText(commit.batchTimeMs)),
      cell(Math.max(0, commit.committedAtMs - commit.batchTimeMs)),
      since("read"),
      since("written"),
      since("late"),
      since("bad"),
      cell(runs.length),
      cell(bytes),
    ];
  });
  return {
    key: "batches",
    title: `batches, the newest ${countText(shown.length)} (rows by source table and sink; commit_ms: from batch time to commit)`,
    columns: named("#batch", "time", "#commit_ms", "#read", "#written", "#late", "#bad", "#runs", "#span"),
    rows,
  };
}

function totalsOf({ accounts, written }: ReturnType<StateInspector["batches"]>[number]["commit"]["totals"]) {
  const sum = (key: "read" | "late" | "bad") => accounts.reduce((total, account) => total + account[key], 0);
  return {
    read: sum("read"),
    written: Object.values(written).reduce((total, count) => total + count, 0),
    late: sum("late"),
    bad: sum("bad"),
  };
}

function positionSections(inspector: StateInspector): readonly Section[] {
  return inspector
    .tables()
    .filter(({ role, rowCount }) => role === "source" && rowCount > 0)
    .map((table) => ({
      key: "offsets",
      title: `${table.label}: where each split is read on`,
      columns: named("table", "split", "lane", "cursor", "is_ended"),
      rows: Array.from({ length: table.rowCount }, (_, i) => {
        const [split, lane, cursor, isEnded] = table.row(i);
        return [
          cell(table.label.replace(/^positions of /, "")),
          cell(String(split)),
          cell(String(lane)),
          { text: String(cursor), json: String(cursor) },
          cell(isEnded === true),
        ];
      }),
    }));
}

function watermarkSection(inspector: StateInspector): Section {
  const marks = Object.entries(inspector.batches(1)[0]?.commit.watermarksMs ?? {});
  const lanes = inspector.tables().filter(({ role, name }) => role === "scan" && name === "lanes");
  return {
    key: "watermarks",
    title: "watermarks by source table",
    columns: named("table", "watermark", "#lanes"),
    rows: marks.map(([table, ms]) => {
      const lane = lanes.find(({ label }) => label.endsWith(` ${table}`));
      return [cell(table), cell(ms, ms === null ? "none" : instantText(ms)), cell(lane?.rowCount ?? 0)];
    }),
  };
}

function stateSection(inspector: StateInspector): Section {
  const stored = new Map(inspector.storedTables().map((table) => [`${table.operator}\n${table.table}`, table]));
  const rows = inspector.tables().map((table): readonly Cell[] => {
    const segments = stored.get(`${table.operatorId}\n${table.name}`);
    const writtenMs = segments === undefined ? null : (inspector.commit(segments.lastBatchId)?.committedAtMs ?? null);
    return [
      cell(table.operatorId),
      cell(table.label),
      cell(table.name),
      cell(table.rowCount, countText(table.rowCount)),
      cell(table.sizeBytes, bytesText(table.sizeBytes)),
      cell(segments?.bytes ?? 0, bytesText(segments?.bytes ?? 0)),
      cell(segments?.segmentCount ?? 0),
      cell(segments?.lastBatchId ?? null),
      cell(writtenMs, writtenMs === null ? "" : instantText(writtenMs)),
      ...ageCells(table),
    ];
  });
  return {
    key: "state",
    title: "state by operator (bytes: in memory, roughly; stored: packed in the file)",
    columns: named(
      "operator",
      "label",
      "table",
      "#rows",
      "#bytes",
      "#stored",
      "#segments",
      "#last_batch",
      "last_written",
      "oldest_row",
    ),
    rows,
  };
}

/** When the oldest row was written, where state TTL keeps that. */
function ageCells(table: NamedTable): readonly Cell[] {
  const place = table.columns.findIndex(({ name }) => name === "written_ms");
  if (place < 0) return [cell(null)];
  let oldestMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < table.rowCount; i++) {
    const ms = table.row(i)[place];
    if (typeof ms === "number" && ms < oldestMs) oldestMs = ms;
  }
  return [Number.isFinite(oldestMs) ? cell(oldestMs, instantText(oldestMs)) : cell(null)];
}

function keySection(inspector: StateInspector, limit: number): Section {
  return {
    key: "keys",
    title: "keys with the most state",
    columns: named("operator", "table", "key", "#rows", "#bytes"),
    rows: inspector
      .heavyKeys(Math.min(limit, 10))
      .map(({ table, key, rows, bytes }) => [
        cell(table.operatorId),
        cell(table.name),
        cell(key),
        cell(rows),
        cell(bytes),
      ]),
  };
}

function refusedSection(inspector: StateInspector, table: "late_rows" | "bad_rows", limit: number): Section {
  const { count, rows } = inspector.refused(table, limit);
  const what = table === "late_rows" ? "late rows" : "bad rows";
  const columns =
    table === "late_rows"
      ? named("#batch", "operator", "source", "split", "#offset", "window", "watermark", "for_all", "row")
      : named("#batch", "operator", "source", "split", "#offset", "#line", "column", "code", "message", "row");
  return {
    key: table,
    title: `${what}: ${countText(count)} kept${count > rows.length ? `, the newest ${countText(rows.length)}` : ""}`,
    columns,
    rows: rows.map(table === "late_rows" ? lateCells : badCells),
  };
}

function lateCells(row: RefusedRecord): readonly Cell[] {
  const window =
    row["window_start_ms"] === null ? null : `${timeOf(row["window_start_ms"])} to ${timeOf(row["window_end_ms"])}`;
  const watermarkMs = numberOf(row["watermark_ms"]);
  return [
    ...placeCells(row),
    cell(window),
    cell(watermarkMs, watermarkMs === null ? "none" : instantText(watermarkMs)),
    cell(row["is_late_for_all"] === 1),
    jsonCell(row["row"]),
  ];
}

function badCells(row: RefusedRecord): readonly Cell[] {
  const raw = row["raw"];
  return [
    ...placeCells(row),
    cell(numberOf(row["line"])),
    plainCell(row["column"]),
    plainCell(row["code"]),
    plainCell(row["message"]),
    raw instanceof Uint8Array ? cell(Buffer.from(raw).toString("utf8")) : jsonCell(row["row"]),
  ];
}

function placeCells(row: RefusedRecord): readonly Cell[] {
  return [
    cell(numberOf(row["batch_id"])),
    plainCell(row["operator"]),
    plainCell(row["source_table"]),
    plainCell(row["split"]),
    cell(numberOf(row["offset"])),
  ];
}

function plainCell(value: RefusedRecord[string]): Cell {
  return cell(typeof value === "string" || typeof value === "number" ? value : null);
}

/** Text that is JSON already. */
function jsonCell(value: RefusedRecord[string]): Cell {
  return typeof value === "string" ? { text: value, json: value } : cell(null);
}

function numberOf(value: RefusedRecord[string]): number | null {
  return typeof value === "number" ? value : null;
}

function timeOf(value: RefusedRecord[string]): string {
  return typeof value === "number" ? instantText(value) : "?";
}

/** table, split and place of what a batch read: "clicks data/a.csv 0 -> 512". */
export function runText({ runs }: OffsetEntry): readonly string[] {
  return runs.map(
    ({ table, split, from, to, isEnded }) =>
      `${table} ${split} ${from.offset} -> ${to.offset}${isEnded ? ", its end" : ""}`,
  );
}
