// Calc: filter and projection in one generated kernel. A filter narrows the selection and moves no row, so watermark
// steps, origin and arrival stay as they are. Rows that an expression cannot compute are bad and leave the selection.
// Of an update that only one half of passes, +U becomes +I and -U becomes -D: downstream nobody retracts what was never there.
import {
  type ChangeBatch,
  DELETE,
  INSERT,
  liveRowCount,
  UPDATE_AFTER,
  UPDATE_BEFORE,
} from "../../columnar/change-batch.ts";
import type { SqlType } from "../../common/types.ts";
import { compileCalc, type CompiledCalc } from "../../expr/compile.ts";
import type { Expr } from "../../expr/expr.ts";
import { readsWatermark } from "../../planner/expr-shape.ts";
import type { PhysicalCalc } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import type { StateTable } from "../state/state-table.ts";
import { addCounts, countByTable, reportBad } from "./accounts.ts";
import { liveRows } from "./live-rows.ts";
import { RowWatermarks } from "./row-watermarks.ts";

export class CalcOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #inputTypes: readonly SqlType[];
  readonly #calc: CompiledCalc;
  /** Null: nothing asks for the watermark. */
  readonly #watermarks: RowWatermarks | null;

  constructor(node: PhysicalCalc) {
    this.id = node.id;
    this.#inputTypes = node.input.columns.map((column) => column.type);
    const { predicate, exprs } = node;
    const asks = [...exprs, ...(predicate === null ? [] : [predicate])].some(readsWatermark);
    const watermarks = asks ? new RowWatermarks(this.#inputTypes.length) : null;
    this.#watermarks = watermarks;
    this.stateTables = watermarks === null ? [] : [watermarks.table];
    this.#calc =
      watermarks === null
        ? compileCalc(predicate, exprs, this.#inputTypes)
        : compileWith(watermarks, predicate, exprs, this.#inputTypes);
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const bad: number[] = [];
    const wide =
      this.#watermarks === null ? input : { ...input, columns: [...input.columns, ...this.#watermarks.columns(input)] };
    const { selection, columns } = this.#calc.run(wide, context.evaluation, (row, problem) => {
      reportBad(context, this.id, input, this.#inputTypes, row, problem);
      bad.push(row);
    });
    const output = { ...input, selection, columns, kinds: keptKinds(input, selection) };
    if (liveRowCount(output) + bad.length < liveRowCount(input)) this.#reportFiltered(input, output, bad, context);
    return output;
  }

  #reportFiltered(input: ChangeBatch, output: ChangeBatch, bad: readonly number[], context: BatchContext): void {
    const { origin } = input;
    const counts = countByTable(origin, input.selection, liveRowCount(input));
    addCounts(counts, countByTable(origin, output.selection, liveRowCount(output)), -1);
    addCounts(counts, countByTable(origin, Int32Array.from(bad).sort(), bad.length), -1);
    for (const [table, count] of counts) if (count > 0) context.report.filtered(this.id, count, table);
  }
}

function compileWith(
  watermarks: RowWatermarks,
  predicate: Expr | null,
  exprs: readonly Expr[],
  types: readonly SqlType[],
): CompiledCalc {
  const condition = predicate === null ? null : watermarks.over(predicate);
  const outputs = exprs.map((expr) => watermarks.over(expr));
  return compileCalc(condition, outputs, [...types, ...watermarks.types]);
}

/** The kinds of a batch after its selection was narrowed. */
function keptKinds(input: ChangeBatch, selection: Int32Array | null): Uint8Array | null {
  const { kinds } = input;
  if (kinds === null || selection === null || selection.length === liveRowCount(input)) return kinds;
  const passes = new Uint8Array(input.rowCount);
  for (let i = 0; i < selection.length; i++) passes[selection[i]] = 1;
  const kept = kinds.slice(0, input.rowCount);
  const rows = liveRows(input);
  for (let i = 0; i + 1 < rows.length; i++) {
    const before = rows[i];
    const after = rows[i + 1];
    if (kinds[before] !== UPDATE_BEFORE || kinds[after] !== UPDATE_AFTER || passes[before] === passes[after]) continue;
    kept[before] = DELETE;
    kept[after] = INSERT;
  }
  return kept;
}
