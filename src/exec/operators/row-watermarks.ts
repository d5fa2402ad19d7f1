// CURRENT_WATERMARK in the expressions of a calc: its calls become columns behind the input's own, filled for each row with the
// watermark of the rows before it. State: "watermark", which the next batch begins with.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import type { Vector } from "../../columnar/vector.ts";
import { type SqlType, typeText } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import { CURRENT_WATERMARK } from "../../expr/functions/scalar/temporal/current-watermark.ts";
import { NumbersTable } from "../state/numbers-table.ts";
import { fromMs } from "./event-time.ts";

export class RowWatermarks {
  readonly table = new NumbersTable("watermark", 1, Number.NEGATIVE_INFINITY);
  /** Of the columns that are added. */
  readonly types: SqlType[] = [];
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  /** The expression over the input with the added columns. */
  over(expr: Expr): Expr {
    if (expr.kind === "cast") return { ...expr, input: this.over(expr.input) };
    if (expr.kind !== "call") return expr;
    if (expr.fn === CURRENT_WATERMARK) return this.#column(expr.type);
    return { ...expr, args: expr.args.map((arg) => this.over(arg)) };
  }

  #column(type: SqlType): Expr {
    const text = typeText(type);
    let at = this.types.findIndex((known) => typeText(known) === text);
    if (at === -1) at = this.types.push(type) - 1;
    return { kind: "column", index: this.#width + at, name: CURRENT_WATERMARK, type };
  }

  /** The added columns for a batch, whose last watermark is kept. */
  columns({ rowCount, steps }: ChangeBatch): readonly Vector[] {
    const marks = new Float64Array(rowCount);
    const valid = new Uint8Array(rowCount);
    let markMs = this.table.get(0);
    let row = 0;
    for (let s = 0; s <= steps.count; s++) {
      const end = s === steps.count ? rowCount : steps.rows[s];
      if (Number.isFinite(markMs)) {
        marks.fill(markMs, row, end);
        valid.fill(1, row, end);
      }
      row = Math.max(row, end);
      if (s < steps.count && steps.marks[s] < Number.POSITIVE_INFINITY) markMs = Math.max(markMs, steps.marks[s]);
    }
    this.table.set(0, markMs);
    return this.types.map(
      (type): Vector => ({ rep: "f64", values: marks.map((ms) => Number(fromMs(ms, type))), valid }),
    );
  }
}
