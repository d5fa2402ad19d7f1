// Scan: decoded rows to a change batch. Computed columns are filled in, and watermark steps are made before any filter.
//
// A row that a computed column or the watermark expression cannot compute is bad: it leaves the selection and does not
// count for the watermark. See lane-watermark.ts for the watermark itself.
// State: "lanes", one row per lane that has not ended.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import type { SqlType } from "../../common/types.ts";
import { compileCalc, type CompiledCalc } from "../../expr/compile.ts";
import type { Expr } from "../../expr/expr.ts";
import type { ResolvedTable } from "../../planner/logical.ts";
import type { PhysicalScan } from "../../planner/physical.ts";
import type { BatchContext, ScanOperator, SourceBatch } from "../operator.ts";
import { LaneTable } from "../state/lane-table.ts";
import type { StateTable } from "../state/state-table.ts";
import { reportBad } from "./accounts.ts";
import { timesMs } from "./event-time.ts";
import { laneSteps, StepBuffer, type WatermarkValues } from "./lane-watermark.ts";
import { collectColumns, remapColumns } from "./remap-columns.ts";

/** What has to be decoded for the columns a scan reads, and its output in terms of that. */
interface ScanInput {
  readonly sourceColumns: readonly number[];
  readonly types: readonly SqlType[];
  readonly exprs: readonly Expr[];
}

export class TableScan implements ScanOperator {
  readonly id: string;
  readonly table: ResolvedTable;
  readonly sourceColumns: readonly number[];
  readonly stateTables: readonly StateTable[];
  readonly #types: readonly SqlType[];
  readonly #inputTypes: readonly SqlType[];
  /** Null: the source's columns as they are. */
  readonly #calc: CompiledCalc | null;
  readonly #watermark:
    | { readonly timeColumn: number; readonly delayMs: number }
    | { readonly calc: CompiledCalc }
    | null;
  readonly #watermarkType: SqlType | null;
  readonly #lanes: LaneTable | null;
  readonly #stepBuffer = new StepBuffer();
  readonly #isBounded: boolean;

  constructor(node: PhysicalScan) {
    this.id = node.id;
    this.table = node.table;
    this.#isBounded = node.isBounded;
    const input = scanInput(node);
    this.sourceColumns = input.sourceColumns;
    this.#inputTypes = input.types;
    this.#types = node.columns.map((column) => column.type);
    this.#calc = isIdentity(input) ? null : compileCalc(null, input.exprs, input.types);
    const { watermark } = node;
    this.#watermarkType = watermark?.expr.type ?? null;
    this.#watermark = watermark === null ? null : watermarkOf(node, watermark);
    this.#lanes = watermark === null ? null : new LaneTable();
    this.stateTables = this.#lanes === null ? [] : [this.#lanes];
  }

  processSource(batch: SourceBatch, context: BatchContext): ChangeBatch {
    const { rows } = batch;
    const input: ChangeBatch = { ...rows, selection: null, steps: NONE, arrival: batch.arrival };
    const computed = this.#compute(input, context);
    const values = this.#watermarkValues(computed, context);
    const output = values === null ? computed : { ...computed, selection: values.selection };
    const end = { isEndOfInput: context.isEndOfInput, isBounded: this.#isBounded };
    const steps = laneSteps(batch, values?.values ?? null, this.#lanes, end, this.#stepBuffer);
    return { ...output, steps };
  }

  #compute(input: ChangeBatch, context: BatchContext): ChangeBatch {
    if (this.#calc === null) return input;
    const { selection, columns } = this.#calc.run(input, context.evaluation, (row, problem) =>
      reportBad(context, this.id, input, this.#inputTypes, row, problem),
    );
    return { ...input, selection, columns };
  }

  #watermarkValues(
    batch: ChangeBatch,
    context: BatchContext,
  ): { readonly selection: Int32Array | null; readonly values: WatermarkValues } | null {
    if (this.#watermark === null || this.#watermarkType === null) return null;
    const { rowCount } = batch;
    if ("timeColumn" in this.#watermark) {
      const { timeColumn, delayMs } = this.#watermark;
      const column = batch.columns[timeColumn];
      const ms = timesMs(column, this.#types[timeColumn], rowCount);
      const { selection } = batch;
      return { selection, values: { ms, valid: column.valid, delayMs, selection } };
    }
    const { selection, columns } = this.#watermark.calc.run(batch, context.evaluation, (row, problem) =>
      reportBad(context, this.id, batch, this.#types, row, problem),
    );
    const ms = timesMs(columns[0], this.#watermarkType, rowCount);
    return { selection, values: { ms, valid: columns[0].valid, delayMs: 0, selection } };
  }
}

const NONE = { rows: new Int32Array(0), marks: new Float64Array(0), count: 0 };

/** `column - constant` needs no kernel. */
function watermarkOf(
  node: PhysicalScan,
  watermark: { readonly column: number; readonly expr: Expr },
): { readonly timeColumn: number; readonly delayMs: number } | { readonly calc: CompiledCalc } {
  const delayMs = node.table.watermark?.delayMs ?? null;
  const { expr } = watermark;
  const base = expr.kind === "call" && expr.fn === "-" ? expr.args[0] : expr;
  if (delayMs !== null && base.kind === "column") return { timeColumn: base.index, delayMs };
  const types = node.columns.map((column) => column.type);
  return { calc: compileCalc(null, [expr], types) };
}

function isIdentity(input: ScanInput): boolean {
  return (
    input.exprs.length === input.types.length &&
    input.exprs.every((expr, i) => expr.kind === "column" && expr.index === i)
  );
}

function scanInput(node: PhysicalScan): ScanInput {
  const { table, reads } = node;
  const needed = new Set<number>();
  for (const read of reads) {
    const column = table.columns[read];
    if (column.kind === "computed") collectColumns(column.expr, needed);
    else needed.add(read);
  }
  const tableColumns = [...needed].sort((a, b) => a - b);
  const place = new Map(tableColumns.map((column, i) => [column, i]));
  const exprs = reads.map((read): Expr => {
    const column = table.columns[read];
    if (column.kind === "computed") return remapColumns(column.expr, (index) => place.get(index) ?? -1);
    return { kind: "column", index: place.get(read) ?? -1, name: column.name, type: column.type };
  });
  return {
    sourceColumns: tableColumns.map((column) => connectorIndex(table, column)),
    types: tableColumns.map((column) => table.columns[column].type),
    exprs,
  };
}

/** Connectors count physical and metadata columns only. */
function connectorIndex(table: ResolvedTable, column: number): number {
  return table.columns.slice(0, column).filter((c) => c.kind !== "computed").length;
}
