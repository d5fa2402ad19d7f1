// Pin: expressions that another batch may answer otherwise (RAND, UUID, the time of the batch), computed when a row comes and
// kept with it, so that the row is taken back as it was given. Only over input that takes rows back.
// State: see answered-rows.ts.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { SqlType } from "../../../common/types.ts";
import { type CompiledCalc, compileCalc } from "../../../expr/compile.ts";
import type { PhysicalPin } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import type { StateTable } from "../../state/state-table.ts";
import { reportBad } from "../accounts.ts";
import { AnsweredRows, newRows } from "./answered-rows.ts";
import type { AnsweredRow } from "./answers.ts";
import { UNKNOWN_ROW } from "./unknown-row.ts";

export class PinOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #inputTypes: readonly SqlType[];
  readonly #ownTypes: readonly SqlType[];
  readonly #calc: CompiledCalc;
  readonly #rows: AnsweredRows;

  constructor(node: PhysicalPin) {
    this.id = node.id;
    this.#inputTypes = node.input.columns.map((column) => column.type);
    this.#ownTypes = node.exprs.map((expr) => expr.type);
    this.#calc = compileCalc(null, node.exprs, this.#inputTypes);
    this.#rows = new AnsweredRows(node.columns, this.#inputTypes.length, true, true);
    this.stateTables = this.#rows.stateTables;
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const bad = new Set<number>();
    const selection = newRows(input);
    const { columns } = this.#calc.run({ ...input, selection }, context.evaluation, (row, problem) => {
      reportBad(context, this.id, input, this.#inputTypes, row, problem);
      bad.add(row);
    });
    const drawn = Array.from(selection, (row): readonly AnsweredRow[] | null =>
      bad.has(row) ? null : [rowScalars(columns, this.#ownTypes, row)],
    );
    const answers = this.#rows.settle(input, drawn, (row) =>
      reportBad(context, this.id, input, this.#inputTypes, row, UNKNOWN_ROW),
    );
    return this.#rows.emit(input, answers);
  }
}
