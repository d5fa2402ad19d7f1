// Tables and VALUES as they are read: computed columns, and the watermark after each row.
import type { LogicalScan, LogicalUnionAll, LogicalValues, ResolvedTable } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate } from "./expressions.ts";
import { type Change, emitDifference, type Outlet } from "./stage.ts";
import { keyText, type Row, timeMs } from "./values.ts";

/** One record of a table in the order in which everything arrives. */
export interface InputRow {
  /** Values of the physical and metadata columns, in declared order. */
  readonly values: Row;
  /** Place in the arrival order over all tables; rows of one table ascend. Default: tables one after the other. */
  readonly arrival?: number;
  /** Lane of the watermark (a split read beside others); default: all rows are of one. */
  readonly lane?: string;
  /** Default +I. */
  readonly kind?: Change["kind"];
}

/** Where a table stands: a watermark per lane, the least of those that still have rows. */
export class TableReader {
  readonly #table: ResolvedTable;
  readonly #rows: readonly InputRow[];
  readonly #marks = new Map<string, number>();
  readonly #outlets: { readonly scan: LogicalScan; readonly to: Outlet }[] = [];
  /** Of a table that brings changes by key: the last row of each. */
  readonly #kept = new Map<string, Row>();
  #watermarkMs = Number.NEGATIVE_INFINITY;

  constructor(table: ResolvedTable, rows: readonly InputRow[]) {
    this.#table = table;
    this.#rows = rows;
    for (const row of rows) this.#marks.set(row.lane ?? "", Number.NEGATIVE_INFINITY);
  }

  attach(scan: LogicalScan, to: Outlet): void {
    this.#outlets.push({ scan, to });
  }

  read(index: number, evaluation: Evaluation): void {
    const input = this.#rows[index];
    const row = this.#computed(input.values, evaluation);
    const origin = { table: this.#table.name, index };
    const isByKey = this.#table.options["changelog-mode"] === "upsert";
    const kept = isByKey ? this.#keep(input, row) : null;
    for (const { scan, to } of this.#outlets) {
      if (isByKey) {
        this.#replace(scan, kept, input.kind === "-D" ? null : row, to);
        continue;
      }
      to.change({ kind: input.kind ?? "+I", row: scan.reads.map((column) => row[column]), origin });
    }
    this.#raise(input.lane ?? "", row, index, evaluation);
    if (index === this.#rows.length - 1) this.end();
  }

  /** Answers the row of the key until now. */
  #keep({ kind }: InputRow, row: Row): Row | null {
    const names = this.#table.primaryKey ?? [];
    const key = keyText(names.map((name) => row[this.#table.columns.findIndex((column) => column.name === name)]));
    const before = this.#kept.get(key) ?? null;
    if (kind === "-D") this.#kept.delete(key);
    else this.#kept.set(key, row);
    return before;
  }

  /** Of rows that look the same to the query nothing is said. */
  #replace({ reads }: LogicalScan, before: Row | null, after: Row | null, to: Outlet): void {
    const read = (row: Row | null): Row | null => (row === null ? null : reads.map((column) => row[column]));
    const [old, now] = [read(before), read(after)];
    const isSame = old !== null && now !== null && keyText(old) === keyText(now);
    emitDifference(old, now, isSame || (old === null && now === null), to);
  }

  #computed(values: Row, { context }: Evaluation): Row {
    let at = 0;
    const given = this.#table.columns.map((column) => (column.kind === "computed" ? null : values[at++]));
    return this.#table.columns.map((column, i) =>
      column.kind === "computed" ? evaluate(column.expr, given, context) : given[i],
    );
  }

  #raise(lane: string, row: Row, index: number, { context }: Evaluation): void {
    const { watermark } = this.#table;
    if (watermark === null) return;
    const value = evaluate(watermark.expr, row, context);
    if (value !== null) {
      this.#marks.set(lane, Math.max(this.#marks.get(lane) ?? 0, timeMs(value, watermark.expr.type)));
    }
    // What a lane reached with its last row holds before it leaves.
    const least = Math.min(...this.#marks.values());
    const isLastOfLane = !this.#rows.some((other, i) => i > index && (other.lane ?? "") === lane);
    if (isLastOfLane && this.#marks.size > 1) this.#marks.delete(lane);
    this.#rise(Math.max(least, Math.min(...this.#marks.values())));
  }

  #rise(ms: number): void {
    if (ms <= this.#watermarkMs) return;
    this.#watermarkMs = ms;
    for (const { to } of this.#outlets) to.watermark(ms);
  }

  /** After its last row a table holds nobody back. */
  end(): void {
    for (const { to } of this.#outlets) to.watermark(Number.POSITIVE_INFINITY);
    for (const { to } of this.#outlets) to.end();
  }
}

export function valuesRows(node: LogicalValues, { context }: Evaluation): readonly Row[] {
  return node.rows.map((row) => row.map((expr) => evaluate(expr, [], context)));
}

/** One outlet per input; the watermark is the least of theirs, the end comes with the last. */
export function unionOutlets(node: LogicalUnionAll, to: Outlet): readonly Outlet[] {
  const marks = node.inputs.map(() => Number.NEGATIVE_INFINITY);
  let watermarkMs = Number.NEGATIVE_INFINITY;
  let openInputs = node.inputs.length;
  return node.inputs.map((_, i) => ({
    change: (change) => to.change(change),
    watermark(ms) {
      marks[i] = Math.max(marks[i], ms);
      const least = Math.min(...marks);
      if (least <= watermarkMs) return;
      watermarkMs = least;
      to.watermark(least);
    },
    end() {
      openInputs--;
      if (openInputs === 0) to.end();
    },
  }));
}
