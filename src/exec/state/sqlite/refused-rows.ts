// late_rows and bad_rows: the newest REFUSED_ROWS_MAX of each are kept; the counts in commit_log are always complete.
import type { Database, Statement } from "better-sqlite3";
import type { BadRecord, LateRecord } from "../state-store.ts";

export class RefusedRows {
  readonly #addLate: Statement;
  readonly #addBad: Statement;
  readonly #pruneLate: Statement;
  readonly #pruneBad: Statement;
  readonly #countLate: Statement;
  readonly #countBad: Statement;

  constructor(database: Database) {
    this.#addLate = database.prepare("INSERT INTO late_rows VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#addBad = database.prepare("INSERT INTO bad_rows VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#pruneLate = database.prepare("DELETE FROM late_rows WHERE id <= (SELECT max(id) FROM late_rows) - ?");
    this.#pruneBad = database.prepare("DELETE FROM bad_rows WHERE id <= (SELECT max(id) FROM bad_rows) - ?");
    this.#countLate = database.prepare("SELECT count(*) FROM late_rows").pluck();
    this.#countBad = database.prepare("SELECT count(*) FROM bad_rows").pluck();
  }

  add(batchId: number, late: readonly LateRecord[], bad: readonly BadRecord[], rowsMax: number): void {
    for (const row of late.slice(-rowsMax)) {
      this.#addLate.run(
        batchId,
        row.operator,
        row.sourceTable,
        row.split,
        row.offset,
        row.windowStartMs,
        row.windowEndMs,
        Number.isFinite(row.watermarkMs) ? row.watermarkMs : null,
        Number(row.isLateForAll),
        row.row,
      );
    }
    for (const row of bad.slice(-rowsMax)) {
      this.#addBad.run(
        batchId,
        row.operator,
        row.sourceTable,
        row.split,
        row.offset,
        row.line === 0 ? null : row.line,
        row.column,
        row.code,
        row.message,
        row.raw,
        row.row,
      );
    }
    if (late.length > 0) this.#pruneLate.run(rowsMax);
    if (bad.length > 0) this.#pruneBad.run(rowsMax);
  }

  lateCount(): number {
    return this.#countLate.get() as number;
  }

  badCount(): number {
    return this.#countBad.get() as number;
  }
}
