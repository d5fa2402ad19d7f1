// UNNEST: each row once per element of a collection, with the element's values behind its own; a change of a row is a change of
// all of them. A NULL collection is an empty one.
// State: none.
import { createBuilder } from "../../columnar/builders.ts";
import type { ChangeBatch, WatermarkSteps } from "../../columnar/change-batch.ts";
import { gather } from "../../columnar/gather.ts";
import { scalarAt } from "../../columnar/read.ts";
import { isSqlMap, type Scalar } from "../../columnar/scalar.ts";
import type { SqlType } from "../../common/types.ts";
import { type CompiledCalc, compileCalc } from "../../expr/compile.ts";
import type { PhysicalUnnest } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import type { StateTable } from "../state/state-table.ts";
import { reportBad, reportFiltered, reportUsed } from "./accounts.ts";
import { liveRows } from "./live-rows.ts";

export class UnnestOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[] = [];
  readonly #node: PhysicalUnnest;
  readonly #inputTypes: readonly SqlType[];
  readonly #collection: CompiledCalc;

  constructor(node: PhysicalUnnest) {
    this.id = node.id;
    this.#node = node;
    this.#inputTypes = node.input.columns.map((column) => column.type);
    this.#collection = compileCalc(null, [node.expr], this.#inputTypes);
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const { selection, columns } = this.#collection.run(input, context.evaluation, (row, problem) =>
      reportBad(context, this.id, input, this.#inputTypes, row, problem),
    );
    const rows = selection ?? liveRows(input);
    const { expr, isOuter, hasOrdinality } = this.#node;
    const width = this.#inputTypes.length;
    const own = this.#node.columns.slice(width);
    const builders = own.map((column) => createBuilder(column.type, rows.length));
    const copies: number[] = [];
    const ends = new Int32Array(rows.length);
    const empty: number[] = [];
    const elementWidth = own.length - Number(hasOrdinality);
    for (let i = 0; i < rows.length; i++) {
      const elements = elementsOf(scalarAt(columns[0], expr.type, rows[i]), expr.type);
      if (elements.length === 0 && !isOuter) empty.push(rows[i]);
      if (elements.length === 0 && isOuter) {
        copies.push(rows[i]);
        for (const builder of builders) builder.appendNull();
      }
      for (let n = 0; n < elements.length; n++) {
        copies.push(rows[i]);
        for (let c = 0; c < elementWidth; c++) builders[c].append(elements[n][c]);
        if (hasOrdinality) builders[elementWidth].append(n + 1);
      }
      ends[i] = copies.length;
    }
    reportFiltered(context, this.id, input.origin, Int32Array.from(empty), empty.length);
    const dropped = new Set(empty);
    const taken = empty.length === 0 ? rows : rows.filter((row) => !dropped.has(row));
    reportUsed(context, this.id, input.origin, taken, taken.length);
    const count = copies.length;
    const places = Int32Array.from(copies);
    return {
      rowCount: count,
      columns: [...input.columns.map((column) => gather(column, places, count)), ...builders.map((b) => b.finish())],
      kinds: input.kinds === null ? null : Uint8Array.from(places, (row) => (input.kinds as Uint8Array)[row]),
      selection: null,
      steps: movedSteps(input.steps, rows, ends),
      origin: null,
      arrival: input.arrival === null ? null : Float64Array.from(places, (row) => (input.arrival as Float64Array)[row]),
    };
  }
}

const NOTHING: readonly (readonly Scalar[])[] = [];

/** The values of each element. */
function elementsOf(collection: Scalar, type: SqlType): readonly (readonly Scalar[])[] {
  if (collection === null) return NOTHING;
  if (isSqlMap(collection)) {
    if (type.kind === "MAP") return collection.entries;
    return collection.entries.flatMap(([element, count]) =>
      new Array<readonly Scalar[]>(Number(count)).fill(valuesOf(element, type)),
    );
  }
  return (collection as readonly Scalar[]).map((element) => valuesOf(element, type));
}

function valuesOf(element: Scalar, type: SqlType): readonly Scalar[] {
  if ((type.kind !== "ARRAY" && type.kind !== "MULTISET") || type.element.kind !== "ROW") return [element];
  return element === null ? type.element.fields.map(() => null) : (element as readonly Scalar[]);
}

/** A step stands after the elements of the rows that stood before it. */
function movedSteps(steps: WatermarkSteps, rows: Int32Array, ends: Int32Array): WatermarkSteps {
  const moved = new Int32Array(steps.count);
  let i = 0;
  for (let s = 0; s < steps.count; s++) {
    while (i < rows.length && rows[i] < steps.rows[s]) i++;
    moved[s] = i === 0 ? 0 : ends[i - 1];
  }
  return { ...steps, rows: moved };
}
