// Where one batch's refused rows come together: counted in the accounts, kept for late_rows and bad_rows.
import { MillraceError } from "../../common/errors.ts";
import type { LateRow, RefusedRow, RowReport } from "../operator.ts";
import { REFUSED_ROWS_MAX } from "../state/memory-store.ts";
import type { BadRecord, LateRecord } from "../state/state-store.ts";
import type { Accounts } from "./accounts.ts";
import type { SourceRead } from "./batch-reader.ts";
import type { OperatorMeter } from "./operator-figures.ts";
import type { RowTexts } from "./row-json.ts";

export class BatchReport implements RowReport {
  readonly lateRecords: LateRecord[] = [];
  readonly badRecords: BadRecord[] = [];
  readonly #accounts: Accounts;
  readonly #meter: OperatorMeter;
  readonly #onError: "fail" | "skip";
  readonly #keepsRows: boolean;
  readonly #texts: RowTexts;

  /** `keepsRows` false: refused rows are counted only. */
  constructor(
    accounts: Accounts,
    meter: OperatorMeter,
    onError: "fail" | "skip",
    keepsRows: boolean,
    texts: RowTexts,
  ) {
    this.#accounts = accounts;
    this.#meter = meter;
    this.#onError = onError;
    this.#keepsRows = keepsRows;
    this.#texts = texts;
  }

  get skipsRefused(): boolean {
    return this.#onError === "skip";
  }

  /** What a source read, its undecodable records included. */
  read({ source, rows, bad }: SourceRead): void {
    this.#accounts.read(source.table.name, rows.rowCount + bad.length, bad.length);
    if (!this.#keepsRows) return;
    for (const row of bad) {
      this.badRecords.push({
        operator: null,
        sourceTable: source.table.name,
        split: row.split,
        offset: row.offset,
        line: row.line,
        column: row.column,
        code: row.code,
        message: row.message,
        raw: source.onError === "dead-letter" ? row.raw : null,
        row: null,
      });
    }
  }

  late(row: LateRow): void {
    this.#accounts.late(row.operatorId, row.table, row.isLateForAll);
    this.#meter.refused(row.operatorId, "late", 1);
    if (!this.#keepsRows) return;
    keepNewest(this.lateRecords);
    this.lateRecords.push({
      operator: row.operatorId,
      sourceTable: row.table,
      split: row.split,
      offset: row.offset,
      windowStartMs: row.windowStartMs,
      windowEndMs: row.windowEndMs,
      watermarkMs: row.watermarkMs,
      isLateForAll: row.isLateForAll,
      row: this.#texts.json(row.operatorId, row.values),
    });
  }

  bad(row: RefusedRow): void {
    if (this.#onError === "fail") throw refusedRowError(row, this.#texts.json(row.operatorId, row.values));
    this.#accounts.bad(row.operatorId, row.table);
    this.#meter.refused(row.operatorId, "bad", 1);
    if (!this.#keepsRows) return;
    keepNewest(this.badRecords);
    this.badRecords.push({
      operator: row.operatorId,
      sourceTable: row.table || null,
      split: row.split,
      offset: row.offset,
      line: 0,
      column: null,
      code: row.code,
      message: row.message,
      raw: null,
      row: this.#texts.json(row.operatorId, row.values),
    });
  }

  filtered(operatorId: string, rowCount: number, table: string | null = null): void {
    if (rowCount === 0) return;
    this.#accounts.filtered(operatorId, table, rowCount);
    this.#meter.refused(operatorId, "filtered", rowCount);
  }

  expired(operatorId: string, count: number): void {
    if (count !== 0) this.#accounts.expired(operatorId, count);
  }

  passedOver(operatorId: string, count: number): void {
    this.#accounts.passedOver(operatorId, count);
  }

  used(operatorId: string, rowCount: number, table: string | null = null): void {
    if (rowCount !== 0) this.#accounts.used(operatorId, table, rowCount);
  }
}

/** The store keeps no more than that, so more need not be held. */
function keepNewest(records: unknown[]): void {
  if (records.length >= 2 * REFUSED_ROWS_MAX) records.splice(0, REFUSED_ROWS_MAX);
}

const WAY_OUT = "Let the expression take such values (TRY_CAST, CASE, NULLIF)";
const WAYS_OUT: Readonly<Record<string, string>> = {
  DATA_NULL_EVENT_TIME: "Set 'rowtime.null' = 'drop' or 'late' on the source",
  DATA_UNKNOWN_RETRACTION: "Read the source from its beginning",
  DATA_NULL_IN_NOT_NULL: "Drop such rows: SET 'table.exec.sink.not-null-enforcer' = 'DROP'",
  DATA_TOO_LONG: "Cut such values: SET 'table.exec.sink.type-length-enforcer' = 'TRIM_PAD'",
};

function refusedRowError(row: RefusedRow, text: string): MillraceError {
  const place = row.split === null ? row.table : `${row.split}, offset ${row.offset}`;
  return new MillraceError(row.code, row.values.length === 0 ? row.message : `${row.message}, in the row ${text}`, {
    ...(place === null ? {} : { location: place }),
    hint: `${WAYS_OUT[row.code] ?? WAY_OUT}, or count and skip such rows: SET 'execution.on-error' = 'skip' (a job that has begun then goes on with --upgrade allow).`,
  });
}
