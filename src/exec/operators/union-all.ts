// UNION ALL: the rows of all inputs in arrival order, with the least of their watermarks at each place.
//
// Rows and steps of one input keep their order; between inputs the smaller arrival position goes first, the earlier input
// where they are equal. A step carries the position of the row that raised it, so a row is judged by what had arrived
// before it, whatever the batch size.
// State: "inputs", the watermark of each input (an input at its end is not remembered as such).
import type { ChangeBatch, OriginRun, RowOrigin } from "../../columnar/change-batch.ts";
import { concatVectors, gather, type VectorPart } from "../../columnar/gather.ts";
import type { SqlType } from "../../common/types.ts";
import type { PhysicalUnionAll } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { NumbersTable } from "../state/numbers-table.ts";
import type { StateTable } from "../state/state-table.ts";
import { NO_TABLE, placeOf } from "./accounts.ts";
import { StepList, stepArrival } from "./emission.ts";
import { liveRows } from "./live-rows.ts";

/** Where the merge stands in one input. */
interface Cursor {
  readonly batch: ChangeBatch;
  readonly rows: Int32Array;
  /** Row numbers of the concatenated inputs begin here. */
  readonly base: number;
  row: number;
  step: number;
}

interface Merged {
  /** Rows of the concatenated inputs. */
  readonly rows: Int32Array;
  readonly arrival: Float64Array;
  readonly steps: StepList;
}

export class UnionAllOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #types: readonly SqlType[];
  readonly #stored: NumbersTable;
  /** As stored, but Infinity where an input is at its end. */
  readonly #marks: Float64Array;
  #isRestored = false;

  constructor(node: PhysicalUnionAll) {
    this.id = node.id;
    this.#types = node.columns.map((column) => column.type);
    this.#stored = new NumbersTable("inputs", node.inputs.length, Number.NEGATIVE_INFINITY);
    this.#marks = new Float64Array(node.inputs.length).fill(Number.NEGATIVE_INFINITY);
    this.stateTables = [this.#stored];
  }

  processBatch(inputs: readonly ChangeBatch[], _context: BatchContext): ChangeBatch {
    if (!this.#isRestored) for (let i = 0; i < inputs.length; i++) this.#marks[i] = this.#stored.get(i);
    this.#isRestored = true;
    let base = 0;
    const cursors = inputs.map((batch): Cursor => {
      const cursor = { batch, rows: liveRows(batch), base, row: 0, step: 0 };
      base += batch.rowCount;
      return cursor;
    });
    const merged = this.#merge(cursors);
    const count = merged.rows.length;
    const columns = this.#types.map((type, c) => {
      const parts = inputs.map((batch): VectorPart => ({ vector: batch.columns[c], count: batch.rowCount }));
      return gather(concatVectors(type, parts), merged.rows, count);
    });
    return {
      rowCount: count,
      columns,
      kinds: mergedKinds(cursors, merged.rows),
      selection: null,
      steps: merged.steps.finish(),
      origin: mergedOrigin(cursors, merged.rows),
      arrival: merged.arrival,
    };
  }

  #merge(cursors: readonly Cursor[]): Merged {
    const total = cursors.reduce((sum, cursor) => sum + cursor.rows.length, 0);
    const rows = new Int32Array(total);
    const arrival = new Float64Array(total);
    const steps = new StepList(true);
    let markMs = Math.min(...this.#marks);
    let count = 0;
    for (;;) {
      const next = nextCursor(cursors);
      if (next === -1) break;
      const cursor = cursors[next];
      if (!isStepNext(cursor)) {
        const row = cursor.rows[cursor.row++];
        arrival[count] = positionOf(cursor.batch, row);
        rows[count++] = cursor.base + row;
        continue;
      }
      const position = stepArrival(cursor.batch, cursor.step);
      this.#raise(next, cursor.batch.steps.marks[cursor.step++]);
      const least = Math.min(...this.#marks);
      if (least > markMs) {
        markMs = least;
        steps.push(count, markMs, position);
      }
    }
    return { rows, arrival, steps };
  }

  #raise(input: number, markMs: number): void {
    if (markMs <= this.#marks[input]) return;
    this.#marks[input] = markMs;
    if (markMs < Number.POSITIVE_INFINITY) this.#stored.set(input, markMs);
  }
}

/** True when the cursor stands before a step: its row is not past the next live row. */
function isStepNext(cursor: Cursor): boolean {
  const { steps } = cursor.batch;
  if (cursor.step >= steps.count) return false;
  return cursor.row >= cursor.rows.length || steps.rows[cursor.step] <= cursor.rows[cursor.row];
}

function positionOf(batch: ChangeBatch, row: number): number {
  return batch.arrival === null ? row : batch.arrival[row];
}

/** The input whose next row or step arrived first; -1 when all are done. */
function nextCursor(cursors: readonly Cursor[]): number {
  let best = -1;
  let bestPosition = Number.POSITIVE_INFINITY;
  for (let i = 0; i < cursors.length; i++) {
    const cursor = cursors[i];
    const isStep = isStepNext(cursor);
    if (!isStep && cursor.row >= cursor.rows.length) continue;
    const position = isStep
      ? stepArrival(cursor.batch, cursor.step)
      : positionOf(cursor.batch, cursor.rows[cursor.row]);
    if (best === -1 || position < bestPosition) {
      best = i;
      bestPosition = position;
    }
  }
  return best;
}

function mergedKinds(cursors: readonly Cursor[], rows: Int32Array): Uint8Array | null {
  if (cursors.every((cursor) => cursor.batch.kinds === null)) return null;
  const all = new Uint8Array(cursors.reduce((sum, cursor) => sum + cursor.batch.rowCount, 0));
  for (const { batch, base } of cursors)
    if (batch.kinds !== null) all.set(batch.kinds.subarray(0, batch.rowCount), base);
  const kinds = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) kinds[i] = all[rows[i]];
  return kinds;
}

/** Null when no input knows where its rows were read; rows of one that does not have no table. */
function mergedOrigin(cursors: readonly Cursor[], rows: Int32Array): RowOrigin | null {
  if (cursors.every((cursor) => cursor.rows.length === 0 || cursor.batch.origin === null)) return null;
  const offsets = new Float64Array(rows.length);
  const runs: OriginRun[] = [];
  let input = 0;
  for (let i = 0; i < rows.length; i++) {
    while (rows[i] < cursors[input].base) input--;
    while (input + 1 < cursors.length && rows[i] >= cursors[input + 1].base) input++;
    const { batch, base } = cursors[input];
    const place = placeOf(batch.origin, rows[i] - base);
    const table = place.table ?? NO_TABLE;
    const split = place.split ?? "";
    offsets[i] = place.offset ?? 0;
    const last = runs[runs.length - 1];
    if (last === undefined || last.split !== split || last.table !== table) runs.push({ firstRow: i, split, table });
  }
  return { table: NO_TABLE, runs, offsets };
}
